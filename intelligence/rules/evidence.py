"""One graded report as the rules see it."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from intelligence.rules.grading import Grade


class Stance(StrEnum):
    """What a report says about whether people are held at the target."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NEUTRAL = "neutral"


class Weightless(StrEnum):
    """Why a report counts nothing, the reason that weighs most first."""

    UNLAWFUL = "unlawful"
    WITHDRAWN = "withdrawn"
    ASSUMED = "assumed"
    UNJUDGED = "unjudged"


class Item(NamedTuple):
    """One graded report as the presence rule sees it. `roots` are the first origins of what it says.

    `is_lawful` speaks of everything it rests on too (rules.lineage.tainted), and so does `is_withdrawn`
    (rules.lineage.fallen). An assumption is recorded and weighs nothing (SR-15). A tuple: pages make thousands.
    """

    ref: str
    grade: Grade
    stance: Stance
    observed_at: datetime
    is_first_hand: bool
    is_lawful: bool
    speaks_of_child: bool
    roots: frozenset[str]
    indicators: frozenset[str]
    is_withdrawn: bool = False
    is_assumption: bool = False

    @property
    def weightless(self) -> Weightless | None:
        """Why it counts nothing; None where it counts."""
        if not self.is_lawful:
            return Weightless.UNLAWFUL
        if self.is_withdrawn:
            return Weightless.WITHDRAWN
        if self.is_assumption:
            return Weightless.ASSUMED
        return None if self.grade.counts else Weightless.UNJUDGED
