"""Who sees the weekly reviews: the auditors of the agency that makes them. Those they speak of have no line here."""

from django.utils.translation import gettext_lazy as _

from taskforce.access.policy import Holds, OwnAgency, Sees, Where, policy
from taskforce.accounts.models import Function
from taskforce.oversight.models import AuditReview, Finding

AUDITS = Holds(Function.AUDITOR)
IS_OPEN = Where(_("it is not signed yet"), signed_at__isnull=True)

policy(AuditReview).rows(AUDITS & OwnAgency()).act("check", AUDITS & OwnAgency() & IS_OPEN).act(
    "sign", AUDITS & OwnAgency() & IS_OPEN
)
policy(Finding).rows(Sees(AuditReview, "review"))
