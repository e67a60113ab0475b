"""What happened around a target, newest first: a page of it by key. A case is a list of targets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from intelligence.models import (
    EntityLink,
    IntelligenceFile,
    IntelligenceReport,
    PresenceAffirmation,
    RaidTarget,
    TargetLink,
    VerificationAttempt,
)
from intelligence.queries.entities import entities_for
from taskforce.access.policy import visible_rows
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.services import fields_of
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.models import AuditEntry

PAGE = 50


class Kind(StrEnum):
    """What sort of moment it is. Moments at the same time stand in this order of their codes, last first."""

    REPORT = "report"
    CHECK = "check"
    THING = "thing"
    FILE = "file"
    ASSESSMENT = "assessment"
    SHARE = "share"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `row` is what its page leads to; `who` did it, where the reader may know."""

    at: datetime
    kind: Kind
    ref: UUID
    what: str
    detail: str = ""
    who: str = ""
    row: Any = None

    @property
    def place(self) -> tuple[datetime, str, str]:
        return self.at, self.kind.value, self.ref.hex


@dataclass(frozen=True, slots=True)
class Place:
    """After which moment a page begins."""

    at: datetime
    kind: str
    ref: UUID


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Moments, newest first, and the last of them where there are older ones."""

    moments: list[Moment]
    last: Moment | None


Source = Callable[[User, Sequence[RaidTarget], Place | None], list[Moment]]


def timeline(user: User, targets: Sequence[RaidTarget], *, kind: str = "", before: Place | None = None) -> TimelinePage:
    """One page of what happened around these targets, as far as this person may see it.

    As many statements for many moments as for one. The caller has found the targets through their policy.
    """
    moments: list[Moment] = []
    for code, source in SOURCES:
        if kind in ("", code):
            moments += source(user, targets, before)
    moments.sort(key=lambda moment: moment.place, reverse=True)
    page = moments[:PAGE]
    return TimelinePage(page, page[-1] if len(moments) > PAGE else None)


def place_named(text: str) -> Place | None:
    """The place in an address's query, `2026-03-10T12:00:00+00:00|report|<id>`; whatever is none begins at the top."""
    try:
        at, kind, ref = text.split("|")
        return Place(datetime.fromisoformat(at.replace(" ", "+")), Kind(kind).value, UUID(ref))
    except ValueError:
        return None


def _page(rows: "QuerySet[Any]", kind: Kind, before: Place | None, *, at: str, ref: str = "public_id") -> list[Any]:
    """The newest rows after a place, at most one more than a page."""
    if before is not None:
        older = Q(**{f"{at}__lt": before.at})
        if kind.value < before.kind:
            older |= Q(**{at: before.at})
        elif kind.value == before.kind:
            older |= Q(**{at: before.at, f"{ref}__lt": before.ref})
        rows = rows.filter(older)
    return list(rows.order_by(f"-{at}", f"-{ref}")[: PAGE + 1])


