"""The reports of one's own agency by scheme, grade, source, lawfulness and day: the filters of their list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.lookups import Exact

from intelligence.models import Grade, IntelligenceReport
from taskforce.access.newest import CAP, Newest
from taskforce.access.policy import ALL
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty asks nothing."""

    scheme: str = ""
    grade: str = ""
    source_type: str = ""
    lawful: str = ""
    due: str = ""

    def __bool__(self) -> bool:
        return any((self.scheme, self.grade, self.source_type, self.lawful, self.due))


def wanted_reports(
    user: User, wanted: Wanted, *, now: datetime, before: UUID | None = None
) -> Newest[IntelligenceReport]:
    """One page of the reports of the person's own agency that answer to it, newest first, older than `before`.

    Of other agencies' reports these facts are not theirs to know, so not theirs to filter by either. Three statements.
    """
    rows = IntelligenceReport.objects.visible_to(user).filter(_narrowed(wanted, now), agency=user.agency_id)
    for name, code in (("scheme", wanted.scheme), ("source_code", wanted.grade)):
        if code:
            rows = rows.filter(Exact(_current(name), Value(code)))
    total = rows.order_by()[: CAP + 1].count()
    last = rows.filter(public_id=before).first() if before else None
    if last is not None:
        rows = rows.filter(Q(logged_at__lt=last.logged_at) | Q(logged_at=last.logged_at, pk__lt=last.pk))
    found = list(rows.prefetch_related("grades", "links__target").order_by("-logged_at", "-pk")[:PAGE])
    for report in found:
        report.shown = ALL
    return Newest(found, total)


def _current(name: str) -> Subquery:
    """One fact of a report's latest grade."""
    return Subquery(Grade.objects.filter(report=OuterRef("pk")).order_by("-at", "-pk").values(name)[:1])


def _narrowed(wanted: Wanted, now: datetime) -> Q:
    asked = Q()
    if wanted.source_type:
        asked &= Q(source_type=wanted.source_type)
    if wanted.lawful:
        asked &= {
            "yes": Q(is_lawful=True),
            "no": Q(is_lawful=False, unlawful_at=None),
            "marked": Q(unlawful_at__isnull=False),
        }[wanted.lawful]
    if wanted.due:
        until = {"due": pack().duration("report.review_first"), "last": pack().duration("report.review_last")}
        asked &= Q(purged_at=None, retention_due__lte=now + until[wanted.due])
    return asked
