"""The anchors that an agency holds over the whole trail (docs/audit.md). They say nothing of what it holds."""

from uuid import UUID

from django.db.models import QuerySet

from taskforce.access.policy import visible_rows
from taskforce.accounts.models import User
from taskforce.audit.anchors import checkpoint_of, file_name
from taskforce.audit.models import AuditAnchor
from taskforce.audit.sealing import Checkpoint
from taskforce.refusal import NotVisible

__all__ = ["anchor_for", "anchors_for", "checkpoint_for", "file_name"]
NEWEST = 60


def anchors_for(user: User) -> list[AuditAnchor]:
    """The newest anchors this person may take: those of their agency, and to auditors those of every agency."""
    return list(_seen(user).select_related("agency").order_by("-block", "agency")[:NEWEST])


def anchor_for(user: User, anchor_id: UUID) -> AuditAnchor:
    """One anchor. Absent and hidden alike: NotVisible."""
    found = _seen(user).select_related("agency").filter(public_id=anchor_id).first()
    if found is None:
        raise NotVisible(AuditAnchor._meta.label)
    return found


def checkpoint_for(user: User, anchor_id: UUID) -> Checkpoint:
    """One anchor as it travels. Absent and hidden alike: NotVisible."""
    return checkpoint_of(anchor_for(user, anchor_id))


def _seen(user: User) -> QuerySet[AuditAnchor]:
    rows = visible_rows(user, AuditAnchor)
    if isinstance(rows, bool):
        return AuditAnchor.objects.all() if rows else AuditAnchor.objects.none()
    return AuditAnchor.objects.filter(rows)
