"""Whatever somebody sends instead of a file of reports comes back with a code and a sentence, and writes nothing."""

import io
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from intelligence.models import IntelligenceReport, ReportImport
from intelligence.queries.faults import failure
from intelligence.queries.imports import bad_lines
from intelligence.services.importing import work_on_imports
from intelligence.services.imports import take_import
from tests.intelligence.builders import an_investigator
from tests.intelligence.files_of_reports import a_checked_file, a_csv, a_taken_file, a_workbook, rows_of

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]>'


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in book.namelist():
            made.writestr(name, change(name, book.read(name)))
    return out.getvalue()


def with_entities(_name: str, part: bytes) -> bytes:
    return ENTITIES + part.partition(b"?>")[2] if part.startswith(b"<?xml") else ENTITIES + part


def a_bomb() -> bytes:
    """Two hundred kilobytes that would unpack to two hundred megabytes."""
    return repacked(a_workbook(rows_of({})), lambda name, part: bytes(200 * 2**20) if name == SHEET else part)


def with_entities_in_its_sheet() -> bytes:
    return repacked(a_workbook(rows_of({})), lambda name, part: with_entities(name, part) if name == SHEET else part)


def empty() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def wide() -> bytes:
    return a_workbook([rows_of({})[0] | {f"more {number}": "x" for number in range(60)}])


def long_cell() -> bytes:
    return a_workbook(rows_of({"rationale": "x" * 30_000}))


def many_rows() -> bytes:
    return a_workbook([{"text": "x"}] * 20_001)


def locked() -> bytes:
    """What a workbook with a password is on the outside: no archive at all."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (a_bomb, "TABLE_TOO_LARGE"),
        (with_entities_in_its_sheet, "TABLE_UNREADABLE"),
        (empty, "TABLE_EMPTY"),
        (wide, "TABLE_TOO_LARGE"),
        (long_cell, "TABLE_TOO_LARGE"),
        (many_rows, "TABLE_TOO_LARGE"),
        (locked, "FILE_NOT_WHAT_IT_SAYS"),
        (lambda: a_csv(rows_of({})), "FILE_NOT_WHAT_IT_SAYS"),
        (lambda: a_workbook([{"text": "x", "report": "y"}]), "COLUMN_TWICE"),
        (lambda: a_workbook([{"colour": "x", "weight": "y"}]), "COLUMN_MISSING"),
    ],
)
def test_a_workbook_that_cannot_be_taken_says_why_and_writes_nothing(at, as_user, made, code):
    browser = as_user(an_investigator())
    sent = SimpleUploadedFile("reports.xlsx", made(), XLSX)
    answer = browser.post(reverse("intelligence:bring-import"), {"once": str(uuid4()), "version": "0", "file": sent})
    if answer.status_code == 302:
        work_on_imports(at=at)
        assert failure(ReportImport.objects.get())
        answer = browser.get(answer.url)
        assert ReportImport.objects.get().state == "failed"
    else:
        assert answer.status_code == 422
        assert not ReportImport.objects.exists()

    assert code in answer.content.decode()
    assert not IntelligenceReport.objects.exists()


def test_a_formula_is_never_computed_its_cell_is_empty(at, as_user):
    officer = an_investigator()
    sent = SimpleUploadedFile("reports.xlsx", a_workbook(rows_of({"rationale": '="a"&"b"'})), XLSX)
    as_user(officer).post(reverse("intelligence:bring-import"), {"once": str(uuid4()), "version": "0", "file": sent})
    work_on_imports(at=at)

    assert ReportImport.objects.get().faults == [[2, "rationale", "CELL_EMPTY"]]


def test_a_heading_nobody_knows_is_not_read_and_that_is_said(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, [rows_of({})[0] | {"shoe size": "44"}], at)

    page = as_user(officer).get(reverse("intelligence:import", args=[checked.public_id])).content.decode()

    assert (checked.rows_good, checked.unread_columns) == (1, 1)
    assert "1 column has a heading that is not known. It was not read." in page


# --- Two hundred bad rows ---

WAYS = (
    ("observed_at", "3/4 21:30", "MOMENT_AMBIGUOUS", "2026-03-01 21:30"),
    ("source_grade", "", "UNGRADED", "B"),
    ("legal_basis", "", "LAWFULNESS_NOT_SAID", "observation"),
    ("target", "T-000000", "TARGET_NOT_FOUND", ""),
    ("rationale", "", "CELL_EMPTY", "Right before."),
)


def a_way(number: int) -> tuple[str, str, str, str]:
    return WAYS[number // 5 % len(WAYS)]


def test_two_hundred_bad_rows_come_back_in_one_file_are_mended_and_taken_once(at):
    officer = an_investigator()
    changes: list[dict[str, str]] = [{}] * 1000
    for number in range(0, 1000, 5):
        column, wrong, _code, _right = a_way(number)
        changes[number] = {column: wrong}
    taken = a_taken_file(officer, rows_of(*changes), at)
    assert (taken.state, taken.rows_taken, taken.rows_bad) == ("taken", 800, 200)

    heading, *lines = bad_lines(taken)

    assert len(lines) == 200
    mended = []
    for place, line in enumerate(lines):
        said = dict(zip(heading, line, strict=True))
        column, _wrong, code, right = a_way(place * 5)
        assert (said["row"], code in said["code"]) == (str(place * 5 + 2), True)
        assert column in said["column"]
        assert said["cure"]
        mended.append(said | {column: right})
    again = a_taken_file(officer, mended, at)
    assert (again.state, again.rows_taken, again.rows_bad) == ("taken", 200, 0)
    assert IntelligenceReport.objects.count() == 1000
    take_import(import_id=again.public_id, by=officer, at=at)
    assert work_on_imports(at=at) == 0
    assert IntelligenceReport.objects.count() == 1000
