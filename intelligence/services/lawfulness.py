"""Whether a report was obtained lawfully: attested with its basis, marked with reasons, lifted by somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.models import IntelligenceReport, UnlawfulMark
from intelligence.services.evidence import tell_targets_of
from intelligence.services.handling import settle_what_leaves
from taskforce.access.services import find, locked, require
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


def check_basis(basis: str) -> None:
    """Refuse with BASIS_UNKNOWN unless the jurisdiction pack offers this legal basis."""
    row = pack().lists["legal_bases"].get(basis)
    if row is None or not row.get("is_offered", True):
        raise Refusal("BASIS_UNKNOWN", _("Choose the legal basis on which this was obtained."), field="legal_basis")


@transaction.atomic
def attest_report(*, report_id: UUID, basis: str, by: User, at: datetime) -> IntelligenceReport:
    """Attest on what legal basis a report was obtained. Its agency's investigators and analysts.

    A mark against it stays: it is lifted by somebody else, not attested away. Refuses with BASIS_UNKNOWN,
    UNLAWFUL_ORIGIN, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "attest", report)
    check_basis(basis)
    if report.unlawful_at is not None:
        raise Refusal(
            "UNLAWFUL_ORIGIN",
            _("It is marked as unlawfully obtained."),
            fix=_("Whoever did not mark it can lift the mark, with reasons."),
        )
    report.legal_basis, report.attested_by, report.attested_at, report.is_lawful = basis, by, at, True
    settle_what_leaves(report, by=by, at=at)
    record("intelligence.report.attested", by=by, obj=report, basis=basis)
    tell_targets_of(report)
    return report


@transaction.atomic
def mark_unlawful(*, report_id: UUID, reasons: str, by: User, at: datetime) -> UnlawfulMark:
    """Mark a report as unlawfully obtained: it counts nothing, leaves no more, and taints what rests on it.

    Analysts and supervisors of its agency. It is final unless another person lifts it. Refuses with REASON_MISSING,
    ALREADY_MARKED, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "mark_unlawful", report)
    _check_reasons(reasons, "reasons")
    if report.unlawful_at is not None:
        raise Refusal("ALREADY_MARKED", _("It is marked as unlawfully obtained already."))
    mark = UnlawfulMark.objects.create(report=report, agency=report.agency, reasons=reasons, marked_by=by, marked_at=at)
    report.unlawful_at, report.is_lawful = at, False
    settle_what_leaves(report, by=by, at=at)
    record("intelligence.report.marked_unlawful", by=by, obj=report, mark=str(mark.public_id))
    tell_targets_of(report)
    return mark


@transaction.atomic
def lift_mark(*, mark_id: UUID, reasons: str, by: User, at: datetime) -> UnlawfulMark:
    """Lift a mark that somebody else set: the report is again as it was attested.

    Analysts and supervisors of its agency, never whoever set it. Refuses with REASON_MISSING, NOT_YOURS_TO_DO.
    """
    mark = find(UnlawfulMark, by, public_id=mark_id)
    report = locked(IntelligenceReport, by, public_id=mark.report.public_id)
    mark = locked(UnlawfulMark, by, public_id=mark_id)
    require(by, "lift", mark)
    _check_reasons(reasons, "reasons")
    mark.lift_reasons, mark.lifted_by, mark.lifted_at = reasons, by, at
    mark.save()
    report.unlawful_at, report.is_lawful = None, bool(report.legal_basis)
    settle_what_leaves(report, by=by, at=at)
    record("intelligence.report.mark_lifted", by=by, obj=report, mark=str(mark.public_id))
    tell_targets_of(report)
    return mark


def _check_reasons(reasons: str, field: str) -> None:
    if not reasons.strip():
        raise Refusal("REASON_MISSING", _("Write down why."), field=field)