def _reports(user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    """When what reports say was observed: of those whose handling lets this reader know it."""
    read = visible_rows(user, IntelligenceReport, fields=("observed_at",))
    if read is False:
        return []
    reports = IntelligenceReport.objects.visible_to(user).filter(purged_at__isnull=True)
    told = reports if read is True else reports.filter(read)
    links: ScopedQuerySet[TargetLink] = TargetLink.objects.visible_to(user).filter(
        target__in=targets, report__in=told.values("pk")
    )
    rows = _page(
        links.select_related("report").prefetch_related("report__grades"), Kind.REPORT, before,
        at="report__observed_at", ref="report__public_id",
    )  # fmt: skip
    return [
        Moment(
            link.report.observed_at, Kind.REPORT, link.report.public_id, str(link.get_stance_display()),
            detail=f"{link.report.current_grade()}" + (f", {_('retracted')}" if link.report.retracted_at else ""),
            row=link.report,
        )
        for link in rows
    ]  # fmt: skip


def _checks(user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    rows = VerificationAttempt.objects.visible_to(user).filter(target__in=targets).select_related("by")
    return [
        Moment(
            check.attempted_at, Kind.CHECK, check.public_id, str(check.get_method_display()),
            detail=str(check.get_result_display()), who=check.by.name,
        )
        for check in _page(rows, Kind.CHECK, before, at="attempted_at")
    ]  # fmt: skip


def _things(user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    links = EntityLink.objects.visible_to(user).filter(target__in=targets, ended_at__isnull=True)
    rows = _page(links, Kind.THING, before, at="at")
    seen = entities_for(user).in_bulk({link.entity_id for link in rows})
    return [
        Moment(
            link.at, Kind.THING, link.public_id, str(seen[link.entity_id].get_kind_display()),
            detail=str(link.get_relation_display()), row=seen[link.entity_id],
        )
        for link in rows
        if link.entity_id in seen
    ]  # fmt: skip


def _files(user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    rows = IntelligenceFile.objects.with_fields_for(user).filter(target__in=targets, withdrawn_at__isnull=True)
    return [
        Moment(file.uploaded_at, Kind.FILE, file.public_id, str(file.get_kind_display()), row=file)
        for file in _page(rows, Kind.FILE, before, at="uploaded_at")
    ]


def _assessments(user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    """What an analyst and a supervisor affirmed; who they are is their agency's to know."""
    rows = PresenceAffirmation.objects.with_fields_for(user).filter(target__in=targets).select_related("by")
    return [
        Moment(
            one.at, Kind.ASSESSMENT, one.public_id, str(one.get_part_display()), detail=_("Presence of people"),
            who=one.by.name if "by" in fields_of(user, one) else "",
        )
        for one in _page(rows, Kind.ASSESSMENT, before, at="at")
    ]  # fmt: skip


def _shares(user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    """When colleagues of other agencies were let in, and out again: for people of the target's own agency alone."""
    own = [target.public_id for target in targets if target.agency_id == user.agency_id]
    words = {"access.granted": _("Shared with"), "access.grant_withdrawn": _("Taken back from")}
    with as_house("who was let in stands in the trail"):
        entries = AuditEntry.objects.filter(
            verb__in=words, object_type=RaidTarget._meta.label, object_id__in=own,
            codes__permission="intelligence.on_target",
        ).annotate(by_name=F("actor__name"))  # fmt: skip
        rows = _page(entries, Kind.SHARE, before, at="at")
        let_in = User.objects.select_related("agency").in_bulk([r.codes["to"] for r in rows], field_name="public_id")
    return [
        Moment(
            entry.at, Kind.SHARE, entry.public_id, words[entry.verb], who=entry.by_name or "",
            detail=_named(let_in.get(UUID(entry.codes["to"]))),
        )
        for entry in rows
    ]  # fmt: skip


def _steps(_user: User, targets: Sequence[RaidTarget], before: Place | None) -> list[Moment]:
    """When the targets themselves were opened and closed."""
    moments = [
        Moment(at, Kind.STEP, target.public_id, word, detail=target.reference)
        for target in targets
        for word, at in ((_("Target opened"), target.opened_at), (_("Target closed"), target.closed_at))
        if at is not None
    ]
    if before is None:
        return moments
    return [m for m in moments if m.place < (before.at, before.kind, before.ref.hex)]


def _named(user: User | None) -> str:
    return f"{user.name}, {user.agency.name}" if user else ""


# Where moments come from. A room that adds a kind of moment adds a line.
SOURCES: tuple[tuple[str, Source], ...] = (
    (Kind.REPORT, _reports),
    (Kind.CHECK, _checks),
    (Kind.THING, _things),
    (Kind.FILE, _files),
    (Kind.ASSESSMENT, _assessments),
    (Kind.SHARE, _shares),
    (Kind.STEP, _steps),
)
