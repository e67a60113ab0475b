"""One row of a file of reports: what it says, or what is wrong with which cell. Nothing is guessed or defaulted."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from intelligence.rules.columns import plain
from intelligence.rules.grading import INFORMATION_PLACES, SOURCE_PLACES, Grade, confirmation_is_independent
from intelligence.rules.handling import Handling, what_is_missing
from intelligence.rules.moments import Unread, read_moment
from intelligence.rules.source_words import WordLists, telling_words

LONGEST = {"text": 20_000, "source_ref": 32, "rationale": 2_000}
YES = {"yes", "y", "true", "1", "x", "si", "s", "verdadero"}
PUBLIC = "public_tip"
NO = {"no", "n", "false", "0", "falso"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row: its number in the file, the column, and the code that names the cure."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that may stand in a cell, as `plain` writes them, each with its code here.

    `targets` are those open to whoever imports, by reference. `bases` also holds the words for "nobody attests it",
    each with no code. `handling_words` are the codes and conditions of each scheme. `telling` are words that may tell
    who a source is; `takes_public`: whoever imports may make reports of what the public told.
    """

    source_types: Mapping[str, str]
    access: Mapping[str, str]
    schemes: Mapping[str, str]
    bases: Mapping[str, str]
    handling: Mapping[str, Handling]
    handling_words: Mapping[str, Mapping[str, str]]
    stances: Mapping[str, str]
    indicators: Mapping[str, str]
    targets: Mapping[str, str]
    telling: WordLists
    takes_public: bool = False


@dataclass(frozen=True, slots=True)
class RowRead:
    """One report as a row of the file gives it, ready for the service that logs.

    `read_again` are the kinds of words that may tell who the source is, and that somebody read again and let pass.
    """

    number: int
    text: str
    observed_at: datetime
    source_type: str
    source_ref: str
    access: str
    scheme: str
    source_code: str
    info_code: str
    rationale: str
    target: str
    stance: str
    speaks_of_child: bool
    indicators: tuple[str, ...]
    legal_basis: str
    handling_code: str
    handling_conditions: tuple[str, ...]
    origin_declared: bool
    read_again: tuple[str, ...] = ()


class _Reading:
    """A row while it is read: cells by column, and the faults found so far."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self.number = number
        self.cells = cells
        self.faults: list[Fault] = []

    def blame(self, column: str, code: str) -> None:
        self.faults.append(Fault(self.number, column, code))

    def words(self, column: str) -> str:
        """A cell that has to say something, and no more than fits."""
        text = self.cells.get(column, "").strip()
        if not text:
            self.blame(column, "CELL_EMPTY")
        elif len(text) > LONGEST[column]:
            self.blame(column, "CELL_TOO_LONG")
        return text

    def one_of(self, column: str, known: Mapping[str, str], *, empty: str = "CELL_EMPTY") -> str:
        """A cell that holds one of the known words. `empty` is the code of an empty one; without it, empty is fine."""
        said = plain(self.cells.get(column, ""))
        if not said:
            if empty:
                self.blame(column, empty)
            return ""
        if said not in known:
            self.blame(column, "CELL_NOT_ON_THE_LIST")
        return known.get(said, "")

    def yes(self, column: str, *, empty: str = "") -> bool:
        """A cell that says yes or no."""
        words = dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
        return self.one_of(column, words, empty=empty) == "yes"


def read_row(
    number: int, cells: Mapping[str, str], *, words: Vocabulary, now: datetime, zone: tzinfo
) -> RowRead | tuple[Fault, ...]:
    """What a row says, or everything that is wrong with it.

    Codes: CELL_EMPTY, CELL_TOO_LONG, CELL_NOT_ON_THE_LIST, MOMENT_UNCLEAR, MOMENT_AMBIGUOUS, OBSERVED_IN_FUTURE,
    UNGRADED, HANDLING_MISSING, TARGET_NOT_FOUND, STANCE_MISSING, LAWFULNESS_NOT_SAID, UNLAWFUL_ORIGIN, TIP_UNVETTED,
    and SOURCE_IN_TEXT of the column `text_is_clean`: it holds telling words that nobody has read again. What only the
    register of sources can say of a row is not said here.
    """
    row = _Reading(number, cells)
    observed_at = _observed(row, now=now, zone=zone)
    target = _target(row, words)
    grade = _grade(row, words)
    handling = _handling(row, words, grade.scheme)
    stance = row.one_of("stance", words.stances, empty="STANCE_MISSING" if target else "")
    read = RowRead(
        number=number,
        text=row.words("text"),
        observed_at=observed_at or now,
        source_type=_source_type(row, words),
        source_ref=row.words("source_ref"),
        access=row.one_of("first_hand", words.access),
        scheme=grade.scheme,
        source_code=grade.source,
        info_code=grade.information,
        rationale=row.words("rationale"),
        target=target,
        stance=stance if target else "",
        speaks_of_child=row.yes("child"),
        indicators=_indicators(row, words),
        legal_basis=_basis(row, words, target),
        handling_code=handling[0],
        handling_conditions=handling[1],
        origin_declared=row.yes("origin_declared"),
        read_again=_read_again(row, words),
    )
    return tuple(row.faults) or read


def twice(rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Fault]:
    """The rows that say word for word what an earlier row of the same file says: ROW_TWICE."""
    seen: set[tuple[str, ...]] = set()
    for number, cells in rows:
        said = tuple(cell.strip() for cell in cells)
        if said in seen:
            yield Fault(number, "text", "ROW_TWICE")
        seen.add(said)


def unconfirmed(rows: Iterable[RowRead], lineages: Mapping[str, int]) -> Iterator[Fault]:
    """The rows graded "confirmed by other sources" of targets without two origins: CONFIRMED_WITHOUT_INDEPENDENCE.

    `lineages` counts the independent origins that stand on each target before the import.
    """
    for row in rows:
        grade = Grade(row.scheme, row.source_code, row.info_code)
        if not confirmation_is_independent(grade, lineages.get(row.target, 0)):
            yield Fault(row.number, "info_grade", "CONFIRMED_WITHOUT_INDEPENDENCE")


def _observed(row: _Reading, *, now: datetime, zone: tzinfo) -> datetime | None:
    text = row.cells.get("observed_at", "").strip()
    if not text:
        row.blame("observed_at", "CELL_EMPTY")
        return None
    try:
        moment = read_moment(text, now=now, zone=zone)
    except Unread as unread:
        row.blame("observed_at", unread.code)
        return None
    if moment > now:
        row.blame("observed_at", "OBSERVED_IN_FUTURE")
    return moment


def _source_type(row: _Reading, words: Vocabulary) -> str:
    """The kind of source. What the public told becomes a report by an analyst's hand alone."""
    kind = row.one_of("source_type", words.source_types)
    if kind == PUBLIC and not words.takes_public:
        row.blame("source_type", "TIP_UNVETTED")
    return kind


