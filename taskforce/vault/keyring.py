"""Which keys are at hand, and for whom: the acting person's agency decides what opens, never the page.

Keys are looked for when the first sealed field of a page's rows is read, for all those rows in one statement, and are
kept for one request or task only (`keys_for_one_request`). Nothing of them goes to a cache server.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from taskforce.accounts.acting import HOUSE, as_house, current_actor
from taskforce.vault.domains import KEY_BYTES, Domain, current_domain, unwrapped
from taskforce.vault.models import DomainKey, KeyGrant, RecordKey, about_grant
from taskforce.vault.rows import SealedRow
from taskforce.vault.sealing import DoesNotOpen

NOBODYS = ""


class Opened:
    """The keys of one record as one reader holds them: the whole, or some field groups."""

    def __init__(self, key_id: int, secrets: dict[str, bytes]) -> None:
        self.key_id = key_id
        self._secrets = secrets
        self._ciphers: dict[str, AESGCM] = {}

    @property
    def whole(self) -> bytes | None:
        """The record's key itself, from which the key of every group derives."""
        return self._secrets.get(KeyGrant.WHOLE)

    def secret_of(self, group: str) -> bytes:
        """The key of one field group; raises DoesNotOpen when this reader was given others only."""
        if self.whole is not None:
            return HKDFExpand(SHA256(), KEY_BYTES, f"field group|{group}".encode()).derive(self.whole)
        if group not in self._secrets or group == KeyGrant.WHOLE:
            raise DoesNotOpen("this part was not disclosed")
        return self._secrets[group]

    def cipher(self, group: str) -> AESGCM:
        """What seals and opens the fields of one group."""
        if group not in self._ciphers:
            self._ciphers[group] = AESGCM(self.secret_of(group))
        return self._ciphers[group]

    def file_cipher(self, group: str, name: str) -> AESGCM:
        """What seals and opens one file: each stream has a key of its own."""
        return AESGCM(HKDFExpand(SHA256(), KEY_BYTES, f"file|{name}".encode()).derive(self.secret_of(group)))


class Held(NamedTuple):
    """A grant as it is fetched: a plain tuple, for a page fetches many."""

    key_id: int
    record: UUID
    agency_id: int
    domain_key_id: int
    group: str
    until: datetime | None
    sealed: bytes
    version: int
    public_key: bytes
    wrapped: bytes


# By hand, for every page with something sealed asks it; building it anew each time costs as much as twenty keys.
FETCH = """
    select g.key_id, g.record, g.agency_id, g.domain_key_id, g."group", g.until, g.sealed,
      d.version, d.public_key, d.wrapped
    from vault_keygrant g join vault_domainkey d on d.id = g.domain_key_id
    where g.record = any(%s) and (g.until is null or g.until > %s) and
"""
TO_ANY_AGENCY = "g.\"group\" = ''"
TO_THE_AGENCY_OF = "g.agency_id = (select agency_id from accounts_user where id = %s and is_active)"


@dataclass
class Ring:
    """The keys one reader after the other needed: grants as they came, opened when first used."""

    grants: dict[tuple[str, int], list[Held]] = field(default_factory=dict)
    opened: dict[tuple[str, int], Opened] = field(default_factory=dict)
    domains: dict[int, Domain] = field(default_factory=dict)
    newest: dict[int, Domain] = field(default_factory=dict)


@dataclass
class Batch:
    """The sealed rows that were fetched together; whoever reads one will read the others."""

    records: set[UUID] = field(default_factory=set)
    ring: Ring = field(default_factory=Ring)


_ring: ContextVar[Ring | None] = ContextVar("keyring", default=None)


@contextmanager
def keys_for_one_request() -> Iterator[None]:
    """Keep keys while this lasts, then forget them. Each request, task and command of the house is one."""
    token = _ring.set(Ring())
    try:
        yield
    finally:
        _ring.reset(token)


def gather(rows: Iterable[Any]) -> None:
    """Note which rows, and rows joined to them, came together: their keys are fetched together."""
    batch = Batch()
    for row in rows:
        if isinstance(row, Model):
            _take(row, batch, depth=3)


def keys_of(row: SealedRow, who: str) -> Opened:
    """The keys the agency of `who` (see `reader`) holds to a row; raises DoesNotOpen when it holds none in date."""
    ring = _ring_of(row)
    record: UUID = row.public_id
    known = (who, record.int)
    if known not in ring.opened:
        if known not in ring.grants:
            _fetch(ring, who, _batch_of(row).records | {record})
        ring.opened[known] = _opened(ring, ring.grants[known])
    return ring.opened[known]


def keys_of_records(records: set[UUID]) -> dict[UUID, Opened]:
    """The keys of these records for the house, of whatever model; those that nobody holds a key to are left out."""
    ring = Ring()
    with as_house("what is sealed anew is not shown"):
        _fetch(ring, HOUSE, records)
    held = {record: ring.grants[HOUSE, record.int] for record in records}
    return {record: _opened(ring, grants) for record, grants in held.items() if grants}


def keys_to_seal(row: SealedRow) -> Opened:
    """The keys of a row that is being saved: whoever may save it, all of it is sealed anew."""
    ring = _ring_of(row)
    record: UUID = row.public_id
    for who in (HOUSE, reader()):
        keys = ring.opened.get((who, record.int))
        if keys is not None and keys.whole is not None:
            return keys
    with as_house("what is saved is sealed anew, not shown"):
        return keys_of(row, HOUSE)


