"""Logging, linking, grading and withdrawing reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    SourceIdentity,
    TargetLink,
)
from intelligence.queries.presence import presence_at
from intelligence.rules.grading import INFORMATION_PLACES, LEGACY, SOURCE_PLACES, confirmation_is_independent
from intelligence.rules.grading import Grade as GradeValue
from intelligence.rules.retention import due_at
from intelligence.services.evidence import tell_targets_of
from intelligence.services.handling import (
    check_handling,
    goes_out,
    require_in_time,
    require_lawful,
    require_may_leave,
)
from intelligence.services.lawfulness import check_basis
from intelligence.services.references import reference_for, refuse_unvetted_tip, use_reference
from intelligence.services.sharing import disclose_report
from intelligence.services.source_words import check_text
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@dataclass(frozen=True, slots=True)
class GradeGiven:
    """Both grades as a person entered them, and why. `scheme` is a code of the jurisdiction pack, never a default."""

    scheme: str
    source_code: str
    info_code: str
    rationale: str


@dataclass(frozen=True, slots=True)
class ReportGiven:
    """What a person wrote down. `observed_at` is aware; indicators, handling and basis are codes of the pack.

    The handling is in the scheme of the grade. An empty `legal_basis` says that nobody attested it yet: the report is
    kept and used for nothing. `is_taken_over`: it was graded elsewhere, in a scheme that is not used any more.
    """

    source_type: str
    source_ref: str
    access: str
    text: str
    observed_at: datetime
    speaks_of_child: bool = False
    indicators: Sequence[str] = ()
    legal_basis: str = ""
    handling_code: str = ""
    handling_conditions: Sequence[str] = ()
    origin_declared: bool = True
    is_taken_over: bool = False
    text_is_clean: bool = False  # somebody read again what the text check named, and let it pass


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

    Investigators and analysts. Refuses with what write_report refuses, TIP_UNVETTED, SOURCE_WALL, NOT_SANITISED,
    SOURCE_UNAUTHORISED, NOT_YOURS_TO_DO.
    """
    require_any(by, "log", IntelligenceReport)
    refuse_unvetted_tip(source_type=report.source_type, source_ref=report.source_ref, by=by)
    reference = reference_for(report.source_ref, by=by)
    if reference:
        report = replace(report, source_ref=reference.code)
    logged = write_report(
        by=by, at=at, report=report, grade=grade, target_id=target_id, stance=stance,
        source=reference.source if reference else None,
    )  # fmt: skip
    if reference:
        use_reference(reference, report=logged, by=by, at=at)
    return logged


@transaction.atomic
def write_report(
    *,
    by: User,
    at: datetime,
    report: ReportGiven,
    grade: GradeGiven,
    target_id: UUID | None = None,
    stance: str = "",
    source: SourceIdentity | None = None,
    teller: str = "",
) -> IntelligenceReport:
    """Write a report. For services that have asked whether `by` may and what it rests on: log_report, the promotion of
    a tip, the sanitising of what a source told.

    `source` and `teller` are whose words the text is checked for. Refuses with UNGRADED, SCHEME_IS_LEGACY,
    HANDLING_MISSING, BASIS_UNKNOWN, OBSERVED_IN_FUTURE, SOURCE_IN_TEXT, CONFIRMED_WITHOUT_INDEPENDENCE, STANCE_MISSING;
    with UNLAWFUL_ORIGIN where it is to speak of a target and nobody attested its basis.
    """
    _check_grade(grade, is_taken_over=report.is_taken_over)
    check_handling(grade.scheme, report.handling_code, report.handling_conditions)
    if report.legal_basis:
        check_basis(report.legal_basis)
    if report.observed_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This was observed in the future."), field="observed_at")
    read_again = check_text(report.text, is_read=report.text_is_clean, source=source, teller=teller)
    target = find(RaidTarget, by, public_id=target_id) if target_id else None
    logged = report_row(report, grade.scheme, by=by, at=at)
    logged.save()
    _write_grade(logged, grade, by=by, at=at)
    record("intelligence.report.logged", by=by, obj=logged, read_again=",".join(read_again))
    if target:
        link_report(report_id=logged.public_id, target_id=target.public_id, stance=stance, by=by, at=at)
    _refuse_unconfirmed(logged, grade, at=at)
    return logged


