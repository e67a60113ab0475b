"""Asking the agency of a report that is held back to read it, and its answer (2.2: originator consent)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import CONSENT
from intelligence.models import HandlingConsent, IntelligenceReport
from intelligence.services.sharing import close_consent, disclose_report, right_to_know
from taskforce.access.knowing import Purpose
from taskforce.access.services import find, locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal

DECIDE = (Function.ANALYST, Function.SUPERVISOR)


@transaction.atomic
def ask_consent(*, report_id: UUID, purpose: str, need: str, by: User, at: datetime) -> HandlingConsent:
    """Ask the agency of a report that is held back to read what it says, and say what for.

    Those of other agencies who were let in on its target. Right and need stand on the row. Asking again while a
    question waits, or was answered with yes, gives that one. Refuses with HANDLING_FORBIDS, NO_NEED, NO_RIGHT,
    RECIPIENT_NOT_AGREED, NOT_YOURS_TO_DO.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    if report.goes_out == IntelligenceReport.Leaves.CLOSED:
        raise Refusal("HANDLING_FORBIDS", _("Its handling code keeps this report in its own agency."))
    require(by, "ask_consent", report)
    right = right_to_know(by, at=at)
    if purpose not in set(Purpose) or not need.strip():
        raise Refusal("NO_NEED", _("Say what you need it for."), field="need")
    with as_house("a question goes to whoever decides"):
        standing = HandlingConsent.objects.filter(report=report, reader=by, state__in=["asked", "given"]).first()
        if standing is not None:
            return standing
        asked = HandlingConsent.objects.create(
            report=report, agency_id=report.agency_id, recipient=by.agency, reader=by, right=right, purpose=purpose,
            need=need, asked_at=at,
        )  # fmt: skip
        start_clock(
            CONSENT, subject=asked, label=report.reference, agency=report.agency, functions=DECIDE, at=at,
            due_at=at + pack().duration("consent.answer"),
        )  # fmt: skip
    record("intelligence.consent.asked", by=by, obj=asked, report=str(report.public_id), right=right, purpose=purpose)
    return asked


@transaction.atomic
def answer_consent(*, consent_id: UUID, gives: bool, by: User, at: datetime) -> HandlingConsent:
    """Say yes or no. With yes, whoever asked reads the report until it is ended. Its agency's analysts and supervisors.

    Refuses with HANDLING_FORBIDS where it stays in its agency by now, RECIPIENT_NOT_AGREED, NO_RIGHT, NOT_YOURS_TO_DO.
    """
    consent = locked(HandlingConsent, by, public_id=consent_id)
    require(by, "answer", consent)
    report = locked(IntelligenceReport, by, public_id=consent.report.public_id)
    if gives:
        if report.goes_out == IntelligenceReport.Leaves.CLOSED:
            raise Refusal("HANDLING_FORBIDS", _("Its handling code keeps this report in its own agency."))
        with as_house("who asked works elsewhere"):
            reader = consent.reader
        consent.right = right_to_know(reader, at=at)
    consent.state = HandlingConsent.State.GIVEN if gives else HandlingConsent.State.REFUSED
    consent.answered_by, consent.answered_at = by, at
    consent.save()
    satisfy_clock(CONSENT, subject=consent, at=at)
    record("intelligence.consent.answered", by=by, obj=consent, report=str(report.public_id), gives=gives)
    disclose_report(report, by=by)
    return consent


@transaction.atomic
def end_consent(*, consent_id: UUID, by: User, at: datetime) -> HandlingConsent:
    """Take a consent back: from now on they read the report no more. Its agency's analysts and supervisors.

    Refuses with NOT_YOURS_TO_DO.
    """
    consent = locked(HandlingConsent, by, public_id=consent_id)
    require(by, "end", consent)
    close_consent(consent, by=by, at=at)
    disclose_report(consent.report, by=by)
    return consent
