"""What auditors read: the trail (trail), who was shown one record (knew), and the week in numbers (week, outliers)."""

from typing import Any

from taskforce.access.policy import visible_rows
from taskforce.audit.models import AuditEntry
from taskforce.refusal import NotVisible


def require_auditor(user: Any) -> None:
    """Whoever does not see the whole trail finds nothing here: NotVisible (404), as for an address that is none."""
    if visible_rows(user, AuditEntry) is not True:
        raise NotVisible(AuditEntry._meta.label)
