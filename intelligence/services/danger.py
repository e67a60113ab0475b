"""Words for an agency that signed nothing, because somebody is in danger; never the record (23.20(e))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import DANGER
from intelligence.models import DangerAssessment, IntelligenceReport
from taskforce.access.services import find, locked, require
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal

LONGEST = 500


@transaction.atomic
def give_danger_assessment(
    *, report_id: UUID, told: str, words: str, danger: str, recipient_id: UUID | None = None, by: User, at: datetime
) -> DangerAssessment:
    """Put on record the words that are given to `told` because somebody is in danger; a supervisor judges it in a day.

    Call it before the words are said. Analysts and supervisors of the report's agency. Refuses with DANGER_MISSING,
    ASSESSMENT_TOO_LONG (it is not the record), NOT_YOURS_TO_DO.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    require(by, "warn", report)
    for field, said in (("told", told), ("words", words), ("danger", danger)):
        if not said.strip():
            raise Refusal("DANGER_MISSING", _("Say whom you tell, what you say, and who is in danger."), field=field)
    if len(words) > LONGEST:
        raise Refusal(
            "ASSESSMENT_TOO_LONG",
            _("Say it in %(longest)s characters. They get your assessment, not the record.") % {"longest": LONGEST},
            field="words",
        )
    recipient = Agency.objects.get(public_id=recipient_id) if recipient_id else None
    given = DangerAssessment.objects.create(
        report=report, agency=report.agency, recipient=recipient, told=told, words=words, danger=danger,
        handling=report.handled_under, given_by=by, given_at=at,
    )  # fmt: skip
    start_clock(
        DANGER, subject=given, label=given.reference, agency=report.agency, functions=(Function.SUPERVISOR,), at=at,
        due_at=at + pack().duration("danger.review"),
    )  # fmt: skip
    to = str(recipient.public_id) if recipient else None
    record("intelligence.danger.assessed", by=by, obj=given, report=str(report.public_id), to=to)
    return given


@transaction.atomic
def review_danger_assessment(*, danger_id: UUID, verdict: str, by: User, at: datetime) -> DangerAssessment:
    """Judge whether it was justified. Supervisors of its agency, never whoever gave it.

    Refuses with VERDICT_MISSING, NOT_YOURS_TO_DO.
    """
    given = locked(DangerAssessment, by, public_id=danger_id)
    require(by, "review", given)
    if verdict not in DangerAssessment.Verdict.values:
        raise Refusal("VERDICT_MISSING", _("Say whether it was justified."), field="verdict")
    given.verdict, given.reviewed_by, given.reviewed_at = verdict, by, at
    given.save()
    satisfy_clock(DANGER, subject=given, at=at)
    record("intelligence.danger.reviewed", by=by, obj=given, verdict=verdict)
    return given
