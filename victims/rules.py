"""What victims decides: how long a counselling period lasts, when and where a talk may be held, who is a child.

Also what a person may release to whom, and until when. Pure functions on plain values; `now` is an argument.
Sources: domain paper, SR-21 to SR-36, 4.3, 5.3, 5.4.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256


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


class Item(StrEnum):
    """What a person can release: one part of their record each (4.3)."""

    NAME = "name"
    SAFE_CONTACT = "safe_contact"
    PROFILE = "profile"
    PERIOD = "period"
    WISHES = "wishes"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class Part:
    """The exact fields an item opens, and the key group of those that are sealed.

    `is_counselling` marks what was told to a counsellor: no police and no prosecution gets it (0.12, privilege).
    """

    model: str
    fields: frozenset[str]
    group: str = ""
    is_counselling: bool = False


PARTS: dict[Item, Part] = {
    Item.NAME: Part("victims.Person", frozenset({"called"}), "name"),
    Item.SAFE_CONTACT: Part("victims.Person", frozenset({"safe_contact"}), "safe_contact"),
    Item.PROFILE: Part("victims.Person", frozenset({"language", "gender", "child_status"})),
    Item.PERIOD: Part("victims.CounsellingPeriod", frozenset({"started_at", "length", "closed_at"})),
    Item.WISHES: Part("victims.Person", frozenset({"wishes"}), "wishes", is_counselling=True),
    Item.NEEDS: Part("victims.CounsellingSession", frozenset({"needs"}), "needs", is_counselling=True),
}
# Whose people read what is released to their agency, by its kind and their function. Other kinds receive nothing.
RECEIVERS: dict[str, tuple[str, ...]] = {
    "shelter": ("shelter_manager", "shelter_worker"),
    "victim_services": ("counsellor", "victim_service_coordinator"),
    "child_protection": ("child_protection_officer",),
    "law_enforcement": ("investigator",),
    "prosecution": ("prosecutor", "legal_adviser"),
}
NEVER_COUNSELLING = frozenset({"law_enforcement", "prosecution"})
WRITTEN = frozenset({"paper", "screen"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What exactly a person signed: the content that the hash of a release binds."""

    person: str
    discloser: str
    recipient: str
    recipient_kind: str
    items: tuple[str, ...]
    talks: tuple[str, ...]
    purpose: str
    language: str
    signed_how: str
    signed_at: datetime
    expires_at: datetime

    @property
    def hashed(self) -> str:
        """SHA-256 over all of it in one agreed spelling."""
        facts = [
            self.person, self.discloser, self.recipient, sorted(self.items), sorted(self.talks), self.purpose,
            self.language, self.signed_how, self.signed_at.isoformat(), self.expires_at.isoformat(),
        ]  # fmt: skip
        return sha256(json.dumps(facts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Care:
    """What was done so that signing was informed, and who else agreed where the person is a child or presumed one."""

    alternatives: str
    risks_explained: bool
    signature: str
    is_child: bool = False
    child_assents: bool = False
    guardian: str = ""
    guardian_agrees: bool = False
    guardian_suspected: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A signed release as time sees it: what it covers, and when it ends or was taken back."""

    items: tuple[str, ...]
    talks: tuple[str, ...]
    signed_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether anybody reads through it. The end is exclusive; what was taken back never opens again."""
        return self.withdrawn_at is None and now < self.expires_at


def receivable(kind: str) -> tuple[Item, ...]:
    """What an agency of this kind may be given at all."""
    if kind not in RECEIVERS:
        return ()
    return tuple(item for item, part in PARTS.items() if not (part.is_counselling and kind in NEVER_COUNSELLING))


def release_refusal(scope: Scope, care: Care, *, longest: timedelta, now: datetime) -> tuple[str, str] | None:
    """Why a release cannot be signed so, the gravest reason first, and which answer it is about (4.3, 5.4)."""
    if care.is_child and care.guardian_suspected:
        return "GUARDIAN_CONFLICT", "guardian_suspected"
    return _scope_refusal(scope, longest=longest, now=now) or _care_refusal(scope, care)


def _scope_refusal(scope: Scope, *, longest: timedelta, now: datetime) -> tuple[str, str] | None:
    possible = receivable(scope.recipient_kind)
    if not possible or scope.recipient == scope.discloser:
        return "RECIPIENT_UNSUITABLE", "recipient"
    if not scope.items or not set(scope.items) <= set(Item) or (Item.NEEDS in scope.items) != bool(scope.talks):
        return "RELEASE_EMPTY", "talks" if Item.NEEDS in scope.items else "items"
    if not set(scope.items) <= set(possible):
        return "COUNSELLING_NOT_RELEASABLE", "items"
    if scope.signed_at > now:
        return "SIGNED_IN_FUTURE", "signed_at"
    if not timedelta() < scope.expires_at - scope.signed_at <= longest:
        return "RELEASE_TOO_LONG", "days"
    return ("RELEASE_OVER", "days") if scope.expires_at <= now else None


def _care_refusal(scope: Scope, care: Care) -> tuple[str, str] | None:
    if scope.signed_how not in WRITTEN or not care.signature.strip():
        return "RELEASE_NOT_WRITTEN", "signature"
    if not care.alternatives.strip():
        return "ALTERNATIVES_MISSING", "alternatives"
    if not care.risks_explained or not scope.language.strip():
        return "RISKS_NOT_EXPLAINED", "risks_explained" if scope.language.strip() else "language"
    return _child_refusal(care) if care.is_child else None


def _child_refusal(care: Care) -> tuple[str, str] | None:
    if not care.child_assents:
        return "ASSENT_MISSING", "child_assents"
    if not care.guardian.strip() or not care.guardian_agrees:
        return "NO_GUARDIAN", "guardian" if care.guardian_agrees else "guardian_agrees"
    return None


def covered(terms: Iterable[Term], *, now: datetime) -> dict[tuple[str, str], datetime]:
    """Until when each item is open to one recipient, over all releases to it: the latest end of those in force.

    The key is (item, talk); the talk is empty for what is not of a single talk.
    """
    until: dict[tuple[str, str], datetime] = {}
    for term in terms:
        if not term.is_in_force(now):
            continue
        for item in term.items:
            for talk in term.talks if item == Item.NEEDS else ("",):
                until[item, talk] = max(until.get((item, talk), term.expires_at), term.expires_at)
    return until
