"""What is wrong in a file of reports, in words: which row, which column, and what would mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intelligence.models import ReportImport
from intelligence.rules.columns import NEEDED
from intelligence.rules.imports import LONGEST

SHOWN = 20

CURES = {
    "CELL_EMPTY": gettext_lazy("Fill this cell in."),
    "CELL_NOT_ON_THE_LIST": gettext_lazy("Use one of the words of the template's second sheet."),
    "MOMENT_UNCLEAR": gettext_lazy("Write the day and the time, for example 2026-03-01 21:30."),
    "MOMENT_AMBIGUOUS": gettext_lazy("Two readings are possible. Write year-month-day and the time: 2026-03-01 21:30."),
    "OBSERVED_IN_FUTURE": gettext_lazy("This lies in the future. Write when it was seen, heard or told."),
    "UNGRADED": gettext_lazy("Give one code of the scheme named in this row. There is no default."),
    "CONFIRMED_WITHOUT_INDEPENDENCE": gettext_lazy("Grade it 2 until a second origin is linked to the same target."),
    "TARGET_NOT_FOUND": gettext_lazy("Write the reference of an open target that you see, or leave it empty."),
    "STANCE_MISSING": gettext_lazy("Say supports, contradicts or neutral, because this row names a target."),
    "LAWFULNESS_NOT_SAID": gettext_lazy("Say on what legal basis it was obtained, or: not attested."),
    "UNLAWFUL_ORIGIN": gettext_lazy("What nobody attests speaks of no target yet. Name its legal basis, or no target."),
    "HANDLING_MISSING": gettext_lazy("Give a handling code, and conditions where that code owes them. No default."),
    "SOURCE_IN_TEXT": gettext_lazy(
        "It holds something by which its source is known. No names, no numbers, no words of theirs."
    ),
    "SOURCE_WALL": gettext_lazy("A reference is for one report, by whom it was given to. Ask them for a new one."),
    "SOURCE_UNAUTHORISED": gettext_lazy("No authorisation was in force then. It stays on the source's side."),
    "NOT_SANITISED": gettext_lazy("This report is for somebody else to write."),
    "TIP_UNVETTED": gettext_lazy("A tip from the public becomes a report when an analyst decides so. Leave it out."),
    "ROW_TWICE": gettext_lazy("An earlier row says the same word for word. Leave one of them out."),
}  # fmt: skip
FAILURES = {
    "TABLE_UNREADABLE": gettext_lazy("The table is damaged, or not what its name says. Save it again and send that."),
    "TABLE_EMPTY": gettext_lazy("The table has no row under its headings."),
    "TABLE_TOO_LARGE": gettext_lazy("More rows, more columns or a longer cell than is read at once. Send it in parts."),
    "COLUMN_MISSING": gettext_lazy("A column is missing. Begin with the template, or name the columns as it does."),
    "COLUMN_TWICE": gettext_lazy("Two columns have headings that mean the same. Keep one of each."),
    "TOO_MANY_FAULTS": gettext_lazy("So many rows are wrong that the rest was not read. Compare it with the template."),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One fault as a person reads it."""

    row: int
    column: str
    code: str
    cure: str


def explained(row: ReportImport) -> Sequence[Explained]:
    """Everything that is wrong in a file, in the order of its rows. The caller has found `row` through its policy."""
    return [Explained(number, column, code, cure(column, code)) for number, column, code in row.faults]


def cure(column: str, code: str) -> str:
    """What would mend a cell, as a sentence."""
    if code == "CELL_TOO_LONG":
        return _("At most %(number)s characters fit here.") % {"number": LONGEST[column]}
    if (column, code) == ("text_is_clean", "SOURCE_IN_TEXT"):
        return _("Words may tell who the source is. Change them, or read it again and write yes in text_is_clean.")
    return str(CURES[code])


def failure(row: ReportImport) -> str:
    """Why a file could not be read as a whole, as a sentence; empty when it could."""
    if row.failed_with == "COLUMN_MISSING":
        return _("These columns have to be there: %(names)s.") % {"names": ", ".join(NEEDED)}
    return str(FAILURES.get(row.failed_with, ""))
