"""What stands between a sign-in and the first page: lock, limits, second factor, agreement."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from taskforce.accounts.models import User
from taskforce.door import session
from taskforce.kit.errors import refused
from taskforce.kit.middleware import is_open_to_all
from taskforce.refusal import Refusal

ALWAYS = {"accounts:lock", "accounts:leave", "account_logout", "account_login"}


class DoorKeeper:
    """Lets a signed-in person through to a page only when nothing stands in the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(request.user, User) or name in ALWAYS or getattr(view, "open_to_all", False):
            return None
        return self._in_the_way(request, request.user, view)

    def _in_the_way(self, request: HttpRequest, user: User, view: Any) -> HttpResponse | None:
        at = timezone.now()
        if session.is_over(request, at=at):
            logout(request)
            return HttpResponseRedirect(reverse("account_login"))
        if session.is_locked(request, user, at=at):
            return _locked(request)
        session.seen(request, at=at)
        if not user.agency.agreements.filter(valid_until__gt=at.date(), signed_on__lte=at.date()).exists():
            return _agreement_expired(request)
        # allauth's own pages stay open: that is where the second factor is set up.
        if settings.IS_PRODUCTION and not is_open_to_all(view) and not is_mfa_enabled(user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None


def _locked(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "autosave":
        return JsonResponse({"message": "", "code": "SESSION_LOCKED"}, status=423)
    where = {"next": request.path} if request.method == "GET" else {}
    return HttpResponseRedirect(f"{reverse('accounts:lock')}?{urlencode(where)}")


def _agreement_expired(request: HttpRequest) -> HttpResponse:
    """SR-41: no access without a code of conduct that is signed and in date."""
    logout(request)
    return refused(
        request,
        Refusal(
            "AGREEMENT_EXPIRED",
            _("The partner agreement of your agency is not in date."),
            fix=_("Your agency's director renews it with the task force."),
        ),
    )
