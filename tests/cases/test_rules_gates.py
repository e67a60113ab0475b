"""Laws and situations of the gates of a raid plan (domain paper, sections 0 and 1)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import (
    CARRYING,
    ENFORCEMENT,
    GATES,
    SECTIONS,
    TRANSITIONS,
    Authority,
    Basis,
    Hold,
    PlanFacts,
    PresenceFacts,
    Status,
    first_red,
    is_approved,
    is_blind_sweep,
    may_hold_assignment,
    may_move,
    open_gates,
)

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=1)
EVIDENCE_GATES = {"presence", "first_hand", "verified"}
FILLED = {kind: dict.fromkeys(names, "Told.") for kind, names in SECTIONS.items()}
FILLED["segregation"]["sightlines"] = "none"
FILLED["media"]["exclusion"] = "yes"

PRESENCE = PresenceFacts(
    level="high", has_first_hand=True, lapses_at=NOW + timedelta(days=9), speaks_of_child=False,
    verified_at=NOW - timedelta(days=1), digest="d",
)  # fmt: skip
READY = PlanFacts(
    bases=frozenset({"evidence"}),
    objective="Free the people held there.",
    success_test="Everyone is safe.",
    names_trafficking_law=True,
    authority=Authority("Warrant", "W-0", NOW + timedelta(days=9)),
    starts_at=NOW + timedelta(hours=2),
    ends_at=ENDS,
    expected_people=3,
    children="possible",
    is_exigent=False,
    sections=FILLED,
    holds=(Hold("K2", 3, NOW + timedelta(days=2)),),
    presence=PRESENCE,
    verification_fresh_for=timedelta(days=14),
)

moments = st.integers(-40, 40).map(lambda hours: NOW + timedelta(hours=hours))
holds = st.builds(Hold, st.sampled_from(["K2", "M7"]), st.integers(1, 6), moments)
presences = st.builds(
    PresenceFacts, st.sampled_from(["high", "moderate", "low"]), st.booleans(), st.none() | moments, st.booleans(),
    st.none() | moments, st.just("d"),
)  # fmt: skip
sections = st.fixed_dictionaries(
    {kind: st.fixed_dictionaries({name: st.sampled_from(["", "none", "yes", "Told."]) for name in names})
     for kind, names in SECTIONS.items()}
)  # fmt: skip
plans = st.builds(
    PlanFacts,
    bases=st.frozensets(st.sampled_from([basis.value for basis in Basis])),
    objective=st.sampled_from(["", "Told."]),
    success_test=st.sampled_from(["", "Told."]),
    names_trafficking_law=st.booleans(),
    authority=st.builds(Authority, st.sampled_from(["", "W"]), st.sampled_from(["", "0"]), st.none() | moments),
    starts_at=st.none() | moments,
    ends_at=st.none() | moments,
    expected_people=st.integers(1, 12),
    children=st.sampled_from(["none", "possible", "likely"]),
    is_exigent=st.booleans(),
    sections=sections,
    holds=st.lists(holds, max_size=4),
    presence=presences,
    verification_fresh_for=st.just(timedelta(days=1)),
)


def gates(facts, now=NOW):
    return {finding.gate: finding for finding in open_gates(facts, now=now)}


def reds(facts, now=NOW):
    return [(finding.gate, finding.code) for finding in open_gates(facts, now=now) if not finding.is_green]


def without(kind, name):
    return replace(READY, sections=FILLED | {kind: FILLED[kind] | {name: ""}})


@given(facts=plans, another=holds)
def test_a_further_promise_of_places_never_turns_the_care_gate_red(facts, another):
    more = replace(facts, holds=[*facts.holds, another])

    assert gates(more)["care"].is_green >= gates(facts)["care"].is_green


@given(facts=plans, fewer=st.integers(0, 11))
def test_expecting_fewer_people_never_turns_the_care_gate_red(facts, fewer):
    smaller = replace(facts, expected_people=max(1, facts.expected_people - fewer))

    assert gates(smaller)["care"].is_green >= gates(facts)["care"].is_green


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in SECTIONS.items() for name in names])
def test_emptying_any_required_field_turns_its_own_gate_red_and_no_other(kind, name):
    facts = without(kind, name)

    assert [gate for gate, _code in reds(facts)] == [kind]
    assert gates(facts)[kind].missing == (name,)


@given(facts=plans, kind=st.sampled_from(sorted(SECTIONS)), picked=st.data())
def test_filling_less_in_never_turns_a_gate_green(facts, kind, picked):
    name = picked.draw(st.sampled_from(SECTIONS[kind]))
    emptier = replace(facts, sections={**facts.sections, kind: {**facts.sections[kind], name: ""}})

    assert all(after.is_green <= gates(facts)[gate].is_green for gate, after in gates(emptier).items())


@given(facts=plans)
def test_imminent_danger_waives_the_evidence_gates_and_no_other(facts):
    calm, exigent = gates(replace(facts, is_exigent=False)), gates(replace(facts, is_exigent=True))

    assert {gate for gate, finding in exigent.items() if finding.is_waived} == EVIDENCE_GATES
    assert not any(finding.is_waived for finding in calm.values())
    assert all(exigent[gate] == calm[gate] for gate in calm.keys() - EVIDENCE_GATES)


@given(bases=st.frozensets(st.sampled_from([basis.value for basis in Basis])))
def test_a_plan_is_a_blind_sweep_exactly_when_nothing_lawful_carries_it(bases):
    assert is_blind_sweep(bases) == (not bases & {basis.value for basis in CARRYING})
    assert is_blind_sweep(bases) == (("basis", "BLIND_SWEEP") in reds(replace(READY, bases=bases)))


@given(facts=plans)
def test_a_blind_sweep_is_named_before_anything_else(facts):
    red = first_red(open_gates(facts, now=NOW))

    assert (red is not None and red.code == "BLIND_SWEEP") == is_blind_sweep(facts.bases)


@given(facts=plans)
def test_the_first_red_gate_is_the_first_in_the_order_of_mending(facts):
    findings = open_gates(facts, now=NOW)
    red = first_red(findings)

    assert [finding.gate for finding in findings] == [gate.name for gate in GATES]
    assert red is None or all(finding.is_green for finding in findings[: findings.index(red)])


@given(facts=plans, hours=st.integers(0, 500))
def test_time_alone_never_turns_a_red_gate_green(facts, hours):
    later = gates(facts, now=NOW + timedelta(hours=hours))

    assert all(later[gate].is_green <= finding.is_green for gate, finding in gates(facts).items())


def test_the_table_of_states_is_closed_and_every_state_is_reached_from_a_draft():
    assert set(TRANSITIONS) == set(Status)
    reached, grown = {Status.DRAFT}, True
    while grown:
        more = reached.union(*(TRANSITIONS[status] for status in reached))
        reached, grown = more, more != reached
    assert reached == set(Status)


@pytest.mark.parametrize("end", [Status.FINISHED, Status.WITHDRAWN])
def test_an_ended_plan_stays_ended(end):
    assert not any(may_move(end, wanted) for wanted in Status)


def test_only_an_approved_plan_is_launched_and_only_a_submitted_one_approved():
    assert [status for status in Status if may_move(status, Status.LAUNCHED)] == [Status.APPROVED]
    assert [status for status in Status if may_move(status, Status.APPROVED)] == [Status.SUBMITTED]


@given(signed=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["now", "before"]))))
def test_an_approval_counts_different_people_who_signed_just_this(signed):
    people = {signer for signer, content in signed if content == "now"}

    assert is_approved(signed=signed, content="now", needed=2) == (len(people) >= 2)


@given(kind=st.sampled_from(sorted(ENFORCEMENT)), agency_kind=st.text(max_size=16))
def test_no_other_agency_holds_a_part_in_enforcement(kind, agency_kind):
    assert may_hold_assignment(kind, agency_kind=agency_kind) == (agency_kind == "law_enforcement")


def seen(**facts):
    return replace(READY, presence=replace(PRESENCE, **facts))


def section(kind, **facts):
    return replace(READY, sections=FILLED | {kind: FILLED[kind] | facts})


NO_MINORS = FILLED | {"minors": {}}
NO_CHILDREN = replace(READY, children="none", sections=NO_MINORS)
SITUATIONS = {
    "everything is there": (READY, []),
    "imminent danger carries it too": (replace(READY, bases=frozenset({"imminent_danger"})), []),
    "nothing carries it": (replace(READY, bases=frozenset()), [("basis", "BLIND_SWEEP")]),
    "an assumption carries nothing": (replace(READY, bases=frozenset({"assumption"})), [("basis", "BLIND_SWEEP")]),
    "an assumption beside evidence": (replace(READY, bases=frozenset({"assumption", "evidence"})), []),
    "presence is moderate": (seen(level="moderate"), [("presence", "PRESENCE_NOT_ESTABLISHED")]),
    "presence lapses this minute": (seen(lapses_at=NOW), []),
    "presence lapsed a second ago": (seen(lapses_at=NOW - timedelta(seconds=1)), [("presence", "PRESENCE_STALE")]),
    "no analyst affirmed it": (seen(lacks="analyst"), [("presence", "PRESENCE_NOT_ESTABLISHED")]),
    "no supervisor affirmed it": (seen(lacks="supervisor"), [("presence", "PRESENCE_NOT_ESTABLISHED")]),
    "nobody was there": (seen(has_first_hand=False), [("first_hand", "NO_FIRST_HAND_SOURCE")]),
    "nobody verified": (seen(verified_at=None), [("verified", "NOT_VERIFIED")]),
    "verified too long ago": (seen(verified_at=NOW - timedelta(days=14)), [("verified", "NOT_VERIFIED")]),
    "danger needs no evidence": (
        replace(seen(level="low", has_first_hand=False, verified_at=None), is_exigent=True),
        [],
    ),
    "danger needs care": (replace(READY, is_exigent=True, holds=()), [("care", "NO_CARE_CAPACITY")]),
    "no trafficking law": (replace(READY, names_trafficking_law=False), [("objective", "NO_TRAFFICKING_OFFENCE")]),
    "no warrant": (replace(READY, authority=Authority("", "", None)), [("authority", "AUTHORITY_MISSING")]),
    "the warrant ends with the window": (
        replace(READY, authority=Authority("Warrant", "W-0", ENDS)),
        [("authority", "AUTHORITY_EXPIRED")],
    ),
    "no window": (replace(READY, ends_at=None), [("window", "WINDOW_MISSING")]),
    "traffickers in sight": (section("segregation", sightlines="The yard."), [("segregation", "SIGHTLINE_CONFLICT")]),
    "cameras": (section("media", exclusion="no"), [("media", "MEDIA_PRESENT")]),
    "no plan for children": (replace(READY, sections=NO_MINORS), [("minors", "MINORS_PLAN_MISSING")]),
    "no children, and we know why": (NO_CHILDREN, []),
    "a report speaks of a child": (
        replace(NO_CHILDREN, presence=replace(PRESENCE, speaks_of_child=True)),
        [("minors", "MINORS_PLAN_MISSING")],
    ),
    "a place short": (replace(READY, expected_people=4), [("care", "NO_CARE_CAPACITY")]),
    "two shelters together": (replace(READY, expected_people=4, holds=(*READY.holds, Hold("M7", 1, ENDS))), []),
    "places held too short": (
        replace(READY, holds=(Hold("K2", 9, ENDS - timedelta(hours=1)),)),
        [("care", "NO_CARE_CAPACITY")],
    ),
}


@pytest.mark.parametrize(("facts", "expected"), SITUATIONS.values(), ids=SITUATIONS)
def test_which_gates_are_red(facts, expected):
    assert reds(facts) == expected


def test_the_window_passes_and_takes_the_promised_places_with_it():
    assert reds(READY, now=ENDS) == [("window", "WINDOW_PASSED")]
