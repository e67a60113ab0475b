"""One graded report as the rules see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intelligence.rules.grading import Grade


class Stance(StrEnum):
    """What a report says about whether people are held at the target."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Item:
    """One graded report as the presence rule sees it. `roots` are the first origins of what it says."""

    ref: str
    grade: Grade
    stance: Stance
    observed_at: datetime
    is_first_hand: bool
    is_lawful: bool
    speaks_of_child: bool
    roots: frozenset[str]
    indicators: frozenset[str]
