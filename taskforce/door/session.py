"""The signed-in session: when it began, when it was last used, whether it is locked. All on the server."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from taskforce.accounts.models import User
from taskforce.door import rules
from taskforce.kit.idle import idle_limit

SEEN_EVERY = timedelta(seconds=30)  # a session row is not rewritten on every request


def is_locked(request: HttpRequest, user: User, *, at: datetime) -> bool:
    """Whether the session is locked, locking it when it has been idle too long."""
    idle = rules.is_idle(_moment(request, "last_seen"), limit=idle_limit(user), now=at)
    if idle and not request.session.get("locked"):
        lock(request)
    return bool(request.session.get("locked"))


def is_over(request: HttpRequest, *, at: datetime) -> bool:
    """Whether twelve hours have passed since sign-in."""
    return rules.is_over(_moment(request, "signed_in_at"), limit=settings.SESSION_ABSOLUTE_LIMIT, now=at)


def seen(request: HttpRequest, *, at: datetime) -> None:
    """Somebody used the session; its first use counts as the sign-in."""
    if "signed_in_at" not in request.session:
        request.session["signed_in_at"] = at.isoformat()
    last = _moment(request, "last_seen")
    if last is None or at - last > SEEN_EVERY:
        request.session["last_seen"] = at.isoformat()


def lock(request: HttpRequest) -> None:
    request.session["locked"] = True


def unlock(request: HttpRequest, *, at: datetime) -> None:
    request.session.pop("locked", None)
    request.session["last_seen"] = at.isoformat()


def _moment(request: HttpRequest, key: str) -> datetime | None:
    kept = request.session.get(key)
    return datetime.fromisoformat(kept) if kept else None
