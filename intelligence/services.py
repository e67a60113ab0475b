"""What people do with intelligence. The only place in this app that writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence import rules
from intelligence.events import EvidenceChanged
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
from intelligence.queries import presence_at
from taskforce.access.services import find, grant, locked, require, require_any, withdraw_grant
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.refusal import Refusal
from taskforce.uploads.examining import Examined
from taskforce.uploads.models import SHOWN
from taskforce.uploads.services import receive_file
from taskforce.uploads.services import withdraw_file as shred_file
from taskforce.vault.services import settle


@dataclass(frozen=True, slots=True)
class GradeGiven:
    """Both grades as a person entered them, and why."""

    scheme: str
    source_code: str
    info_code: str
    rationale: str


@dataclass(frozen=True, slots=True)
class ReportGiven:
    """What a person wrote down. `observed_at` is aware; `indicators` are codes of the jurisdiction pack."""

    source_type: str
    source_ref: str
    access: str
    text: str
    observed_at: datetime
    speaks_of_child: bool = False
    indicators: Sequence[str] = ()
    is_lawful: bool = True
    origin_declared: bool = True


@transaction.atomic
def open_target(
    *,
    by: User,
    at: datetime,
    title: str,
    sector: str,
    premises: str,
    scope: str,
    address: str,
    description: str = "",
) -> RaidTarget:
    """Open a raid target: one premises. Investigators and analysts of a law-enforcement agency.

    Refuses with TARGET_NOT_SPECIFIC (SR-16: a street, block or district is never a target) and NOT_YOURS_TO_DO.
    """
    require_any(by, "open", RaidTarget)
    if not rules.is_specific_place(scope):
        raise Refusal(
            "TARGET_NOT_SPECIFIC",
            _("A target is one premises. A street, block or district cannot be one."),
            field="scope",
            fix=_("Name the single place where reports say people are held, or wait until you know it."),
        )
    target = RaidTarget.objects.create(
        agency=by.agency, title=title, sector=sector, premises=premises, address=address, description=description,
        opened_by=by, opened_at=at,
    )  # fmt: skip
    record("intelligence.target.opened", by=by, obj=target)
    return target


@transaction.atomic
def log_report(
    *,
    by: User,
    at: datetime,
    report: ReportGiven,
    grade: GradeGiven,
    target_id: UUID | None = None,
    stance: str = "",
) -> IntelligenceReport:
    """Log an intelligence report with both grades, and link it to a target where one is named.

    Investigators and analysts. Refuses with UNGRADED, OBSERVED_IN_FUTURE, CONFIRMED_WITHOUT_INDEPENDENCE,
    STANCE_MISSING, NOT_YOURS_TO_DO.
    """
    require_any(by, "log", IntelligenceReport)
    _check_grade(grade)
    if report.observed_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This was observed in the future."), field="observed_at")
    target = find(RaidTarget, by, public_id=target_id) if target_id else None
    logged = IntelligenceReport.objects.create(
        agency=by.agency, source_type=report.source_type, source_ref=report.source_ref, access=report.access,
        text=report.text, observed_at=report.observed_at, speaks_of_child=report.speaks_of_child,
        indicators=sorted(set(report.indicators)), is_lawful=report.is_lawful, origin_declared=report.origin_declared,
        logged_by=by, logged_at=at,
    )  # fmt: skip
    _write_grade(logged, grade, by=by, at=at)
    record("intelligence.report.logged", by=by, obj=logged)
    if target:
        link_report(report_id=logged.public_id, target_id=target.public_id, stance=stance, by=by, at=at)
    _refuse_unconfirmed(logged, grade, at=at)
    return logged


@transaction.atomic
def link_report(*, report_id: UUID, target_id: UUID, stance: str, by: User, at: datetime) -> TargetLink:
    """Say that a report speaks of a target, and how. Linking again changes the stance.

    Investigators and analysts who see both. Refuses with STANCE_MISSING, NOT_YOURS_TO_DO.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "link", target)
    if stance not in TargetLink.Says.values:
        raise Refusal(
            "STANCE_MISSING",
            _("Say whether this supports or contradicts that people are held there."),
            field="stance",
        )
    link, _is_new = TargetLink.objects.update_or_create(
        target=target, report=report, defaults={"stance": stance}, create_defaults={
            "stance": stance, "linked_by": by, "linked_at": at,
        },
    )  # fmt: skip
    _disclose(report, by=by)
    record("intelligence.report.linked", by=by, obj=report, target=str(target.public_id), stance=stance)
    publish(EvidenceChanged(target.pk))
    return link


