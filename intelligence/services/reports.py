"""Logging, linking, grading and withdrawing reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.events import EvidenceChanged
from intelligence.models import (
    Grade,
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetLink,
)
from intelligence.queries.presence import presence_at
from intelligence.rules.grading import INFORMATION_PLACES, SOURCE_PLACES, confirmation_is_independent
from intelligence.rules.grading import Grade as GradeValue
from intelligence.services.sharing import disclose_report
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.refusal import Refusal


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
    disclose_report(report, by=by)
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
    disclose_report(report, by=by)
    _refuse_unconfirmed(report, grade, at=at)
    report.save(update_fields=["version"])
    record("intelligence.report.regraded", by=by, obj=report, scheme=grade.scheme)
    tell_targets_of(report)
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
    tell_targets_of(child)
    return edge


@transaction.atomic
def retract_report(*, report_id: UUID, by: User, at: datetime) -> IntelligenceReport:
    """Withdraw a report from all evidence; it stays readable. Its agency's investigators and analysts."""
    report = locked(IntelligenceReport, by, public_id=report_id)
    require(by, "retract", report)
    report.retracted_at = report.retracted_at or at
    report.save(update_fields=["retracted_at"])
    record("intelligence.report.retracted", by=by, obj=report)
    tell_targets_of(report)
    return report


def _check_grade(grade: GradeGiven) -> None:
    sources = SOURCE_PLACES.get(grade.scheme, "")
    informations = INFORMATION_PLACES.get(grade.scheme, "")
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
    value = GradeValue(grade.scheme, grade.source_code, grade.info_code)
    targets = RaidTarget.objects.filter(links__report=report)
    lineages = max((presence_at(t, now=at).assessment.clause("a").found for t in targets), default=0)
    if not confirmation_is_independent(value, lineages):
        raise Refusal(
            "CONFIRMED_WITHOUT_INDEPENDENCE",
            _("Grade 1 says that other sources confirm this, and no independent origin does yet."),
            field="info_code",
            fix=_("Grade it 2 until a second origin is linked to the same target."),
        )


def tell_targets_of(report: IntelligenceReport) -> None:
    """Publish that the evidence on every target this report speaks of is not what it was."""
    for target_id in report.links.values_list("target_id", flat=True):
        publish(EvidenceChanged(target_id))
