"""Forms of deconfliction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.models import DeconflictionCheck
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Sealed, Seg, When


class AskForm(ActForm):
    """Ask the other agencies of this deployment."""

    kind = forms.ChoiceField(label=_("What do you enter?"), choices=DeconflictionCheck.Kind.choices, widget=Seg)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=When, required=False, help_text=_("Of an operation."))
    ends_at = forms.DateTimeField(
        label=_("Ends"), widget=When, required=False, help_text=_("Of an operation, with staging and leaving.")
    )
    latitude = forms.FloatField(label=_("Latitude"), min_value=-89, max_value=89, required=False)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    radius_m = forms.IntegerField(
        label=_("Within how many metres"),
        min_value=50,
        required=False,
        help_text=_("The address is compared in any case. A point and a radius also meet what lies nearby."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == DeconflictionCheck.Kind.EVENT:
            for name in ("starts_at", "ends_at"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("An operation has a beginning and an end."))
        return given


class AskOutsideForm(ActForm):
    """Ask a system outside this deployment."""

    system = forms.ChoiceField(label=_("Which system"), choices=())
    starts_at = forms.DateTimeField(label=_("Begins"), widget=When)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=When)

    def __init__(self, *args: Any, systems: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "system", list(systems.items()))


class AnswerForm(ActForm):
    """Write down what an outside system said."""

    result = forms.ChoiceField(
        label=_("What it said"), choices=[c for c in DeconflictionCheck.Result.choices if c[0] != "pending"], widget=Seg
    )
    external_ref = forms.CharField(label=_("Its reference"), max_length=64)
    contact = forms.CharField(
        label=_("Whom to call"), max_length=200, required=False, help_text=_("Only where there is a conflict.")
    )


class ResolveForm(ActForm):
    """Write what the two sides agreed on."""

    resolution = forms.CharField(
        label=_("What you agreed"),
        max_length=4000,
        widget=Sealed(rows=4),
        help_text=_("With whom you spoke, who goes first, who stays away. Your agency alone reads it."),
    )


class ContactForm(ActForm):
    """Name the duty desk that others call."""

    desk = forms.CharField(label=_("Whom to ask for"), max_length=80, help_text=_("A desk, not a private person."))
    phone = forms.CharField(label=_("Telephone"), max_length=40)
