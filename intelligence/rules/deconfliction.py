"""When two operations stand in one another's way, and whether that was asked lately enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

INTERNAL = "internal"
NONE, CONFLICT, PENDING = "none", "conflict", "pending"


@dataclass(frozen=True, slots=True)
class Asked:
    """One check of a target: when it was asked, what came of it, and whether the conflicts it met are settled."""

    submitted_at: datetime
    result: str
    is_resolved: bool = True
    system: str = INTERNAL


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old a check may be, and how long before the start it is asked once more (domain 3: 72 h and -4 h)."""

    fresh: timedelta
    last: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in the way, as codes in the order of their weight; none: a plan may go on. `until` is when it lapses."""

    codes: tuple[str, ...]
    until: datetime | None


def standing(checks: Iterable[Asked], *, now: datetime, starts_at: datetime | None, limits: Freshness) -> Standing:
    """How a target stands: DECONFLICTION_MISSING, DECONFLICTION_STALE, DECONFLICTION_UNRESOLVED (domain 3, design).

    `checks` are all that still stand for the target; all times are aware. Between agencies of one deployment somebody
    has to ask in any case; an outside system counts once it was asked. From `limits.last` before the start only what
    was asked within that time counts. An answer still outstanding is not resolved.
    """
    newest: dict[str, datetime] = {}
    unresolved = False
    for check in checks:
        newest[check.system] = max(check.submitted_at, newest.get(check.system, check.submitted_at))
        unresolved |= check.result == PENDING or (check.result == CONFLICT and not check.is_resolved)
    until = min((lapses_at(asked, starts_at=starts_at, limits=limits) for asked in newest.values()), default=None)
    found = {
        "DECONFLICTION_MISSING": INTERNAL not in newest,
        "DECONFLICTION_STALE": until is not None and now >= until,
        "DECONFLICTION_UNRESOLVED": unresolved,
    }
    return Standing(tuple(code for code, is_so in found.items() if is_so), until)


def lapses_at(submitted_at: datetime, *, starts_at: datetime | None, limits: Freshness) -> datetime:
    """The moment from which a check no longer counts: once fresh time is over, or when the last one becomes due."""
    until = submitted_at + limits.fresh
    if starts_at is None or submitted_at >= starts_at - limits.last:
        return until
    return min(until, starts_at - limits.last)


def windows_meet(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans of time share a moment; the end of each is exclusive."""
    return one[0] < other[1] and other[0] < one[1]


def still_holds(agreed: tuple[datetime, datetime], now_planned: tuple[datetime, datetime]) -> bool:
    """Whether what was agreed for one window still covers the window that is planned now."""
    return agreed[0] <= now_planned[0] and now_planned[1] <= agreed[1]


def is_too_many(asked: Iterable[datetime], *, now: datetime, within: timedelta, most: int) -> bool:
    """Whether as many as `most` were asked within that time already: fishing is slow (DECONFLICTION_RATE)."""
    return sum(moment > now - within for moment in asked) >= most
