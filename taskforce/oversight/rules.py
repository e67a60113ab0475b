"""What is out of the ordinary in a week of the trail. Pure: figures come in, thresholds come from the pack.

A person is held against themselves, never against colleagues: a night shift is no outlier to whoever always works at
night. Sources: CJIS AU-6; security paper 2.2, A5; 28 CFR 23.20(d).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

HOURS = 24


class Kind(StrEnum):
    """What an outlier is about."""

    MASS = "mass"
    OFF_HOURS = "off_hours"
    UNTIED = "untied"
    GLASS = "glass"
    UNJUSTIFIED = "unjustified"
    LOOKED_UP = "looked_up"
    FISHING = "fishing"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is out of the ordinary."""

    mass: int
    mass_daily: int
    mass_times: int
    off_reads: int
    off_margin: int
    untied: int
    looked_up: int
    streak: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """One thing to look at: who, what, when, how often, and what is usual for this person."""

    kind: Kind
    who: int
    from_at: datetime
    until_at: datetime
    count: int
    usual: int = 0

    @property
    def key(self) -> str:
        """Names it within its week, for the form that judges it."""
        return f"{self.kind}-{self.who}-{self.from_at:%Y%m%d%H%M}"


def hours_off(begins: int, ends: int) -> frozenset[int]:
    """The hours of the day outside working hours: from `begins` until `ends`, which is exclusive, past midnight too."""
    return frozenset((begins + step) % HOURS for step in range((ends - begins) % HOURS))


def is_mass(count: int, usual: float, *, floor: int, times: int) -> bool:
    """Whether somebody was shown far more within one span than they usually are. Below `floor` nobody asks."""
    return count >= floor and count > times * usual


def is_unusual_hour(off: int, of: int, usual_off: int, usual_of: int, *, floor: int, margin: int) -> bool:
    """Whether the share of readings outside working hours lies `margin` per cent points above what is usual."""
    if off < floor or of < off:
        return False
    usual = usual_off / usual_of if usual_of else 0.0
    return 100 * (off / of - usual) > margin


def usual_number(count: int, usual_off: int, usual_of: int) -> int:
    """How many of `count` readings would usually lie outside working hours."""
    return ceil(count * usual_off / usual_of) if usual_of else 0


def without_doubles(hours: Iterable[Outlier], days: Iterable[Outlier]) -> list[Outlier]:
    """The outliers of hours, and those of days in which the same person has none of an hour."""
    kept = list(hours)
    return kept + [day for day in days if not any(_lies_in(hour, day) for hour in kept)]


def not_judged(outliers: Iterable[Outlier], judgements: Mapping[str, str]) -> list[Outlier]:
    """Those of which nobody has said anything yet."""
    return [each for each in outliers if not judgements.get(each.key)]


def in_order(outliers: Iterable[Outlier]) -> list[Outlier]:
    """The gravest first: what was done to whoever had no need to know, then what was merely much."""
    order = [Kind.UNJUSTIFIED, Kind.FISHING, Kind.MASS, Kind.LOOKED_UP, Kind.UNTIED, Kind.OFF_HOURS, Kind.GLASS]
    return sorted(outliers, key=lambda each: (order.index(each.kind), each.from_at, each.who))


def _lies_in(hour: Outlier, day: Outlier) -> bool:
    return hour.who == day.who and hour.from_at < day.until_at and hour.until_at > day.from_at
