"""Forms of the inside of a target."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.models import Hazard, IntelligenceReport, Room, SketchMark
from intelligence.models.premises import MOST_PEOPLE
from intelligence.services.premises import HazardGiven, MarkGiven, RoomGiven
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When


def _called(room: Room) -> str:
    return f"{room.reference} {room.name}"


class RoomForm(ActForm):
    """Write down a room."""

    name = forms.CharField(label=_("What colleagues call it"), max_length=80, widget=Sealed(rows=1))
    kind = forms.ChoiceField(label=_("Kind of room"), choices=Room.Kind.choices)
    floor = forms.CharField(label=_("Floor or part of the building"), max_length=80, widget=Sealed(rows=1), required=False)  # fmt: skip  # noqa: E501
    lock = forms.ChoiceField(label=_("Lock"), choices=Room.Lock.choices, widget=Seg)
    holds = forms.IntegerField(
        label=_("How many people it takes"), min_value=0, max_value=MOST_PEOPLE, required=False,
        help_text=_("To plan with, not how many are held there."),
    )  # fmt: skip
    sees = forms.ModelMultipleChoiceField(
        label=_("From here one sees or hears into"), queryset=Room.objects.none(), to_field_name="public_id",
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("It goes both ways. People to be kept apart must not wait in rooms that see each other."),
    )  # fmt: skip
    note = forms.CharField(label=_("More"), max_length=2000, widget=Sealed(rows=3), required=False)

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "sees", rooms, _called)

    def facts(self) -> dict[str, Any]:
        """The room and what it sees, ready for the service."""
        facts = super().facts()
        return {"sees": [room.public_id for room in facts.pop("sees")], "room": RoomGiven(**facts)}


class HazardForm(ActForm):
    """Write down a hazard."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Hazard.Kind.choices)
    note = forms.CharField(label=_("Where and how"), max_length=2000, widget=Sealed(rows=3))
    seen_at = forms.DateTimeField(label=_("Last seen or reported"), widget=When)
    room = forms.ModelChoiceField(
        label=_("In which room"), queryset=Room.objects.none(), to_field_name="public_id", required=False
    )
    report = forms.ModelChoiceField(
        label=_("Known from which report"), queryset=IntelligenceReport.objects.none(), to_field_name="public_id",
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, rooms: Any, reports: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "room", rooms, _called)
        offer_rows(self, "report", reports, lambda report: str(report.reference))

    def facts(self) -> dict[str, Any]:
        """The hazard, ready for the service."""
        facts = super().facts()
        named = {name: facts[name].public_id if facts[name] else None for name in ("room", "report")}
        return {"hazard": HazardGiven(**(facts | named))}


class MarkForm(ActForm):
    """Put a mark on a sketch: by a click, by a field of the grid, or by numbers."""

    kind = forms.ChoiceField(label=_("What it is"), choices=SketchMark.Kind.choices)
    label = forms.CharField(label=_("What to know about it"), max_length=200, widget=Sealed(rows=2), required=False)
    cell = forms.ChoiceField(
        label=_("Field of the grid"), required=False, help_text=_("Letters run along the top, numbers down the side.")
    )
    x = forms.IntegerField(label=_("From the left, in per cent"), min_value=0, max_value=100, required=False)
    y = forms.IntegerField(label=_("From the top, in per cent"), min_value=0, max_value=100, required=False)

    def __init__(self, *args: Any, cells: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cell", [("", _("Clicked or typed below")), *cells])

    def facts(self) -> dict[str, Any]:
        """The mark, ready for the service."""
        return {"mark": MarkGiven(**super().facts())}
