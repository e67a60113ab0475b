from celery import shared_task
from django.db import transaction
from django.utils import timezone

from taskforce.notices import services


@shared_task
def send_waiting_mail() -> int:
    """Empty the outbox; safe to run twice at once."""
    with transaction.atomic():
        return services.send_waiting_mail(at=timezone.now())
