"""Pages of emergency access, of purposes, and of who read outside."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taskforce.access.knowing import EMERGENCY, LISTED, OWN_WORK, Purpose
from taskforce.access.models import BreakGlass, Dissemination
from taskforce.access.policy import visible_rows
from taskforce.access.services import fields_of, find, may
from taskforce.glass import forms, queries, services
from taskforce.glass.session import forget, keep
from taskforce.jurisdiction.pack import pack
from taskforce.kit import purposes
from taskforce.kit.forms import ActForm
from taskforce.kit.step_up import prove_first, stepped_up_at
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import NotVisible


class Why(Page):
    """Asks for the purpose of an unusual reading: one tap, once a record, until sign-out."""

    template_name = "glass/why.html"

    def page(self) -> dict[str, Any]:
        if not purposes.is_asked(self.request, self.kwargs["token"]):
            raise NotVisible("purpose")
        return {"choices": [(str(code), label) for code, label in purposes.WHY.items()]}

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        said = request.POST.get("purpose", "")
        path = purposes.answer(request, token, said) if said in set(Purpose) else ""
        if not path:
            raise NotVisible("purpose")
        return HttpResponseRedirect(path)


class Desk(Page):
    """Emergency access: mine, and what waits for me."""

    template_name = "glass/desk.html"

    def page(self) -> dict[str, Any]:
        return {
            "desk": queries.desk_of(self.user, at=self.at),
            "may_break": queries.may_break(self.user),
            "sees_readers": visible_rows(self.user, Dissemination) is not False,
        }


class Break(ActPage):
    """Open one record in an emergency."""

    template_name = "glass/break.html"
    form_class = forms.BreakForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_break(self.user):
            raise NotVisible("glass")
        return prove_first(request) or super().get(request, *args, **kwargs)

    def act(self, form: ActForm) -> str:
        glass = services.break_glass(
            **form.facts(), stepped_up_at=stepped_up_at(self.request), by=self.user, at=self.at
        )
        keep(self.request, glass)
        return reverse("glass:one", args=[glass.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Open this one record"), "minutes": _minutes("glass.lasts")}


class One(ActPage):
    """One emergency access: what it shows to whoever has it, and what others can do about it."""

    template_name = "glass/one.html"
    form_class = forms.ReviewForm

    def record(self) -> BreakGlass:
        return find(BreakGlass, self.user, public_id=self.kwargs["glass_id"])

    def act(self, form: ActForm) -> str:
        services.review_glass(glass_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Your judgement is on record."))
        return reverse("glass:one", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        glass: BreakGlass = self.obj
        lasts, waits = glass.lasts(self.at), glass.value().waits(self.at)
        is_mine = glass.by_id == self.user.pk
        if is_mine and not lasts:
            forget(self.request, glass)
        elif is_mine:
            keep(self.request, glass)
        return {
            "glass": glass,
            "is_mine": is_mine,
            "lasts": lasts,
            "waits": waits,
            "behind": queries.behind(self.user, glass, at=self.at),
            "shown": fields_of(self.user, glass),
            "may_confirm": waits and may(self.user, "confirm", glass),
            "may_end": (lasts or waits) and may(self.user, "end", glass),
            "may_review": bool(glass.opened_at) and may(self.user, "review", glass) and glass.second_id != self.user.pk,
            "submit_label": _("Put my judgement on record"),
        }


class Outside(Page):
    """Who outside my agency has read its records."""

    template_name = "glass/outside.html"

    def page(self) -> dict[str, Any]:
        if visible_rows(self.user, Dissemination) is False:
            raise NotVisible("glass")
        subject = self.kwargs.get("subject_id")
        read = list(queries.readers_outside(self.user, subject_id=subject)[:200])
        return {"read": [(row, _why(row.purpose)) for row in read], "of_one": subject is not None}


@require_POST
def confirm(request: HttpRequest, glass_id: Any) -> HttpResponse:
    back = reverse("glass:one", args=[glass_id])
    proof = prove_first(request, back=back)
    if proof is not None:
        return proof
    services.confirm_glass(
        glass_id=glass_id, stepped_up_at=stepped_up_at(request), by=signed_in(request), at=timezone.now()
    )
    messages.success(request, _("Confirmed. It is open for an hour, and you are on record as the second person."))
    return HttpResponseRedirect(back)


@require_POST
def end(request: HttpRequest, glass_id: Any) -> HttpResponse:
    glass = services.end_glass(glass_id=glass_id, by=signed_in(request), at=timezone.now())
    forget(request, glass)
    messages.success(request, _("Closed. Nobody reads through it any more."))
    return HttpResponseRedirect(reverse("glass:one", args=[glass_id]))


def _why(purpose: str) -> str:
    others = {OWN_WORK: _("Shared work"), LISTED: _("In a list"), EMERGENCY: _("Emergency access")}
    return others[purpose] if purpose in others else str(purposes.WHY[Purpose(purpose)])


def _minutes(code: str) -> int:
    return int(pack().duration(code).total_seconds() // 60)
