"""Pages at the door."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from taskforce.audit.services import record
from taskforce.door import forms, services, session
from taskforce.kit.forms import ActForm
from taskforce.kit.middleware import open_to_all
from taskforce.kit.views import ActPage, signed_in


class Lock(ActPage):
    """The locked screen. It replaces the page: nothing of it stays in the document."""

    template_name = "accounts/lock.html"
    form_class = forms.Unlock

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        session.lock(request)
        response = super().get(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.IS_DEMO and "made_up" in request.POST:  # made-up colleagues have no password
            return HttpResponseRedirect(self._unlocked())
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_right": self._is_right}

    def act(self, form: ActForm) -> str:
        return self._unlocked()

    def page(self) -> dict[str, Any]:
        return {"name": self.user.name, "is_demo": settings.IS_DEMO}

    def _is_right(self, password: str) -> bool:
        # While the form is checked, not within the act: an act that is undone would take back the count of wrong tries.
        is_right = authenticate(self.request, email=self.user.email, password=password) is not None
        if not is_right:
            record("accounts.unlock_refused", by=self.user, allowed=False)
        return is_right

    def _unlocked(self) -> str:
        session.unlock(self.request, at=self.at)
        wanted = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()})
        return wanted if is_ours else reverse("desk:home")


def leave(request: HttpRequest) -> HttpResponse:
    """Leave quickly: one tap, with script or without. The session is locked before the browser has moved on.

    A foreign page that sends somebody here locks nobody.
    """
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return HttpResponseRedirect(reverse("desk:home"))
    session.lock(request)
    to = signed_in(request).agency.exit_url
    away = not to or to == "about:blank"
    # No server may redirect to an empty page; a page that holds nothing may.
    response = render(request, "accounts/away.html") if away else HttpResponseRedirect(to)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def here(request: HttpRequest) -> HttpResponse:
    """Somebody is at the screen who has sent nothing for a while. When the screen is locked, the answer is the lock."""
    return HttpResponse(status=204)


class PreferencesPage(ActPage):
    """How I want to see the house."""

    template_name = "accounts/preferences.html"
    form_class = forms.Preferences

    def get_initial(self) -> dict[str, Any]:
        return {"theme": self.user.theme, "density": self.user.density, "language": self.user.language}

    def act(self, form: ActForm) -> HttpResponse:
        user = services.keep_preferences(by=self.user, **form.facts())
        translation.activate(user.language)
        messages.success(self.request, _("Kept."))
        response = HttpResponseRedirect(reverse("accounts:preferences"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        )
        return response


class People(ActPage):
    """The accounts of one's own agency: invite, release, switch off."""

    template_name = "accounts/people.html"
    form_class = forms.Invite

    def page(self) -> dict[str, Any]:
        return {"people": services.people_of(self.user.agency, by=self.user)}

    def act(self, form: ActForm) -> str:
        services.invite(by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Invited. The link works once, for seven days."))
        return reverse("accounts:people")


@require_POST
def release(request: HttpRequest, user_id: Any) -> HttpResponse:
    services.release_account(user_id=user_id, by=signed_in(request))
    messages.success(request, _("Released. They can sign in again."))
    return HttpResponseRedirect(reverse("accounts:people"))


@require_POST
def deactivate(request: HttpRequest, user_id: Any) -> HttpResponse:
    services.deactivate_account(user_id=user_id, by=signed_in(request))
    messages.success(request, _("Switched off. Every session of this account has ended."))
    return HttpResponseRedirect(reverse("accounts:people"))


@method_decorator(sensitive_post_parameters(), name="dispatch")
class InvitationPage(ActPage):
    """Somebody invited sets a password; the second factor follows at once."""

    template_name = "accounts/invitation.html"
    form_class = forms.AcceptInvitation

    def record(self) -> Any:
        return services.invitation_for(self.kwargs["token"], at=timezone.now())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self._refused(form)
        services.accept_invitation(token=kwargs["token"], password=form.cleaned_data["password"], at=self.at)
        messages.success(request, _("Your account stands. Sign in, then set up your second factor."))
        return HttpResponseRedirect(reverse("account_login"))


invitation = open_to_all(InvitationPage.as_view())
