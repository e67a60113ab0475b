"""The demo's one-click sign-in. `taskforce.urls` includes it in demo mode alone; it checks the mode again itself."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taskforce.accounts.models import Agency, User
from taskforce.audit.services import record
from taskforce.door import session
from taskforce.kit.middleware import open_to_all

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_to_all
def who(request: HttpRequest) -> HttpResponse:
    """Everybody of the made-up task force, by agency."""
    _only_in_the_demo()
    people = User.objects.filter(is_active=True).prefetch_related("held_functions").order_by("pk")
    agencies: dict[int, tuple[Agency, list[User]]] = {
        agency.pk: (agency, []) for agency in Agency.objects.order_by("pk")
    }
    for person in people:
        agencies[person.agency_id][1].append(person)
    return render(request, "demo/who.html", {"agencies": [entry for entry in agencies.values() if entry[1]]})


@open_to_all
@require_POST
def sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Become one of them."""
    _only_in_the_demo()
    user = User.objects.filter(public_id=user_id, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    session.unlock(request, at=timezone.now())
    record("accounts.signed_in", by=user, demo=True)
    return HttpResponseRedirect(reverse("desk:home"))


def _only_in_the_demo() -> None:
    if not settings.IS_DEMO:
        raise Http404
