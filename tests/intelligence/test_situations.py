"""Situations with the verdict of a senior analyst: the rule agrees with every one of them, clause by clause."""

import pytest

from intelligence.queries.presence import PURPOSE, weights_for
from intelligence.rules.presence import Cure, assess_presence
from taskforce.jurisdiction.pack import pack
from tests.intelligence.situations import NOW, SITUATIONS, Situation, report


def assess(situation, now=NOW):
    return assess_presence(
        situation.items(),
        adult_weights=weights_for(situation.sector, "adult"),
        child_weights=weights_for(situation.sector, "child"),
        purpose=PURPOSE[situation.sector],
        fresh_for=pack().duration("presence.first_hand_fresh"),
        lineages_needed=pack().number("presence.lineages"),
        now=now,
    )


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_the_rule_says_what_a_senior_analyst_says(situation):
    assessment = assess(situation)

    missing = "".join(clause.code for clause in assessment.clauses if not clause.is_met)
    assert (assessment.level, missing) == (situation.verdict, situation.missing), situation.why


def test_there_are_sixty_situations_and_more_each_told_once():
    assert len({situation.name for situation in SITUATIONS}) == len(SITUATIONS) >= 60
    assert all(situation.story and situation.why for situation in SITUATIONS)
    assert {situation.verdict for situation in SITUATIONS} == {"high", "moderate", "low"}


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_what_would_raise_it_is_told_for_every_clause_that_is_not_met_and_for_no_other(situation):
    assessment = assess(situation)

    assert "".join(sorted({need.clause for need in assessment.needs})) == situation.missing
    assert all(need.number >= 1 for need in assessment.needs)


def told(name):
    return assess(next(situation for situation in SITUATIONS if situation.name == name)).needs


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("a single excellent source", [(Cure.MORE_ORIGINS, 1, "high")]),
        ("an empty file", [(Cure.MORE_ORIGINS, 2, "low"), (Cure.FIRST_HAND, 1, "low"), (Cure.GOOD_ORIGINS, 1, "low"),
                           (Cure.FRESH_FIRST_HAND, 1, "low"), (Cure.SIGNS_OF_EXPLOITATION, 2, "low"),
                           (Cure.SIGNS_OF_MEANS, 2, "low")]),
        ("stale truth", [(Cure.FRESH_FIRST_HAND, 1, "high")]),
        ("stale and alone", [(Cure.MORE_ORIGINS, 1, "moderate"), (Cure.FRESH_FIRST_HAND, 1, "moderate")]),
        ("the second is doubtful", [(Cure.GOOD_ORIGINS, 1, "high")]),
        ("an equal says no", [(Cure.SETTLE_CONTRADICTIONS, 1, "high")]),
        ("means without exploitation", [(Cure.SIGNS_OF_EXPLOITATION, 2, "high")]),
        ("adults at work, means absent", [(Cure.SIGNS_OF_MEANS, 2, "high")]),
        ("a child seen, nothing shown", [(Cure.SIGNS_OF_EXPLOITATION, 2, "high")]),
        ("the plain good case", []),
    ],
)  # fmt: skip
def test_what_would_raise_it_in_numbers(name, needs):
    assert [(need.cure, need.number, need.raises_to) for need in told(name)] == needs


def test_bringing_what_was_asked_for_raises_it_as_promised():
    alone = Situation("", "", (report("a", "A2"),), "", "", "")
    both = Situation("", "", (report("a", "A2"), report("b")), "", "", "")

    assert assess(alone).needs[0].raises_to == assess(both).level == "high"
