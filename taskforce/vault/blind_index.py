"""Finding a sealed name: each of its words stands beside it as a keyed digest, exact and as it sounds.

The key of the digests is its agency's own, so that no other agency, and nobody with the tables alone, can look a name
up or compare names across agencies. What the digests do give away is that two rows of one agency share a word.
"""

import hashlib
import hmac
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

import jellyfish
from django.db import transaction
from django.db.models import Count

from taskforce.accounts.acting import as_house
from taskforce.vault.domains import current_domain
from taskforce.vault.keyring import keys_to_seal
from taskforce.vault.models import BlindIndex
from taskforce.vault.rows import SealedRow

DIGEST_BYTES = 16


@transaction.atomic
def index_words(row: SealedRow, field: str, text: str) -> None:
    """Make `row` findable by the words of `text`, which is what its sealed `field` now says. Replaces what it said."""
    agency_id = row.owner_agency_id()
    label, record = _label(type(row), field), row.public_id
    with as_house("an index entry belongs to the agency of its record"):
        BlindIndex.objects.filter(record=record, field=label).delete()
        key = current_domain(agency_id).index_key
        digests = {digest for word in words(text) for digest in _digests(key, label, word)}
        BlindIndex.objects.bulk_create(
            BlindIndex(
                key_id=keys_to_seal(row).key_id, record=record, agency_id=agency_id, field=label, digest=digest
            )
            for digest in sorted(digests)
        )  # fmt: skip


def find_by_words(model: type[SealedRow], field: str, text: str, *, agency_id: int) -> list[UUID]:
    """The records of one agency whose `field` has all these words: first those spelt so, then those that sound so.

    The caller has checked that whoever asks may read that field, and narrows the answer to the rows they may see.
    """
    label, asked = _label(model, field), words(text)
    key = current_domain(agency_id).index_key
    wanted = {digest: number for number, word in enumerate(asked) for digest in _digests(key, label, word)}
    exact = {_digests(key, label, word)[0] for word in asked}
    found: dict[UUID, set[bytes]] = defaultdict(set)
    entries = BlindIndex.objects.filter(agency=agency_id, field=label, digest__in=list(wanted))
    for record, digest in entries.values_list("record", "digest"):
        found[record].add(bytes(digest))
    matching = [r for r, digests in found.items() if {wanted[d] for d in digests} == set(range(len(asked)))]
    return sorted(matching, key=lambda record: (-len(found[record] & exact), record))


def has_word_of(row: SealedRow, field: str, asked: Iterable[str]) -> bool:
    """Whether one of these words, as it is spelt, is among those that `row` is findable by. Which one, nobody is told.

    For a verdict of the house: the caller has checked that it may be asked at all.
    """
    agency_id, label = row.owner_agency_id(), _label(type(row), field)
    with as_house("a verdict over words that nobody is shown"):
        key = current_domain(agency_id).index_key
        digests = [_digests(key, label, word)[0] for word in asked]
        return BlindIndex.objects.filter(record=row.public_id, field=label, digest__in=digests).exists()


def have_words_of(field: str, asked: Sequence[tuple[SealedRow, Iterable[str]]]) -> list[bool]:
    """What has_word_of says of each of these rows of one kind, in one statement (and one for the key of an agency)."""
    if not asked:
        return []
    label = _label(type(asked[0][0]), field)
    with as_house("a verdict over words that nobody is shown"):
        keys = {agency: current_domain(agency).index_key for agency in {row.owner_agency_id() for row, _said in asked}}
        held: dict[UUID, set[bytes]] = defaultdict(set)
        entries = BlindIndex.objects.filter(record__in={row.public_id for row, _said in asked}, field=label)
        for record, digest in entries.values_list("record", "digest"):
            held[record].add(bytes(digest))
    return [
        any(_digests(keys[row.owner_agency_id()], label, word)[0] in held[row.public_id] for word in said)
        for row, said in asked
    ]


def words(text: str) -> list[str]:
    """The words of a name as they are compared: no case, no accents, no punctuation, each once."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return sorted(set("".join(c if c.isalnum() else " " for c in plain).split()))


def _digests(key: bytes, label: str, word: str) -> list[bytes]:
    """The digest of a word as it is spelt, and where it has a sound that we can tell, as it sounds."""
    sound = jellyfish.metaphone(word) if word.isascii() and word.isalpha() else ""
    kinds = [f"spelt|{word}"] + ([f"sounds|{sound}"] if sound else [])
    return [hmac.digest(key, f"{label}|{kind}".encode(), hashlib.sha256)[:DIGEST_BYTES] for kind in kinds]


def _label(model: type[SealedRow], field: str) -> str:
    return f"{model._meta.db_table}.{field}"


@transaction.atomic
def index_marks(row: SealedRow, field: str, marks: Iterable[str]) -> None:
    """Make `row` findable by whole marks of its sealed `field`. Replaces what was there."""
    agency_id, label = row.owner_agency_id(), _label(type(row), field)
    with as_house("an index entry belongs to the agency of its record"):
        BlindIndex.objects.filter(record=row.public_id, field=label).delete()
        key = current_domain(agency_id).index_key
        digests = {hmac.digest(key, f"{label}|mark|{m}".encode(), hashlib.sha256)[:DIGEST_BYTES] for m in marks}
        BlindIndex.objects.bulk_create(
            BlindIndex(
                key_id=keys_to_seal(row).key_id, record=row.public_id, agency_id=agency_id, field=label, digest=digest
            )
            for digest in sorted(digests)
        )  # fmt: skip


def drop_marks(row: SealedRow, field: str) -> None:
    """No longer find `row` by the marks of its `field`."""
    with as_house("an index entry belongs to the agency of its record"):
        BlindIndex.objects.filter(record=row.public_id, field=_label(type(row), field)).delete()


def sharing_marks(model: type[SealedRow], field: str, *, agency_id: int, most: int) -> list[set[UUID]]:
    """Groups of records of one agency that share a mark, the smallest groups first; at most `most` groups.

    The caller has checked that whoever asks may read that field, and narrows the groups to the rows they may see.
    """
    entries = BlindIndex.objects.filter(agency=agency_id, field=_label(model, field))
    shared = entries.order_by().values("digest").annotate(n=Count("record")).filter(n__gt=1).order_by("n", "digest")
    digests = [bytes(row["digest"]) for row in shared[:most]]
    groups: dict[bytes, set[UUID]] = defaultdict(set)
    for digest, record in entries.filter(digest__in=digests).values_list("digest", "record"):
        groups[bytes(digest)].add(record)
    return [groups[digest] for digest in digests]
