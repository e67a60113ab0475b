"""Whoever can write to the tables changes ciphertexts in every way we could think of: each change is found."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection

from intelligence.models import RaidTarget
from taskforce.vault.fields import Sealed
from taskforce.vault.keyring import keys_for_one_request
from taskforce.vault.sealing import HEADER, NONCE_BYTES, DoesNotOpen
from tests.builders import an_agency
from tests.vault.builders import a_record

pytestmark = pytest.mark.django_db
CASES = 1_000
FIELDS = ("address", "description")
ROWS, VERSIONS = 3, 4


@dataclass
class Table:
    """Some rows as they stand in the database, and every ciphertext each cell has ever had."""

    rows: list[RaidTarget]
    history: dict[tuple[int, str], list[bytes]]

    def now(self, row: int, field: str) -> bytes:
        return self.history[row, field][-1]

    def opens(self, row: int, cells: dict[str, bytes]) -> bool:
        """Whether any of these cells opens when it stands in that row."""
        found = self.rows[row]
        for field, value in cells.items():
            found.__dict__[field] = Sealed(value)
            try:
                getattr(found, field)
            except DoesNotOpen:
                continue
            return True
        return False


@pytest.fixture
def table(at) -> Iterator[Table]:
    agency = an_agency()
    rows = [a_record(at, agency=agency) for _each in range(ROWS)]
    history: dict[tuple[int, str], list[bytes]] = {(n, field): [] for n in range(ROWS) for field in FIELDS}
    for version in range(VERSIONS):
        for number, row in enumerate(rows):
            if version:
                row.address = f"Made-up road {version}"
                row.save()
            for field, value in zip(FIELDS, stored(row), strict=True):
                history[number, field].append(value)
    with keys_for_one_request():
        yield Table([RaidTarget.objects.get(pk=row.pk) for row in rows], history)


def stored(row: RaidTarget) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("select address, description from intelligence_raidtarget where id = %s", [row.pk])
        return [bytes(value) for value in cursor.fetchone()]


def flipped(value: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(value)
    changed[at] ^= 1 << bit
    return bytes(changed)


def another(chance: random.Random, limit: int, than: int) -> int:
    return chance.choice([n for n in range(limit) if n != than])


def a_bit_is_flipped(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    value = table.now(row, field)
    return row, {field: flipped(value, chance.randrange(len(value)), chance.randrange(8))}


def the_end_is_cut_off(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    value = table.now(row, field)
    return row, {field: value[: chance.randrange(len(value))]}


def something_is_added(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    return row, {field: table.now(row, field) + chance.randbytes(chance.randrange(1, 80))}


def columns_are_swapped(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row = chance.randrange(ROWS)
    one, other = chance.sample(FIELDS, 2)
    return row, {one: table.now(row, other)}


def rows_are_swapped(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    return row, {field: table.now(another(chance, ROWS, row), field)}


def whole_records_are_swapped(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row = chance.randrange(ROWS)
    other = another(chance, ROWS, row)
    return row, {field: table.now(other, field) for field in FIELDS}


def the_key_id_is_another(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    value = table.now(row, field)
    ids = [HEADER.unpack_from(table.now(another(chance, ROWS, row), field))[2], chance.getrandbits(63)]
    return row, {field: value[:2] + chance.choice(ids).to_bytes(8) + value[10:]}


def an_older_version_is_replayed(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    return row, {field: table.history[row, field][chance.randrange(VERSIONS - 1)]}


def an_older_version_claims_to_be_the_newest(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    older, now = table.history[row, field][chance.randrange(VERSIONS - 1)], table.now(row, field)
    return row, {field: now[: HEADER.size] + older[HEADER.size :]}


def the_format_or_algorithm_is_another(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    value, place = table.now(row, field), chance.randrange(2)
    byte = chance.choice([n for n in range(256) if n != value[place]])
    return row, {field: value[:place] + bytes([byte]) + value[place + 1 :]}


def the_nonce_is_another(table: Table, chance: random.Random) -> tuple[int, dict[str, bytes]]:
    row, field = chance.randrange(ROWS), chance.choice(FIELDS)
    value, after = table.now(row, field), HEADER.size + NONCE_BYTES
    nonces = [chance.randbytes(NONCE_BYTES), table.history[row, field][0][HEADER.size : after]]
    return row, {field: value[: HEADER.size] + chance.choice(nonces) + value[after:]}


Change = Callable[[Table, random.Random], tuple[int, dict[str, bytes]]]
KINDS: list[Change] = [
    a_bit_is_flipped,
    the_end_is_cut_off,
    something_is_added,
    columns_are_swapped,
    rows_are_swapped,
    whole_records_are_swapped,
    the_key_id_is_another,
    an_older_version_is_replayed,
    an_older_version_claims_to_be_the_newest,
    the_format_or_algorithm_is_another,
    the_nonce_is_another,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_change_to_a_ciphertext_is_found(
    table, kind: Callable[[Table, random.Random], tuple[int, dict[str, bytes]]]
):
    chance = random.Random(kind.__name__)  # noqa: S311 - the same changes each run

    passed = sum(table.opens(*kind(table, chance)) for _case in range(CASES))

    assert passed == 0


def test_what_nobody_changed_opens(table):
    for row in range(ROWS):
        assert all(table.opens(row, {field: table.now(row, field)}) for field in FIELDS)


def test_a_row_whose_version_is_turned_back_does_not_open(table):
    """With the row's own version turned back too, its other fields no longer open: it takes the whole former row."""
    row = table.rows[0]
    row.loaded_version -= 1

    assert table.opens(0, {"address": table.history[0, "address"][-2]})
    assert not table.opens(0, {"description": table.now(0, "description")})
