"""CSV that a spreadsheet cannot take for instructions. Pure.

A program that opens CSV runs what looks like a formula. A prefix alone does not help: an invisible character before the
sign hides it from the check and not from the program (security paper, 3.4). So everything invisible goes first.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

# What begins a formula somewhere: also the wide signs that some programs read as the narrow ones.
BEGINS_A_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
BREAKS = {"\n", "\r", "\t", "\v", "\f", "\x85"}


def harmless(text: str) -> str:
    """The text on one line, without anything invisible, and quoted as text where it could begin a formula."""
    seen = "".join(_seen(character) for character in text).strip()
    return f"'{seen}" if seen.startswith(BEGINS_A_FORMULA) else seen


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Every cell harmless and quoted, lines ended by CRLF (RFC 4180), in UTF-8 with the mark Excel knows it by."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _seen(character: str) -> str:
    """What is left of a character: controls, marks of order, joiners and the BOM go; odd spaces become plain ones."""
    category = unicodedata.category(character)
    if character in BREAKS or category.startswith("Z"):
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Co", "Cn"} else character


def as_workbook(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """The same as a workbook, one sheet a name: every cell harmless, and text, never a formula."""
    book = Workbook(write_only=True)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append([_text_cell(sheet, harmless(cell)) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
