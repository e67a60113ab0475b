"""allauth at our door: nobody signs up, and every sign-in is on record."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from taskforce.audit.services import record


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts begin with an invitation (4.1); the system-use notice stands on the sign-in page (CJIS AC-8)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        record("accounts.signed_in", by=user, notice_accepted=True)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


def account_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Which account a password was tried on, for axes: allauth names the address `email`, the form `login`."""
    tried = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(tried).strip().lower()
