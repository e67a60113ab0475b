"""Files of reports: checked before anything is written, taken whole or not at all, and each bad row told its cure."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from intelligence.models import Grade, IntelligenceReport, RaidTarget, ReportImport, TargetLink
from intelligence.queries.faults import explained, failure
from intelligence.queries.imports import bad_lines
from intelligence.services import importing, writing
from intelligence.services.importing import forget_old_imports, work_on_imports, write_import
from intelligence.services.imports import abandon_import, bring_import, take_import
from intelligence.services.sharing import share_target
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.files import is_in_storage
from taskforce.vault.keyring import keys_for_one_request
from taskforce.vault.models import KeyGrant
from tests.builders import someone
from tests.intelligence.builders import a_target, an_investigator
from tests.intelligence.files_of_reports import (
    a_brought_file,
    a_checked_file,
    a_csv,
    a_table,
    a_taken_file,
    a_workbook,
    rows_of,
)

pytestmark = pytest.mark.django_db
BAD = {"observed_at": "3/4 21:30", "source_grade": "", "legal_basis": ""}


def again(row: ReportImport) -> ReportImport:
    return ReportImport.objects.get(pk=row.pk)


def faults(row: ReportImport) -> list[tuple[int, str, str]]:
    return [(number, column, code) for number, column, code in again(row).faults]


# --- Checking ---


def test_checking_writes_no_report_and_says_what_would_be_written(at):
    officer = an_investigator()

    checked = a_checked_file(officer, rows_of({}, BAD, {}), at)

    assert checked.state == "checked"
    assert (checked.rows, checked.rows_checked, checked.rows_bad, checked.rows_good) == (3, 3, 1, 2)
    assert not IntelligenceReport.objects.exists()


def test_each_fault_names_row_column_and_cure(at):
    checked = a_checked_file(an_investigator(), rows_of({}, BAD), at)

    assert faults(checked) == [
        (3, "legal_basis", "LAWFULNESS_NOT_SAID"),
        (3, "observed_at", "MOMENT_AMBIGUOUS"),
        (3, "source_grade", "UNGRADED"),
    ]
    assert all(fault.cure for fault in explained(checked))


def test_a_target_the_importer_does_not_see_reads_like_one_that_is_not_there(at):
    officer, theirs = an_investigator(), a_target(at)

    rows = rows_of({"target": theirs.reference, "stance": "supports"}, {"target": "T-000000", "stance": "for"})
    checked = a_checked_file(officer, rows, at)

    assert {code for _row, _column, code in faults(checked)} == {"TARGET_NOT_FOUND"}


def test_grade_one_needs_two_origins_that_stand_already(at):
    target = a_target(at)
    row = {"target": target.reference, "stance": "supports", "info_grade": "1"}

    checked = a_checked_file(target.opened_by, rows_of(row, row, row), at)

    assert {code for _row, _column, code in faults(checked)} == {"CONFIRMED_WITHOUT_INDEPENDENCE"}


def test_what_nobody_attests_is_taken_but_speaks_of_no_target(at):
    target = a_target(at)
    speaks = {"target": target.reference, "stance": "for"}
    rows = rows_of({"legal_basis": "not attested"}, {"legal_basis": "nobody"} | speaks)

    taken = a_taken_file(target.opened_by, rows, at)

    assert faults(taken) == [(3, "legal_basis", "UNLAWFUL_ORIGIN")]
    assert not IntelligenceReport.objects.get().is_lawful


def test_a_scheme_that_owes_a_handling_code_gets_none_by_default(at):
    graded = {"scheme": "3x5x2", "source_grade": "1", "info_grade": "A"}
    codes: tuple[dict[str, str], ...] = ({}, {"handling_code": "C"}, {"handling_code": "Z"}, {"handling_code": "P"},
             {"handling_code": "C", "handling_conditions": "A1, S2"})  # fmt: skip
    rows = rows_of(*(graded | code for code in codes))

    checked = a_checked_file(an_investigator(), rows, at)

    assert faults(checked) == [
        (2, "handling_code", "HANDLING_MISSING"),
        (3, "handling_conditions", "HANDLING_MISSING"),
        (4, "handling_code", "CELL_NOT_ON_THE_LIST"),
    ]


def test_old_reports_are_taken_over_in_the_scheme_they_were_graded_in(at):
    rows = rows_of({"scheme": "uk_5x5x5", "source_grade": "B", "info_grade": "2", "handling_code": "1"})

    assert a_taken_file(an_investigator(), rows, at).rows_taken == 1
    assert Grade.objects.get().scheme == "uk_5x5x5"


def test_a_row_that_only_repeats_another_is_told_so(at):
    row = rows_of({})[0]

    assert faults(a_checked_file(an_investigator(), [row, row], at)) == [(3, "text", "ROW_TWICE")]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"text;observed_at\n", "a.csv", "TABLE_EMPTY"),
        (b"text,when\nx,now\n", "a.csv", "COLUMN_MISSING"),
        (a_csv(rows_of({})).replace(b"rationale", b"text,report", 1), "a.csv", "COLUMN_TWICE"),
        (b'text,"observed\n', "a.csv", "TABLE_UNREADABLE"),
        (b"text\n" + b"x" * 30_000, "a.csv", "TABLE_TOO_LARGE"),
        (b"text\n" + b"x\n" * 20_001, "a.csv", "TABLE_TOO_LARGE"),
        (",".join(f"c{n}" for n in range(60)).encode() + b"\n1,2\n", "a.csv", "TABLE_TOO_LARGE"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(at, data, name, code):
    brought = bring_import(file=a_table(data, name), by=an_investigator(), at=at)

    work_on_imports(at=at)

    assert (again(brought).state, again(brought).failed_with) == ("failed", code)
    assert failure(again(brought))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_as_programs_in_different_countries_write_it(at, delimiter, encoding):
    officer = an_investigator()
    table = a_table(a_csv(rows_of({"text": "Señales en la puerta"}), delimiter=delimiter, encoding=encoding))
    brought = bring_import(file=table, by=officer, at=at)
    work_on_imports(at=at)

    assert again(brought).rows_good == 1
    assert again(brought).is_guessed == (encoding == "cp1252")
    take_import(import_id=brought.public_id, by=officer, at=at)
    work_on_imports(at=at)
    assert IntelligenceReport.objects.get().text == "Señales en la puerta"


def test_a_workbook_may_hold_real_dates_numbers_and_ticks(at):
    officer = an_investigator()
    seen_at = at.replace(tzinfo=None) - timedelta(days=1)
    rows = [rows_of({})[0] | {"observed_at": seen_at, "source_ref": 12, "child": True}]
    brought = bring_import(file=a_table(a_workbook(rows), "reports.xlsx"), by=officer, at=at)
    work_on_imports(at=at)
    take_import(import_id=brought.public_id, by=officer, at=at)
    work_on_imports(at=at)

    [report] = IntelligenceReport.objects.all()
    assert (report.observed_at, report.source_ref, report.speaks_of_child) == (at - timedelta(days=1), "12", True)


def test_yesterday_is_the_day_before_the_file_came_whenever_it_is_read(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({"observed_at": "yesterday 21:30"}), at)
    take_import(import_id=checked.public_id, by=officer, at=at + timedelta(days=3))

    work_on_imports(at=at + timedelta(days=3))

    assert IntelligenceReport.objects.get().observed_at == at.replace(hour=21, minute=30) - timedelta(days=1)


# --- Taking ---


def test_the_good_rows_are_taken_as_if_each_had_been_logged(at):
    target = a_target(at)
    officer = target.opened_by
    says = {"target": target.reference, "stance": "supports", "indicators": "D4.01; Wages"}

    taken = a_taken_file(officer, rows_of(says, BAD, {}), at)

    assert (taken.state, taken.rows_taken, taken.rows_bad) == ("taken", 2, 1)
    with acting_as(officer), keys_for_one_request():
        first, second = IntelligenceReport.objects.visible_to(officer).order_by("pk")
        assert (first.text, second.text) == (
            "They are locked in after the shift. Night 0.", "They are locked in after the shift. Night 2.",
        )  # fmt: skip
        assert first.indicators == ["D1.02", "D4.01"]
        assert str(first.current_grade()) == "B2"
        assert first.current_grade().rationale == "Right before."
    assert [link.report_id for link in TargetLink.objects.filter(target=target)] == [first.pk]
    entries = AuditEntry.objects.filter(verb="intelligence.report.logged")
    assert {entry.object_id for entry in entries} == {first.public_id, second.public_id}
    assert {entry.codes["brought_by"] for entry in entries} == {str(taken.public_id)}


def test_whoever_was_let_in_on_the_target_reads_what_the_file_said_of_it(at):
    target = a_target(at)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    colleague = an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)

    a_taken_file(target.opened_by, rows_of({"target": target.reference, "stance": "for"}, {}), at)

    with acting_as(colleague), keys_for_one_request():
        [report] = IntelligenceReport.objects.visible_to(colleague)
        assert report.text.startswith("They are locked in")
        assert str(report.current_grade().rationale) == "Right before."


def test_what_its_handling_keeps_in_its_agency_gives_nobody_a_key(at):
    target = a_target(at)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    colleague = an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    secret = {"target": target.reference, "stance": "for", "handling_code": "S"}

    a_taken_file(target.opened_by, rows_of(secret), at)

    report = IntelligenceReport.objects.get()
    assert {g.agency_id for g in KeyGrant.objects.filter(record=report.public_id)} == {target.agency_id}


def test_taking_twice_writes_once(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}, {}), at)

    for _turn in range(2):
        take_import(import_id=checked.public_id, by=officer, at=at)
        work_on_imports(at=at)
        assert not write_import(import_id=checked.pk, at=at)

    assert IntelligenceReport.objects.count() == 2


def test_what_breaks_in_the_middle_leaves_nothing_and_can_be_asked_for_again(at, monkeypatch):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}, {}, {}), at)
    take_import(import_id=checked.public_id, by=officer, at=at)

    def break_off(*_args: object, **_facts: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(writing, "record_many", break_off)
        with pytest.raises(RuntimeError):
            write_import(import_id=checked.pk, at=at)

    assert (again(checked).state, again(checked).interrupted_at) == ("checked", at)
    assert not IntelligenceReport.objects.exists()
    assert not Grade.objects.exists()
    work_on_imports(at=at)
    assert not IntelligenceReport.objects.exists()
    take_import(import_id=checked.public_id, by=officer, at=at)
    work_on_imports(at=at)
    assert again(checked).state == "taken"
    assert IntelligenceReport.objects.count() == 3


def test_a_target_that_was_closed_meanwhile_sends_the_file_back_with_nothing_written(at):
    target = a_target(at)
    checked = a_checked_file(target.opened_by, rows_of({"target": target.reference, "stance": "for"}, {}), at)
    take_import(import_id=checked.public_id, by=target.opened_by, at=at)
    RaidTarget.objects.filter(pk=target.pk).update(closed_at=at)

    work_on_imports(at=at)
    work_on_imports(at=at)

    assert not IntelligenceReport.objects.exists()
    assert again(checked).state == "checked"
    assert faults(checked) == [(2, "target", "TARGET_NOT_FOUND")]


def test_whoever_lost_their_function_meanwhile_has_nothing_written(at):
    officer = someone(Function.INVESTIGATOR)
    checked = a_checked_file(officer, rows_of({}), at)
    take_import(import_id=checked.public_id, by=officer, at=at)
    officer.held_functions.all().delete()

    write_import(import_id=checked.pk, at=at)

    assert not IntelligenceReport.objects.exists()


def test_a_file_whose_check_fell_silent_is_checked_anew(at):
    brought = a_brought_file(an_investigator(), rows_of({}), at)
    ReportImport.objects.filter(pk=brought.pk).update(state="checking")

    work_on_imports(at=at + timedelta(seconds=59))
    assert again(brought).state == "checking"
    work_on_imports(at=at + timedelta(seconds=61))

    assert again(brought).state == "checked"


def test_a_worker_that_lost_its_claim_writes_no_outcome(at, monkeypatch):
    brought = a_brought_file(an_investigator(), rows_of(*[{}] * 3), at)
    claimed = importing._claimed(at)
    monkeypatch.setattr(importing, "STEP", 1)
    someone_else = again(brought)
    someone_else.save()

    importing.check_import(claimed)

    assert (again(brought).state, again(brought).rows_bad) == ("checking", 0)


# --- Refusals ---


def test_nothing_is_taken_before_it_was_checked(at):
    officer = an_investigator()
    brought = a_brought_file(officer, rows_of({}), at)

    with pytest.raises(Refusal, match="IMPORT_NOT_CHECKED"):
        take_import(import_id=brought.public_id, by=officer, at=at)


def test_a_file_without_a_good_row_cannot_be_taken(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of(BAD), at)

    with pytest.raises(Refusal, match="IMPORT_HOLDS_NOTHING"):
        take_import(import_id=checked.public_id, by=officer, at=at)


def test_the_same_bytes_are_not_taken_twice(at):
    officer = an_investigator()
    a_taken_file(officer, rows_of({}), at)
    second = a_checked_file(officer, rows_of({}), at)

    with pytest.raises(Refusal, match="IMPORT_TAKEN_BEFORE"):
        take_import(import_id=second.public_id, by=officer, at=at)
    assert IntelligenceReport.objects.count() == 1


def test_only_whoever_brought_a_file_has_it_taken(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}), at)

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        take_import(import_id=checked.public_id, by=an_investigator(officer.agency), at=at)
    with pytest.raises(NotVisible):
        take_import(import_id=checked.public_id, by=an_investigator(), at=at)


def test_a_supervisor_who_logs_nothing_brings_no_file(at):
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        a_brought_file(someone(Function.SUPERVISOR), rows_of({}), at)


def test_what_was_taken_cannot_be_given_up(at):
    officer = an_investigator()
    taken = a_taken_file(officer, rows_of({}), at)

    with pytest.raises(Refusal, match="IMPORT_UNDER_WAY"):
        abandon_import(import_id=taken.public_id, by=officer, at=at)


def test_the_database_holds_that_what_is_taken_is_whole(at):
    taken = a_taken_file(an_investigator(), rows_of({}, {}), at)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportImport.objects.filter(pk=taken.pk).update(rows_taken=1)


# --- What becomes of the file ---


def test_giving_up_deletes_the_file(at, django_capture_on_commit_callbacks):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}), at)
    name = checked.file.name

    with django_capture_on_commit_callbacks(execute=True):
        abandon_import(import_id=checked.public_id, by=officer, at=at)

    assert again(checked).state == "abandoned"
    assert again(checked).file is None
    assert not is_in_storage(name)


def test_a_taken_file_goes_after_its_time(at, django_capture_on_commit_callbacks):
    taken = a_taken_file(an_investigator(), rows_of({}, BAD), at)
    name = taken.file.name

    assert forget_old_imports(at=at + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_imports(at=at + timedelta(days=31)) == 1

    assert not is_in_storage(name)
    assert again(taken).rows_taken == 1
    assert forget_old_imports(at=at + timedelta(days=32)) == 0


def test_the_file_of_errors_holds_the_bad_rows_and_can_be_sent_again_once_mended(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}, BAD, {}), at)

    heading, line = bad_lines(checked)

    assert heading[:4] == ["row", "column", "code", "cure"]
    assert line[:3] == [
        "3",
        "legal_basis; observed_at; source_grade",
        "LAWFULNESS_NOT_SAID; MOMENT_AMBIGUOUS; UNGRADED",
    ]
    cells = {
        "observed_at": "2026-03-01 21:30",
        "source_grade": "B",
        "legal_basis": "Told freely by somebody who need not have",
    }
    mended = dict(zip(heading, line, strict=True)) | cells
    assert a_taken_file(officer, [mended], at).rows_taken == 1


def test_no_key_of_the_file_is_held_by_anybody_outside(at):
    brought = a_brought_file(an_investigator(), rows_of({}), at)

    assert {grant.agency_id for grant in KeyGrant.objects.filter(record=brought.public_id)} == {brought.agency_id}
