"""Reading a table that somebody sent: CSV as programs in different countries write it, and workbooks (XLSX).

Cells come as plain text on one line each, dates as year-month-day. Formulas are never computed: what the workbook last
showed is what is read. Nothing is believed that a file says of its own size.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook

from taskforce.uploads.rules import Table

# In how many ways openpyxl says that a workbook is broken.
BROKEN = (StopIteration, BadZipFile, DefusedXmlException, KeyError, ValueError, TypeError, OSError, AttributeError,
          IndexError, SyntaxError, OverflowError)  # fmt: skip
DELIMITERS = ",;\t|"
TRUE, FALSE = "yes", "no"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a table may have: rows beside its header, columns, and characters in one cell."""

    rows: int
    columns: int
    cell: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in memory. Each row carries the number that a spreadsheet shows beside it; empty rows are left out.

    `is_guessed` says that a CSV named no encoding and was not UTF-8, so that it was read as Windows-1252.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]] = field(repr=False)
    is_guessed: bool = False


class TableRefused(Exception):
    """Why a table cannot be read: TABLE_UNREADABLE, TABLE_EMPTY or TABLE_TOO_LARGE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(came: Iterable[bytes], kind: Table, limits: Limits) -> Sheet:
    """The whole table, within its limits. Raises TableRefused.

    The bytes were looked at before (taskforce.uploads.examining): a workbook says truly what it unpacks to.
    """
    data = b"".join(came)
    if kind is Table.XLSX:
        return _gathered(_workbook_lines(data, limits), limits, is_guessed=False)
    text, is_guessed = decoded(data)
    return _gathered(_csv_lines(text), limits, is_guessed=is_guessed)


def decoded(data: bytes) -> tuple[str, bool]:
    """The text of a CSV file, and whether its encoding had to be guessed."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as(data, "utf-16"), False
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return _decoded_as(data, "cp1252"), True


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableRefused("TABLE_UNREADABLE") from error


def delimiter_of(text: str) -> str:
    """What parts the cells: whichever sign the first line that says anything has most of, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=lambda sign: (outside.count(sign), -DELIMITERS.index(sign)))


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        code = "TABLE_TOO_LARGE" if "field larger" in str(error) else "TABLE_UNREADABLE"
        raise TableRefused(code) from error


def _workbook_lines(data: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """The first sheet that is shown. What a sheet says of its own size is not asked."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet: Any = next(s for s in book.worksheets if s.sheet_state == "visible")
        sheet.reset_dimensions()
        wide, long = limits.columns + 1, limits.rows + 2
        for number, cells in enumerate(sheet.iter_rows(max_row=long, max_col=wide, values_only=True), 1):
            yield number, [_as_text(cell) for cell in cells]
    except BROKEN as error:
        raise TableRefused("TABLE_UNREADABLE") from error


def _as_text(cell: object) -> str:  # noqa: PLR0911 - one line a kind of cell
    match cell:
        case None:
            return ""
        case bool():
            return TRUE if cell else FALSE
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case time():
            return cell.strftime("%H:%M")
    return str(cell)


def _gathered(lines: Iterator[tuple[int, list[str]]], limits: Limits, *, is_guessed: bool) -> Sheet:
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > limits.columns or any(len(cell) > limits.cell for cell in cells):
            raise TableRefused("TABLE_TOO_LARGE")
        if not header:
            header = [cell.strip() for cell in cells]
            continue
        rows.append((number, cells))
        if len(rows) > limits.rows:
            raise TableRefused("TABLE_TOO_LARGE")
    if not rows:
        raise TableRefused("TABLE_EMPTY")
    return Sheet(header, rows, is_guessed)
