"""Who sees reports, and who decides on them."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import GRANTED_ON_TARGET, LOGS, POLICE, WORKS_ON_INTELLIGENCE
from intelligence.models import Grade, IntelligenceReport, RaidTarget, ReportDerivation, TargetLink
from taskforce.access.policy import Holds, Linked, OwnAgency, Related, Sees, Where, policy
from taskforce.accounts.models import Function

# What a reader of another agency sees of a report behind a shared target, where its handling keeps it in: that it is
# there (its grade and its stance are rows of their own); and where its handling lets it out: what it says, not whence.
HELD_BACK = {"logged_at", "goes_out", "retracted_at", "purged_at"}
READ_ACROSS = HELD_BACK | {
    "text", "observed_at", "access", "speaks_of_child", "indicators", "handling_scheme", "handling_code",
    "handling_conditions",
}  # fmt: skip

COPIES = {"logged_at": "reported_at"}
ON_A_SHARED_TARGET = Linked("intelligence.TargetLink", "report", GRANTED_ON_TARGET, copies=COPIES)
LET_OUT = Linked(
    "intelligence.TargetLink",
    "report",
    GRANTED_ON_TARGET & Where(_("what it says goes out"), is_open=True),
    copies=COPIES,
)
CONSENTED = Linked(
    "intelligence.HandlingConsent", "report", Related("reader") & Where(_("it is given"), state="given"), copies=COPIES
)

IS_KEPT = Where(_("it is not purged"), purged_at__isnull=True)
OURS = OwnAgency() & IS_KEPT
DECIDES = POLICE & Holds(Function.ANALYST, Function.SUPERVISOR)
ASKABLE = Where(_("its agency decides who else reads it"), goes_out="consent")

policy(IntelligenceReport).owned_by("agency").exported(
    "source_type", "access", "observed_at", "logged_at", "speaks_of_child", "grades", "retracted_at"
).sensitive("source", unusual=Where(_("it is retracted"), retracted_at__isnull=False)).rows(
    WORKS_ON_INTELLIGENCE & OwnAgency()
).rows(WORKS_ON_INTELLIGENCE & ON_A_SHARED_TARGET, fields=HELD_BACK).rows(
    WORKS_ON_INTELLIGENCE & LET_OUT, fields=READ_ACROSS
).rows(WORKS_ON_INTELLIGENCE & CONSENTED, fields=READ_ACROSS).act("log", LOGS).act("attach", LOGS & OURS).act(
    "regrade", Holds(Function.ANALYST) & OURS
).act("derive", LOGS & OURS).act("retract", LOGS & OURS).act("attest", LOGS & OURS).act("handle", DECIDES & OURS).act(
    "mark_unlawful", DECIDES & OURS
).act("review", DECIDES & OURS).act("hold", DECIDES & OURS).act("warn", DECIDES & OURS).act(
    "ask_consent", WORKS_ON_INTELLIGENCE & ~OwnAgency() & ASKABLE
).act("contaminate", Holds(Function.ANALYST) & OURS)

# How good a report is may be known where it is held back; why it was graded so only where it is read.
GRADE_ALONE = {"report", "scheme", "source_code", "info_code", "at"}
policy(Grade).rows(Sees(IntelligenceReport, "report", one_by_one=True), fields=GRADE_ALONE).rows(
    Sees(IntelligenceReport, "report", one_by_one=True, field="text")
)

policy(ReportDerivation).rows(Sees(IntelligenceReport, "child", one_by_one=True))

policy(TargetLink).rows(Sees(RaidTarget, "target"))
