"""Who sees what was decided on a report: consents, assessments of danger, marks, reviews and holds."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.reports import DECIDES
from intelligence.access.who import POLICE, WORKS_ON_INTELLIGENCE
from intelligence.models import DangerAssessment, HandlingConsent, LegalHold, ReviewDecision, UnlawfulMark
from taskforce.access.policy import Holds, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Function

AT_HOME = WORKS_ON_INTELLIGENCE & OwnAgency()
DECIDES_AT_HOME = DECIDES & OwnAgency()
NOT_YET = _("nobody has done so")

# Whoever asked sees how their question stands; what they wrote goes to the agency that decides.
policy(HandlingConsent).rows(DECIDES_AT_HOME).rows(
    WORKS_ON_INTELLIGENCE & Related("reader"),
    fields={"report", "state", "purpose", "asked_at", "answered_at", "ended_at"},
).act("answer", DECIDES_AT_HOME & Where(_("it waits for an answer"), state="asked")).act(
    "end", DECIDES_AT_HOME & Where(_("it is given"), state="given")
)

policy(DangerAssessment).rows(AT_HOME).act(
    "review",
    POLICE & Holds(Function.SUPERVISOR) & OwnAgency() & ~Related("given_by") & Where(NOT_YET, reviewed_at__isnull=True),
)

policy(UnlawfulMark).rows(AT_HOME).act(
    "lift", DECIDES_AT_HOME & ~Related("marked_by") & Where(NOT_YET, lifted_at__isnull=True)
)

policy(ReviewDecision).rows(AT_HOME).act(
    "confirm",
    DECIDES_AT_HOME
    & ~Related("decided_by")
    & Where(_("it waits for a second person"), decision="purge", confirmed_at__isnull=True),
)

policy(LegalHold).rows(AT_HOME).act(
    "release", DECIDES_AT_HOME & ~Related("placed_by") & Where(NOT_YET, released_at__isnull=True)
)
