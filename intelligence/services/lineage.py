"""Saying that one account may have shaped another, and taking that back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.models import AccountContamination, IntelligenceReport
from intelligence.services.evidence import tell_targets_of
from taskforce.access.services import find, locked, require
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.refusal import Refusal


@transaction.atomic
def declare_contamination(
    *, report_id: UUID, other_id: UUID, how: str, reason: str, by: User, at: datetime
) -> AccountContamination:
    """Say that of two survivors' accounts one may have shaped the other, so that they do not count as two (2.3).

    Analysts of the first report's agency who see both. Saying it again in the same way changes nothing. Refuses with
    NOT_AN_ACCOUNT, DERIVES_FROM_ITSELF, REASON_MISSING, NOT_YOURS_TO_DO.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    other = find(IntelligenceReport, by, public_id=other_id)
    require(by, "contaminate", report)
    _check(report, other, how=how, reason=reason)
    one, two = sorted((report, other), key=lambda account: account.pk)
    said = AccountContamination.objects.filter(one=one, other=two, how=how, struck_at=None).first()
    if said is None:
        said = AccountContamination.objects.create(
            agency=by.agency, one=one, other=two, how=how, reason=reason.strip(), by=by, at=at
        )
    record("intelligence.report.contaminated", by=by, obj=report, other=str(other.public_id), how=how)
    tell_targets_of(report)
    tell_targets_of(other)
    return said


@transaction.atomic
def strike_contamination(*, contamination_id: UUID, reason: str, by: User, at: datetime) -> AccountContamination:
    """Take back that two accounts may have shaped each other: both stay on record, and they count as two again.

    Analysts of the agency that said it. What anybody affirmed of a target where both speak has to be affirmed anew.
    Refuses with REASON_MISSING, NOT_YOURS_TO_DO (it is struck already, too).
    """
    said = locked(AccountContamination, by, public_id=contamination_id)
    require(by, "strike", said)
    if not reason.strip():
        raise Refusal("REASON_MISSING", _("Write down why."), field="reason")
    said.struck_because, said.struck_by, said.struck_at = reason.strip(), by, at
    said.save()
    record("intelligence.report.contamination_struck", by=by, obj=said.one, note=str(said.public_id))
    tell_targets_of(said.one)
    tell_targets_of(said.other)
    return said


def _check(report: IntelligenceReport, other: IntelligenceReport, *, how: str, reason: str) -> None:
    account = IntelligenceReport.SourceType.SURVIVOR_ACCOUNT
    if report.pk == other.pk:
        raise Refusal("DERIVES_FROM_ITSELF", _("An account cannot shape itself."), field="other")
    if {report.source_type, other.source_type} != {account} or how not in AccountContamination.How.values:
        raise Refusal(
            "NOT_AN_ACCOUNT",
            _("Only accounts of survivors can have shaped each other."),
            field="other",
            fix=_("For other reports, say that one rests on the other or seems to share its origin."),
        )
    if not reason.strip():
        raise Refusal("REASON_MISSING", _("Write down why."), field="reason")
