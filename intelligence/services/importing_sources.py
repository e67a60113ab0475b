"""What only the register of sources and the store of tips can say of the rows of a file, asked for all rows at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from intelligence.models import SourceReference, Tip
from intelligence.rules.imports import Fault, RowRead
from intelligence.services.references import why_not
from intelligence.services.source_words import names_the_source
from taskforce.access.models import ids_called
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User


@dataclass(frozen=True, slots=True)
class Vetted:
    """The rows as they may be written, what is wrong with the others, and the reference that a row number rests on."""

    rows: list[RowRead]
    faults: list[Fault]
    references: Mapping[int, SourceReference]


@as_house("what the references of a file stand for")
def vetted(rows: Sequence[RowRead], *, by: User, is_writing: bool = False) -> Vetted:
    """Hold the rows against the register of sources and the tips of `by`, as log_report does with one report.

    For the import of reports, in a transaction; where `is_writing`, the references are locked. Codes: TIP_UNVETTED,
    SOURCE_WALL, NOT_SANITISED, SOURCE_UNAUTHORISED of the column `source_ref`, SOURCE_IN_TEXT of `text`. Three
    statements at most, and two for the standing and the officers of those sources. The second row under one reference
    is refused before its text is compared: no file tries many words against one source.
    """
    tips, known = _tips_among(rows, by=by), _references(rows, is_writing=is_writing)
    faults: list[Fault] = []
    resting: dict[int, SourceReference] = {}
    claimed: set[str] = set()
    for row in rows:
        code = _plain(row)
        reference = known.get(code)
        refused = "TIP_UNVETTED" if code in tips else ""
        if reference is not None and not refused:
            refused = "SOURCE_WALL" if code in claimed else why_not(reference, by=by)
            claimed.add(code)
        if refused:
            faults.append(Fault(row.number, "source_ref", refused))
        elif reference is not None:
            resting[row.number] = reference
    faults += _named(rows, resting)
    bad = {fault.row for fault in faults}
    good = [_under(row, resting.get(row.number)) for row in rows if row.number not in bad]
    return Vetted(good, faults, {number: found for number, found in resting.items() if number not in bad})


def _references(rows: Sequence[RowRead], *, is_writing: bool) -> dict[str, SourceReference]:
    known = SourceReference.objects.filter(code__in={_plain(row) for row in rows}).order_by("pk")
    if is_writing:
        known = known.select_for_update(of=("self",))
    found = known.select_related("source").prefetch_related("source__authorisations")
    return {reference.code: reference for reference in found}


def _tips_among(rows: Sequence[RowRead], *, by: User) -> set[str]:
    """Which of these references are those of tips of the agency. Asked only where one looks so."""
    called = {code for code in map(_plain, rows) if (ids_called(code) or ("",))[0] == Tip.prefix}
    if not called:
        return set()
    tips = Tip.objects.filter(agency=by.agency_id).only("pk", "public_id")
    return called & {tip.reference for tip in tips.iterator(2000)}


def _named(rows: Sequence[RowRead], resting: Mapping[int, SourceReference]) -> list[Fault]:
    under = [row for row in rows if row.number in resting]
    verdicts = names_the_source([(resting[row.number].source, row.text) for row in under])
    return [
        Fault(row.number, "text", "SOURCE_IN_TEXT") for row, is_named in zip(under, verdicts, strict=True) if is_named
    ]


def _under(row: RowRead, reference: SourceReference | None) -> RowRead:
    return replace(row, source_ref=reference.code) if reference else row


def _plain(row: RowRead) -> str:
    return row.source_ref.strip().upper()
