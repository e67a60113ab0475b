"""Laws and situations of presence rule v1: what evidence amounts to, and what it never amounts to (domain paper, 2)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.evidence import Item, Stance
from intelligence.rules.grading import INFORMATION_PLACES, SOURCE_PLACES, Grade, confirmation_is_independent
from intelligence.rules.indicators import Weighed, is_positive
from intelligence.rules.lineage import Told, independent_lineages, lineage_roots
from intelligence.rules.presence import Level, assess_presence

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FRESH = timedelta(days=14)
ADULT = {
    "D4.01": Weighed("D4", "S"), "D4.02": Weighed("D4", "M"), "D4.03": Weighed("D4", "M"),
    "D5.01": Weighed("D5", "S"), "D5.02": Weighed("D5", "M"), "D2.01": Weighed("D2", "W"),
}  # fmt: skip
CHILD = ADULT | {"D5.02": Weighed("D5", "S"), "D2.01": Weighed("D2", "S"), "D4.02": Weighed("D4", "W")}
ORDER = [Level.LOW, Level.MODERATE, Level.HIGH]
REPORTS = list("abcdef")

grades = st.sampled_from(sorted(SOURCE_PLACES)).flatmap(
    lambda scheme: st.builds(
        Grade, st.just(scheme), st.sampled_from(SOURCE_PLACES[scheme]), st.sampled_from(INFORMATION_PLACES[scheme])
    )
)
items = st.builds(
    Item,
    ref=st.text("pqrst", min_size=1, max_size=4),
    grade=grades,
    stance=st.sampled_from(Stance),
    observed_at=st.integers(0, 20).map(lambda days: NOW - timedelta(days=days)),
    is_first_hand=st.booleans(),
    is_lawful=st.booleans(),
    speaks_of_child=st.booleans(),
    roots=st.frozensets(st.sampled_from(REPORTS), min_size=1, max_size=3),
    indicators=st.frozensets(st.sampled_from(sorted(ADULT)), max_size=6),
)
evidence = st.lists(items, max_size=7)
pairs = st.tuples(st.sampled_from(REPORTS), st.sampled_from(REPORTS)).filter(lambda pair: pair[0] != pair[1])
CONTENT = ("repeats", "summarises", "cites")
KINDS = (*CONTENT, "prompted_by", "same_origin_suspected")
edges = st.lists(st.builds(lambda pair, kind: (*pair, kind), pairs, st.sampled_from(CONTENT)))
edges_of_all_kinds = st.lists(st.builds(lambda pair, kind: (*pair, kind), pairs, st.sampled_from(KINDS)))
told = st.fixed_dictionaries(
    {
        report: st.builds(
            Told,
            agency=st.sampled_from(["north", "south"]),
            source_type=st.sampled_from(["undercover_officer", "human_source", "survivor_account"]),
            is_first_hand=st.booleans(),
            is_origin_declared=st.booleans(),
            is_lawful=st.booleans(),
            is_retracted=st.booleans(),
        )
        for report in REPORTS
    }
)
sources = st.dictionaries(st.sampled_from(REPORTS), st.sampled_from(["s", "t"]))
NORTH = dict.fromkeys(REPORTS, Told("north"))


def an_item(ref="one", grade="B2", *, days=1, **facts):
    """A fresh first-hand account, graded well, of an origin of its own."""
    scheme, source, information = ("admiralty_6x6", *grade) if grade[0].isalpha() else ("uk_3x5x2", *grade)
    given = {
        "ref": ref, "grade": Grade(scheme, source, information), "stance": Stance.SUPPORTS,
        "observed_at": NOW - timedelta(days=days), "is_first_hand": True, "is_lawful": True, "speaks_of_child": False,
        "roots": frozenset({ref}), "indicators": frozenset({"D4.01", "D4.02", "D5.01", "D5.02"}),
    }  # fmt: skip
    return Item(**(given | facts))


def assess(found, now=NOW):
    return assess_presence(
        found, adult_weights=ADULT, child_weights=CHILD, purpose=frozenset({"D4"}), fresh_for=FRESH,
        lineages_needed=2, now=now,
    )  # fmt: skip


def rank(found):
    return ORDER.index(assess(found).level)


def first_origins(derivations):
    """The ends of the chains, counted the slow way: a report, or a circle of reports, that rests on nothing outside."""
    reach = {report: {report} for report in REPORTS}
    for _round in REPORTS:
        for child, parent, _kind in derivations:
            reach[child] |= reach[parent]
    return {frozenset(found) for found in reach.values() if all(reach[other] == found for other in found)}


@given(derivations=edges, asked=st.sets(st.sampled_from(REPORTS)))
def test_no_set_of_derived_reports_counts_more_than_its_first_origins(derivations, asked):
    roots = lineage_roots(NORTH, derivations)

    counted = independent_lineages([an_item(report, roots=roots[report]) for report in asked])

    assert counted <= len(first_origins(derivations))


@given(derivations=edges)
def test_a_derived_report_has_the_origins_of_what_it_rests_on_and_no_other(derivations):
    roots = lineage_roots(NORTH, derivations)

    for child in REPORTS:
        parents = [roots[parent] for report, parent, _kind in derivations if report == child]
        assert not parents or roots[child] == frozenset().union(*parents)


@given(derivations=edges, undeclared=st.frozensets(st.sampled_from(REPORTS)))
def test_reports_of_undeclared_origin_of_one_agency_never_count_more_than_once_together(derivations, undeclared):
    of_the_north = {report: Told("north", is_origin_declared=report not in undeclared) for report in REPORTS}
    roots = lineage_roots(of_the_north, [])

    counted = independent_lineages([an_item(report, roots=roots[report]) for report in undeclared])

    assert counted == min(len(undeclared), 1)


@given(found=evidence, another=items)
def test_another_report_never_lowers_the_number_of_origins_and_adds_at_most_one(found, another):
    before, after = independent_lineages(found), independent_lineages([*found, another])

    assert before <= after <= before + 1


@given(found=evidence, another=items)
def test_something_that_speaks_against_it_never_raises_presence(found, another):
    against = another._replace(stance=Stance.CONTRADICTS)

    assert rank([*found, against]) <= rank(found)


@given(found=evidence.flatmap(st.permutations), shuffled=st.randoms())
def test_the_assessment_is_a_function_of_the_evidence_and_the_moment_whatever_its_order(found, shuffled):
    other = list(found)
    shuffled.shuffle(other)

    assert assess(found) == assess(other) == assess(found)


@given(found=evidence, kept=st.sampled_from(REPORTS))
def test_without_a_second_origin_presence_is_never_high(found, kept):
    one_origin = [item._replace(roots=frozenset({kept})) for item in found]

    assert assess(one_origin).level is not Level.HIGH


@given(extra=evidence)
def test_losing_the_last_independent_origin_loses_high(extra):
    two = [an_item("one", roots=frozenset({"x"})), an_item("two", roots=frozenset({"y"}))]
    echoes = [item._replace(roots=frozenset({"x"}), stance=Stance.SUPPORTS) for item in extra]

    assert assess(two).level is Level.HIGH
    assert assess([two[0], *echoes]).level is not Level.HIGH


@given(found=evidence, chosen=st.data())
def test_grading_a_supporting_report_down_never_raises_presence(found, chosen):
    supporting = [number for number, item in enumerate(found) if item.stance is Stance.SUPPORTS]
    if not supporting:
        return
    number = chosen.draw(st.sampled_from(supporting))
    grade = found[number].grade
    sources, informations = SOURCE_PLACES[grade.scheme], INFORMATION_PLACES[grade.scheme]
    worse = Grade(
        grade.scheme,
        chosen.draw(st.sampled_from(sources[sources.index(grade.source) :])),
        chosen.draw(st.sampled_from(informations[informations.index(grade.information) :])),
    )

    assert rank([*found[:number], found[number]._replace(grade=worse), *found[number + 1 :]]) <= rank(found)


@given(found=evidence, days=st.integers(0, 40))
def test_time_alone_never_raises_presence(found, days):
    later = assess(found, now=NOW + timedelta(days=days))

    assert ORDER.index(later.level) <= rank(found)


@given(found=evidence, another=items)
def test_what_was_gained_unlawfully_or_cannot_be_judged_changes_nothing(found, another):
    unlawful = another._replace(is_lawful=False)
    unjudged = [another._replace(grade=Grade("admiralty_6x6", *codes)) for codes in ("F2", "B6", "F6")]

    withdrawn, assumed = another._replace(is_withdrawn=True), another._replace(is_assumption=True)

    assert assess([*found, unlawful, withdrawn, assumed, *unjudged]) == assess(found)


@given(weights=st.lists(st.sampled_from("SMW"), max_size=6), another=st.sampled_from("SMW"))
def test_another_indicator_never_makes_a_dimension_less_positive(weights, another):
    assert is_positive([*weights, another]) >= is_positive(weights)


TWO = [an_item("one"), an_item("two", days=2)]
CHILD_ONLY = {"indicators": frozenset({"D4.01", "D4.02"}), "speaks_of_child": True}
SITUATIONS = {
    "nothing at all": ([], Level.LOW, "abcde"),
    "two good fresh first-hand accounts": (TWO, Level.HIGH, ""),
    "one account alone": (TWO[:1], Level.MODERATE, "a"),
    "one poor account alone": ([an_item(grade="D4")], Level.LOW, "ac"),
    "five that tell one story": ([an_item(str(n), roots=frozenset({"x"})) for n in range(5)], Level.MODERATE, "a"),
    "a second of poor grade": ([TWO[0], an_item("two", "D4")], Level.MODERATE, "c"),
    "a second that cannot be judged": ([TWO[0], an_item("two", "F2")], Level.MODERATE, "a"),
    "a second gained unlawfully": ([TWO[0], an_item("two", is_lawful=False)], Level.MODERATE, "a"),
    "a second that says nothing either way": ([TWO[0], an_item("two", stance=Stance.NEUTRAL)], Level.MODERATE, "a"),
    "nobody was there": ([item._replace(is_first_hand=False) for item in TWO], Level.LOW, "bd"),
    "one was there": ([TWO[0], TWO[1]._replace(is_first_hand=False)], Level.HIGH, ""),
    "seen fourteen days ago": ([an_item("one", days=14), an_item("two", days=15)], Level.HIGH, ""),
    "seen fifteen days ago": ([an_item("one", days=15), an_item("two", days=16)], Level.MODERATE, "d"),
    "seen thirteen days ago": ([an_item("one", days=13), an_item("two", days=30)], Level.HIGH, ""),
    "as good speaks against it": ([*TWO, an_item("no", stance=Stance.CONTRADICTS)], Level.LOW, "f"),
    "better speaks against it": ([*TWO, an_item("no", "A1", stance=Stance.CONTRADICTS)], Level.LOW, "f"),
    "worse speaks against it": ([*TWO, an_item("no", "C3", stance=Stance.CONTRADICTS)], Level.HIGH, ""),
    "what speaks against it cannot be judged": ([*TWO, an_item("no", "F6", stance=Stance.CONTRADICTS)], Level.HIGH, ""),
    "two schemes side by side": ([TWO[0], an_item("two", "1B")], Level.HIGH, ""),
    "the other scheme's second best source": ([TWO[0], an_item("two", "2B")], Level.MODERATE, "c"),
    "exploitation without means": ([i._replace(indicators=frozenset({"D4.01", "D4.02"})) for i in TWO], Level.LOW, "e"),
    "means without exploitation": ([i._replace(indicators=frozenset({"D5.01", "D5.02"})) for i in TWO], Level.LOW, "e"),
    "exploitation of a child, no means": ([item._replace(**CHILD_ONLY) for item in TWO], Level.HIGH, ""),
    "one weak sign of each": ([i._replace(indicators=frozenset({"D4.02", "D2.01"})) for i in TWO], Level.LOW, "e"),
    "no sign written down": ([item._replace(indicators=frozenset()) for item in TWO], Level.LOW, "e"),
    "two things missing": ([an_item("one", days=20), an_item("two", "D4", days=20)], Level.LOW, "cd"),
}


@pytest.mark.parametrize(("found", "level", "missing"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_the_evidence_amounts_to(found, level, missing):
    assessment = assess(found)

    assert "".join(clause.code for clause in assessment.clauses if not clause.is_met) == missing
    assert assessment.level is level


def test_the_assessment_says_when_it_lapses_and_lapses_then():
    lapses_at = assess(TWO).lapses_at

    assert lapses_at == NOW - timedelta(days=1) + FRESH
    assert assess(TWO, now=lapses_at).level is Level.HIGH
    assert assess(TWO, now=lapses_at + timedelta(microseconds=1)).level is Level.MODERATE


@pytest.mark.parametrize(
    ("derivations", "roots"),
    [
        ([], {"a": "a", "b": "b", "c": "c"}),
        ([("b", "a"), ("c", "b")], {"a": "a", "b": "a", "c": "a"}),
        ([("c", "a"), ("c", "b")], {"a": "a", "b": "b", "c": "ab"}),
        ([("a", "b"), ("b", "a")], {"a": "a", "b": "a", "c": "c"}),
        ([("b", "c"), ("c", "b"), ("a", "b")], {"a": "b", "b": "b", "c": "b"}),
        ([("a", "b"), ("b", "a"), ("a", "c")], {"a": "c", "b": "c", "c": "c"}),
    ],
)
def test_where_a_story_comes_from(derivations, roots):
    found = lineage_roots(dict.fromkeys("abc", Told("north")), [(*pair, "cites") for pair in derivations])

    assert found == {report: frozenset(origins) for report, origins in roots.items()}


@pytest.mark.parametrize(
    ("grade", "lineages", "stands"),
    [("B1", 0, False), ("B1", 1, False), ("B1", 2, True), ("B2", 0, True), ("1A", 0, True)],
)
def test_confirmed_by_others_asks_for_two_origins(grade, lineages, stands):
    assert confirmation_is_independent(an_item(grade=grade).grade, lineages) is stands
