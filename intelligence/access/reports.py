"""Who sees reports."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import LOGS, WORKS_ON_INTELLIGENCE
from intelligence.models import (
    Grade,
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetLink,
)
from taskforce.access.policy import Granted, Holds, Linked, OwnAgency, Sees, Where, policy
from taskforce.accounts.models import Function

# What a reader of another agency sees of a report behind a shared target: what it says and how good, not whence.
READ_ACROSS = {"text", "observed_at", "access", "speaks_of_child", "indicators", "logged_at"}

policy(IntelligenceReport).owned_by("agency").exported(
    "source_type", "access", "observed_at", "logged_at", "speaks_of_child", "grades", "retracted_at"
).sensitive("source", unusual=Where(_("it is retracted"), retracted_at__isnull=False)).rows(
    WORKS_ON_INTELLIGENCE & OwnAgency()
).rows(
    WORKS_ON_INTELLIGENCE
    & Linked(
        "intelligence.TargetLink",
        "report",
        Granted("intelligence.on_target", model=RaidTarget, path="target"),
        copies={"logged_at": "reported_at"},
    ),
    fields=READ_ACROSS,
).act("log", LOGS).act("attach", LOGS & OwnAgency()).act("regrade", Holds(Function.ANALYST) & OwnAgency()).act(
    "derive", LOGS & OwnAgency()
).act("retract", LOGS & OwnAgency())

policy(Grade).rows(Sees(IntelligenceReport, "report", one_by_one=True))

policy(ReportDerivation).rows(Sees(IntelligenceReport, "child", one_by_one=True))

policy(TargetLink).rows(Sees(RaidTarget, "target"))
