"""Who did what: append-only rows, written in the same transaction as the act itself, and the seals that hold them."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class TransactionNumber(models.Func):
    """The number of the transaction that writes. It never turns round and never repeats within one cluster."""

    template = "(pg_current_xact_id()::text)::bigint"
    arity = 0
    output_field = models.BigIntegerField()


def written_once(thing: str) -> list[pgtrigger.Trigger]:
    """Triggers that let nobody change, delete or empty a table. Its owner can drop them: hence the seals."""
    return [
        pgtrigger.Protect(name=f"{thing}_once", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{thing}_kept",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'Cannot empty the table %', TG_TABLE_NAME;",
        ),
    ]


class AuditEntry(models.Model):
    """One act or one reading. Opaque ids and codes only: no names, no addresses, no typed text (CJIS AU-3(3)).

    The key is made by whoever writes, so that writing needs no right to read. `xid` is the cursor of the sealer,
    `sign_in` marks the sign-in it happened under, `shown` and `rows` say what a list or an export gave away.
    """

    class Outcome(models.TextChoices):
        ALLOWED = "allowed"
        DENIED = "denied"

    public_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    xid = models.BigIntegerField(db_default=TransactionNumber(), editable=False)
    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    sign_in = models.CharField(max_length=16, blank=True)
    verb = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.ALLOWED)
    codes = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(null=True)
    shown = ArrayField(models.UUIDField(), default=list)

    class Meta:
        ordering = ["-at", "-public_id"]
        indexes = [
            models.Index(name="audit_by_time", fields=["-at", "-public_id"]),
            models.Index(name="audit_by_type", fields=["object_type", "-at", "-public_id"]),
            models.Index(name="audit_by_object", fields=["object_id", "-at"], condition=Q(object_id__isnull=False)),
            models.Index(name="audit_by_actor", fields=["actor", "-at"]),
            models.Index(name="audit_by_agency", fields=["agency", "-at"]),
            models.Index(name="audit_by_verb", fields=["verb", "-at"]),
            models.Index(name="audit_denied", fields=["-at", "-public_id"], condition=Q(outcome="denied")),
            models.Index(name="audit_by_transaction", fields=["xid"]),
            GinIndex(name="audit_by_shown", fields=["shown"]),
        ]
        triggers = written_once("entry")

    def __str__(self) -> str:
        return str(self.public_id)

    def _do_insert(self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool) -> list[Any]:  # noqa: FBT001
        """Without RETURNING: whoever writes on record may be one to whom row security shows nothing of it."""
        super()._do_insert(manager, using, fields, [], raw)  # type: ignore[misc]  # Django's own, not in its stubs
        return []


class AuditBlock(models.Model):
    """The seal over every row whose transaction number lies in [xid_from, xid_until): root, previous block, signature.

    `index` holds 56 bytes a row, in order: its key, its time, and its leaf (taskforce.audit.sealing), so that a check
    can name the row that was changed or is gone.
    """

    number = models.BigIntegerField(primary_key=True)
    xid_from = models.BigIntegerField()
    xid_until = models.BigIntegerField(unique=True)
    rows = models.PositiveIntegerField()
    index = models.BinaryField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="block_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="block_runs_forward", condition=Q(xid_until__gt=F("xid_from"))),
            models.CheckConstraint(name="block_seals_something", condition=Q(rows__gte=1)),
        ]
        indexes = [models.Index(name="block_by_time", fields=["sealed_at"])]
        triggers = written_once("block")

    def __str__(self) -> str:
        return str(self.number)


class AuditAnchor(models.Model):
    """The signed checkpoint of one block, deposited with one agency. It says nothing of what the block holds.

    `block` is a plain number on purpose: the anchor has to outlive a block that somebody takes away.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    block = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)
    deposited_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-block", "agency"]
        constraints = [models.UniqueConstraint(name="one_anchor_of_a_block", fields=["agency", "block"])]
        triggers = written_once("anchor")

    def __str__(self) -> str:
        return str(self.public_id)
