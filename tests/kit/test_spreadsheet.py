"""Whatever stands in a cell, no spreadsheet takes it for an instruction, and nothing hides in it."""

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taskforce.kit.spreadsheet import as_csv, harmless

STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"
HIDDEN = "\x00\x07\t\r\n\x1b\x7f\x85\x9f\u00a0\u00ad\u061c\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufeff"
cells = st.text(st.one_of(st.sampled_from(STARTS + HIDDEN + "'\",; a1"), st.characters()), max_size=12)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(text=cells)
@example("\x00@SUM(A1)")
@example("\u00a0=1+1")
@example("\ufeff\u200b-2")
@example("\t=1")
@example("  =1")
@example("\uff1d1")
def test_no_cell_begins_like_a_formula(text):
    cell = harmless(text)

    assert not cell.startswith(tuple(STARTS + "\t\r "))
    assert harmless(cell) == cell


@given(text=cells)
def test_nothing_invisible_is_left_and_nothing_visible_is_lost(text):
    cell = harmless(text)
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    visible = [c for c in text if unicodedata.category(c)[0] not in "CZ"]

    assert not [c for c in cell if unicodedata.category(c) in hidden or c == "\u00a0"]
    kept = [c for c in cell if c != " "]
    assert kept in (visible, ["'", *visible])


@given(lines=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=5))
def test_what_is_written_is_read_back_cell_by_cell(lines):
    data = as_csv(lines)

    assert read(data) == [[harmless(cell) for cell in line] for line in lines]
    assert data.decode("utf-8-sig").count("\r\n") == len(lines)
    assert data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
        ("\x00@now", "'@now"),
        ("-", "'-"),
        ("Rosa =1", "Rosa =1"),
        ("one\r\ntwo", "one  two"),
        ("Ma\u200cri\u00adsol", "Marisol"),
        ("'quoted", "'quoted"),
    ],
)
def test_by_example(typed, kept):
    assert harmless(typed) == kept


def test_every_cell_stands_in_quotes():
    assert as_csv([["a", '2"', ""]]).decode("utf-8-sig") == '"a","2""",""\r\n'
