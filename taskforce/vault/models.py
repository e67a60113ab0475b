"""The key graph: an agency's domain key opens grants, a grant opens a record's key, that opens the record's fields."""

import secrets
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from taskforce.accounts.models import Agency


def new_id() -> int:
    """An id made by whoever writes, so that giving something to another agency needs no right to read it back."""
    return secrets.randbits(63)


class DomainKey(models.Model):
    """One version of an agency's key pair. Anybody may seal to it; only its agency's members open (RFC 9180)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="domain_keys")
    version = models.PositiveIntegerField()
    public_key = models.BinaryField()
    wrapped = models.BinaryField(help_text="The private key and the index key, wrapped (taskforce.vault.wrapping).")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_domain_key_per_version", fields=["agency", "version"])]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.version}"

    @property
    def about(self) -> str:
        """What its wrapping is bound to: a pair that was swapped or slipped in does not unwrap."""
        return f"domain|{self.agency_id}|{self.version}|{bytes(self.public_key).hex()}"


class RecordKey(models.Model):
    """That a record has a key. The key itself stands nowhere; its grants carry it. Shredded, this is the tombstone."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    table = models.CharField(max_length=64)
    record = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_key_per_record", fields=["record", "table"])]

    def __str__(self) -> str:
        return str(self.id)


class KeyGrant(models.Model):
    """A record's key, or the key of one field group of it, sealed to one agency, for ever or until a moment."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="grants")
    record = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    domain_key = models.ForeignKey(DomainKey, on_delete=models.PROTECT, related_name="grants")
    group = models.CharField(max_length=32, blank=True)
    sealed = models.BinaryField()
    until = models.DateTimeField(null=True)

    WHOLE: ClassVar[str] = ""

    class Meta:
        constraints = [models.UniqueConstraint(name="one_grant_per_group", fields=["key", "agency", "group"])]
        indexes = [
            models.Index(name="grant_by_record", fields=["record", "agency"]),
            models.Index(name="grant_by_expiry", fields=["until"], condition=Q(until__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> str:
        return about_grant(self.key_id, self.record, self.agency_id, self.domain_key_id, self.group, self.until)


def about_grant(
    key_id: int, record: UUID, agency_id: int, domain_key_id: int, group: str, until: datetime | None
) -> str:
    """What the seal of a grant is bound to: another record's, agency's, group's or moment's does not open."""
    moment = until.isoformat() if until else ""
    return f"grant|{key_id}|{record}|{agency_id}|{domain_key_id}|{group}|{moment}"


class BlindIndex(models.Model):
    """One word of a sealed field as a keyed digest, to be found by its own agency only."""

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="+")
    record = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=96)
    digest = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_entry_per_word", fields=["record", "field", "digest"])]
        indexes = [models.Index(name="index_by_word", fields=["agency", "field", "digest"])]

    def __str__(self) -> str:
        return str(self.pk)


class WordIndex(models.Model):
    """The words of one record as keyed digests, for one agency that holds the record's key and for no other.

    One row a record and agency: a row a word would be sixty million of them at a million reports. `at` is when the
    record was made, so that the newest are found first.
    """

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="+")
    record = models.UUIDField()
    table = models.CharField(max_length=64)
    row = models.BigIntegerField(help_text="The record's own primary key.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    rules = models.SmallIntegerField(help_text="Which rules for words (taskforce.vault.words.RULES) it was written by.")
    words = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(name="one_word_row_per_agency", fields=["record", "agency", "table"])]
        indexes = [
            # What is written waits in a list that every search reads: it may not grow long.
            GinIndex(name="words_of_records", fields=["words"], gin_pending_list_limit=512),
            models.Index(name="words_newest_first", fields=["agency", "-at", "-id"]),
            models.Index(name="words_by_expiry", fields=["until"], condition=Q(until__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class HouseKey(models.Model):
    """A key that belongs to the deployment, not to an agency: for what agencies compare among themselves, unread."""

    purpose = models.CharField(max_length=32, unique=True)
    wrapped = models.BinaryField(help_text="Wrapped as agencies' keys are (taskforce.vault.wrapping).")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.purpose

    @property
    def about(self) -> str:
        """What its wrapping is bound to: the key of another purpose does not unwrap."""
        return f"house|{self.purpose}"
