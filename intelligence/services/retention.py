"""How long a report is kept: validated with fresh facts, held for the law, or purged in time (23.20(h))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from intelligence.deadlines import REPORT_REVIEW
from intelligence.models import IntelligenceReport, LegalHold, ReviewDecision
from intelligence.rules import retention as rules
from intelligence.services.evidence import tell_targets_of
from intelligence.services.sharing import close_consent
from taskforce.access.services import find, locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.models import Clock
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.uploads.services import purge_file
from taskforce.vault.rows import SealedRow
from taskforce.vault.services import shred

BATCH = 500
DECIDE = (Function.ANALYST, Function.SUPERVISOR)


@transaction.atomic
def validate_report(*, report_id: UUID, facts: str, learned_at: datetime, by: User, at: datetime) -> ReviewDecision:
    """Keep a report for five more years, because of facts learned since it was entered or last validated.

    Nothing else keeps it: no correction, no regrade, no new link. Analysts and supervisors of its agency. Refuses with
    SUSPICION_NOT_FRESH, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "review", report)
    if not rules.are_facts_fresh(facts, learned_at, since=report.kept_since, now=at):
        raise Refusal(
            "SUSPICION_NOT_FRESH",
            _("Write down what was learned since it was entered or last validated, and when."),
            field="learned" if not facts.strip() else "learned_at",
            fix=_("If nothing was, let it go. Bringing a name up to date keeps no report."),
        )
    due = rules.due_at(at, pack().duration("report.retention"))
    decision = ReviewDecision.objects.create(
        report=report, agency=report.agency, decision=ReviewDecision.Decision.VALIDATED, facts=facts,
        learned_at=learned_at, decided_by=by, decided_at=at, former_due=report.retention_due, new_due=due,
    )  # fmt: skip
    report.retention_due, report.kept_since = due, at
    report.save()
    satisfy_clock(REPORT_REVIEW, subject=report, at=at)
    record("intelligence.report.validated", by=by, obj=report, review=str(decision.public_id))
    return decision


@transaction.atomic
def let_go(*, report_id: UUID, by: User, at: datetime) -> ReviewDecision:
    """Decide that a report is purged: as soon as a second person confirms it, else when its time is over.

    Deciding it again while that waits gives the same decision. Analysts and supervisors of its agency. Refuses with
    LEGAL_HOLD, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "review", report)
    _refuse_held(report, at=at)
    waiting = report.reviews.filter(decision=ReviewDecision.Decision.PURGE, confirmed_at=None).first()
    if waiting is not None:
        return waiting
    decision = ReviewDecision.objects.create(
        report=report, agency=report.agency, decision=ReviewDecision.Decision.PURGE, decided_by=by, decided_at=at,
        former_due=report.retention_due,
    )  # fmt: skip
    record("intelligence.report.let_go", by=by, obj=report, review=str(decision.public_id))
    return decision


@transaction.atomic
def confirm_purge(*, review_id: UUID, by: User, at: datetime) -> IntelligenceReport:
    """Confirm as the second person that a report is purged, now. Its agency's analysts and supervisors.

    Refuses with LEGAL_HOLD, NOT_YOURS_TO_DO.
    """
    decision = find(ReviewDecision, by, public_id=review_id)
    report = locked(IntelligenceReport, by, public_id=decision.report.public_id)
    decision = locked(ReviewDecision, by, public_id=review_id)
    require(by, "confirm", decision)
    _refuse_held(report, at=at)
    decision.confirmed_by, decision.confirmed_at = by, at
    decision.save()
    purge_report(report, by=by, at=at)
    return report


@transaction.atomic
def place_hold(*, report_id: UUID, reason: str, until: datetime, by: User, at: datetime) -> LegalHold:
    """Keep a report beyond its time, because the law asks for it, until a day within a year.

    Analysts and supervisors of its agency. Refuses with REASON_MISSING, HOLD_TOO_LONG, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "hold", report)
    if not reason.strip():
        raise Refusal("REASON_MISSING", _("Write down why."), field="reason")
    if not at < until <= at + pack().duration("report.hold_longest"):
        raise Refusal(
            "HOLD_TOO_LONG", _("A hold ends on a day ahead, within a year. It can be placed again."), field="until"
        )
    hold = LegalHold.objects.create(
        report=report, agency=report.agency, reason=reason, placed_by=by, placed_at=at, until=until
    )
    record("intelligence.report.held", by=by, obj=report, hold=str(hold.public_id))
    return hold


