"""Moving a sealed field into another group of its record: what stands is sealed anew with the key of that group.

A migration does it, with nobody signed in: whoever still runs the code from before cannot open what was moved. Each
value is tried with the new key first, so a run that was killed is simply run again, and backwards is the same move.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg2 import sql

from taskforce.audit.services import record
from taskforce.vault.fields import SCHEMA
from taskforce.vault.keyring import Opened, keys_of_records
from taskforce.vault.sealing import DoesNotOpen, seal, unseal

BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column of a table whose rows count their versions."""

    table: str
    name: str

    def cell(self, row: UUID) -> bytes:
        return f"{SCHEMA}|{self.table}|{self.name}|".encode() + row.bytes

    def sql(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(table=sql.Identifier(self.table), column=sql.Identifier(self.name))


def regroup(table: str, column: str, *, before: str, now: str, batch: int = BATCH) -> tuple[int, int]:
    """Seal every value of a column that stands in group `before` anew in group `now`; how many, and how many are stuck.

    Stuck is what neither key opens: it was unreadable before and stays so. The row's version stays what it is.
    """
    place, last, moved, stuck = Column(table, column), 0, 0, 0
    while found := _next(place, after=last, batch=batch):
        last = found[-1][0]
        with transaction.atomic():
            done = [_moved(place, row, before, now) for row in _with_keys(found)]
        moved += sum(outcome is True for outcome in done)
        stuck += sum(outcome is None for outcome in done)
    if moved:
        record("vault.regrouped", by=None, rows=moved, table=table, column=column, group=now)
    return moved, stuck


Row = tuple[int, UUID, int, bytes]


def _next(place: Column, *, after: int, batch: int) -> list[Row]:
    query = "select id, public_id, version, {column} from {table} where id > %s order by id limit %s"
    with connection.cursor() as cursor:
        cursor.execute(place.sql(query), [after, batch])
        found: list[Row] = cursor.fetchall()
        return found


def _with_keys(rows: list[Row]) -> list[tuple[Row, Opened]]:
    """The rows that anybody holds a key to; of a shredded one nothing is left to move."""
    keys = keys_of_records({public_id for _pk, public_id, _version, _value in rows})
    return [(row, keys[row[1]]) for row in rows if row[1] in keys]


def _moved(place: Column, found: tuple[Row, Opened], before: str, now: str) -> bool | None:
    """True when it was moved, False when it stands there already, None when neither key opens it."""
    (pk, public_id, version, value), keys = found
    about: dict[str, Any] = {"key_id": keys.key_id, "cell": place.cell(public_id), "row_version": version}
    if _opens(bytes(value), keys, now, about) is not None:
        return False
    data = _opens(bytes(value), keys, before, about)
    if data is None:
        return None
    sealed = seal(data, key=keys.cipher(now), **about)
    with connection.cursor() as cursor:
        # Only while it is still what was read: whoever saved it since has sealed it anew themselves.
        cursor.execute(
            place.sql("update {table} set {column} = %s where id = %s and {column} = %s"), [sealed, pk, value]
        )
    return True


def _opens(value: bytes, keys: Opened, group: str, about: dict[str, Any]) -> bytes | None:
    try:
        return unseal(value, key=keys.cipher(group), **about)
    except DoesNotOpen:
        return None
