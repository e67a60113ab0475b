"""The pages of files of reports: bring one, see what would be written, take the errors away, have it written."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from intelligence.models import IntelligenceReport, ReportImport
from intelligence.services.importing import work_on_imports
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from tests.builders import someone
from tests.intelligence.builders import an_investigator
from tests.intelligence.files_of_reports import a_checked_file, a_csv, a_taken_file, a_workbook, rows_of

pytestmark = pytest.mark.django_db
BAD = {"observed_at": "3/4 21:30", "source_ref": "=1+1"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bring(browser, data: bytes, name: str, content_type: str):
    file = SimpleUploadedFile(name, data, content_type)
    return browser.post(reverse("intelligence:bring-import"), {"once": str(uuid4()), "version": "0", "file": file})


def page_of(browser, row: ReportImport) -> str:
    return str(browser.get(reverse("intelligence:import", args=[row.public_id])).content.decode())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_brought_checked_and_written_from_its_page(at, as_user, kind):
    officer = an_investigator()
    browser = as_user(officer)
    data = a_csv(rows_of({}, BAD, {})) if kind == "csv" else a_workbook(rows_of({}, BAD, {}))

    answer = bring(browser, data, f"reports.{kind}", "text/csv" if kind == "csv" else XLSX)
    [row] = ReportImport.objects.all()
    assert answer.url == reverse("intelligence:import", args=[row.public_id])
    assert "Waits to be checked" in page_of(browser, row)
    work_on_imports(at=at)
    shown = page_of(browser, row)
    assert "2 reports would be written. Nothing is written yet." in shown
    assert "1 row is not good and stays out." in shown
    assert "MOMENT_AMBIGUOUS" in shown
    assert not IntelligenceReport.objects.exists()
    browser.post(reverse("intelligence:write-import", args=[row.public_id]))
    assert "2 reports are being written" in page_of(browser, row)
    work_on_imports(at=at)

    assert "2 reports were written." in page_of(browser, row)
    assert IntelligenceReport.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "content_type", "code"),
    [
        (b"", "a.csv", "text/csv", "FILE_EMPTY"),
        (b"%PDF-1.7", "a.pdf", "application/pdf", "FILE_KIND_REFUSED"),
        (b"PK\x03\x04junk", "a.csv", "text/csv", "FILE_NOT_WHAT_IT_SAYS"),
        (b"text,when\n", "a.xlsx", XLSX, "FILE_NOT_WHAT_IT_SAYS"),
        (b"PK\x03\x04" + b"\x00" * 5000, "a.xlsx", XLSX, "FILE_UNREADABLE"),
        (b"a\x00b,c\n", "a.csv", "text/csv", "FILE_KIND_REFUSED"),
    ],
)
def test_what_is_no_table_is_refused_at_the_door(at, as_user, data, name, content_type, code):
    answer = bring(as_user(an_investigator()), data, name, content_type)

    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert code != "FILE_KIND_REFUSED" or "Taken are: CSV, XLSX." in answer.content.decode()
    assert not ReportImport.objects.exists()


def test_the_file_of_errors_cannot_become_a_formula_and_is_on_record(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of(BAD), at)

    text = (
        as_user(officer)
        .get(reverse("intelligence:import-errors-csv", args=[checked.public_id]))
        .content.decode("utf-8-sig")
    )
    book = as_user(officer).get(reverse("intelligence:import-errors-xlsx", args=[checked.public_id])).content

    assert '"2","observed_at","MOMENT_AMBIGUOUS"' in text
    assert '"\'=1+1"' in text
    assert ',"=1+1"' not in text
    cells = [cell for line in load_workbook(io.BytesIO(book))["Errors"].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    taken = AuditEntry.objects.filter(verb="intelligence.import.errors_taken", object_id=checked.public_id)
    assert [(entry.actor, entry.rows) for entry in taken] == [(officer, 1), (officer, 1)]


def test_the_template_can_be_filled_in_and_sent(at, as_user):
    officer = an_investigator()
    browser = as_user(officer)
    template = browser.get(reverse("intelligence:template-xlsx")).content

    bring(browser, template, "reports.xlsx", XLSX)
    work_on_imports(at=at)

    [row] = ReportImport.objects.all()
    assert (row.state, row.rows_good, row.faults) == ("checked", 1, [])


def test_colleagues_who_log_reports_see_it_and_nobody_else(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of(BAD, {}), at)
    path = reverse("intelligence:import", args=[checked.public_id])
    colleague = an_investigator(officer.agency)

    assert "Write 1 report" not in as_user(colleague).get(path).content.decode()
    assert as_user(someone(Function.SUPERVISOR, agency=officer.agency)).get(path).status_code == 404
    assert as_user(an_investigator()).get(path).status_code == 404


def test_there_is_no_file_of_errors_where_nothing_is_wrong(at, as_user):
    officer = an_investigator()
    taken = a_taken_file(officer, rows_of({}), at)

    answer = as_user(officer).get(reverse("intelligence:import-errors-csv", args=[taken.public_id]))

    assert answer.status_code == 404


def test_giving_up_says_so(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}), at)
    browser = as_user(officer)

    browser.post(reverse("intelligence:abandon-import", args=[checked.public_id]))

    assert "The file is deleted, and no report was written." in page_of(browser, checked)
    assert "Files of reports" in browser.get(reverse("intelligence:imports")).content.decode()