@transaction.atomic
def release_hold(*, hold_id: UUID, by: User, at: datetime) -> LegalHold:
    """Release a hold that somebody else placed; a report whose time is over then goes with the next sweep.

    Its agency's analysts and supervisors. Refuses with NOT_YOURS_TO_DO.
    """
    hold = locked(LegalHold, by, public_id=hold_id)
    require(by, "release", hold)
    hold.released_by, hold.released_at = by, at
    hold.save()
    record("intelligence.report.hold_released", by=by, obj=hold)
    return hold


@as_house("a purge closes a report for everybody")
@transaction.atomic
def purge_report(report: IntelligenceReport, *, by: User | None, at: datetime) -> None:
    """Make a report unreadable for ever, here and in each backup made afterwards; a tombstone without content stays.

    Text, source reference, grades' reasons, files, and what was written while deciding on it go by their keys; words
    and marks by which it was found go with RecordShredded. Its edges stay, so that what rests on it still counts as one
    origin. The caller holds the row lock and has asked whether `by` may, and whether a hold stands.
    """
    if report.purged_at is not None:
        return
    for consent in report.consents.filter(state__in=["asked", "given"]):
        close_consent(consent, by=by, at=at)
    for file in report.files.select_for_update().filter(withdrawn_at=None):
        purge_file(file, by=by, at=at)
    report.text, report.source_ref, report.indicators, report.speaks_of_child = "", "", [], False
    report.observed_at, report.goes_out = report.logged_at, IntelligenceReport.Leaves.CLOSED
    report.purged_at, report.retracted_at = at, report.retracted_at or at
    report.save()
    for row in _sealed_rows_of(report):
        shred(row, by=by, at=at)
    satisfy_clock(REPORT_REVIEW, subject=report, at=at)
    record("intelligence.report.purged", by=by, obj=report)
    tell_targets_of(report)


def open_reviews(*, at: datetime) -> int:
    """Start the deadline of every report whose first warning has come; returns how many. Call it as the house.

    Safe to run twice at once and after days of silence: there is one running clock a report, and its steps catch up.
    """
    first = pack().duration("report.review_first")
    running = Clock.objects.filter(kind=REPORT_REVIEW.code, subject_id=OuterRef("public_id"), state="running")
    waiting = IntelligenceReport.objects.filter(purged_at=None, retention_due__lte=at + first)
    reports = list(waiting.exclude(Exists(running)).select_related("agency").order_by("retention_due")[:BATCH])
    for report in reports:
        start_clock(
            REPORT_REVIEW, subject=report, label=report.reference, agency=report.agency, functions=DECIDE,
            due_at=report.retention_due, at=rules.review_opens_at(report.retention_due, report.kept_since, first),
        )  # fmt: skip
    return len(reports)


def purge_due_reports(*, at: datetime) -> int:
    """Purge every report whose time is over and that no hold keeps; returns how many. Call it as the house.

    Each in a transaction of its own: a run that is killed has purged some whole, and the next purges the rest.
    """
    purged = 0
    for pk in list(due_now(at=at).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            report = due_now(at=at).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if report is not None:
                purge_report(report, by=None, at=at)
                purged += 1
    return purged


def due_now(*, at: datetime) -> QuerySet[IntelligenceReport]:
    """The reports whose time is over and that no hold in force keeps, the longest overdue first."""
    held = LegalHold.objects.filter(report=OuterRef("pk"), released_at=None, until__gt=at)
    due = IntelligenceReport.objects.filter(purged_at=None, retention_due__lte=at)
    return due.exclude(Exists(held)).order_by("retention_due", "pk")


def _sealed_rows_of(report: IntelligenceReport) -> list[SealedRow]:
    beneath = (
        report.grades, report.consents, report.dangers, report.marks, report.reviews, report.holds, report.unlinkings,
        report.contaminated_with, report.contaminates,
    )  # fmt: skip
    return [report, *(row for rows in beneath for row in rows.all())]


def _refuse_held(report: IntelligenceReport, *, at: datetime) -> None:
    if report.holds.filter(released_at=None, until__gt=at).exists():
        raise Refusal(
            "LEGAL_HOLD",
            _("A legal hold keeps this report."),
            fix=_("Whoever did not place the hold can release it."),
        )
