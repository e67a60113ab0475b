"""What the shell around every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from intelligence.models import Search
from taskforce.access.services import may_any
from taskforce.accounts.models import HeldFunction, User
from taskforce.desk.navigation import rooms_of, url_of
from taskforce.glass.session import open_now
from taskforce.kit.idle import idle_limit
from taskforce.notices.queries import unread_count


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`: navigation, who is signed in, theme and lock times. Evaluated only by templates that ask."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    common = {"demo": settings.IS_DEMO, "zone_label": settings.TIME_ZONE, "nav": [], "signed_in": False}
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return common
    return common | {
        "signed_in": True,
        "nav": [_entry(room, request.path) for room in rooms_of(user)],
        "user_name": user.name,
        "user_function": ", ".join(str(HeldFunction.Function(f).label) for f in sorted(user.functions)),
        "agency_name": user.agency.name,
        "theme": user.theme,
        "density": user.density,
        "quick_exit": user.agency.is_quiet,
        "neutral_titles": user.agency.is_quiet,
        "exit_url": reverse("accounts:leave"),
        "idle_seconds": int(idle_limit(user).total_seconds()),
        "lock_url": reverse("accounts:lock"),
        "here_url": reverse("accounts:here"),
        "unread": unread_count(user),
        "may_search": may_any(user, "ask", Search),
        "glasses": open_now(request, at=timezone.now()),
    }


def _entry(room: Any, path: str) -> dict[str, Any]:
    url = url_of(room)
    is_current = path == url or (url != "/" and path.startswith((url, *room.beneath)))
    return {"label": room.label, "url": url, "icon": room.icon, "key": room.key, "current": is_current}
