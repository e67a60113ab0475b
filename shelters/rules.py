"""What shelters decides: which moves a placement may make, whether a place fits, when a handoff is whole.

Pure functions on plain values. Source: domain paper, section 9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a placement stands."""

    REQUESTED = "requested"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    ACTIVE = "active"
    EXITED = "exited"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.OFFERED, State.DECLINED, State.CANCELLED}),
    State.OFFERED: frozenset({State.ACCEPTED, State.DECLINED, State.CANCELLED}),
    State.ACCEPTED: frozenset({State.IN_TRANSIT, State.CANCELLED}),
    State.IN_TRANSIT: frozenset({State.ACTIVE, State.CANCELLED}),
    State.ACTIVE: frozenset({State.EXITED}),
    State.DECLINED: frozenset(),
    State.EXITED: frozenset(),
    State.CANCELLED: frozenset(),
}
OCCUPYING = frozenset({State.OFFERED, State.ACCEPTED, State.IN_TRANSIT, State.ACTIVE})


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom a shelter can take."""

    genders: frozenset[str]
    takes_children: bool
    takes_adults: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """The two signatures of a handoff receipt."""

    given_at: datetime | None
    received_at: datetime | None

    @property
    def is_whole(self) -> bool:
        return self.given_at is not None and self.received_at is not None


def may_move(current: str, wanted: State) -> bool:
    """Whether the table of states lets a placement go from `current` to `wanted`."""
    return wanted in TRANSITIONS[State(current)]


def eligibility_refusal(profile: Profile, *, gender: str, is_child: bool) -> str | None:
    """Why a shelter cannot take somebody, as a reason code; None if it can. A child never goes among adults alone."""
    if is_child and not profile.takes_children:
        return "NO_CHILDREN"
    if not is_child and not profile.takes_adults:
        return "NO_ADULTS"
    if gender and profile.genders and gender not in profile.genders:
        return "GENDER"
    return None


def code_word_matches(told: str, kept: str) -> bool:
    """Whether the word said at the door is the one agreed: case and spaces forgiven, nothing else."""
    return "".join(told.split()).casefold() == "".join(kept.split()).casefold() and bool(kept.strip())
