"""Pages of shelters."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.models import PartnerNotice
from shelters import forms, queries, services
from shelters.models import Placement, Shelter
from shelters.services import Handed
from taskforce.access.services import fields_of, find, may
from taskforce.jurisdiction.pack import pack
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import NotVisible
from victims.models import Person


class Board(Page):
    """The placement board: requests by the time they need an answer, beds at the side."""

    template_name = "shelters/board.html"

    def page(self) -> dict[str, Any]:
        units = queries.units_of(self.user)
        shown = [list(ask(self.user)) for ask in (queries.waiting_requests, queries.under_way, queries.staying)]
        self.listed([placement for placements in shown for placement in placements])
        waiting, under_way, staying = (queries.as_seen_by(self.user, placements) for placements in shown)
        return {
            "waiting": waiting,
            "under_way": under_way,
            "staying": staying,
            "units": units,
            "counts": queries.counts(units),
            "is_house": bool(units),
        }


class PlacementPage(ActPage):
    """One placement, and the one next step that is mine."""

    template_name = "shelters/placement.html"

    def record(self) -> Any:
        return self.opened(Placement, public_id=self.kwargs["placement_id"])

    def get_form_class(self) -> type[ActForm]:
        steps: dict[str, type[ActForm]] = {
            "answer": forms.OfferForm, "choose": forms.ChoiceForm, "hand_over": forms.GiveForm,
        }  # fmt: skip
        return steps.get(self.step, ActForm)

    @property
    def step(self) -> str:
        """Which act is open to me now, if any."""
        acts = ("answer", "choose", "hand_over", "receive")
        step = next((act for act in acts if may(self.user, act, self.obj)), "")
        receipt = getattr(self.obj, "receipt", None)
        return "" if step == "hand_over" and receipt is not None and receipt.given_at else step

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs | {"beds": queries.free_beds(self.user, self.obj.shelter)} if self.step == "answer" else kwargs

    def page(self) -> dict[str, Any]:
        receipt = getattr(self.obj, "receipt", None)
        return {
            "placement": self.obj,
            "shown": fields_of(self.user, self.obj),
            "step": self.step,
            "receipt": self.shown(receipt) if receipt else None,
            "knows_word": may(self.user, "receive", self.obj),
            "may_cancel": may(self.user, "cancel", self.obj),
            "may_exit": may(self.user, "exit", self.obj),
        }

    def act(self, form: ActForm) -> str:
        placement_id, facts = self.obj.public_id, form.facts()
        match self.step:
            case "answer" if facts["answer"] == "offer":
                bed_id = facts["bed"].public_id
                services.offer_place(placement_id=placement_id, bed_id=bed_id, by=self.user, at=self.at)
            case "answer":
                services.decline_placement(placement_id=placement_id, reason=facts["reason"], by=self.user, at=self.at)
            case "choose":
                services.record_choice(
                    placement_id=placement_id, accepts=facts["accepts"] == "yes", by=self.user, at=self.at,
                    meeting_point=facts["meeting_point"],
                )  # fmt: skip
            case "hand_over":
                word = facts.pop("code_word")
                services.sign_as_giver(
                    placement_id=placement_id,
                    code_word=word,
                    handed=Handed(**facts),
                    by=self.user,
                    at=self.at,
                )
            case "receive":
                services.sign_as_receiver(placement_id=placement_id, by=self.user, at=self.at)
            case _:
                raise NotVisible("shelters.Placement")
        return reverse("shelters:placement", args=[placement_id])


class Ask(ActPage):
    """Ask a shelter for a place."""

    template_name = "shelters/ask.html"
    form_class = forms.RequestForm
    draft_key = "placement"

    def record(self) -> Any:
        return self.opened(Person, public_id=self.kwargs["person_id"], agency=self.user.agency_id)

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.obj.language}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"shelters": queries.shelters_for(self.user)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        shelter = facts.pop("shelter")
        placement = services.request_placement(
            person_id=self.obj.public_id, shelter_id=shelter.public_id, by=self.user, at=self.at, **facts
        )
        messages.success(self.request, _("Asked. The house answers within %(n)s hours.") % {"n": _answer_hours()})
        return reverse("shelters:placement", args=[placement.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Ask for a place")}


class Hold(ActPage):
    """Hold beds for an operation."""

    template_name = "shelters/hold.html"
    form_class = forms.HoldForm

    def record(self) -> Any:
        return find(PartnerNotice, self.user, public_id=self.kwargs["notice_id"])

    def get_initial(self) -> dict[str, Any]:
        until = self.obj.window_until + pack().duration("capacity_hold.after_plan_end")
        return {"places": self.obj.people, "held_until": until}

    def act(self, form: ActForm) -> str:
        shelter = find(Shelter, self.user, agency=self.user.agency)
        services.hold_beds(
            notice_id=self.obj.public_id,
            shelter_id=shelter.public_id,
            by=self.user,
            at=self.at,
            **form.facts(),
        )
        messages.success(self.request, _("Held. You can hold another number at any time."))
        return reverse("cases:notice", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Hold the beds")}


class TakePlacements(ExportPage):
    """Take the list of placements away."""

    listing = queries.PLACEMENTS
    page_of_list = "shelters:board"


class TakeBeds(ExportPage):
    """Take the list of beds away."""

    listing = queries.BEDS
    page_of_list = "shelters:board"


@require_POST
def cancel(request: HttpRequest, placement_id: Any) -> HttpResponse:
    services.cancel_placement(placement_id=placement_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(reverse("shelters:placement", args=[placement_id]))


@require_POST
def moved_on(request: HttpRequest, placement_id: Any) -> HttpResponse:
    services.record_exit(placement_id=placement_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(reverse("shelters:board"))


def _answer_hours() -> int:
    return int(pack().duration("placement.answer").total_seconds() // 3600)
