"""The form that enters an operation from before this system."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intelligence.models import IntelligenceReport, OperationOutcome, RaidTarget
from intelligence.rules.outcomes import OLDEST_DAYS
from intelligence.services.outcomes import PastOperation
from taskforce.kit.forms import ActForm
from taskforce.kit.widgets import Day, Seg

UP_TO_THREE = [(0, "0"), (1, "1"), (2, "2"), (3, "3+")]


class PastOperationForm(ActForm):
    """How the evidence stood on the day before the operation, and what it found."""

    went_on = forms.DateField(label=_("Day of the operation"), widget=Day)
    sector = forms.ChoiceField(label=_("Sector"), choices=RaidTarget.Sector.choices, widget=Seg)
    origins = forms.TypedChoiceField(
        label=_("Independent origins"),
        choices=UP_TO_THREE,
        coerce=int,
        widget=Seg,
        help_text=_("Reports that told one story count once."),
    )
    first_hand = forms.TypedChoiceField(label=_("First-hand reports"), choices=UP_TO_THREE, coerce=int, widget=Seg)
    fresh_days = forms.IntegerField(
        label=_("Age of the newest first-hand observation, in days"),
        min_value=0,
        max_value=OLDEST_DAYS,
        required=False,
        help_text=_("On the day of the operation. Leave it empty where nobody had seen it themselves."),
    )
    source_types = forms.MultipleChoiceField(
        label=_("Kinds of source behind it"),
        choices=IntelligenceReport.SourceType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    result = forms.ChoiceField(label=_("What it found"), choices=OperationOutcome.Result.choices[1:], widget=Seg)

    def past(self) -> PastOperation:
        """What was entered. An operation counts from the beginning of its day."""
        facts: dict[str, Any] = self.facts()
        went_on = facts.pop("went_on")
        went_at = timezone.make_aware(datetime.combine(went_on, time.min))
        return PastOperation(went_at=went_at, source_types=tuple(facts.pop("source_types")), **facts)