def make_keys(row: SealedRow, *, agency_id: int) -> Opened:
    """Make the key of a row that is being created and give it to the agency the record belongs to."""
    record: UUID = row.public_id
    key = RecordKey(table=row._meta.db_table, record=record, agency_id=agency_id, made_at=timezone.now())
    keys = Opened(key.pk, {KeyGrant.WHOLE: AESGCM.generate_key(bit_length=256)})
    key.save(force_insert=True)
    give(keys, key, agency_id=agency_id, ring=_ring_of(row))
    _ring_of(row).opened[HOUSE, record.int] = keys
    return keys


class Maker:
    """Makes the keys of many rows of one agency without writing them; taskforce.vault.bulk writes them together."""

    def __init__(self, agency_id: int, *, at: datetime) -> None:
        self.agency_id, self.at = agency_id, at
        self.domain = current_domain(agency_id)

    def make(self, row: SealedRow) -> tuple[RecordKey, KeyGrant]:
        """The key of a row that is about to be created, left on it for the sealing of its fields."""
        key = RecordKey(table=row._meta.db_table, record=row.public_id, agency_id=self.agency_id, made_at=self.at)
        keys = row.__dict__["made_keys"] = Opened(key.pk, {KeyGrant.WHOLE: AESGCM.generate_key(bit_length=256)})
        _ring_of(row).opened[HOUSE, row.public_id.int] = keys
        return key, self._grant(key.pk, row, keys)

    def give(self, row: SealedRow) -> KeyGrant:
        """A grant of the whole key of a row that exists."""
        keys = keys_to_seal(row)
        return self._grant(keys.key_id, row, keys)

    def _grant(self, key_id: int, row: SealedRow, keys: Opened) -> KeyGrant:
        grant = KeyGrant(
            key_id=key_id, record=row.public_id, agency_id=self.agency_id, domain_key_id=self.domain.id,
            group=KeyGrant.WHOLE,
        )  # fmt: skip
        grant.sealed = self.domain.seal(keys.whole or b"", about=grant.about)
        return grant


def give(
    keys: Opened, key: RecordKey, *, agency_id: int, group: str = "", until: Any = None, ring: Ring | None = None
) -> KeyGrant:
    """Seal a record's key, or the key of one group of it, to an agency."""
    domain = _newest_domain(agency_id, ring if ring is not None else _ring.get() or Ring())
    secret = keys.secret_of(group) if group else keys.whole
    if secret is None:
        raise DoesNotOpen("only a part is held, so only a part can be given")
    grant = KeyGrant(
        key=key, record=key.record, agency_id=agency_id, domain_key_id=domain.id, group=group, until=until
    )  # fmt: skip
    grant.sealed = domain.seal(secret, about=grant.about)
    grant.save(force_insert=True)
    return grant


def forget(record: UUID) -> None:
    """What was disclosed or taken back within this request is looked up anew."""
    ring = _ring.get()
    if ring is not None:
        for kept in (ring.grants, ring.opened):
            for known in [known for known in kept if known[1] == record.int]:
                del kept[known]


def reader() -> str:
    """Whose keys open now: a person's primary key, the house, or nobody."""
    actor = current_actor()
    if not actor and settings.MODE == "test":
        return HOUSE  # tests sign in as the database's owner, who has everything anyway
    return actor if actor == HOUSE or actor.isdecimal() else NOBODYS


def _fetch(ring: Ring, who: str, records: set[UUID]) -> None:
    """Every grant of `who` on these records that is in date: one statement."""
    wanted = [record for record in records if (who, record.int) not in ring.grants]
    found: dict[UUID, list[Held]] = defaultdict(list)
    if who != NOBODYS:
        asked, mine = (TO_ANY_AGENCY, ()) if who == HOUSE else (TO_THE_AGENCY_OF, (int(who),))
        with connection.cursor() as cursor:
            cursor.execute(FETCH + asked, (wanted, timezone.now(), *mine))
            for grant in map(Held._make, cursor.fetchall()):
                found[grant.record].append(grant)
    for record in wanted:
        ring.grants[who, record.int] = found[record]


def _opened(ring: Ring, grants: list[Held]) -> Opened:
    if not grants:
        raise DoesNotOpen("no key")
    whole = [grant for grant in grants if grant.group == KeyGrant.WHOLE][:1]
    secrets = {grant.group: _secret_in(ring, grant) for grant in whole or grants}
    return Opened(grants[0].key_id, secrets)


def _secret_in(ring: Ring, grant: Held) -> bytes:
    about = about_grant(*grant[:6])
    return _domain(ring, grant).open(bytes(grant.sealed), about=about)


def _domain(ring: Ring, grant: Held) -> Domain:
    if grant.domain_key_id not in ring.domains:
        _key, _record, agency_id, pk, *_rest = grant
        pair = DomainKey(
            pk=pk, agency_id=agency_id, version=grant.version, public_key=grant.public_key, wrapped=grant.wrapped
        )
        ring.domains[grant.domain_key_id] = unwrapped(pair)
    return ring.domains[grant.domain_key_id]


def _newest_domain(agency_id: int, ring: Ring) -> Domain:
    if agency_id not in ring.newest:
        ring.newest[agency_id] = current_domain(agency_id)
    return ring.newest[agency_id]


def _ring_of(row: SealedRow) -> Ring:
    return _ring.get() or _batch_of(row).ring


def _batch_of(row: SealedRow) -> Batch:
    batch = row.__dict__.get("fetched_with")
    if not isinstance(batch, Batch):
        batch = row.__dict__["fetched_with"] = Batch({row.public_id})
    return batch


def _take(row: Model, batch: Batch, *, depth: int) -> None:
    if row.__dict__.get("fetched_with") is batch:
        return
    if isinstance(row, SealedRow) and row.sealed_to:
        row.__dict__["fetched_with"] = batch
        batch.records.add(row.public_id)
    if depth:
        for joined in row._state.fields_cache.values():
            if isinstance(joined, Model):
                _take(joined, batch, depth=depth - 1)
