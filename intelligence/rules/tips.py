"""What may become of a tip (domain paper, 3 and 8): it is looked at, then one decision ends it."""

from datetime import datetime, timedelta
from enum import StrEnum


class Vetting(StrEnum):
    """How far the vetting of a tip has come."""

    NEW = "new"
    LOOKED_AT = "looked_at"
    PROMOTED = "promoted"
    DISMISSED = "dismissed"
    PASSED_ON = "passed_on"


NEXT: dict[Vetting, frozenset[Vetting]] = {
    Vetting.NEW: frozenset({Vetting.LOOKED_AT}),
    Vetting.LOOKED_AT: frozenset({Vetting.PROMOTED, Vetting.DISMISSED, Vetting.PASSED_ON}),
    Vetting.PROMOTED: frozenset(),
    Vetting.DISMISSED: frozenset(),
    Vetting.PASSED_ON: frozenset(),
}
OPEN = frozenset(state for state, following in NEXT.items() if following)


def may_become(now: Vetting, then: Vetting) -> bool:
    """Whether a tip that stands at `now` may come to stand at `then`."""
    return then in NEXT[now]


def first_look_due(received_at: datetime, within: timedelta) -> datetime:
    """By when somebody has looked at a tip: counted from when it came, not from when it was typed in."""
    return received_at + within


def purge_due(received_at: datetime, kept_for: timedelta) -> datetime:
    """From when the words of a tip are gone, whatever was decided about it."""
    return received_at + kept_for
