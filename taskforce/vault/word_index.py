"""Finding sealed text: its words stand beside it as keyed digests, once for each agency that holds the record's key.

Whoever is given a key may look the record up, whoever loses it may not: taskforce.vault.services writes and deletes
these rows in the same transaction as the grants. The key of the digests is the agency's own, so that nothing of one
agency matches in another. What they give away to whoever holds the tables alone: which records of one agency share
words, how often a word comes up there, and how many words a record has.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from taskforce.accounts.acting import as_house
from taskforce.audit.services import record
from taskforce.vault.domains import current_domain
from taskforce.vault.keyring import gather, keys_to_seal
from taskforce.vault.models import KeyGrant, WordIndex
from taskforce.vault.rows import SealedRow
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.words import RULES, Asked, tokens_of

DIGEST_BYTES = 8
NEWEST = "order by at desc, id desc limit %s"
# Materialized: the planner then walks the index of words, however few of the newest are asked for.
BY_WORDS = """
    with found as materialized (
      select at, id, "table", row from vault_wordindex
      where agency_id = %s and "table" = any(%s) and (until is null or until > %s) and {terms}
    ) select * from found where (at, id) < (%s, %s) """
EVERYTHING = """
    select at, id, "table", row from vault_wordindex
    where agency_id = %s and "table" = any(%s) and (until is null or until > %s) and (at, id) < (%s, %s) """
FIRST_PLACE = (datetime.max.replace(tzinfo=UTC), 2**63 - 1)


Reader = tuple[int, datetime | None]  # an agency, and until when it holds the key


class Entry(NamedTuple):
    """A record that was found, not yet narrowed to what somebody may see; (at, id) is its place in the order."""

    at: datetime
    id: int
    table: str
    row: int


@dataclass(frozen=True, slots=True)
class WordKey:
    """What makes digests of words for one agency. Held no longer than one search or one writing."""

    secret: bytes

    def digest(self, token: str) -> int:
        taken = hmac.digest(self.secret, f"search|{token}".encode(), hashlib.sha256)[:DIGEST_BYTES]
        return int.from_bytes(taken, signed=True)

    def digests(self, tokens: Iterable[str]) -> list[int]:
        return sorted({self.digest(token) for token in tokens})


def word_key(agency_id: int) -> WordKey:
    """The key of one agency's digests. It outlives the rotation of its key pairs (taskforce.vault.domains)."""
    return WordKey(current_domain(agency_id).index_key)


@transaction.atomic
def index_record(row: SealedRow, *, agencies: Iterable[int] | None = None) -> None:
    """Make a record findable by what it says now, for every agency that holds its whole key (or of these `agencies`).

    For services and rows that save themselves; a model without `searched` fields is left alone.
    """
    index_records([row], agencies=agencies)


@transaction.atomic
def index_records(rows: Sequence[SealedRow], *, agencies: Iterable[int] | None = None) -> None:
    """`index_record` for many rows of one model in as many statements as for one."""
    rows = [row for row in rows if row.searched]
    if not rows:
        return
    with as_house("an index entry belongs to whoever may read the record"):
        ids = [row.public_id for row in rows]
        held = KeyGrant.objects.filter(record__in=ids, group=KeyGrant.WHOLE)
        stands = WordIndex.objects.filter(record__in=ids, table=rows[0]._meta.db_table)
        if agencies is not None:
            chosen = list(agencies)
            held, stands = held.filter(agency__in=chosen), stands.filter(agency__in=chosen)
        stands.delete()
        readers: dict[UUID, list[Reader]] = defaultdict(list)
        for record, agency_id, until in held.values_list("record", "agency", "until"):
            readers[record].append((agency_id, until))
        _write(rows, readers)


@transaction.atomic
def index_new(rows: Sequence[SealedRow]) -> None:
    """Make records findable that were made in this transaction, each for its own agency. One statement for all."""
    rows = [row for row in rows if row.searched]
    with as_house("an index entry belongs to the agency of its record"):
        _write(rows, {row.public_id: [(row.owner_agency_id(), None)] for row in rows})


