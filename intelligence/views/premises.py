"""Pages of the inside of a target: rooms, hazards, and the sketch with its marks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.premises import HazardForm, MarkForm, RoomForm
from intelligence.models import Hazard, IntelligenceFile, RaidTarget, Room, SketchMark
from intelligence.presenting import target_tabs
from intelligence.queries.premises import (
    FIELDS,
    cells,
    grid,
    hazards_of,
    marks_of,
    reports_to_choose,
    rooms_of,
    rooms_seen_from,
    rooms_to_choose,
    sketches_of,
)
from intelligence.services import premises
from taskforce.access.services import may
from taskforce.kit.files import AddFile
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.uploads.rules import PICTURES


class Premises(Page):
    """The inside of one target."""

    template_name = "intelligence/premises.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        rooms, hazards = rooms_of(self.user, target), hazards_of(self.user, target)
        self.listed([seen.room for seen in rooms])
        self.listed([seen.hazard for seen in hazards])
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:premises"),
            "rooms": rooms,
            "hazards": hazards,
            "sketches": self.listed(sketches_of(self.user, target)),
            "may_survey": may(self.user, "survey", target),
        }


def _of(target: RaidTarget) -> str:
    return reverse("intelligence:premises", args=[target.public_id])


class AddRoom(ActPage):
    """Write down a room."""

    template_name = "intelligence/room_form.html"
    form_class = RoomForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rooms": rooms_to_choose(self.user, self.obj)}

    def act(self, form: ActForm) -> str:
        premises.add_room(target_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Room added."))
        return _of(self.obj)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Add the room"), "target": self.obj}


class ChangeRoom(AddRoom):
    """Write anew what is known of a room."""

    def record(self) -> Any:
        return self.opened(Room, public_id=self.kwargs["room_id"], withdrawn_at=None)

    def get_initial(self) -> dict[str, Any]:
        room = self.obj
        told = {name: getattr(room, name) for name in ("kind", "lock", "holds", "name", "floor", "note")}
        return told | {"sees": rooms_seen_from(self.user, room)}

    def get_form_kwargs(self) -> dict[str, Any]:
        room = self.obj
        rooms = rooms_to_choose(self.user, room.target, but=room.public_id)
        return super(AddRoom, self).get_form_kwargs() | {"rooms": rooms}

    def act(self, form: ActForm) -> str:
        version = form.cleaned_data["version"]
        premises.change_room(room_id=self.obj.public_id, version=version, by=self.user, **form.facts())
        return _of(self.obj.target)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save the room"), "target": self.obj.target, "withdraw": "intelligence:withdraw-room"}


class AddHazard(ActPage):
    """Write down a hazard."""

    template_name = "intelligence/hazard_form.html"
    form_class = HazardForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    @property
    def target(self) -> RaidTarget:
        found: RaidTarget = self.obj
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        rooms, reports = rooms_to_choose(self.user, self.target), reports_to_choose(self.user, self.target)
        return super().get_form_kwargs() | {"rooms": rooms, "reports": reports}

    def act(self, form: ActForm) -> str:
        premises.add_hazard(target_id=self.target.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Hazard added."))
        return _of(self.target)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Add the hazard"), "target": self.target}


class ChangeHazard(AddHazard):
    """Write anew what is known of a hazard."""

    def record(self) -> Any:
        return self.opened(Hazard, public_id=self.kwargs["hazard_id"], withdrawn_at=None)

    @property
    def target(self) -> RaidTarget:
        found: RaidTarget = self.obj.target
        return found

    def get_initial(self) -> dict[str, Any]:
        hazard = self.obj
        report = reports_to_choose(self.user, self.target).filter(pk=hazard.report_id).first()
        return {
            "kind": hazard.kind, "note": hazard.note, "seen_at": timezone.localtime(hazard.seen_at),
            "room": hazard.room and hazard.room.public_id, "report": report and report.public_id,
        }  # fmt: skip

    def act(self, form: ActForm) -> str:
        version = form.cleaned_data["version"]
        premises.change_hazard(
            hazard_id=self.obj.public_id, version=version, by=self.user, at=self.at, **form.facts()
        )  # fmt: skip
        return _of(self.target)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save the hazard"), "target": self.target, "withdraw": "intelligence:withdraw-hazard"}


class AddSketch(AddFile):
    """Send a picture of the place, to be marked."""

    takes = PICTURES

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        row = premises.add_sketch(target_id=self.obj.public_id, by=self.user, at=self.at, **facts)
        self.kept(facts["file"], row)
        return reverse("intelligence:sketch", args=[row.public_id])


class Sketch(ActPage):
    """One sketch with its numbered marks, and the form that puts another one on it."""

    template_name = "intelligence/sketch.html"
    form_class = MarkForm

    def record(self) -> Any:
        kind = IntelligenceFile.Purpose.SKETCH
        return self.opened(IntelligenceFile, public_id=self.kwargs["sketch_id"], purpose=kind, withdrawn_at=None)

    def get_initial(self) -> dict[str, Any]:
        """What was clicked: a link of the picture names the middle of its field."""
        return {name: self.request.GET[name] for name in ("x", "y") if self.request.GET.get(name, "").isdecimal()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cells": cells()}

    def act(self, form: ActForm) -> str:
        premises.add_mark(sketch_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("intelligence:sketch", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        marks, target = marks_of(self.user, self.obj), self.obj.target
        self.listed([seen.mark for seen in marks])
        return {
            "file": self.obj, "target": target, "marks": marks, "fields": FIELDS, "grid": grid(),
            "may_survey": may(self.user, "survey", target), "submit_label": _("Put the mark"),
        }  # fmt: skip


class ChangeMark(ActPage):
    """Move a mark, or name it anew."""

    template_name = "intelligence/mark_form.html"
    form_class = MarkForm

    def record(self) -> Any:
        return self.opened(SketchMark, public_id=self.kwargs["mark_id"], withdrawn_at=None)

    def get_initial(self) -> dict[str, Any]:
        mark = self.obj
        return {"kind": mark.kind, "label": mark.label, "x": mark.x, "y": mark.y}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cells": cells()}

    def act(self, form: ActForm) -> str:
        version = form.cleaned_data["version"]
        premises.change_mark(mark_id=self.obj.public_id, version=version, by=self.user, **form.facts())
        return reverse("intelligence:sketch", args=[self.obj.sketch.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save the mark")}


@require_POST
def withdraw_room(request: HttpRequest, room_id: Any) -> HttpResponse:
    row = premises.withdraw_from_target(Room, row_id=room_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(_of(row.target))


@require_POST
def withdraw_hazard(request: HttpRequest, hazard_id: Any) -> HttpResponse:
    row = premises.withdraw_from_target(Hazard, row_id=hazard_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(_of(row.target))


@require_POST
def withdraw_mark(request: HttpRequest, mark_id: Any) -> HttpResponse:
    row = premises.withdraw_from_target(SketchMark, row_id=mark_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(reverse("intelligence:sketch", args=[row.sketch.public_id]))
