"""Telling people: an inbox row now, a mail from the outbox soon after."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import override

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.notices.models import Notice
from taskforce.notices.words import SIGN_IN, WAITING

BATCH = 100


def tell(users: Iterable[User], *, kind: str, path: str, source: str, at: datetime) -> None:
    """Write one notice per person. `kind` is a clock kind or event code, `source` makes a repeat harmless."""
    told = [Notice(user=user, kind=kind, path=path, source=source, created_at=at) for user in users]
    with as_house("somebody else's inbox"):
        Notice.objects.bulk_create(told, ignore_conflicts=True)


def send_waiting_mail(*, at: datetime) -> int:
    """Mail every notice not yet mailed, oldest first, and return how many. Call inside a transaction.

    A mail says only that work waits. It carries the notice's own id as Message-ID, so a repeat after a crash collapses.
    """
    waiting = list(
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(mailed_at__isnull=True)
        .select_related("user")
        .order_by("created_at", "pk")[:BATCH]
    )
    for notice in waiting:
        _mail(notice)
        notice.mailed_at = at
    Notice.objects.bulk_update(waiting, ["mailed_at"])
    return len(waiting)


def mark_read(*, user: User, at: datetime) -> None:
    """Mark everything in the user's own inbox as read."""
    Notice.objects.visible_to(user).filter(read_at__isnull=True).update(read_at=at)


def _mail(notice: Notice) -> None:
    with override(notice.user.language):
        message = EmailMessage(
            subject=str(WAITING),
            body=SIGN_IN % {"address": f"{settings.PUBLIC_URL}/"},
            to=[notice.user.email],
            headers={
                "Message-ID": f"<{notice.public_id}@taskforce.invalid>",
                "Auto-Submitted": "auto-generated",
            },
        )
    message.send()
