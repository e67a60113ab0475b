"""Sentences that make files of reports, as programs in different countries write them."""

import csv
import io
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from openpyxl import Workbook

from intelligence.models import ReportImport
from intelligence.services.importing import work_on_imports
from intelligence.services.imports import bring_import, take_import
from taskforce.accounts.models import User
from taskforce.uploads.examining import ExaminedTable, examine_table
from taskforce.uploads.rules import HEAD, Table, table_of
from taskforce.uploads.spool import Spool
from tests.uploads.builders import spooled

GOOD = {
    "text": "They are locked in after the shift.", "observed_at": "2026-03-01 21:30", "source_type": "human_source",
    "source_ref": "S-7", "first_hand": "yes", "scheme": "admiralty_6x6", "source_grade": "B", "info_grade": "2",
    "rationale": "Right before.", "target": "", "stance": "", "child": "no", "indicators": "",
    "legal_basis": "observation", "origin_declared": "yes", "handling_code": "", "handling_conditions": "",
    "text_is_clean": "",
}  # fmt: skip


def rows_of(*changes: dict[str, str]) -> list[dict[str, str]]:
    """Good rows, each one another report, with what a test changes in it."""
    return [GOOD | {"text": f"{GOOD['text']} Night {number}."} | change for number, change in enumerate(changes)]


def a_csv(rows: Iterable[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def a_workbook(rows: Iterable[dict[str, Any]]) -> bytes:
    rows = list(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Reports")
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_table(data: bytes, name: str = "reports.csv") -> ExaminedTable:
    """These bytes, looked at as they would be when somebody sends them."""
    kind = table_of(data[:HEAD], name)
    assert kind, "not a table"
    spool: Spool = spooled(data)
    return examine_table(spool, name=name, kind=Table(kind))


def a_brought_file(by: User, rows: Iterable[dict[str, str]], at: datetime) -> ReportImport:
    table = a_table(a_csv(rows))
    with closing(table.came):
        return bring_import(file=table, by=by, at=at)


def a_checked_file(by: User, rows: Iterable[dict[str, str]], at: datetime) -> ReportImport:
    """A file whose rows were looked at; nothing is written yet."""
    brought = a_brought_file(by, rows, at)
    work_on_imports(at=at)
    return ReportImport.objects.get(pk=brought.pk)


def a_taken_file(by: User, rows: Iterable[dict[str, str]], at: datetime) -> ReportImport:
    """A file whose good rows are reports by now."""
    checked = a_checked_file(by, rows, at)
    take_import(import_id=checked.public_id, by=by, at=at)
    work_on_imports(at=at + timedelta(seconds=5))
    return ReportImport.objects.get(pk=checked.pk)
