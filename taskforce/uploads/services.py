"""Keeping a file with a record, opening it, and making it unreadable. Rooms ask their policy, then call these."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.refusal import NotVisible, Refusal
from taskforce.uploads.examining import Examined, refusal_for
from taskforce.uploads.models import SealedFile
from taskforce.vault.files import CheckedFile, checked_file, delete_file, keep_file
from taskforce.vault.services import shred


@transaction.atomic
def receive_file(
    row: SealedFile, file: Examined, *, caption: str, keeps_original: bool, by: User, at: datetime
) -> SealedFile:
    """Seal an examined file into `row`, which its room has made and not saved yet. The room has checked that `by` may.

    A picture is served as it was drawn anew; its original is kept beside it where the room keeps originals, byte for
    byte. Where it does not, a document that tells a place and cannot be drawn anew is refused: FILE_TELLS_A_PLACE.
    """
    if file.tells_place and not keeps_original and file.drawn_as is None:
        raise refusal_for("FILE_TELLS_A_PLACE")
    row.name, row.caption, row.kind = file.name, caption, file.drawn_as or file.kind
    row.received = {"size": file.size, "sha256": file.sha256, "kind": file.kind.value}
    row.has_original = keeps_original and file.drawn_as is not None
    row.uploaded_by, row.uploaded_at = by, at
    row.save()
    shown: Iterable[bytes] = file.came if file.drawn_as is None else [file.drawn]
    keep_file(row, "shown", shown)
    if row.has_original:
        keep_file(row, "original", file.came)
    row.save()
    record("uploads.file.received", by=by, obj=row, kind=row.kind, original=row.has_original)
    return row


def open_file(row: SealedFile, part: str, *, by: User, purpose: str = "") -> CheckedFile:
    """The bytes of one part ("shown" or "original"), checked to their end before the first of them is given out.

    The reading of `row` is on record already; this writes which part left. They need neither transaction nor key any
    more. Refuses with FILE_WITHDRAWN; raises DoesNotOpen without a key or when the sealed bytes are not as they were,
    NotVisible where there is no such part.
    """
    if row.withdrawn_at is not None:
        raise Refusal(
            "FILE_WITHDRAWN",
            _("This file was withdrawn. Nobody can open it any more."),
            fix=_("If it is still needed, ask for it where it came from."),
        )
    if part == "original" and not row.has_original:
        raise NotVisible(row._meta.label)
    checked = checked_file(row, part)
    record("uploads.file.opened", by=by, obj=row, part=part, purpose=purpose)
    return checked


@transaction.atomic
def withdraw_file(row: SealedFile, *, by: User, at: datetime) -> None:
    """Shred a file: its key goes now, its sealed bytes when this is committed; who withdrew it, and when, stays.

    `row` is locked, and the room has checked that `by` may. Withdrawing again changes nothing.
    """
    if row.withdrawn_at is not None:
        return
    row.withdrawn_by, row.withdrawn_at = by, at
    row.save()
    purge_file(row, by=by, at=at)
    record("uploads.file.withdrawn", by=by, obj=row)


def purge_file(row: SealedFile, *, by: User | None, at: datetime) -> None:
    """Shred a file whose record's time is over: its key goes now, its sealed bytes when this is committed.

    The room has locked the record and knows that it may go. Nobody withdrew the file: `withdrawn_at` stays as it is.
    """
    names = [kept.name for kept in (row.shown, row.original) if kept is not None]
    shred(row, by=by, at=at)
    for name in names:
        transaction.on_commit(partial(delete_file, name))
