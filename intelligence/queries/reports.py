"""Reports, and the evidence on a target."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from intelligence.models import (
    IntelligenceReport,
    RaidTarget,
    TargetLink,
)
from taskforce.access.newest import Newest
from taskforce.access.policy import ALL
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.services import fields_of
from taskforce.jurisdiction.pack import pack

PAGE = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """One report on a target as its page shows it."""

    link: TargetLink
    report: IntelligenceReport
    repeats: tuple[str, ...]
    shown: frozenset[str] = ALL

    @property
    def is_held_back(self) -> bool:
        """Whether its handling keeps what it says from this reader: they see its grade and its stance."""
        return "text" not in self.shown

    @property
    def grade(self) -> Any:
        return self.report.current_grade()

    @property
    def words(self) -> tuple[str, str]:
        scheme = pack().lists["schemes"][self.grade.scheme]
        return scheme["source"][self.grade.source_code], scheme["information"][self.grade.info_code]


def reports_for(user: Any) -> ScopedQuerySet[IntelligenceReport]:
    """The reports this person sees, newest first, each knowing which of its fields they see."""
    return IntelligenceReport.objects.with_fields_for(user).prefetch_related("grades", "links__target")


def newest_reports(user: Any, *, before: UUID | None = None) -> Newest[IntelligenceReport]:
    """One page of the reports this person sees, newest first, older than the report `before` where one is named."""
    seen = IntelligenceReport.objects.visible_to(user)
    last = seen.filter(public_id=before).first() if before else None
    rows = IntelligenceReport.objects.prefetch_related("grades", "links__target")
    found = rows.newest_for(user, by="logged_at", size=PAGE, before=last)
    for report in found.rows:
        report.shown = fields_of(user, report)
    return found


def evidence_on(user: Any, target: RaidTarget) -> list[Evidence]:
    """Every report on the target that `user` sees, newest observation first, and which other report each repeats.

    Each knows which of its fields `user` sees; of what is held back those are next to none.
    """
    links = list(
        TargetLink.objects.visible_to(user)
        .filter(target=target)
        .select_related("report", "report__agency")
        .prefetch_related("report__grades", "report__parents__parent")
        .order_by("-report__observed_at", "-pk")
    )
    marked = IntelligenceReport.objects.with_fields_for(user).filter(links__target=target).in_bulk()
    return [
        Evidence(
            link, link.report, tuple(edge.parent.reference for edge in link.report.parents.all()),
            fields_of(user, marked[link.report_id]),
        )
        for link in links
        if link.report_id in marked
    ]  # fmt: skip


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
