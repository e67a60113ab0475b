"""When somebody last proved, in this session, that they are who signed in: password or second factor (5.7)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from taskforce.access.step_up import is_proved
from taskforce.accounts.models import User


def stepped_up_at(request: HttpRequest) -> datetime | None:
    """The last proof after sign-in, or None. Made-up colleagues of the demo have nothing to prove it with."""
    user = request.user
    if settings.IS_DEMO and isinstance(user, User) and not user.has_usable_password():
        return timezone.now() - timedelta(minutes=1)  # a proof lies before the moment that asks for it
    proofs = [proof["at"] for proof in get_authentication_records(request, user) if proof.get("reauthenticated")]
    return datetime.fromtimestamp(max(proofs), UTC) if proofs else None


def prove_first(request: HttpRequest, *, back: str = "") -> HttpResponse | None:
    """To the page that asks for password or second factor, unless it was just given."""
    where = where_to_prove(request, back=back)
    return HttpResponseRedirect(where) if where else None


def where_to_prove(request: HttpRequest, *, back: str = "") -> str:
    """The address of that page, which leads back; empty when a proof was just given."""
    if is_proved(stepped_up_at(request), at=timezone.now()):
        return ""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back or request.path})}"
