"""Forms of targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.models import (
    RaidTarget,
    VerificationAttempt,
)
from intelligence.rules.targets import Scope
from taskforce.access.knowing import Purpose
from taskforce.accounts.models import User
from taskforce.kit.forms import ActForm, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When

SCOPES = [
    (Scope.PREMISES.value, _("One premises")),
    (Scope.STREET.value, _("A street or block")),
    (Scope.DISTRICT.value, _("A district")),
]


class TargetForm(ActForm):
    """Open a target."""

    title = forms.CharField(
        label=_("Working name"), max_length=80, help_text=_("How colleagues will call it. Not the address.")
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=RaidTarget.Sector.choices, widget=Seg)
    scope = forms.ChoiceField(label=_("What is it?"), choices=SCOPES, widget=Seg)
    premises = forms.ChoiceField(label=_("Kind of premises"), choices=RaidTarget.Premises.choices)
    address = forms.CharField(
        label=_("Where exactly"), max_length=400, widget=Sealed(rows=2), help_text=_("Floor, entrance, unit.")
    )
    description = forms.CharField(label=_("Description"), max_length=8000, widget=Sealed(), required=False)


SHARED_FOR = {
    Purpose.CASE: _("It belongs to a case they work on"),
    Purpose.SAFETY: _("Somebody's safety depends on it"),
    Purpose.COVER: _("They stand in for a colleague"),
    Purpose.CHECK: _("They check the quality of the work"),
}


class ShareForm(ActForm):
    """Let a colleague of another agency work on a target."""

    colleague = forms.ModelChoiceField(label=_("With whom"), queryset=User.objects.none(), to_field_name="public_id")
    purpose = forms.ChoiceField(
        label=_("What they need it for"), choices=[(str(code), label) for code, label in SHARED_FOR.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "colleague", colleagues, lambda u: f"{u.name}, {u.agency.name}")


class VerificationForm(ActForm):
    """Log an attempt to verify."""

    method = forms.ChoiceField(label=_("How"), choices=VerificationAttempt.Method.choices)
    attempted_at = forms.DateTimeField(label=_("When"), widget=When)
    result = forms.ChoiceField(label=_("What came of it"), choices=VerificationAttempt.Result.choices)
    note = forms.CharField(
        label=_("What was seen, and from where"), max_length=4000, widget=Sealed(rows=3), required=False,
        help_text=_("Not who told you: a source is never named here."),
    )  # fmt: skip
