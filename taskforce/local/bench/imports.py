"""A file of very many reports, from the moment it is sent until the last one is written, as the house does it.

A made-up workbook goes through the look at its bytes in a process of its own, is sealed, checked row by row by the
task, taken, and written by the task. One row in fifty is bad, each in one of four ways, and a fifth of the good ones
speak of a target that another agency was let in on, so that keys, index of words, links and lines on record are all
made. Before a figure is told, everything is counted: each good row once, each bad row in the file of errors.
"""

import io
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from taskforce.local.bench.ground import database

ROWS, BAD_ONE_IN, SPEAKS_ONE_IN, TARGETS = 10_000, 50, 5, 20
IS_BAD = 7  # within each fifty
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = ["text", "observed_at", "source_type", "source_ref", "first_hand", "scheme", "source_grade", "info_grade",
          "rationale", "target", "stance", "legal_basis", "origin_declared"]  # fmt: skip
WAYS = ({"source_grade": ""}, {"observed_at": "3/4 21:30"}, {"legal_basis": ""}, {"target": "T-000000"})


def run(*, rows: int) -> dict[str, float]:
    """Seconds of each part, their sum, rows, bad rows, times the page could say something new, and memory in MiB."""
    rows = rows or ROWS
    with database():
        officer, references = _ground()
        book = _workbook(rows, references)
        figures = {"rows": float(rows), "workbook_mb": len(book) / 2**20}
        figures |= _brought_and_written(officer, book)
        _refuse_to_time_what_is_wrong(rows, int(figures["bad_rows"]))
    figures["total_s"] = sum(figures[f"{part}_s"] for part in ("bring", "check", "errors_file", "write"))
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _ground() -> tuple[Any, list[str]]:
    """Who sends the file, and targets of theirs that a colleague of another agency was let in on."""
    from django.db import transaction

    from intelligence.models import RaidTarget
    from intelligence.services.sharing import share_target
    from taskforce.accounts.acting import as_house
    from taskforce.accounts.models import Function
    from taskforce.local.bench.ground import somebody
    from taskforce.vault.keyring import keys_for_one_request

    with transaction.atomic(), as_house("a made-up task force"), keys_for_one_request():
        officer = somebody("officer", "u1", Function.INVESTIGATOR)
        chief = somebody("chief", "u1", Function.SUPERVISOR)
        colleague = somebody("colleague", "u2", Function.INVESTIGATOR)
        targets = [
            RaidTarget.objects.create(
                agency=officer.agency, title=f"Target {number}", sector="labour", premises="workplace",
                address=f"Made-up road {number}", opened_by=officer, opened_at=datetime.now(UTC) - timedelta(days=90),
            )
            for number in range(TARGETS)
        ]  # fmt: skip
        for target in targets:
            share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=chief)
        return officer, [target.reference for target in targets]


def _workbook(rows: int, references: list[str]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Reports")
    sheet.append(HEADER)
    for number in range(rows):
        sheet.append(list(_line(number, references).values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(number: int, references: list[str]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "text": f"Night {number}: the laundry's van comes before five. The men are counted at gate {number % 97}.",
        "observed_at": f"{FIRST + timedelta(minutes=number):%Y-%m-%d %H:%M}", "source_type": "human_source",
        "source_ref": f"S-{number % 40}", "first_hand": "yes", "scheme": "admiralty_6x6", "source_grade": "B",
        "info_grade": "2", "rationale": "Was right before.", "target": "", "stance": "", "legal_basis": "observation",
        "origin_declared": "yes",
    }  # fmt: skip
    if number % SPEAKS_ONE_IN == 0:
        line |= {"target": references[number % TARGETS], "stance": "supports"}
    return line | (WAYS[number // BAD_ONE_IN % len(WAYS)] if number % BAD_ONE_IN == IS_BAD else {})


def _brought_and_written(officer: Any, book: bytes) -> dict[str, float]:
    """Every step as the page or the worker takes it."""
    from django.core.cache import cache

    from intelligence.services import importing
    from intelligence.services.imports import take_import
    from intelligence.tasks import work_on_imports
    from taskforce.local.bench.ground import as_person

    def take() -> None:
        with as_person(officer):
            take_import(import_id=row.public_id, by=officer, at=datetime.now(UTC))

    def work() -> None:
        work_on_imports.apply(throw=True)

    row, bring_s = _timed(lambda: _brought(officer, book))
    with _counted(importing, "_tell") as checking:
        _nothing, check_s = _timed(work)
    bad, errors_s = _timed(lambda: _file_of_errors(officer))
    take()
    with _counted(cache, "set") as writing:
        _nothing, write_s = _timed(work)
    return {
        "bring_s": bring_s, "check_s": check_s, "errors_file_s": errors_s, "write_s": write_s, "bad_rows": float(bad),
        "told_while_checking": float(len(checking)), "told_while_writing": float(len(writing)),
    }  # fmt: skip


def _brought(officer: Any, book: bytes) -> Any:
    from django.conf import settings

    from intelligence.services.imports import bring_import
    from taskforce.local.bench.ground import as_person
    from taskforce.uploads.examining import examine_table
    from taskforce.uploads.rules import HEAD, Table
    from taskforce.uploads.spool import Spool

    spool = Spool(settings.FILES_ROOT / "incoming")
    spool.add(book, head=HEAD)
    with closing(spool), as_person(officer):
        table = examine_table(spool, name="reports.xlsx", kind=Table.XLSX)
        return bring_import(file=table, by=officer, at=datetime.now(UTC))


def _file_of_errors(officer: Any) -> int:
    """Make the file as it is sent; how many rows it holds below its heading."""
    from intelligence.models import ReportImport
    from intelligence.queries.imports import bad_lines
    from taskforce.kit.spreadsheet import as_workbook
    from taskforce.local.bench.ground import as_person

    with as_person(officer):
        lines = bad_lines(ReportImport.objects.get())
        as_workbook({"Errors": lines})
    return len(lines) - 1


@contextmanager
def _counted(owner: Any, name: str) -> Iterator[list[int]]:
    """How often something is called that still does what it did."""
    calls: list[int] = []

    def counting(*args: Any, **options: Any) -> Any:
        calls.append(1)
        return did(*args, **options)

    did = getattr(owner, name)
    with patch.object(owner, name, counting):
        yield calls


def _refuse_to_time_what_is_wrong(rows: int, bad: int) -> None:
    from intelligence.models import Grade, IntelligenceReport, ReportImport, TargetLink

    expected = sum(number % BAD_ONE_IN == IS_BAD for number in range(rows))
    good = rows - expected
    speaking = sum(number % SPEAKS_ONE_IN == 0 and number % BAD_ONE_IN != IS_BAD for number in range(rows))
    found = (bad, ReportImport.objects.get().rows_taken, IntelligenceReport.objects.count(), Grade.objects.count(),
             TargetLink.objects.count())  # fmt: skip
    if found != (expected, good, good, good, speaking):
        raise AssertionError(f"{found} is not what the file held: its times say nothing.")


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    done = act()
    return done, time.perf_counter() - began
