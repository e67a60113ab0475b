"""Reports as people read them."""

from typing import Any
from uuid import UUID

from intelligence.models import (
    IntelligenceReport,
    SourceReference,
    TargetLink,
)
from taskforce.access.newest import Newest
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.services import fields_of
from taskforce.accounts.acting import as_house
from taskforce.jurisdiction.pack import pack

PAGE = 50


def reports_for(user: Any) -> ScopedQuerySet[IntelligenceReport]:
    """The reports this person sees, newest first, each knowing which of its fields they see."""
    return IntelligenceReport.objects.with_fields_for(user).prefetch_related("grades", "links__target")


def reports_to_choose_from(user: Any) -> list[IntelligenceReport]:
    """The newest 200 reports this person sees, for a list to choose from; each says in `shown` what of it they see."""
    reports = list(reports_for(user)[:200])
    for report in reports:
        report.shown = fields_of(user, report)
    return reports


def newest_reports(user: Any, *, before: UUID | None = None) -> Newest[IntelligenceReport]:
    """One page of the reports this person sees, newest first, older than the report `before` where one is named."""
    seen = IntelligenceReport.objects.visible_to(user)
    last = seen.filter(public_id=before).first() if before else None
    rows = IntelligenceReport.objects.prefetch_related("grades", "links__target")
    found = rows.newest_for(user, by="logged_at", size=PAGE, before=last)
    for report in found.rows:
        report.shown = fields_of(user, report)
    return found


def spoken_of(user: Any, report: IntelligenceReport) -> list[TargetLink]:
    """The targets that a report speaks of and this person sees, and what it says of each. One statement."""
    seen = TargetLink.objects.visible_to(user).filter(report=report)
    return list(seen.select_related("target").order_by("-linked_at", "-pk"))


def indicator_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators of the pack by dimension, for a form."""
    lists = pack().lists
    return [
        (
            row["title"],
            [(code, item["label"]) for code, item in lists["indicators"].items() if item["dimension"] == d],
        )
        for d, row in lists["dimensions"].items()
    ]


def legal_bases() -> list[tuple[str, str]]:
    """The legal bases on which a report can be attested, for a form."""
    rows = pack().lists["legal_bases"]
    return [(code, row["label"]) for code, row in rows.items() if row.get("is_offered", True)]


def after_report(user: Any, report_id: UUID | None) -> dict[str, str]:
    """What stays the same when somebody writes another report after one of theirs: target, kind of source, reference.

    What the source saw or was told, and what this report says of the target, are asked anew of each report. A reference
    that the source register made is for one report, so it does not stay.
    """
    if report_id is None:
        return {}
    seen = IntelligenceReport.objects.visible_to(user).filter(public_id=report_id, logged_by=user.pk)
    report = seen.prefetch_related("links__target").first()
    if report is None:
        return {}
    kept = {"source_type": report.source_type, "source_ref": report.source_ref}
    with as_house("whether the register made this reference"):
        if SourceReference.objects.filter(code=report.source_ref).exists():
            kept["source_ref"] = ""
    links = list(report.links.all())
    return kept | ({"target": str(links[0].target.public_id)} if links else {})
