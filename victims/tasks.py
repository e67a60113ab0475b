from celery import shared_task
from django.utils import timezone

from victims.services import releases


@shared_task
def expire_releases() -> int:
    """What a person released ends by itself; safe to run twice at once."""
    return releases.expire_releases(at=timezone.now())
