"""Which keys are at hand, and for whom: the acting person's agency decides what opens, never the page.

Keys are looked for when the first sealed field of a page's rows is read, for all those rows in one statement, and are
kept for one request or task only (`keys_for_one_request`). Nothing of them goes to a cache server.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings
from django.db.models import Model, Q
from django.utils import timezone

from taskforce.accounts.acting import HOUSE, as_house, current_actor
from taskforce.accounts.models import User
from taskforce.vault.domains import KEY_BYTES, Domain, current_domain, unwrapped
from taskforce.vault.models import KeyGrant, RecordKey
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


@dataclass
class Ring:
    """The keys one reader after the other needed: grants as they came, opened when first used."""

    grants: dict[tuple[str, UUID], list[KeyGrant]] = field(default_factory=dict)
    opened: dict[tuple[str, UUID], Opened] = field(default_factory=dict)
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


def keys_of(row: Model) -> Opened:
    """The keys the acting person's agency holds to a row; raises DoesNotOpen when it holds none in date."""
    return _keys_of(row, reader())


def keys_to_seal(row: Model) -> Opened:
    """The keys of a row that is being saved: whoever may save it, all of it is sealed anew."""
    ring = _ring_of(row)
    record: UUID = row.public_id  # type: ignore[attr-defined]  # every sealed model has one
    for (_reader, known), keys in ring.opened.items():
        if known == record and keys.whole is not None:
            return keys
    with as_house("what is saved is sealed anew, not shown"):
        return _keys_of(row, HOUSE)


def make_keys(row: Model, *, agency_id: int) -> Opened:
    """Make the key of a row that is being created and give it to the agency the record belongs to."""
    record: UUID = row.public_id  # type: ignore[attr-defined]  # every sealed model has one
    key = RecordKey(table=row._meta.db_table, record=record, agency_id=agency_id, made_at=timezone.now())
    keys = Opened(key.pk, {KeyGrant.WHOLE: AESGCM.generate_key(bit_length=256)})
    key.save(force_insert=True)
    give(keys, key, agency_id=agency_id, ring=_ring_of(row))
    _ring_of(row).opened[HOUSE, record] = keys
    return keys


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
            for known in [known for known in kept if known[1] == record]:
                del kept[known]


def reader() -> str:
    """Whose keys open now: a person's primary key, the house, or nobody."""
    actor = current_actor()
    if not actor and settings.MODE == "test":
        return HOUSE  # tests sign in as the database's owner, who has everything anyway
    return actor if actor == HOUSE or actor.isdecimal() else NOBODYS


def _keys_of(row: Model, who: str) -> Opened:
    ring = _ring_of(row)
    record: UUID = row.public_id  # type: ignore[attr-defined]  # every sealed model has one
    if (who, record) not in ring.opened:
        if (who, record) not in ring.grants:
            _fetch(ring, who, _batch_of(row).records)
        ring.opened[who, record] = _opened(ring, ring.grants[who, record])
    return ring.opened[who, record]


def _fetch(ring: Ring, who: str, records: set[UUID]) -> None:
    """Every grant of `who` on these records that is in date: one statement."""
    wanted = {record for record in records if (who, record) not in ring.grants}
    found: dict[UUID, list[KeyGrant]] = defaultdict(list)
    if who != NOBODYS:
        in_date = Q(until__isnull=True) | Q(until__gt=timezone.now())
        mine = Q(group=KeyGrant.WHOLE) if who == HOUSE else Q(agency__in=_agency_of(who))
        for grant in KeyGrant.objects.filter(in_date, mine, record__in=wanted).select_related("domain_key"):
            found[grant.record].append(grant)
    for record in wanted:
        ring.grants[who, record] = found[record]


def _agency_of(who: str) -> Any:
    return User.objects.filter(pk=int(who), is_active=True).values("agency")


def _opened(ring: Ring, grants: list[KeyGrant]) -> Opened:
    if not grants:
        raise DoesNotOpen("no key")
    whole = [grant for grant in grants if grant.group == KeyGrant.WHOLE][:1]
    secrets = {
        grant.group: _domain(ring, grant).open(bytes(grant.sealed), about=grant.about) for grant in whole or grants
    }
    return Opened(grants[0].key_id, secrets)


def _domain(ring: Ring, grant: KeyGrant) -> Domain:
    if grant.domain_key_id not in ring.domains:
        ring.domains[grant.domain_key_id] = unwrapped(grant.domain_key)
    return ring.domains[grant.domain_key_id]


def _newest_domain(agency_id: int, ring: Ring) -> Domain:
    if agency_id not in ring.newest:
        ring.newest[agency_id] = current_domain(agency_id)
    return ring.newest[agency_id]


def _ring_of(row: Model) -> Ring:
    return _ring.get() or _batch_of(row).ring


def _batch_of(row: Model) -> Batch:
    batch = row.__dict__.get("fetched_with")
    if not isinstance(batch, Batch):
        batch = row.__dict__["fetched_with"] = Batch({row.public_id})  # type: ignore[attr-defined]
    return batch


def _take(row: Model, batch: Batch, *, depth: int) -> None:
    if row.__dict__.get("fetched_with") is batch:
        return
    if getattr(row, "sealed_to", ""):
        row.__dict__["fetched_with"] = batch
        batch.records.add(row.public_id)  # type: ignore[attr-defined]  # every sealed model has one
    if depth:
        for joined in row._state.fields_cache.values():
            if isinstance(joined, Model):
                _take(joined, batch, depth=depth - 1)
