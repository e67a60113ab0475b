"""When a glass may be broken, by whom it is confirmed and reviewed, and when it is whole again.

Pure: `at` is an argument, lengths come from the jurisdiction pack. Sources: security paper 2.1, 5.5, 5.6; domain 4.3.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Opens(StrEnum):
    """What somebody who broke a glass reads."""

    WAITING = "waiting"
    ASSESSMENT = "assessment"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as these rules see them."""

    pk: int
    agency: int
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Glass:
    """One glass: how dangerous what lies behind it is, and how far it has come."""

    is_lethal: bool
    is_danger: bool
    asked_at: datetime
    confirm_by: datetime
    until: datetime | None
    ended_at: datetime | None = None
    has_second: bool = False

    def opens(self) -> Opens:
        """What is read: all of it, what danger lets one person read, or nothing before a second person has spoken."""
        if not self.is_lethal or self.has_second:
            return Opens.FULL
        return Opens.ASSESSMENT if self.is_danger else Opens.WAITING

    def lasts(self, at: datetime) -> bool:
        """Whether the record is read through it at `at`. The end is exclusive."""
        return self.until is not None and self.ended_at is None and at < self.until

    def waits(self, at: datetime) -> bool:
        """Whether a second person may still confirm at `at`."""
        return self.is_lethal and not self.has_second and self.ended_at is None and at < self.confirm_by


def step_up_is_fresh(stepped_up_at: datetime | None, *, within: timedelta, at: datetime) -> bool:
    """Whether somebody proved who they are within these minutes (5.7). A proof from the future is none."""
    return stepped_up_at is not None and timedelta() <= at - stepped_up_at < within


def is_second_person(second: Someone, *, asker: Someone, owner: int, overseers: Set[str]) -> bool:
    """Whether `second` may confirm: another person, who oversees for the owning agency, of another function or agency.

    Across agencies the owner's word is asked, so the two are never of one agency (5.6).
    """
    if second.pk == asker.pk or second.agency != owner or second.functions.isdisjoint(overseers):
        return False
    return second.agency != asker.agency or bool((second.functions & overseers) - asker.functions)


def may_review(reviewer: Someone, *, parties: Set[int], owner: int, overseers: Set[str], is_auditor: bool) -> bool:
    """Whether `reviewer` may judge: none of those who broke it, of the owning agency's overseers or of oversight."""
    if reviewer.pk in parties:
        return False
    return is_auditor or (reviewer.agency == owner and not reviewer.functions.isdisjoint(overseers))
