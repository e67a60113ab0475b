"""Handling codes: asked for, kept as entered, and enforced wherever a report could leave its agency (2.2)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.models import HandlingConsent, IntelligenceReport
from intelligence.rules import handling as rules
from intelligence.services.sharing import close_consent, disclose_report, require_agreed
from taskforce.access.services import locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, User
from taskforce.audit.services import record
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


def handling_in(scheme: str) -> rules.Handling:
    """What the jurisdiction pack says of handling codes in this scheme."""
    said = pack().lists["handling"][scheme]
    return rules.Handling(
        codes={code: row["goes_out"] for code, row in said["codes"].items()},
        conditions={code: row["goes_out"] for code, row in said["conditions"].items()},
        is_owed=said["is_owed"],
        needs_conditions=frozenset(said.get("needs_conditions", ())),
    )


def check_handling(scheme: str, code: str, conditions: Sequence[str]) -> None:
    """Refuse with HANDLING_MISSING where the scheme owes a code or conditions that are missing, or knows them not."""
    field = rules.what_is_missing(handling_in(scheme), code, conditions)
    if field:
        raise Refusal(
            "HANDLING_MISSING",
            _("Choose how this may be handled, in the scheme it is graded in. There is no default."),
            field=field,
        )


def goes_out(report: IntelligenceReport) -> str:
    """What another agency gets of this report, by its handling and its lawfulness as they stand on the row."""
    handled = report.handling_scheme, report.handling_code, report.handling_conditions
    is_usable = report.is_lawful and report.purged_at is None
    return rules.goes_out(handling_in(handled[0]), handled[1], handled[2], is_lawful=is_usable).value


@transaction.atomic
def set_handling(
    *, report_id: UUID, code: str, conditions: Sequence[str], scheme: str = "", by: User, at: datetime
) -> IntelligenceReport:
    """Enter another handling code; keys and what others read follow at once. Analysts and supervisors of its agency.

    Without `scheme` it stays in the one it was entered in. Refuses with HANDLING_MISSING, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "handle", report)
    scheme = scheme if scheme in pack().lists["handling"] else report.handling_scheme
    check_handling(scheme, code, conditions)
    former = report.handled_under
    report.handling_scheme, report.handling_code, report.handling_conditions = scheme, code, sorted(set(conditions))
    settle_what_leaves(report, by=by, at=at)
    record("intelligence.report.handled", by=by, obj=report, former=former, now=report.handled_under)
    return report


@as_house("what leaves an agency reaches rows of others")
def settle_what_leaves(report: IntelligenceReport, *, by: User | None, at: datetime) -> None:
    """Save the report with what leaves it by now; end consents that hold no longer; give and take the keys.

    The caller holds its row lock and has asked whether `by` may.
    """
    report.goes_out = goes_out(report)
    report.save()
    if report.goes_out != IntelligenceReport.Leaves.CONSENT:
        for consent in report.consents.filter(state__in=["asked", "given"]):
            close_consent(consent, by=by, at=at)
    disclose_report(report, by=by)


def require_may_leave(report: IntelligenceReport, *, to: Agency, at: datetime) -> None:
    """Refuse unless what this report says may go to `to` now: before it is shown, linked, handed on or converted.

    RECIPIENT_NOT_AGREED, UNLAWFUL_ORIGIN, HANDLING_FORBIDS, or ORIGINATOR_CONSENT where a consent is owed and `to` has
    none. The report's own agency needs nothing of this.
    """
    if report.agency_id == to.pk:
        return
    require_agreed(to, at=at)
    require_lawful(report)
    if report.goes_out == IntelligenceReport.Leaves.CLOSED:
        raise Refusal("HANDLING_FORBIDS", _("Its handling code keeps this report in its own agency."))
    if report.goes_out == IntelligenceReport.Leaves.CONSENT and not _has_consent(report, to):
        raise Refusal(
            "ORIGINATOR_CONSENT",
            _("The agency of this report decides who else reads it."),
            fix=_("Ask it from the page of the report, and say what you need it for."),
        )


def require_lawful(report: IntelligenceReport) -> None:
    """Refuse with UNLAWFUL_ORIGIN unless the report is attested with its legal basis and not marked (23.20(d))."""
    if not report.is_lawful:
        raise Refusal(
            "UNLAWFUL_ORIGIN",
            _("Nobody has attested on what legal basis this was obtained, or it is marked as unlawful."),
            field="legal_basis",
            fix=_("Attest its basis first. Until then it can be kept, and is used for nothing."),
        )


def require_in_time(report: IntelligenceReport, *, at: datetime) -> None:
    """Refuse with INTEL_REVIEW_DUE when the report's time is over: a hold may keep it, nothing new is done with it."""
    if report.retention_due <= at:
        raise Refusal(
            "INTEL_REVIEW_DUE",
            _("The time for which this report may be kept is over."),
            fix=_("An analyst or supervisor of its agency reviews it, with fresh facts, or it goes."),
        )


def _has_consent(report: IntelligenceReport, to: Agency) -> bool:
    with as_house("whether a consent stands is no secret to whoever asks for it"):
        return report.consents.filter(recipient=to, state=HandlingConsent.State.GIVEN).exists()
