from celery import shared_task
from django.db import transaction
from django.utils import timezone

from taskforce.clocks import services


@shared_task
def sweep_clocks() -> int:
    """Speak for what is due; safe to run twice at once."""
    with transaction.atomic():
        return services.sweep_clocks(at=timezone.now())
