"""Files of reports on their way in, and the words that may stand in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from intelligence.models import IntelligenceReport, RaidTarget, ReportImport, TargetLink
from intelligence.queries.faults import Explained, explained
from intelligence.queries.presence import presence_at
from intelligence.queries.reports import legal_bases
from intelligence.queries.sources import word_lists
from intelligence.rules.columns import plain, read_header
from intelligence.rules.handling import Handling
from intelligence.rules.imports import NO, YES, Vocabulary
from intelligence.rules.source_words import telling_words
from taskforce.accounts.models import Function, User
from taskforce.jurisdiction.pack import pack
from taskforce.uploads.rules import Table
from taskforce.uploads.tables import Limits, Sheet, read_table
from taskforce.vault.files import read_file

LANGUAGES = ("en", "es")
# What people write for the two ways in which a source knows, and the three things a report can say.
FIRST_HAND = {**dict.fromkeys(YES, "direct"), **dict.fromkeys(NO, "indirect"), "first hand": "direct",
              "second hand": "indirect", "primera mano": "direct", "segunda mano": "indirect"}  # fmt: skip
STANCES = {"for": "supports", "against": "contradicts", "apoya": "supports", "contradice": "contradicts",
           "a favor": "supports", "en contra": "contradicts"}  # fmt: skip

NOBODY_ATTESTS = dict.fromkeys(("nobody", "not attested", "none", "no", "nadie", "sin acreditar"), "")


def imports_for(user: Any) -> Any:
    """The files of reports this person sees, newest first, without the faults of each."""
    return ReportImport.objects.visible_to(user).select_related("by").defer("faults")


def limits() -> Limits:
    """The most a file of reports may have (jurisdiction pack)."""
    numbers = pack()
    return Limits(numbers.number("import.rows"), numbers.number("import.columns"), numbers.number("import.cell"))


def vocabulary_for(user: User, *, handling: Mapping[str, Handling]) -> Vocabulary:
    """The words this person may write in a file of reports, in both languages of the house; their open targets."""
    targets = list(RaidTarget.objects.visible_to(user).filter(closed_at__isnull=True))
    schemes = pack().lists["schemes"]
    return Vocabulary(
        source_types=_words(lambda: IntelligenceReport.SourceType.choices),
        access=FIRST_HAND | _words(lambda: IntelligenceReport.Access.choices),
        schemes={plain(name): code for code in schemes for name in (code, code.partition("_")[2])},
        bases=NOBODY_ATTESTS | {plain(name): code for code, label in legal_bases() for name in (code, label)},
        handling=handling,
        handling_words={scheme: _handling_words(scheme) for scheme in schemes},
        stances=STANCES | _words(lambda: TargetLink.Says.choices),
        indicators={
            plain(name): code for code, row in pack().lists["indicators"].items() for name in (row["label"], code)
        },
        targets={plain(target.reference): str(target.public_id) for target in targets},
        telling=word_lists(),
        takes_public=user.holds(Function.ANALYST),
    )


def lineages_on(target_ids: Iterable[str], user: User, *, now: datetime) -> dict[str, int]:
    """How many independent origins stand on each of these targets that the user sees."""
    targets = RaidTarget.objects.visible_to(user).filter(public_id__in=list(target_ids))
    return {str(t.public_id): presence_at(t, now=now).assessment.clause("a").found for t in targets}


def table_of(row: ReportImport) -> Sheet:
    """The table of an import as it was sent, for whoever holds its key. Raises DoesNotOpen, TableRefused."""
    return read_table(read_file(row, "file"), Table(row.kind), limits())


def bad_lines(row: ReportImport) -> list[list[str]]:
    """The file of what is wrong: a heading, then each bad row as it was sent, with column, code and cure in front.

    The caller has found `row` through its policy and put the reading on record. Words that may tell who the source is
    are named here, out of the sealed file, and nowhere else; those that the register knows are not. Mended, it can be
    sent as it is: the columns in front are read over.
    """
    sheet = table_of(row)
    faults: dict[int, list[Explained]] = {}
    for fault in explained(row):
        faults.setdefault(fault.row, []).append(fault)
    place = read_header(sheet.header).places.get("text", 0)
    wide = max([len(sheet.header), *(len(cells) for _number, cells in sheet.rows)])
    lines = [["row", "column", "code", "cure", *_wide(sheet.header, wide)]]
    for number, cells in sheet.rows:
        found = faults.get(number, [])
        if found:
            said = [(f.column, f.code, f.cure + _named(f, cells[place] if place < len(cells) else "")) for f in found]
            told = ["; ".join(words) for words in zip(*said, strict=True)]
            lines.append([str(number), *told, *_wide(cells, wide)])
    return lines


def _named(fault: Explained, text: str) -> str:
    """The words that the text check warns of, where that is the fault."""
    if (fault.column, fault.code) != ("text_is_clean", "SOURCE_IN_TEXT"):
        return ""
    return " " + ", ".join(dict.fromkeys(f"“{one.words}”" for one in telling_words(text, word_lists())))


def _wide(cells: Sequence[str], wide: int) -> list[str]:
    return [*cells, *[""] * (wide - len(cells))]


def _handling_words(scheme: str) -> dict[str, str]:
    said = pack().lists["handling"][scheme]
    rows = {**said["codes"], **said["conditions"]}
    return {plain(name): code for code, row in rows.items() for name in (code, row["label"])}


def _words(choices: Callable[[], list[tuple[str, Any]]]) -> dict[str, str]:
    """Codes and labels, as people write them in each language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in choices():
                found |= {plain(str(label)): code, plain(code): code}
    return found
