"""Who sees intelligence. Victim services, shelters and oversight have no line here, so they see nothing of it."""

from django.utils.translation import gettext_lazy as _

from intelligence.models import (
    Grade,
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetGrant,
    TargetLink,
    VerificationAttempt,
)
from taskforce.access.policy import AgencyKind, Granted, Holds, Linked, OwnAgency, Related, Sees, Where, policy
from taskforce.accounts.models import Agency, Function

POLICE = AgencyKind(Agency.Kind.LAW_ENFORCEMENT)
WORKS_ON_INTELLIGENCE = POLICE & Holds(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR)
LOGS = POLICE & Holds(Function.INVESTIGATOR, Function.ANALYST)
GRANTED = Granted("intelligence.on_target", model=RaidTarget)
IS_OPEN = Where(_("it is open"), closed_at__isnull=True)

# What a reader of another agency sees of a report behind a shared target: what it says and how good, not whence.
READ_ACROSS = {"text", "observed_at", "access", "speaks_of_child", "indicators", "logged_at"}

# What they see of a file: the picture and what it shows. Its name, its original and who sent it can tell whence.
FILE_ACROSS = {"caption", "shown", "kind", "uploaded_at", "withdrawn_at", "target", "report"}

# Where people are to be freed is lethal when it leaks: in danger one person reads what it is, two read where (2.1).
TARGET_IN_DANGER = {"agency", "sector", "premises", "opened_at", "closed_at"}

policy(RaidTarget).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).rows(
    WORKS_ON_INTELLIGENCE & GRANTED
).breakable(
    WORKS_ON_INTELLIGENCE,
    fields=TARGET_IN_DANGER | {"title", "address", "description"},
    assessed=TARGET_IN_DANGER,
    lethal=True,
).exported("title", "sector", "premises", "opened_at", "closed_at").act("open", LOGS).act("attach", LOGS & IS_OPEN).act(
    "link", LOGS & IS_OPEN
).act("verify", LOGS & IS_OPEN).act("plan_raid", POLICE & Holds(Function.PLANNER, Function.INVESTIGATOR) & IS_OPEN).act(
    "share", Holds(Function.SUPERVISOR) & OwnAgency()
)
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
policy(VerificationAttempt).rows(Sees(RaidTarget, "target"))
policy(TargetGrant).rows(Related("user"))
LIES_WHERE_THEY_LOOK = WORKS_ON_INTELLIGENCE & (
    Sees(RaidTarget, "target") | Sees(IntelligenceReport, "report", one_by_one=True)
)
policy(IntelligenceFile).owned_by("agency").sensitive("source").rows(LIES_WHERE_THEY_LOOK & OwnAgency()).rows(
    LIES_WHERE_THEY_LOOK, fields=FILE_ACROSS
).act("open_original", WORKS_ON_INTELLIGENCE & OwnAgency()).act("withdraw", LOGS & OwnAgency())
