from celery import shared_task
from django.utils import timezone

from intelligence.services import entity_retention


@shared_task
def purge_due_entities() -> int:
    """What nobody renewed by its day is deleted for good; safe to run twice at once."""
    return entity_retention.purge_due_entities(at=timezone.now())
