"""What holds for every request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse

from taskforce.access.reading import PurposeNeeded
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import User
from taskforce.audit.services import record, record_not_seen
from taskforce.kit import purposes
from taskforce.kit.errors import not_found, refused
from taskforce.kit.forms import row_named
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.keyring import keys_for_one_request
from taskforce.walls.roles import refuse_to_serve_unwalled

Answer = Callable[[HttpRequest], HttpResponse]


class SignedInOnly:
    """Every view asks for a sign-in unless it is marked `open_to_all`. Forgetting a decorator opens nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.user.is_authenticated or is_open_to_all(view):
            return None
        if request.headers.get("X-Requested-With") == "autosave":
            return JsonResponse({"message": "", "code": "SIGNED_OUT"}, status=401)
        if request.path.startswith("/api/"):
            return JsonResponse({"code": "SIGNED_OUT", "title": "Sign in first.", "status": 401}, status=401)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def open_to_all(view: Any) -> Any:
    """Mark a view as needing no sign-in: sign-in itself, health, errors."""
    view.open_to_all = True
    return view


def is_open_to_all(view: Any) -> bool:
    """allauth's own pages, static files, and what is marked; each guards itself."""
    return getattr(view, "open_to_all", False) or getattr(view, "__module__", "").startswith(("allauth.", "django."))


class ActsForItsUser:
    """The database shows a view only what its user may see (row security). What runs before the view sees nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refuse_to_serve_unwalled()
        with acting_as(request.user), keys_for_one_request():
            return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Pages that are rendered after their view are rendered in a transaction too, for outside one nothing shows."""
        if response.is_rendered:
            return response
        with transaction.atomic():
            return response.render()


class RefusalAnswers:
    """Turns refusals into answers, after the transaction of the view has been rolled back, and puts them on record."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        turned: Turned | None = getattr(request, "turned_away", None)
        if turned is not None:  # the endpoint has answered already, and its transaction is undone
            _record(request, turned)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotVisible):
            _record(request, Turned(model=str(exception)))
            return not_found(request)
        if isinstance(exception, Refusal) and exception.code == "AUDIT_UNAVAILABLE":
            return refused(request, exception, status=503)  # nothing can be put on record, this neither
        if isinstance(exception, PurposeNeeded) and request.method == "GET":
            return purposes.ask(request, exception.key)
        if isinstance(exception, Refusal) and exception.code == "BREAK_GLASS_SCOPE" and request.method == "GET":
            return HttpResponseRedirect(reverse("glass:home"))
        if isinstance(exception, Refusal):
            _record(request, Turned(code=exception.code))
            return _back_with_the_reason(request, exception) or refused(request, exception)
        return None


@dataclass(frozen=True, slots=True)
class Turned:
    """What somebody was refused: a row of `model` that is absent or hidden, or an act, by its code."""

    model: str = ""
    code: str = ""


def _record(request: HttpRequest, turned: Turned) -> None:
    by = request.user if isinstance(request.user, User) else None
    if turned.code:
        record("act.refused", by=by, allowed=False, code=turned.code)
    else:
        record_not_seen(turned.model, _tried(request), by=by)


def _tried(request: HttpRequest) -> UUID | None:
    """The id at the end of the address: which row they asked for, whether or not it is one."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    asked = [value for value in kwargs.values() if isinstance(value, UUID)]
    return asked[-1] if asked else row_named(kwargs.get("public_id"))


def _back_with_the_reason(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    """A button that could not do its work leads to the page it stands on, with the reason on top."""
    if request.method != "POST" or request.path.startswith("/api/") or is_page(request.path):
        return None
    messages.error(request, f"{refusal.message} {refusal.fix} ({refusal.code})")
    return HttpResponseRedirect(page_above(request.path))


def page_above(path: str) -> str:
    """The nearest page above an address: /reports/7/ of /reports/7/retract/. By our wish browsers tell no referrer."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_page(path):
            return path
    return "/"


def is_page(path: str) -> bool:
    """Whether a page can be opened at this address; a button's address only takes what is sent."""
    try:
        return hasattr(getattr(resolve(path).func, "view_class", None), "get")
    except Resolver404:
        return False
