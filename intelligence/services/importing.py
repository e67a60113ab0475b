"""The work on files of reports, done by a worker: checking every row, and writing the good ones in one transaction.

Killed at any moment it leaves nothing half done. A check that falls silent is begun anew by the next worker. A writing
that ended without its commit has written nothing: the file says so, and whoever brought it asks for it again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from intelligence.models import IntelligenceReport, ReportImport
from intelligence.queries.imports import lineages_on, table_of, vocabulary_for
from intelligence.rules.columns import read_header
from intelligence.rules.imports import Fault, RowRead, Vocabulary, read_row, twice, unconfirmed
from intelligence.services.handling import handling_in
from intelligence.services.import_progress import tell
from intelligence.services.importing_sources import Vetted, vetted
from intelligence.services.imports import lose_file
from intelligence.services.writing import write_reports
from taskforce.access.services import may_any
from taskforce.audit.services import record
from taskforce.jurisdiction.pack import pack
from taskforce.uploads.tables import Sheet, TableRefused

State = ReportImport.State
STEP = 250


def work_on_imports(*, at: datetime) -> int:
    """Check every file that waits, and write every one that was asked for; returns how many were worked on.

    Two workers at once share the files (SKIP LOCKED). For tasks of the house; outside of a transaction.
    """
    done = 0
    while (row := _claimed(at)) is not None:
        check_import(row)
        done += 1
    for pk in list(ReportImport.objects.filter(state=State.TAKING).order_by("asked_at").values_list("pk", flat=True)):
        done += write_import(import_id=pk, at=at)
    return done


@transaction.atomic
def _claimed(at: datetime) -> ReportImport | None:
    """The next file that waits, or whose worker fell silent. Its version is the claim: claimed anew, it changes."""
    silent = at - pack().duration("import.silent")
    waits = Q(state=State.RECEIVED) | Q(state=State.CHECKING, heard_at__lt=silent)
    rows = ReportImport.objects.select_for_update(skip_locked=True, of=("self",)).filter(waits)
    row = rows.order_by("received_at", "pk").first()
    if row is not None:
        row.state, row.heard_at, row.rows_checked, row.rows_bad, row.faults = State.CHECKING, at, 0, 0, []
        row.save()
    return row


def check_import(row: ReportImport) -> None:
    """Look at every row of a claimed file, saying how far it is; writes the outcome and no report."""
    try:
        with transaction.atomic():
            sheet, words = table_of(row), _words_of(row)
    except TableRefused as refused:
        _conclude(row, failed_with=refused.code)
        return
    header = read_header(sheet.header)
    row.is_guessed, row.unread_columns = sheet.is_guessed, len(header.unread)
    if header.code:
        _conclude(row, failed_with=header.code)
        return
    row.rows = len(sheet.rows)
    faults = _look(row, sheet, words)
    if faults is not None:
        too_many = len(faults) > pack().number("import.faults")
        _conclude(row, faults=faults, failed_with="TOO_MANY_FAULTS" if too_many else "")


def _look(row: ReportImport, sheet: Sheet, words: Vocabulary) -> list[Fault] | None:
    """The faults of the file; None when somebody else has begun this check anew. After very many it stops."""
    most, faults, good = pack().number("import.faults"), list(twice(sheet.rows)), []
    copies = {fault.row for fault in faults}
    for number, read in enumerate(_reads(row, sheet, words), 1):
        if isinstance(read, RowRead):
            good.append(read)
        else:
            faults += [fault for fault in read if fault.row not in copies]
        row.rows_checked = number
        if number % STEP == 0 and not _tell(row):
            return None
        if len(faults) > most:
            return faults
    good = [read for read in good if read.number not in copies]
    return faults + _unconfirmed(row, good) + _unvetted(row, good)


def _reads(row: ReportImport, sheet: Sheet, words: Vocabulary) -> Iterator[RowRead | tuple[Fault, ...]]:
    """Every row as the rules read it. "Yesterday" is the day before the file came in, whenever it is read."""
    places, zone = read_header(sheet.header).places, timezone.get_default_timezone()
    for number, cells in sheet.rows:
        said = {column: cells[place] for column, place in places.items() if place < len(cells)}
        yield read_row(number, said, words=words, now=row.received_at, zone=zone)


def _words_of(row: ReportImport) -> Vocabulary:
    handling = {scheme: handling_in(scheme) for scheme in pack().lists["handling"]}
    return vocabulary_for(row.by, handling=handling)


@transaction.atomic
def _unconfirmed(row: ReportImport, good: Sequence[RowRead]) -> list[Fault]:
    asked = {read.target for read in good if read.info_code == "1" and read.target}
    return list(unconfirmed(good, lineages_on(asked, row.by, now=row.received_at)))


@transaction.atomic
def _unvetted(row: ReportImport, good: Sequence[RowRead]) -> list[Fault]:
    """What register and tips say against the rows. A text that names its source stands on record: it is an attempt."""
    faults = vetted(good, by=row.by).faults
    if any(fault.code == "SOURCE_IN_TEXT" for fault in faults):
        record("intelligence.import.names_a_source", by=row.by, obj=row)
    return faults


@transaction.atomic
def _tell(row: ReportImport) -> bool:
    """Say how far the check is. False when the claim is somebody else's by now."""
    mine = ReportImport.objects.filter(pk=row.pk, version=row.version, state=State.CHECKING)
    return bool(mine.update(rows=row.rows, rows_checked=row.rows_checked, heard_at=timezone.now()))


