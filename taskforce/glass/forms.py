"""Forms of emergency access."""

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.access.models import BreakGlass
from taskforce.kit.forms import ActForm
from taskforce.kit.widgets import Sealed, Seg


class BreakForm(ActForm):
    reference = forms.CharField(
        label=_("Reference of the record"),
        max_length=16,
        help_text=_("For example T-7Q2K9D. One record, nothing else."),
    )
    reason = forms.CharField(
        label=_("Why you need it now"),
        max_length=2000,
        widget=Sealed(rows=4, readers=_("The supervisors, coordinators and managers of the record's agency")),
    )
    is_danger = forms.BooleanField(
        label=_("Somebody is in danger now and I cannot wait for a second person"), required=False
    )


class ReviewForm(ActForm):
    verdict = forms.ChoiceField(label=_("Your judgement"), choices=BreakGlass.Verdict.choices, widget=Seg)
