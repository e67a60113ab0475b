"""Forms of shelters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shelters.models import Bed, Placement, Shelter
from taskforce.kit.forms import ActForm, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When

GENDERS = [
    ("", _("Not said")),
    ("feminine", _("Feminine")),
    ("masculine", _("Masculine")),
    ("other", _("Another")),
]


class RequestForm(ActForm):
    """Ask a shelter for a place. No name, no story: what the house needs to answer."""

    shelter = forms.ModelChoiceField(label=_("Shelter"), queryset=Shelter.objects.none(), to_field_name="public_id")
    gender = forms.ChoiceField(label=_("Gender, as they say"), choices=GENDERS, required=False)
    language = forms.CharField(label=_("Language"), max_length=40, required=False)
    needs = forms.CharField(
        label=_("Needs"), max_length=1000, widget=Sealed(rows=3), required=False,
        help_text=_("Ground floor, insulin, somebody of the same language. No story."),
    )  # fmt: skip

    def __init__(self, *args: Any, shelters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "shelter", shelters, lambda s: f"{s.code}: {s.house_rules}")


class OfferForm(ActForm):
    """Offer a bed, or say why not."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("offer", _("Offer a bed")), ("decline", _("Cannot take"))],
        widget=Seg,
    )
    bed = forms.ModelChoiceField(label=_("Bed"), queryset=Bed.objects.none(), to_field_name="public_id", required=False)
    reason = forms.ChoiceField(
        label=_("If you cannot take them: why"),
        choices=[("", ""), *Placement.DeclineReason.choices],
        required=False,
    )

    def __init__(self, *args: Any, beds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "bed", beds, lambda bed: f"{bed.unit}, {bed.label}")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "offer" and not data.get("bed"):
            self.add_error("bed", forms.ValidationError(_("Choose a bed."), code="BED_MISSING"))
        return data


class ChoiceForm(ActForm):
    """What the person chose."""

    accepts = forms.ChoiceField(
        label=_("What did they choose?"),
        choices=[("yes", _("Yes, they will come")), ("no", _("No"))],
        widget=Seg,
    )
    meeting_point = forms.CharField(
        label=_("Neutral meeting point"), max_length=120, required=False,
        help_text=_("Where both sides meet. Never the shelter's own place."),
    )  # fmt: skip


class GiveForm(ActForm):
    """Sign that the person was brought."""

    code_word = forms.CharField(label=_("The word the house says"), max_length=40)
    belongings = forms.CharField(label=_("Belongings"), max_length=1000, widget=Sealed(rows=2), required=False)
    documents_given = forms.BooleanField(label=_("Documents went along"), required=False)
    medication_given = forms.BooleanField(label=_("Medication went along"), required=False)


class HoldForm(ActForm):
    """Promise places for an operation."""

    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100)
    held_until = forms.DateTimeField(label=_("Held until"), widget=When)