@transaction.atomic
def _conclude(row: ReportImport, *, faults: Sequence[Fault] = (), failed_with: str = "") -> None:
    """Write what came of a check, unless the file was given up or claimed by somebody else meanwhile."""
    mine = ReportImport.objects.select_for_update().filter(pk=row.pk, version=row.version, state=State.CHECKING)
    if not mine.exists():
        return
    told = sorted(faults, key=lambda fault: (fault.row, fault.column))
    row.faults = [[fault.row, fault.column, fault.code] for fault in told]
    row.rows_bad = len({fault.row for fault in told})
    row.state, row.failed_with, row.heard_at = State.CHECKED, failed_with, timezone.now()
    if failed_with:
        row.state = State.FAILED
    row.save()
    record("intelligence.import.checked", by=None, obj=row, rows=row.rows, bad=row.rows_bad, code=failed_with)


def write_import(*, import_id: int, at: datetime) -> bool:
    """Write the good rows of a file that was asked for: all in one transaction. False when nothing was there to do.

    What has changed since the check (a target was closed, whoever asked may not log any more) sends the file back to
    be checked anew, with nothing written. For tasks of the house; outside of a transaction.
    """
    if not _begin(import_id, at):
        return False
    try:
        return _write(import_id, at)
    except Exception:
        _interrupted(import_id, at)
        raise


@transaction.atomic
def _begin(import_id: int, at: datetime) -> bool:
    """Say, committed before anything is written, that this worker begins. Begun and held by nobody, it broke off.

    Another worker that begins meanwhile, or has just begun, keeps the file.
    """
    row = _held(import_id)
    if row is None:
        return False
    if row.began_at is None:
        row.began_at = at
        row.save()
        tell(row, 0)
        return True
    if row.began_at < at - pack().duration("import.silent"):
        _break_off(row, at)
    return False


@transaction.atomic
def _write(import_id: int, at: datetime) -> bool:
    row = _held(import_id, is_ours=True)
    if row is None:
        return False
    good = _still_good(row)
    row.began_at = None
    if good is None or not may_any(row.by, "log", IntelligenceReport):
        row.state = State.RECEIVED
        row.save()
        record("intelligence.import.sent_back", by=None, obj=row)
        return True
    write_reports(good.rows, by=row.by, at=at, brought_by=row, references=good.references, tell=partial(tell, row))
    row.state, row.taken_at, row.rows_taken = State.TAKEN, at, len(good.rows)
    row.save()
    record("intelligence.import.taken", by=row.by, obj=row, rows=len(good.rows))
    return True


@transaction.atomic
def _interrupted(import_id: int, at: datetime) -> None:
    row = _held(import_id, is_ours=True)
    if row is not None:
        _break_off(row, at)


def _held(import_id: int, *, is_ours: bool = False) -> ReportImport | None:
    """The file that was asked for, locked; None where another worker holds it or it is not asked for any more.

    Whoever began it waits for the lock: another worker, or a second click, holds it for a look and no longer.
    """
    rows = ReportImport.objects.select_for_update(skip_locked=not is_ours, of=("self",))
    return rows.filter(state=State.TAKING, pk=import_id).select_related("by__agency").first()


def _break_off(row: ReportImport, at: datetime) -> None:
    """Nothing of it is written. It waits for whoever brought it: what breaks every time is not begun for ever."""
    row.state, row.interrupted_at, row.began_at = State.CHECKED, at, None
    row.save()
    record("intelligence.import.interrupted", by=None, obj=row)


def _still_good(row: ReportImport) -> Vetted | None:
    """The rows that the check found good, read again; None where one of them is so no longer."""
    bad = {number for number, _column, _code in row.faults}
    sheet = table_of(row)
    reads = [read for read in _reads(row, sheet, _words_of(row)) if _number(read) not in bad]
    good = [read for read in reads if isinstance(read, RowRead)]
    if len(good) < len(reads) or _unconfirmed(row, good):
        return None
    found = vetted(good, by=row.by, is_writing=True)
    return None if found.faults else found


def _number(read: RowRead | tuple[Fault, ...]) -> int:
    return read.number if isinstance(read, RowRead) else read[0].row


@transaction.atomic
def forget_old_imports(*, at: datetime) -> int:
    """Delete the files that are not needed any more: some time after they were taken, or lay untaken. Returns how many.

    For tasks of the house; safe to run twice at once.
    """
    before = at - pack().duration("import.kept")
    old = Q(state=State.TAKEN, taken_at__lt=before) | Q(state__in=[State.CHECKED, State.FAILED], heard_at__lt=before)
    rows = ReportImport.objects.select_for_update(skip_locked=True, of=("self",)).filter(old, file_gone_at=None)
    gone = 0
    for row in rows:
        lose_file(row, state=State.TAKEN if row.state == State.TAKEN else State.ABANDONED, at=at)
        record("intelligence.import.forgotten", by=None, obj=row)
        gone += 1
    return gone