@transaction.atomic
def regrade_report(*, report_id: UUID, grade: GradeGiven, by: User, at: datetime) -> Grade:
    """Grade a report anew; the former grades stay. Analysts of its agency.

    Refuses with UNGRADED, CONFIRMED_WITHOUT_INDEPENDENCE, NOT_YOURS_TO_DO.
    """
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "regrade", report)
    _check_grade(grade)
    written = _write_grade(report, grade, by=by, at=at)
    _disclose(report, by=by)
    _refuse_unconfirmed(report, grade, at=at)
    report.save(update_fields=["version"])
    record("intelligence.report.regraded", by=by, obj=report, scheme=grade.scheme)
    _tell_targets_of(report)
    return written


@transaction.atomic
def declare_derivation(*, child_id: UUID, parent_id: UUID, kind: str, by: User) -> ReportDerivation:
    """Say that one report rests on another, so that one origin counts once (2.3).

    Investigators and analysts of the child's agency. Refuses with DERIVES_FROM_ITSELF, NOT_YOURS_TO_DO.
    """
    child = find(IntelligenceReport, by, public_id=child_id)
    parent = find(IntelligenceReport, by, public_id=parent_id)
    require(by, "derive", child)
    if child.pk == parent.pk:
        raise Refusal("DERIVES_FROM_ITSELF", _("A report cannot rest on itself."), field="parent")
    edge, _is_new = ReportDerivation.objects.get_or_create(child=child, parent=parent, defaults={"kind": kind})
    record("intelligence.report.derived", by=by, obj=child, parent=str(parent.public_id), kind=kind)
    _tell_targets_of(child)
    return edge


@transaction.atomic
def retract_report(*, report_id: UUID, by: User, at: datetime) -> IntelligenceReport:
    """Withdraw a report from all evidence; it stays readable. Its agency's investigators and analysts."""
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "retract", report)
    report.retracted_at = report.retracted_at or at
    report.save(update_fields=["retracted_at"])
    record("intelligence.report.retracted", by=by, obj=report)
    _tell_targets_of(report)
    return report


@transaction.atomic
def log_verification(
    *, target_id: UUID, method: str, result: str, attempted_at: datetime, by: User, at: datetime
) -> VerificationAttempt:
    """Log an attempt to verify that people are there (SR-14). Investigators and analysts who see the target.

    Refuses with OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "verify", target)
    if attempted_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This attempt lies in the future."), field="attempted_at")
    attempt = VerificationAttempt.objects.create(
        target=target, method=method, result=result, attempted_at=attempted_at, by=by
    )
    record("intelligence.target.verified", by=by, obj=target, method=method, result=result)
    publish(EvidenceChanged(target.pk))
    return attempt


@transaction.atomic
def share_target(*, target_id: UUID, colleague_id: UUID, by: User) -> None:
    """Let a colleague of another agency work on a target: their agency gets its keys. Supervisors of its agency."""
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "share", target)
    colleague = User.objects.get(public_id=colleague_id, is_active=True)
    grant(colleague, "intelligence.on_target", target, by=by)
    _disclose_target(target, by=by)


@transaction.atomic
def stop_sharing(*, target_id: UUID, colleague_id: UUID, by: User) -> None:
    """Take a shared target back: the colleague finds nothing there any more. Supervisors of its agency.

    With the last colleague of an agency its keys go, in the same transaction.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "share", target)
    withdraw_grant(User.objects.get(public_id=colleague_id), "intelligence.on_target", target, by=by)
    _disclose_target(target, by=by)


