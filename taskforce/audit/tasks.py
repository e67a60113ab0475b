from celery import shared_task

from taskforce.audit.anchors import deposit_anchors
from taskforce.audit.sealer import seal_waiting


@shared_task
def seal_audit() -> int:
    """Seal what is written; safe to run twice at once."""
    return seal_waiting()


@shared_task
def deposit_audit_anchors() -> int:
    """Hand the last checkpoint to every agency when it is time again."""
    return deposit_anchors()
