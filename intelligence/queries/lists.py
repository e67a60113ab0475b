"""Lists that can be taken away, and the rows an endpoint begins with."""

from typing import Any

from django.utils.translation import gettext_lazy

from intelligence.models import (
    IntelligenceReport,
    RaidTarget,
)
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import User
from taskforce.kit.exports import Column, Listing, listing


def every(model: type[Any]) -> Any:
    """Rows before anybody has asked: an endpoint narrows them to its caller's (ScopedViewSet)."""
    return model.objects.all()


def _targets_to_take(user: User) -> ScopedQuerySet[RaidTarget]:
    return RaidTarget.objects.with_fields_for(user, through_glass=False)


def _reports_to_take(user: User) -> ScopedQuerySet[IntelligenceReport]:
    return IntelligenceReport.objects.with_fields_for(user, through_glass=False).prefetch_related("grades")


TARGETS = listing(
    Listing(
        "intelligence.targets", gettext_lazy("Targets"), RaidTarget, _targets_to_take,
        (
            Column("reference", gettext_lazy("Target")),
            Column("title", gettext_lazy("Working name")),
            Column("sector", gettext_lazy("Sector")),
            Column("premises", gettext_lazy("Premises")),
            Column("opened_at", gettext_lazy("Opened")),
            Column("closed_at", gettext_lazy("Closed")),
        ),
        by="opened_at",
    )
)  # fmt: skip

REPORTS = listing(
    Listing(
        "intelligence.reports", gettext_lazy("Reports"), IntelligenceReport, _reports_to_take,
        (
            Column("reference", gettext_lazy("Report")),
            Column("grades", gettext_lazy("Grade"), lambda report: report.current_grade()),
            Column("source_type", gettext_lazy("Kind of source")),
            Column("access", gettext_lazy("First-hand or second-hand")),
            Column("speaks_of_child", gettext_lazy("Speaks of a child")),
            Column("observed_at", gettext_lazy("Observed")),
            Column("logged_at", gettext_lazy("Logged")),
            Column("retracted_at", gettext_lazy("Retracted")),
        ),
        by="logged_at",
    )
)  # fmt: skip
