"""Who did what: append-only rows, written in the same transaction as the act itself, and the seals that hold them."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
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
            models.Index(name="audit_by_object", fields=["object_type", "object_id", "-at"]),
            models.Index(name="audit_by_actor", fields=["actor", "-at"]),
            models.Index(name="audit_by_transaction", fields=["xid"]),
        ]
        triggers = written_once("entry")

    def __str__(self) -> str:
        return str(self.public_id)

    def _do_insert(self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool) -> list[Any]:  # noqa: FBT001
        """Without RETURNING: whoever writes on record may be one to whom row security shows nothing of it."""
        super()._do_insert(manager, using, fields, [], raw)  # type: ignore[misc]  # Django's own, not in its stubs
        return []
