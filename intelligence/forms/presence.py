"""Forms of what is affirmed of a target, and of how its evidence hangs together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.models import AccountContamination, IntelligenceReport
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Sealed, Seg


class AffirmForm(ActForm):
    """Affirm what the evidence says, as it was read."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reasons = forms.CharField(
        label=_("Why you are sure"),
        max_length=4000,
        widget=Sealed(rows=5),
        help_text=_("What you read, what else could explain it, and why it does not. No name of a source."),
    )


class UnlinkForm(ActForm):
    """Take a report off a target."""

    reason = forms.CharField(label=_("Why it does not belong here"), max_length=2000, widget=Sealed(rows=3))


class ContaminationForm(ActForm):
    """Say that two survivors' accounts may have shaped each other."""

    other = forms.ChoiceField(label=_("The other account"))
    how = forms.ChoiceField(label=_("How"), choices=AccountContamination.How.choices, widget=Seg)
    reason = forms.CharField(
        label=_("What happened"),
        max_length=2000,
        widget=Sealed(rows=3),
        help_text=_("When and where, in a sentence. It says nothing against either person."),
    )

    def __init__(self, *args: Any, accounts: list[IntelligenceReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", [(str(report.public_id), report.reference) for report in accounts])


class StrikeForm(ActForm):
    """Take back that two accounts may have shaped each other."""

    reason = forms.CharField(
        label=_("Why it is taken back"), max_length=2000, widget=Sealed(rows=3),
        help_text=_("What is known now that was not known then. It says nothing against either person."),
    )  # fmt: skip
