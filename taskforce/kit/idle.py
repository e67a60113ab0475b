"""After how long without a sign of life a screen locks: the server's word, which the page only repeats."""

from datetime import timedelta

from django.conf import settings

from taskforce.accounts.models import User


def idle_limit(user: User) -> timedelta:
    """Sooner where those who are cared for come near the desk (ui paper, 6; CJIS AC-11: never over thirty minutes)."""
    if user.agency.is_quiet:
        return min(settings.SESSION_IDLE_LIMIT, settings.SESSION_IDLE_LIMIT_IN_CARE)
    return settings.SESSION_IDLE_LIMIT
