"""Bringing a file of reports, having its good rows written, giving it up. The work itself: services/importing.py."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.models import ReportImport
from taskforce.access.services import locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.refusal import Refusal
from taskforce.uploads.examining import ExaminedTable
from taskforce.vault.files import delete_file, keep_file

State = ReportImport.State


@transaction.atomic
def bring_import(*, file: ExaminedTable, by: User, at: datetime) -> ReportImport:
    """Keep a file of reports, sealed, so that it is checked. No report is written. Investigators and analysts.

    Refuses with NOT_YOURS_TO_DO.
    """
    require_any(by, "bring", ReportImport)
    row = ReportImport(
        agency=by.agency, by=by, name=file.name, received={"size": file.size, "sha256": file.sha256},
        kind=file.kind.value, received_at=at, heard_at=at,
    )  # fmt: skip
    row.save()
    keep_file(row, "file", file.came)
    row.save()
    record("intelligence.import.brought", by=by, obj=row, kind=row.kind)
    return row


@transaction.atomic
def take_import(*, import_id: UUID, by: User, at: datetime) -> ReportImport:
    """Have the good rows of a checked file written: all of them or none, by a worker. Whoever brought it.

    Asking again while it is written, or afterwards, changes nothing. Refuses with IMPORT_NOT_CHECKED,
    IMPORT_HOLDS_NOTHING, IMPORT_TAKEN_BEFORE, NOT_YOURS_TO_DO.
    """
    row = locked(ReportImport, by, public_id=import_id)
    require(by, "take", row)
    if row.state in {State.TAKING, State.TAKEN}:
        return row
    if row.state != State.CHECKED:
        raise Refusal("IMPORT_NOT_CHECKED", _("This file is not checked, so nothing of it can be written."))
    if not row.rows_good:
        raise Refusal(
            "IMPORT_HOLDS_NOTHING",
            _("No row of this file is good."),
            fix=_("Mend the rows in the file of errors and send that."),
        )
    _refuse_twin(row)
    row.state, row.asked_at, row.heard_at = State.TAKING, at, at
    row.began_at = row.interrupted_at = None
    row.save()
    record("intelligence.import.asked_for", by=by, obj=row, rows=row.rows_good)
    return row


@transaction.atomic
def abandon_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """Give a file up: it is deleted, and no report was written. Investigators and analysts of its agency.

    Refuses with IMPORT_UNDER_WAY while it is written or once it was, NOT_YOURS_TO_DO.
    """
    row = locked(ReportImport, by, public_id=import_id)
    require(by, "abandon", row)
    if row.state not in ReportImport.CAN_BE_GIVEN_UP:
        raise Refusal(
            "IMPORT_UNDER_WAY",
            _("This file is being written, or was, or is given up already."),
            fix=_("Retract the reports that should not be there."),
        )
    lose_file(row, state=State.ABANDONED, at=at)
    record("intelligence.import.abandoned", by=by, obj=row)


def error_file_taken(row: ReportImport, *, by: User) -> None:
    """Write that somebody took the bad rows of a file away. They have found `row` through its policy."""
    record("intelligence.import.errors_taken", by=by, obj=row, rows=row.rows_bad)


def lose_file(row: ReportImport, *, state: str, at: datetime) -> None:
    """Let the file of an import go, once this is committed; what became of its rows stays. The caller holds the row."""
    kept = row.file
    row.state, row.file, row.file_gone_at, row.interrupted_at = state, None, row.file_gone_at or at, None
    row.save()
    if kept is not None:
        transaction.on_commit(partial(delete_file, kept.name))


@as_house("whether the agency took the same bytes before")
def _refuse_twin(row: ReportImport) -> None:
    """The same bytes twice would be every report twice. Compared under the seal: the digest stands nowhere in clear."""
    digest = row.received["sha256"]
    others = ReportImport.objects.filter(agency=row.agency_id, state__in=[State.TAKING, State.TAKEN])
    if any(other.received["sha256"] == digest for other in others.only("public_id", "version", "received", "agency")):
        raise Refusal(
            "IMPORT_TAKEN_BEFORE",
            _("Your agency took this very file before. Its reports are there already."),
            fix=_("Give this one up. If some rows are new, send those alone."),
        )
