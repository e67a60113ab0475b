"""Reading the inbox."""

from typing import Any

from taskforce.access.querysets import ScopedQuerySet
from taskforce.notices.models import Notice


def inbox_of(user: Any) -> ScopedQuerySet[Notice]:
    """This person's notices, newest first."""
    return Notice.objects.visible_to(user)


def unread_count(user: Any) -> int:
    """How many of them have not been read."""
    return inbox_of(user).filter(read_at__isnull=True).count()