def report_row(report: ReportGiven, scheme: str, *, by: User, at: datetime) -> IntelligenceReport:
    """The row of a report that is about to be logged, not saved yet. The caller has checked what was given."""
    is_attested = bool(report.legal_basis)
    logged = IntelligenceReport(
        agency=by.agency, source_type=report.source_type, source_ref=report.source_ref, access=report.access,
        text=report.text, observed_at=report.observed_at, speaks_of_child=report.speaks_of_child,
        indicators=sorted(set(report.indicators)), origin_declared=report.origin_declared, is_lawful=is_attested,
        legal_basis=report.legal_basis, attested_by=by if is_attested else None,
        attested_at=at if is_attested else None, handling_scheme=scheme, handling_code=report.handling_code,
        handling_conditions=sorted(set(report.handling_conditions)), logged_by=by, logged_at=at, kept_since=at,
        retention_due=due_at(at, pack().duration("report.retention")),
    )  # fmt: skip
    logged.goes_out = goes_out(logged)
    return logged


@transaction.atomic
def link_report(
    *, report_id: UUID, target_id: UUID, stance: str, by: User, at: datetime, basis: str = TargetLink.Basis.REPORT
) -> TargetLink:
    """Say that a report speaks of a target, and how. Linking again changes what it says; an assumption counts nothing.

    Investigators and analysts who see both. Refuses with STANCE_MISSING, UNLAWFUL_ORIGIN, INTEL_REVIEW_DUE,
    NOT_YOURS_TO_DO; with HANDLING_FORBIDS or ORIGINATOR_CONSENT where the report is another agency's.
    """
    report = find(IntelligenceReport, by, public_id=report_id)
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "link", target)
    require_may_leave(report, to=by.agency, at=at)
    require_lawful(report)
    require_in_time(report, at=at)
    if stance not in TargetLink.Says.values:
        raise Refusal(
            "STANCE_MISSING",
            _("Say whether this supports or contradicts that people are held there."),
            field="stance",
        )
    said = {"stance": stance, "basis": basis}
    link, _is_new = TargetLink.objects.update_or_create(
        target=target, report=report, defaults=said, create_defaults=said | {"linked_by": by, "linked_at": at}
    )
    disclose_report(report, by=by)
    record("intelligence.report.linked", by=by, obj=report, target=str(target.public_id), stance=stance)
    publish(EvidenceChanged(target.pk))
    return link


@transaction.atomic
def regrade_report(*, report_id: UUID, grade: GradeGiven, by: User, at: datetime) -> Grade:
    """Grade a report anew; the former grades stay. Analysts of its agency.

    The scheme may be another than before; nothing is converted, and nothing is graded anew in one that is not used any
    more. Refuses with UNGRADED, SCHEME_IS_LEGACY, CONFIRMED_WITHOUT_INDEPENDENCE, NOT_YOURS_TO_DO.
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


def _check_grade(grade: GradeGiven, *, is_taken_over: bool = False) -> None:
    if grade.scheme in LEGACY and not is_taken_over:
        raise Refusal(
            "SCHEME_IS_LEGACY",
            _("Old reports were graded in this scheme. Nothing is graded in it any more."),
            field="scheme",
            fix=_("Grade it anew, in a scheme that is in use."),
        )
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
    targets = RaidTarget.objects.filter(links__report=report) if grade.info_code == "1" else ()
    lineages = max((presence_at(t, now=at).assessment.clause("a").found for t in targets), default=0)
    if not confirmation_is_independent(value, lineages):
        raise Refusal(
            "CONFIRMED_WITHOUT_INDEPENDENCE",
            _("Grade 1 says that other sources confirm this, and no independent origin does yet."),
            field="info_code",
            fix=_("Grade it 2 until a second origin is linked to the same target."),
        )
