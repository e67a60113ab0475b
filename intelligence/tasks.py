from celery import shared_task
from django.utils import timezone

from intelligence.services import entity_retention, searches


@shared_task
def purge_due_entities() -> int:
    """What nobody renewed by its day is deleted for good; safe to run twice at once."""
    return entity_retention.purge_due_entities(at=timezone.now())


@shared_task
def look_again() -> int:
    """Look for what is new in saved searches; safe to run twice at once."""
    return searches.look_again(at=timezone.now())


@shared_task
def forget_passing_searches() -> int:
    """What was searched once is not kept; safe to run twice at once."""
    return searches.forget_passing(at=timezone.now())
