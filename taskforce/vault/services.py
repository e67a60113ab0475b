"""Disclosure is a key: giving another agency one, taking it back, and shredding all of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.vault.events import RecordShredded
from taskforce.vault.keyring import forget, give, keys_to_seal
from taskforce.vault.models import BlindIndex, KeyGrant, RecordKey, WordIndex
from taskforce.vault.rows import SealedRow
from taskforce.vault.word_index import index_record, unindex


@transaction.atomic
def disclose(
    row: SealedRow, *, to: int | Agency, by: User | None, group: str = "", until: datetime | None = None
) -> KeyGrant:
    """Give an agency the key of a record, or of one field group of it, for ever or until a moment.

    The calling service has checked that `by` may. Disclosing again replaces the former grant and its moment. Raises
    DoesNotOpen for a shredded record.
    """
    agency_id = _id_of(to)
    keys = keys_to_seal(row)
    with as_house("a grant belongs to whoever receives it"):
        key = RecordKey.objects.get(pk=keys.key_id)
        _grants(row, agency_id, group).delete()
        grant = give(keys, key, agency_id=agency_id, group=group, until=until)
    forget(key.record)
    if group == KeyGrant.WHOLE:
        index_record(row, agencies=[agency_id])
    record("vault.disclosed", by=by, obj=row, to=agency_id, group=group)
    return grant


@transaction.atomic
def withdraw(row: SealedRow, *, to: int | Agency, by: User | None, group: str = "") -> None:
    """Take a disclosure back: from this moment the agency's people read nothing of it any more.

    The calling service has checked that `by` may. The agency the record belongs to keeps its own key.
    """
    agency_id = _id_of(to)
    with as_house("a grant belongs to whoever received it"):
        gone, _by_model = _grants(row, agency_id, group).exclude(key__agency=agency_id).delete()
    forget(row.public_id)
    if gone and group == KeyGrant.WHOLE:
        unindex(row, agencies=[agency_id])
    if gone:
        record("vault.withdrawn", by=by, obj=row, to=agency_id, group=group)


def settle(row: SealedRow, *, to: Iterable[int], by: User | None, group: str = "") -> None:
    """Let exactly these agencies hold the key beside the one the record belongs to; others lose theirs.

    For disclosures that follow from other rows: the service says who should read by now, this does what is missing.
    """
    with as_house("grants belong to whoever received them"):
        others = KeyGrant.objects.filter(record=row.public_id, group=group)
        held = set(others.exclude(agency=row.owner_agency_id()).values_list("agency", flat=True))
    wanted = set(to) - {row.owner_agency_id()}
    for agency_id in sorted(wanted - held):
        disclose(row, to=agency_id, by=by, group=group)
    for agency_id in sorted(held - wanted):
        withdraw(row, to=agency_id, by=by, group=group)


@transaction.atomic
def shred(row: SealedRow, *, by: User | None, at: datetime) -> None:
    """Make a record unreadable for everybody, for ever, here and in every backup of its row; a tombstone stays.

    Its key, all grants and index entries are deleted; who holds drafts of it hears RecordShredded. The calling service
    has checked that `by` may and that no legal hold stands. Shredding again changes nothing.
    """
    with as_house("a shredded record closes for everybody"):
        key = RecordKey.objects.select_for_update().get(record=row.public_id, table=row._meta.db_table)
        KeyGrant.objects.filter(key=key).delete()
        BlindIndex.objects.filter(key=key).delete()
        WordIndex.objects.filter(key=key).delete()
        if key.shredded_at is None:
            key.shredded_at = at
            key.save(update_fields=["shredded_at"])
            record("vault.shredded", by=by, obj=row)
        forget(key.record)
        publish(RecordShredded(key.table, key.record))


def lose_keys_of(rows: "QuerySet[Any]") -> None:
    """Delete the keys of rows that are about to be deleted themselves: nothing of them stays, not even a tombstone."""
    with as_house("a key goes with its row"):
        RecordKey.objects.filter(table=rows.model._meta.db_table, record__in=rows.values("public_id")).delete()


@transaction.atomic
def delete_expired_grants(*, at: datetime) -> int:
    """Delete the grants whose moment has come; they have opened nothing since. Returns how many."""
    WordIndex.objects.filter(until__lte=at).delete()
    expired = KeyGrant.objects.filter(until__lte=at)
    gone, _by_model = expired.delete()
    if gone:
        record("vault.grants_expired", by=None, rows=gone)
    return gone


def _grants(row: SealedRow, agency_id: int, group: str) -> "QuerySet[KeyGrant]":
    return KeyGrant.objects.filter(
        record=row.public_id,
        agency=agency_id,
        group=group,
    )


def _id_of(agency: int | Agency) -> int:
    return agency if isinstance(agency, int) else agency.pk
