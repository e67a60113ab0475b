from celery import shared_task
from django.utils import timezone

from taskforce.oversight import services


@shared_task
def open_reviews() -> int:
    """See to it that a review of the trail is always running; safe to run twice at once."""
    return services.open_reviews(at=timezone.now())