def _read_again(row: _Reading, words: Vocabulary) -> tuple[str, ...]:
    """The kinds of telling words in the text, where the row says that somebody read it again."""
    is_read = row.yes("text_is_clean")
    found = telling_words(row.cells.get("text", ""), words.telling)
    if found and not is_read:
        row.blame("text_is_clean", "SOURCE_IN_TEXT")
    return tuple(sorted({one.sign.value for one in found}))


def _target(row: _Reading, words: Vocabulary) -> str:
    said = plain(row.cells.get("target", ""))
    if said and said not in words.targets:
        row.blame("target", "TARGET_NOT_FOUND")
    return words.targets.get(said, "")


def _grade(row: _Reading, words: Vocabulary) -> Grade:
    """Both codes in the scheme that the row names. There is no default, of the scheme neither."""
    scheme = row.one_of("scheme", words.schemes)
    source, information = (_code(row.cells.get(column, "")) for column in ("source_grade", "info_grade"))
    if not scheme:
        return Grade("", source, information)
    for column, code, places in (
        ("source_grade", source, SOURCE_PLACES[scheme]),
        ("info_grade", information, INFORMATION_PLACES[scheme]),
    ):
        if len(code) != 1 or code not in places:
            row.blame(column, "UNGRADED")
    return Grade(scheme, source, information)


def _basis(row: _Reading, words: Vocabulary, target: str) -> str:
    """On what basis it was obtained, said in each row. What nobody attests is kept, and speaks of no target."""
    basis = row.one_of("legal_basis", words.bases, empty="LAWFULNESS_NOT_SAID")
    said = plain(row.cells.get("legal_basis", ""))
    if target and said in words.bases and not basis:
        row.blame("legal_basis", "UNLAWFUL_ORIGIN")
    return basis


def _handling(row: _Reading, words: Vocabulary, scheme: str) -> tuple[str, tuple[str, ...]]:
    """Code and conditions in the scheme of the grade. No scheme that owes a code is given one by default."""
    if not scheme:
        return "", ()
    known = words.handling_words[scheme]
    code = row.one_of("handling_code", known, empty="")
    said = [plain(part) for part in re.split(r"[,;\n| ]", row.cells.get("handling_conditions", "")) if part.strip()]
    if not set(said) <= set(known):
        row.blame("handling_conditions", "CELL_NOT_ON_THE_LIST")
        return code, ()
    conditions = tuple(sorted({known[part] for part in said}))
    missing = what_is_missing(words.handling[scheme], code, conditions)
    if missing and (missing, "CELL_NOT_ON_THE_LIST") not in {(f.column, f.code) for f in row.faults}:
        row.blame(missing, "HANDLING_MISSING")
    return code, conditions


def _code(cell: str) -> str:
    """A grade as written: "B", "b", "B - usually reliable" alike; the code is what stands first."""
    said = cell.strip().upper()
    match = re.fullmatch(r"([A-Z0-9])(?:[\s.:=)\-].*)?", said, re.DOTALL)
    return match[1] if match else ""


def _indicators(row: _Reading, words: Vocabulary) -> tuple[str, ...]:
    """Codes or whole names, parted by commas, semicolons or lines."""
    said = [part for part in re.split(r"[,;\n|]", row.cells.get("indicators", "")) if part.strip()]
    found = [words.indicators.get(plain(part), "") for part in said]
    if not all(found):
        row.blame("indicators", "CELL_NOT_ON_THE_LIST")
    return tuple(sorted({code for code in found if code}))
