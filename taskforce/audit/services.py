"""Writing the audit trail. No row, no act: both stand in one transaction."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import DatabaseError, models
from django.utils.translation import gettext as _

from taskforce.accounts.models import User
from taskforce.audit.models import AuditEntry
from taskforce.audit.sign_in import current_sign_in
from taskforce.refusal import Refusal

Code = str | int | bool | None


def record(
    verb: str,
    *,
    by: User | None,
    obj: models.Model | None = None,
    allowed: bool = True,
    rows: int | None = None,
    **codes: Code,
) -> AuditEntry:
    """Write that `by` did (or was refused) `verb` on `obj`, at the database's own time in UTC.

    `verb` reads like `intelligence.report.logged`. `codes` take codes, counts and ids, never anything a person typed;
    an export gives the number of its `rows`. Refuses with AUDIT_UNAVAILABLE when the row cannot be written: then the
    act may not happen either (security paper, 5.14).
    """
    return _written(
        AuditEntry(
            verb=verb,
            object_type=obj._meta.label if obj is not None else "",
            object_id=getattr(obj, "public_id", None),
            outcome=AuditEntry.Outcome.ALLOWED if allowed else AuditEntry.Outcome.DENIED,
            rows=rows,
            codes=codes,
        ),
        by,
    )


def record_many(verb: str, *, by: User | None, rows: Sequence[models.Model], **codes: Code) -> None:
    """Write that `by` did `verb` on each of these rows: an entry a row, as `record` writes it, in few statements.

    For the house, inside the transaction of the act. Refuses with AUDIT_UNAVAILABLE, as `record` does.
    """
    sign_in, agency_id = current_sign_in(), by.agency_id if by else None
    entries = [
        AuditEntry(
            verb=verb, object_type=row._meta.label, object_id=getattr(row, "public_id", None), codes=codes, actor=by,
            agency_id=agency_id, sign_in=sign_in,
        )
        for row in rows
    ]  # fmt: skip
    try:
        AuditEntry.objects.bulk_create(entries, batch_size=1000)
    except DatabaseError as error:
        raise _unavailable() from error


def record_not_seen(model: str, tried: UUID | None, *, by: User | None, **codes: Code) -> AuditEntry:
    """Write that `by` asked for a row of `model` (a label) that is absent or hidden; `tried` is the id they asked for.

    Which of the two it was stands nowhere: an id that names nothing is written like one that does.
    Refuses with AUDIT_UNAVAILABLE, as `record` does.
    """
    entry = AuditEntry(verb="access.not_visible", object_type=model, object_id=tried, codes={"model": model} | codes)
    entry.outcome = AuditEntry.Outcome.DENIED
    return _written(entry, by)


def record_shown(
    model: type[models.Model], ids: Iterable[UUID], *, by: User, verb: str = "access.listed", **codes: Code
) -> AuditEntry:
    """Write once that `by` was shown these rows of `model` in a list, an export or a feed: how many, and which.

    Refuses with AUDIT_UNAVAILABLE, as `record` does.
    """
    shown = list(ids)
    return _written(AuditEntry(verb=verb, object_type=model._meta.label, rows=len(shown), shown=shown, codes=codes), by)


def _written(entry: AuditEntry, by: User | None) -> AuditEntry:
    entry.actor, entry.agency_id, entry.sign_in = by, by.agency_id if by else None, current_sign_in()
    try:
        entry.save(force_insert=True)
    except DatabaseError as error:
        raise _unavailable() from error
    return entry


def _unavailable() -> Refusal:
    return Refusal(
        "AUDIT_UNAVAILABLE",
        _("What you asked for could not be put on record, so it was not done."),
        fix=_("Try again in a minute. If it stays so, tell the system administrator."),
    )
