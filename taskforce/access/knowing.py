"""Right to know and need to know: the two questions of every reading (28 CFR 23.20(d)-(f); domain paper, section 3).

Pure. The RIGHT is a function held with training in date, in an agency whose agreement is in date. The NEED is what ties
this reader to this row: their own agency, their name on it, a grant; and, where that is not routine, a purpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

OWN_WORK = "own_work"
EMERGENCY = "emergency"
LISTED = "listed"
ROUTINE = frozenset({"own_agency", "named"})
GLASS = "broke_glass"


class Purpose(StrEnum):
    """Why somebody reads what is not their everyday work. They choose; nothing is typed."""

    CARE = "care"
    COVER = "cover"
    SAFETY = "safety"
    ASKED = "asked"
    CASE = "case"
    CHECK = "check"


GIVEN = frozenset({*Purpose, OWN_WORK, EMERGENCY, LISTED})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy as it meets one reader and one row: what it asks for, and whether it shows the row."""

    functions: frozenset[str]
    relation: str
    shows: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Both answers, in codes, as they go on record. `refusal` is empty when the reading may happen."""

    right: str = ""
    need: str = ""
    purpose: str = ""
    refusal: str = ""


def known(rules: Sequence[Rule], *, held: frozenset[str], is_unusual: bool, purpose: str) -> Known:
    """Whether a reader who holds `held` in date may read a row that these rules are about, and for which purpose.

    NO_RIGHT: no function that any rule asks for. NO_NEED: nothing ties the reader to the row. PURPOSE_NEEDED: the row
    is unusual for them and they did not say why. Routine work needs no word; a broken glass has its reason already.
    """
    right = _right(rules, held)
    if not held or not right:
        return Known(refusal="NO_RIGHT")
    showing = [rule for rule in rules if rule.shows]
    if not showing:
        return Known(right=right, refusal="NO_NEED")
    ties = [rule.relation for rule in showing]
    need = next((tie for tie in ties if _is_routine(tie)), GLASS if GLASS in ties else ties[0])
    right = _right([rule for rule in showing if rule.relation == need], held) or right
    if need == GLASS:
        return Known(right, need, EMERGENCY)
    if _is_routine(need) and not is_unusual:
        return Known(right, need, purpose if purpose in GIVEN else OWN_WORK)
    if purpose not in GIVEN:
        return Known(right, need, refusal="PURPOSE_NEEDED")
    return Known(right, need, purpose)


def _is_routine(relation: str) -> bool:
    return not ROUTINE.isdisjoint(relation.split("+"))


def _right(rules: Sequence[Rule], held: frozenset[str]) -> str:
    """The functions held that these rules ask for; those that ask for none are content with any."""
    if any(not rule.functions for rule in rules):
        return ",".join(sorted(held))
    return ",".join(sorted({function for rule in rules for function in rule.functions} & held))
