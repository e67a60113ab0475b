"""What victims decides: how long a counselling period lasts, when and where a talk may be held, who is a child.

Pure functions on plain values; `now` is an argument. Sources: domain paper, SR-21 to SR-36, 5.3, 5.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ChildStatus(StrEnum):
    """A doubt about age is decided for the child, and only a documented assessment ends it (5.4)."""

    CHILD = "child"
    PRESUMED_CHILD = "presumed_child"
    ADULT = "adult"


class PlaceKind(StrEnum):
    RECEPTION = "reception"
    NGO_ROOM = "ngo_room"
    CHILD_FRIENDLY = "child_friendly"
    MEDICAL = "medical"
    SITE = "site"
    POLICE_STATION = "police_station"


CONSENT_ITEMS = ("purpose", "content", "use", "who_sees", "refuse", "stop", "restrict", "recording")
UNSUITABLE = {PlaceKind.SITE: "INTERVIEW_AT_SITE", PlaceKind.POLICE_STATION: "SETTING_UNSUITABLE"}


@dataclass(frozen=True, slots=True)
class Period:
    """A counselling period as booked: start, length, and when it was closed, if it was."""

    started_at: datetime
    length: timedelta
    closed_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return self.started_at + self.length

    def is_protected(self, now: datetime) -> bool:
        """Whether the person's time still runs: no deadline may press them (SR-31)."""
        return self.closed_at is None and now < self.ends_at

    def day(self, now: datetime) -> int:
        """Which day of the period it is, from 1."""
        return max(0, (now - self.started_at).days) + 1


@dataclass(frozen=True, slots=True)
class InterviewLimits:
    """The limits of the jurisdiction pack (5.3)."""

    spacing: timedelta
    cap: int
    triage_only: timedelta


def child_status(*, says_child: bool, looks_young: bool, documented_adult: bool) -> ChildStatus:
    """A claim to be a child counts at once; a claim to be adult ends no doubt (SR-23, 5.4)."""
    if documented_adult and not says_child:
        return ChildStatus.ADULT
    if says_child:
        return ChildStatus.CHILD
    return ChildStatus.PRESUMED_CHILD if looks_young else ChildStatus.ADULT


def closing_refusal(period: Period, *, shortest: timedelta, now: datetime) -> str | None:
    """Why a counselling period cannot be closed yet; the minimum is the person's, whoever asks (SR-31)."""
    if period.closed_at is not None:
        return "PERIOD_CLOSED"
    return "COUNSELLING_CLOSED_EARLY" if now < period.started_at + shortest else None


def length_refusal(length: timedelta, *, current: timedelta, longest: timedelta) -> str | None:
    """A period may be lengthened up to the pack's limit; it is never shortened."""
    if length < current:
        return "COUNSELLING_CLOSED_EARLY"
    return "PERIOD_TOO_LONG" if length > longest else None


def interview_refusal(
    *,
    place: str,
    at: datetime,
    left_site_at: datetime,
    earlier: Sequence[datetime],
    limits: InterviewLimits,
) -> str | None:
    """Why an investigative interview cannot be held then and there, the gravest reason first (5.3, SR-25, SR-29)."""
    if place in UNSUITABLE:
        return UNSUITABLE[PlaceKind(place)]
    if at < left_site_at + limits.triage_only:
        return "TRIAGE_ONLY"
    if len(earlier) >= limits.cap:
        return "INTERVIEW_CAP"
    if any(abs(at - held) < limits.spacing for held in earlier):
        return "INTERVIEW_TOO_SOON"
    return None


def missing_consent(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The consent items not yet put to the person. A "no" is a full answer; silence is not (5.3)."""
    return tuple(item for item in CONSENT_ITEMS if answers.get(item) not in {"yes", "no"})


def may_go_on(answers: Mapping[str, str]) -> bool:
    """Whether the person agreed to talk at all: to the purpose and the content. Everything else may be a no."""
    return answers.get("purpose") == "yes" and answers.get("content") == "yes"
