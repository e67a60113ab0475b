from celery import shared_task
from django.utils import timezone

from cases.services.standing import suspend_fallen_plans as suspend


@shared_task
def suspend_fallen_plans() -> int:
    """Time alone can make an approval fall; safe to run twice at once."""
    return suspend(at=timezone.now())
