"""What auditors read: the trail (trail), who was shown one record (knew), and the week in numbers (week, outliers)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from taskforce.access.policy import visible_rows
from taskforce.accounts.acting import as_house
from taskforce.audit.models import AuditEntry
from taskforce.refusal import NotVisible


def require_auditor(user: Any) -> None:
    """Whoever does not see the whole trail finds nothing here: NotVisible (404), as for an address that is none."""
    if visible_rows(user, AuditEntry) is not True:
        raise NotVisible(AuditEntry._meta.label)


def that_showed(ids: Sequence[UUID]) -> list[UUID]:
    """The keys of the rows in which a list, an export or a feed showed one of these ids. Called for auditors alone.

    Behind row security PostgreSQL may not ask the index of an array, for its operators are not leakproof. So the house
    looks the keys up; the rows themselves are then read through the policy like any other.
    """
    with as_house("which lists showed a record, by the index of what they showed"):
        return list(AuditEntry.objects.filter(shown__overlap=list(ids)).order_by().values_list("pk", flat=True))
