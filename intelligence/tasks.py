from celery import shared_task
from django.db import transaction
from django.utils import timezone

from intelligence.services import entity_retention, exchanges, importing, retention, searches, tips


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


@shared_task
def open_report_reviews() -> int:
    """Start the deadlines of reports whose first warning has come; safe to run twice at once."""
    with transaction.atomic():
        return retention.open_reviews(at=timezone.now())


@shared_task
def purge_due_reports() -> int:
    """Purge what nobody validated by its day and no hold keeps; safe to run twice at once."""
    return retention.purge_due_reports(at=timezone.now())


@shared_task
def work_on_imports() -> int:
    """Check the files of reports that wait, write those that were asked for; safe to run twice at once."""
    return importing.work_on_imports(at=timezone.now())


@shared_task
def forget_old_imports() -> int:
    """Let files go that are not needed any more; safe to run twice at once."""
    return importing.forget_old_imports(at=timezone.now())


@shared_task
def purge_tips() -> int:
    """A tip's words end with its time; safe to run twice at once."""
    return tips.purge_tips(at=timezone.now())


def end_overdue_exchanges() -> int:
    """What another deployment did not answer in time is given up, its key deleted; safe to run twice at once."""
    return exchanges.end_overdue_exchanges(at=timezone.now())
