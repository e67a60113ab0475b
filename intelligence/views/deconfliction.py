"""Pages of deconfliction: what was asked about a target, what it met, and what both sides agreed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.deconfliction import AnswerForm, AskForm, AskOutsideForm, ContactForm, ResolveForm
from intelligence.models import DeconflictionCheck, DeconflictionConflict, DeconflictionContact, RaidTarget
from intelligence.presenting import checks_shown, target_tabs
from intelligence.queries.deconfliction import checks_of, conflicts_for, contact_of, deconfliction_standing
from intelligence.services.deconfliction import Event, ask_deconfliction
from intelligence.services.deconfliction_answers import (
    ask_outside,
    name_contact,
    resolve_conflict,
    withdraw_check,
    write_answer,
)
from intelligence.services.outside_systems import systems
from taskforce.access.services import may, may_any
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in


class Deconfliction(Page):
    """What was asked about one target, and whether a plan may go on."""

    template_name = "intelligence/deconfliction.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        checks = checks_of(self.user, target)
        self.listed(checks)
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:deconfliction"),
            "checks": checks_shown(self.user, checks, at=self.at),
            "standing": deconfliction_standing(target, now=self.at),
            "is_ours": target.agency_id == self.user.agency_id,
            "may_ask": may(self.user, "deconflict", target),
        }


class Conflicts(Page):
    """The conflicts of my agency, and whom others call."""

    template_name = "intelligence/conflicts.html"
    lists = (DeconflictionConflict, DeconflictionContact)

    def page(self) -> dict[str, Any]:
        return {
            "conflicts": self.listed(conflicts_for(self.user)),
            "contact": contact_of(self.user),
            "may_name": may_any(self.user, "name", DeconflictionContact),
            "may_resolve": may_any(self.user, "resolve", DeconflictionConflict),
        }


class AboutTarget(ActPage):
    """An act about one target, which leads back to what was asked about it."""

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def landing(self) -> str:
        return reverse("intelligence:deconfliction", args=[self.obj.public_id])


class Ask(AboutTarget):
    """Ask the other agencies of this deployment."""

    template_name = "intelligence/deconfliction_ask.html"
    form_class = AskForm

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        event = Event(**facts) if facts.pop("kind") == DeconflictionCheck.Kind.EVENT else None
        entry = ask_deconfliction(target_id=self.obj.public_id, event=event, by=self.user, at=self.at)
        if entry.result == DeconflictionCheck.Result.CONFLICT:
            messages.warning(self.request, _("Another agency is there too. Call it before you do anything else."))
        else:
            messages.success(self.request, _("No conflict. Your entry stands, so that others meet it."))
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Enter and ask")}


class AskOutside(AboutTarget):
    """Ask a system outside this deployment."""

    template_name = "intelligence/deconfliction_outside.html"
    form_class = AskOutsideForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"systems": systems()}

    def act(self, form: ActForm) -> str:
        ask_outside(target_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("On record. Call the watch centre and write down what it says."))
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Begin")}


class Answer(ActPage):
    """Write down what an outside system said."""

    template_name = "intelligence/deconfliction_answer.html"
    form_class = AnswerForm

    def record(self) -> Any:
        return self.opened(DeconflictionCheck, public_id=self.kwargs["check_id"])

    def act(self, form: ActForm) -> str:
        write_answer(
            check_id=self.obj.public_id, version=form.cleaned_data["version"], by=self.user, at=self.at, **form.facts()
        )
        if form.cleaned_data["result"] == DeconflictionCheck.Result.CONFLICT:
            messages.warning(self.request, _("Written down. Call them before you do anything else."))
        else:
            messages.success(self.request, _("Written down: no conflict there."))
        return reverse("intelligence:deconfliction", args=[self.obj.target.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Write it down"), "target": self.obj.target}


class Resolve(ActPage):
    """Write what the two sides agreed on."""

    template_name = "intelligence/conflict_resolve.html"
    form_class = ResolveForm

    def record(self) -> Any:
        return self.opened(DeconflictionConflict, public_id=self.kwargs["conflict_id"])

    def act(self, form: ActForm) -> str:
        resolve_conflict(
            conflict_id=self.obj.public_id, version=form.cleaned_data["version"], by=self.user, at=self.at,
            **form.facts(),
        )  # fmt: skip
        messages.success(self.request, _("Settled, for your side."))
        return reverse("intelligence:conflicts")

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Settle"), "target": self.obj.entry.target}


class NameContact(ActPage):
    """Name the duty desk that others call."""

    template_name = "intelligence/deconfliction_contact.html"
    form_class = ContactForm
    makes = ("name", DeconflictionContact)

    def get_initial(self) -> dict[str, Any]:
        kept = contact_of(self.user)
        return {"desk": kept.desk, "phone": kept.phone} if kept else {}

    def act(self, form: ActForm) -> str:
        name_contact(by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Named. Other agencies read it once they have a conflict with yours."))
        return reverse("intelligence:conflicts")

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Name it")}


@require_POST
def withdraw(request: HttpRequest, check_id: UUID) -> HttpResponse:
    entry = withdraw_check(check_id=check_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Taken back: others meet it no more."))
    return HttpResponseRedirect(reverse("intelligence:deconfliction", args=[entry.target.public_id]))
