"""What is kept of an operation to learn from: how the evidence stood when it went, as coarsely as pages tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intelligence.rules.evidence import Item
from intelligence.rules.presence import Assessment

# Readers outside the source domain are told "3+" (2.3): what is kept for years, and compared, tells no more than that.
TOLD_MOST = 3
# An observation this old tells as little as one that is older still.
OLDEST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Features:
    """How the evidence stood: independent origins and first-hand reports, up to three of each; the age in whole days

    of the newest first-hand observation, None without one; and the sector.
    """

    origins: int
    first_hand: int
    fresh_days: int | None
    sector: str

    @property
    def agrees(self) -> bool:
        """Whether the figures can be so together: a first-hand report has an age, and an origin."""
        if not (0 <= self.origins <= TOLD_MOST and 0 <= self.first_hand <= TOLD_MOST):
            return False
        if self.first_hand == 0:
            return self.fresh_days is None
        return self.origins > 0 and self.fresh_days is not None and 0 <= self.fresh_days <= OLDEST_DAYS


def features_of(assessment: Assessment, items: Iterable[Item], *, sector: str, now: datetime) -> Features:
    """How the evidence behind an assessment stands at `now`. Of reports that count alone: clauses (a), (b), (d)."""
    seen = assessment.clause("b").items
    newest = max((item.observed_at for item in items if item.ref in set(seen)), default=None)
    return Features(
        origins=min(assessment.clause("a").found, TOLD_MOST),
        first_hand=min(len(seen), TOLD_MOST),
        fresh_days=None if newest is None else days_between(newest, now),
        sector=sector,
    )


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days, none below zero and none above what makes a difference."""
    return min(max((later - earlier) // timedelta(days=1), 0), OLDEST_DAYS)
