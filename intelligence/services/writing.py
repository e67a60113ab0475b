"""Writing many reports at once: each with its own keys, grade, link and line on record, as if logged one by one."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from intelligence.events import EvidenceChanged
from intelligence.models import Grade, IntelligenceReport, RaidTarget, ReportImport, SourceReference, TargetLink
from intelligence.rules.grading import LEGACY
from intelligence.rules.imports import RowRead
from intelligence.services.references import use_reference
from intelligence.services.reports import ReportGiven, report_row
from intelligence.services.sharing import agencies_let_in
from taskforce.accounts.models import User
from taskforce.audit.services import record_many
from taskforce.events import publish
from taskforce.vault.bulk import BATCH, create_sealed, disclose_new

Written = tuple[RowRead, IntelligenceReport, Grade]


def write_reports(
    rows: Sequence[RowRead],
    *,
    by: User,
    at: datetime,
    brought_by: ReportImport,
    references: Mapping[int, SourceReference],
    tell: Callable[[int], None] = lambda _written: None,
) -> None:
    """Log these rows as reports of the agency of `by`: whole or not at all, in the caller's transaction.

    The rows were read by the rules that also hold for one report, with the targets that `by` sees, and held against
    the register of sources: `references` are those that rows rest on, by number, locked. `tell` hears after each
    batch how many are written. For the house.
    """
    written: list[Written] = []
    for start in range(0, len(rows), BATCH):
        written += _sealed(rows[start : start + BATCH], by=by, at=at)
        _on_record(written[start:], by=by, brought_by=brought_by)
        tell(len(written))
    for row, report, _graded in written:
        if row.number in references:
            use_reference(references[row.number], report=report, by=by, at=at)
    _link(written, by=by, at=at)


def _sealed(rows: Sequence[RowRead], *, by: User, at: datetime) -> list[Written]:
    """These rows as reports with their grades, each under a key of its own."""
    reports = [report_row(_given(row), row.scheme, by=by, at=at) for row in rows]
    create_sealed(IntelligenceReport, reports, agency_id=by.agency_id)
    grades = [_grade(row, report, by=by, at=at) for row, report in zip(rows, reports, strict=True)]
    create_sealed(Grade, grades, agency_id=by.agency_id)
    return list(zip(rows, reports, grades, strict=True))


def _on_record(written: Sequence[Written], *, by: User, brought_by: ReportImport) -> None:
    """A line each, with the kinds of words that somebody read again and let pass."""
    said: dict[tuple[str, ...], list[IntelligenceReport]] = defaultdict(list)
    for row, report, _graded in written:
        said[row.read_again].append(report)
    for kinds, some in said.items():
        record_many(
            "intelligence.report.logged", by=by, rows=some, brought_by=str(brought_by.public_id),
            read_again=",".join(kinds),
        )  # fmt: skip


def _given(row: RowRead) -> ReportGiven:
    return ReportGiven(
        source_type=row.source_type, source_ref=row.source_ref, access=row.access, text=row.text,
        observed_at=row.observed_at, speaks_of_child=row.speaks_of_child, indicators=row.indicators,
        legal_basis=row.legal_basis, handling_code=row.handling_code, handling_conditions=row.handling_conditions,
        origin_declared=row.origin_declared, is_taken_over=row.scheme in LEGACY,
    )  # fmt: skip


def _grade(row: RowRead, report: IntelligenceReport, *, by: User, at: datetime) -> Grade:
    return Grade(
        report=report, scheme=row.scheme, source_code=row.source_code, info_code=row.info_code,
        rationale=row.rationale, grader=by, at=at,
    )  # fmt: skip


def _link(written: Sequence[Written], *, by: User, at: datetime) -> None:
    """Link what names a target; whoever was let in there gets the keys, and who weighs the evidence hears once."""
    linked = sorted((one for one in written if one[0].target), key=lambda one: one[0].target)
    for target_id, group in groupby(linked, key=lambda one: one[0].target):
        target, some = RaidTarget.objects.get(public_id=target_id), list(group)
        links = [
            TargetLink(target=target, report=report, stance=row.stance, linked_by=by, linked_at=at)
            for row, report, _grade in some
        ]
        TargetLink.objects.bulk_create(links, batch_size=1000)
        readers = agencies_let_in(target) - {by.agency_id}
        leave = [(report, grade) for _row, report, grade in some if report.goes_out == IntelligenceReport.Leaves.OPEN]
        disclose_new([report for report, _grade in leave], to=readers, by=by)
        disclose_new([grade for _report, grade in leave], to=readers, by=by)
        record_many("intelligence.report.linked", by=by, rows=[r for _row, r, _g in some], target=target_id)
        publish(EvidenceChanged(target.pk))
