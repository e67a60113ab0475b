"""Laws of a chain of custody: what is bound stays bound, and a break is never forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.custody import Condition, Fault, Link, Step, custody, digest_of, found_otherwise, is_overdue

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER = [Step.OFFERED, Step.ACCEPTED, Step.DECLINED, Step.CHECKED, Step.RECALLED, Step.HELD, Step.LIFTED]


def chain(*steps):
    """A whole chain of these steps: each bound to the one before it."""
    links, previous = [], ""
    for number, (step, facts) in enumerate([(Step.OBTAINED, {"receiver": "1", "seal_after": "A"}), *steps], 1):
        said = {"by": "1", "receiver": "", "seal_before": "A", "seal_after": "", "condition": "intact"} | facts
        digest = digest_of({"position": number, "step": step, **said}, previous=previous)
        links.append(
            Link(number, step, said["by"], said["receiver"], NOON, said["seal_before"], said["seal_after"],
                 said["condition"], previous, digest, digest)
        )  # fmt: skip
        previous = digest
    return links


a_step = st.sampled_from(LATER).map(lambda step: (step, {"receiver": "2"} if step is Step.OFFERED else {}))


@given(st.lists(a_step, max_size=8))
def test_a_chain_as_it_was_written_has_no_fault(steps):
    assert custody(chain(*steps)).faults == ()


@given(st.lists(a_step, min_size=1, max_size=8), st.data())
def test_a_row_that_is_gone_swapped_or_changed_is_found(steps, data):
    links = chain(*steps)
    number = data.draw(st.integers(0, len(links) - 2))

    gone = custody(links[:number] + links[number + 1 :])
    swapped = links.copy()
    swapped[number], swapped[number + 1] = swapped[number + 1], swapped[number]
    changed = custody([replace(link, made="0" * 64) if at == number else link for at, link in enumerate(links)])

    assert gone.is_altered
    assert custody(swapped).is_altered
    assert changed.is_altered
    assert (number + 1, Fault.ALTERED) in {(one.position, one.fault) for one in changed.faults}


@given(st.lists(a_step, max_size=6), st.lists(a_step, max_size=6), st.sampled_from(["B", "A"]))
def test_a_break_stays_until_it_is_explained_and_its_fault_for_ever(before, after, seal):
    condition = "intact" if seal == "B" else "damaged"
    found = (Step.CHECKED, {"seal_before": seal, "condition": condition})
    explained = (Step.EXPLAINED, {"seal_after": "A", "condition": ""})

    assert custody(chain(*before, found, *after)).is_broken
    mended = custody(chain(*before, found, explained, *after))
    assert not mended.is_broken
    assert [one.position for one in mended.faults] == [len(before) + 2]


@given(st.lists(a_step, max_size=8))
def test_a_consent_before_a_hold_counts_no_more(steps):
    assert not custody(chain((Step.CONSENTED, {}), (Step.HELD, {}), (Step.LIFTED, {}), *steps)).is_consented


def test_only_taking_moves_an_exhibit():
    offered = (Step.OFFERED, {"receiver": "2"})

    assert custody(chain(offered)).holder == "1"
    assert custody(chain(offered, (Step.DECLINED, {"by": "2"}))).holder == "1"
    assert custody(chain(offered, (Step.ACCEPTED, {"by": "2"}))).holder == "2"
    assert custody(chain(offered, (Step.DISPOSED, {}))).holder == ""


def test_a_new_seal_is_the_one_that_is_looked_for():
    stands = custody(chain((Step.OFFERED, {"receiver": "2", "seal_after": "B"})))

    assert found_otherwise(stands, seal="B", condition=Condition.INTACT) is None
    assert found_otherwise(stands, seal="A", condition=Condition.INTACT) is Fault.SEAL
    assert found_otherwise(stands, seal="B", condition=Condition.DAMAGED) is Fault.CONDITION


@pytest.mark.parametrize(("days", "overdue"), [(89, False), (90, True)])
def test_the_audit_is_due_after_ninety_days(days, overdue):
    stands = custody(chain())

    assert is_overdue(stands, every=timedelta(days=90), now=NOON + timedelta(days=days)) is overdue
    assert not is_overdue(
        custody(chain((Step.DISPOSED, {}))), every=timedelta(days=90), now=NOON + timedelta(days=days)
    )
