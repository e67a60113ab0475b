"""Whether what two people affirmed of a target still stands. Nothing here is stored: it is asked at every look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intelligence.rules.presence import Level

ANALYST, SUPERVISOR = "analyst", "supervisor"


class Fell(StrEnum):
    """Why an affirmation stands no more, the reason that came first first."""

    RULE = "rule"
    EVIDENCE = "evidence"
    STALE = "stale"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Affirmed:
    """One affirmation: in which part, by whom, when, of which evidence, by which rule, and until when it is fresh."""

    part: str
    by: int
    at: datetime
    digest: str
    rule: str
    lapses_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Who affirmed what stands now; or the newest that fell, and why."""

    analyst: Affirmed | None = None
    supervisor: Affirmed | None = None
    last: Affirmed | None = None
    fell: Fell | None = None

    @property
    def is_affirmed(self) -> bool:
        """Whether an analyst and another person, a supervisor, both affirmed just this evidence, and it still holds."""
        return self.analyst is not None and self.supervisor is not None

    @property
    def lacks(self) -> str:
        """In which part somebody still has to affirm it; empty when both have."""
        if self.analyst is None:
            return ANALYST
        return SUPERVISOR if self.supervisor is None else ""


def standing(said: Sequence[Affirmed], *, digest: str, rule: str, level: Level, now: datetime) -> Standing:
    """What stands of the affirmations `said`, newest first, of this evidence at `now` (SR-01).

    An affirmation holds for one digest, one rule, while the rule itself says high. A supervisor's stands on an
    analyst's of the same evidence; two people are needed.
    """
    if not said:
        return Standing()
    if level is Level.HIGH:
        of_this = [one for one in said if one.digest == digest and one.rule == rule]
        analyst = next((one for one in of_this if one.part == ANALYST), None)
        if analyst is not None:
            seconds = (one for one in of_this if one.part == SUPERVISOR)
            first_to_agree = next((one for one in seconds if one.by != analyst.by), None)
            return Standing(analyst, first_to_agree, last=said[0])
    return Standing(last=said[0], fell=_why(said[0], digest=digest, rule=rule, now=now))


def _why(last: Affirmed, *, digest: str, rule: str, now: datetime) -> Fell:
    if last.rule != rule:
        return Fell.RULE
    if last.digest != digest:
        return Fell.EVIDENCE
    return Fell.STALE if last.lapses_at < now else Fell.LEVEL