def unindex(row: SealedRow, *, agencies: Iterable[int] | None = None) -> None:
    """No agency (or none of these) finds the record any more."""
    with as_house("an index entry goes with its key"):
        stands = WordIndex.objects.filter(record=row.public_id, table=row._meta.db_table)
        (stands if agencies is None else stands.filter(agency__in=list(agencies))).delete()


def look_up(
    asked: Asked,
    *,
    agency_id: int,
    models: Sequence[type[SealedRow]],
    limit: int,
    before: tuple[datetime, int] | None = None,
) -> list[Entry]:
    """The records of these models that an agency finds, newest first, older than `before`; at most `limit`.

    Without a term in `asked` that is everything the agency holds. The caller narrows the answer to what whoever asks
    may see and shows nothing else of it; the house looks, for row security would keep the index of words from use.
    """
    key = word_key(agency_id)
    terms = [key.digests(term) for term in asked.terms]
    where = BY_WORDS.format(terms=" and ".join(["words && %s::bigint[]"] * len(terms))) if terms else EVERYTHING
    at, pk = before or FIRST_PLACE
    tables = [model._meta.db_table for model in models]
    with as_house("which records of one agency have these words"), connection.cursor() as cursor:
        cursor.execute(where + NEWEST, [agency_id, tables, timezone.now(), *terms, at, pk, limit])
        return [Entry(*found) for found in cursor.fetchall()]


def text_of(row: SealedRow) -> str:
    """What a record is found by: its searched fields, and what people call it. Raises DoesNotOpen without a key."""
    said = [str(getattr(row, name) or "") for name in row.searched]
    return "\n".join([*said, str(getattr(row, "reference", ""))])


def searched_models() -> list[type[SealedRow]]:
    """Every model whose rows are found by their words."""
    return [model for model in apps.get_models() if issubclass(model, SealedRow) and model.searched]


def unfindable(model: type[SealedRow]) -> QuerySet[KeyGrant]:
    """The grants whose agency does not find the record yet, or only by former rules for words."""
    written = WordIndex.objects.filter(
        record=OuterRef("record"), agency=OuterRef("agency"), table=model._meta.db_table, rules=RULES
    )
    grants = KeyGrant.objects.filter(key__table=model._meta.db_table, key__shredded_at=None, group=KeyGrant.WHOLE)
    return grants.filter(~Exists(written))


@transaction.atomic
def index_batch(model: type[SealedRow], *, after: int, batch: int) -> tuple[int, int]:
    """Make the next records findable that are not; the last primary key that was looked at, and how many were written.

    The last key is nought when there are no more. For the operator's command, as the house.
    """
    records = unfindable(model).values("record")
    everything: Any = model._base_manager
    rows = list(everything.filter(pk__gt=after, public_id__in=records).order_by("pk")[:batch])
    gather(rows)
    index_records(rows)
    if rows:
        record("vault.words_indexed", by=None, rows=len(rows), table=model._meta.db_table)
    return (rows[-1].pk if rows else 0), len(rows)


def _write(rows: Sequence[SealedRow], readers: Mapping[UUID, list[Reader]]) -> None:
    keys: dict[int, WordKey] = {}
    written = []
    for row in rows:
        try:
            tokens, key_id = tokens_of(text_of(row)), keys_to_seal(row).key_id
        except DoesNotOpen:
            continue  # shredded, or changed by hand: nobody reads it, so nobody finds it
        for agency_id, until in readers.get(row.public_id, ()):
            key = keys[agency_id] = keys.get(agency_id) or word_key(agency_id)
            written.append(
                WordIndex(
                    key_id=key_id, record=row.public_id, table=row._meta.db_table, row=row.pk, agency_id=agency_id,
                    at=getattr(row, row.searched_at), until=until, rules=RULES,
                    words=key.digests(tokens),
                )
            )  # fmt: skip
    WordIndex.objects.bulk_create(written)