@transaction.atomic
def add_file_to_target(*, target_id: UUID, file: Examined, caption: str, by: User, at: datetime) -> IntelligenceFile:
    """Keep a file with a target. Investigators and analysts who see it, while it is open.

    A picture's original is kept sealed beside what is shown of it. Refuses with NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "attach", target)
    row = IntelligenceFile(agency_id=target.agency_id, target=target)
    receive_file(row, file, caption=caption, keeps_original=True, by=by, at=at)
    _disclose_file(row, by=by)
    return row


@transaction.atomic
def add_file_to_report(*, report_id: UUID, file: Examined, caption: str, by: User, at: datetime) -> IntelligenceFile:
    """Keep a file with a report. Investigators and analysts of its agency.

    A picture's original is kept sealed beside what is shown of it. Refuses with NOT_YOURS_TO_DO.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    require(by, "attach", report)
    row = IntelligenceFile(agency_id=report.agency_id, report=report)
    receive_file(row, file, caption=caption, keeps_original=True, by=by, at=at)
    _disclose_file(row, by=by)
    return row


@transaction.atomic
def withdraw_file(*, file_id: UUID, by: User, at: datetime) -> None:
    """Make a file unreadable for everybody, for ever; that there was one stays.

    Its agency's investigators and analysts. Refuses with NOT_YOURS_TO_DO.
    """
    row = locked(IntelligenceFile, by, public_id=file_id)
    require(by, "withdraw", row)
    shred_file(row, by=by, at=at)


def _check_grade(grade: GradeGiven) -> None:
    sources = rules.SOURCE_PLACES.get(grade.scheme, "")
    informations = rules.INFORMATION_PLACES.get(grade.scheme, "")
    for field, code, codes in (
        ("source_code", grade.source_code, sources),
        ("info_code", grade.info_code, informations),
    ):
        if not code or code not in codes:
            raise Refusal("UNGRADED", _("Choose both grades. There is no default."), field=field)


def _write_grade(report: IntelligenceReport, grade: GradeGiven, *, by: User, at: datetime) -> Grade:
    return Grade.objects.create(
        report=report, scheme=grade.scheme, source_code=grade.source_code, info_code=grade.info_code,
        rationale=grade.rationale, grader=by, at=at,
    )  # fmt: skip


def _refuse_unconfirmed(report: IntelligenceReport, grade: GradeGiven, *, at: datetime) -> None:
    """ "Confirmed by other sources" is checked against what is linked, after linking: every target it speaks of."""
    value = rules.Grade(grade.scheme, grade.source_code, grade.info_code)
    targets = RaidTarget.objects.filter(links__report=report)
    lineages = max((presence_at(t, now=at).assessment.clause("a").found for t in targets), default=0)
    if not rules.confirmation_is_independent(value, lineages):
        raise Refusal(
            "CONFIRMED_WITHOUT_INDEPENDENCE",
            _("Grade 1 says that other sources confirm this, and no independent origin does yet."),
            field="info_code",
            fix=_("Grade it 2 until a second origin is linked to the same target."),
        )


@as_house("who reads a target may work elsewhere")
def _disclose_target(target: RaidTarget, *, by: User) -> None:
    """The agencies whose people were let in hold the keys of the target and of every report on it, and no others."""
    settle(target, to=_agencies_let_in(content_object=target), by=by)
    for file in target.files.filter(withdrawn_at__isnull=True):
        _disclose_file(file, by=by)
    for report in IntelligenceReport.objects.filter(links__target=target).prefetch_related("grades"):
        _disclose(report, by=by)


@as_house("who reads a target may work elsewhere")
def _disclose(report: IntelligenceReport, *, by: User) -> None:
    """A report and its grades open for the agencies let in on any target it speaks of."""
    readers = _agencies_let_in(content_object__links__report=report)
    settle(report, to=readers, by=by)
    for grade in report.grades.all():
        settle(grade, to=readers, by=by)
    for file in report.files.filter(withdrawn_at__isnull=True):
        _disclose_file(file, by=by)


@as_house("who reads a target may work elsewhere")
def _disclose_file(file: IntelligenceFile, *, by: User) -> None:
    """Who was let in opens what is shown of it. Its name, original and digest stay sealed to its own agency."""
    on = {"content_object__links__report": file.report} if file.report_id else {"content_object": file.target}
    settle(file, to=_agencies_let_in(**on), by=by, group=SHOWN)


def _agencies_let_in(**on: Any) -> set[int]:
    return set(TargetGrant.objects.filter(user__is_active=True, **on).values_list("user__agency", flat=True))


def _tell_targets_of(report: IntelligenceReport) -> None:
    for target_id in report.links.values_list("target_id", flat=True):
        publish(EvidenceChanged(target_id))
