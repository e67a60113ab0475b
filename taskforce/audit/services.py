"""Writing the audit trail. No row, no act: both stand in one transaction."""

from uuid import UUID

from django.db import models

from taskforce.accounts.models import User
from taskforce.audit.models import AuditEntry

Code = str | int | bool | None


def record(
    verb: str, *, by: User | None, obj: models.Model | None = None, allowed: bool = True, **codes: Code
) -> AuditEntry:
    """Write that `by` did (or was refused) `verb` on `obj`, at the database's own time in UTC.

    `verb` reads like `intelligence.report.logged`. `codes` take codes, counts and ids, never anything a person typed.
    """
    return AuditEntry.objects.create(
        actor=by,
        agency_id=by.agency_id if by else None,
        verb=verb,
        object_type=obj._meta.label if obj is not None else "",
        object_id=_public_id(obj),
        outcome=AuditEntry.Outcome.ALLOWED if allowed else AuditEntry.Outcome.DENIED,
        codes=codes,
    )


def _public_id(obj: models.Model | None) -> UUID | None:
    return getattr(obj, "public_id", None)
