"""Forms of tips."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.forms.reports import GradeFields
from intelligence.forms.source_words import ReadAgain
from intelligence.models import IntelligenceReport, Tip
from intelligence.queries.reports import indicator_choices, legal_bases
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Narrowed, Sealed, Seg, Text, When


class TipForm(ActForm):
    """Take down a tip."""

    text = forms.CharField(label=_("What was told"), max_length=20000, widget=Sealed(rows=6))
    channel = forms.ChoiceField(label=_("How it came"), choices=Tip.Channel.choices, widget=Seg)
    received_at = forms.DateTimeField(label=_("When it came"), widget=When)
    teller = forms.CharField(
        label=_("How the person who told it can be reached"),
        max_length=1000,
        required=False,
        widget=Sealed(rows=2, readers=_("Analysts of your agency")),
        help_text=_("Only if they wish it. Nobody has to say who they are."),
    )


class DecideForm(ActForm):
    """Decide that a tip is no report of ours."""

    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[("dismissed", _("Dismiss it")), ("passed_on", _("Pass it on"))],
        widget=Seg,
    )
    repeats = forms.ChoiceField(label=_("It repeats another tip"), required=False)
    passed_to = forms.CharField(label=_("Passed on to"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=Text(rows=3))

    def __init__(self, *args: Any, others: list[Tip], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(t.public_id), f"{t.reference}, {t.get_channel_display()}") for t in others]
        offer(self, "repeats", [("", _("No")), *named])

    def clean(self) -> dict[str, Any]:
        """Whoever passes a tip on says to whom."""
        given = super().clean() or {}
        if given.get("decision") == "passed_on" and not given.get("passed_to"):
            self.add_error("passed_to", _("Say to whom it was passed on."))
        return given


class PromoteForm(GradeFields, ReadAgain):
    """Make a report of a tip."""

    field_order = [
        "text", "text_is_clean", "observed_at", "access", "grade_source", "grade_info", "handling_code",
        "handling_conditions", "rationale", "reason",
        "speaks_of_child", "legal_basis", "indicators",
    ]  # fmt: skip

    text = forms.CharField(
        label=_("What was seen, heard or told"),
        max_length=20000,
        widget=Sealed(rows=6),
        help_text=_("Only the information. Nothing that tells who told it."),
    )
    observed_at = forms.DateTimeField(label=_("When it was observed"), widget=When)
    access = forms.ChoiceField(
        label=_("How whoever told it knows"), choices=IntelligenceReport.Access.choices, widget=Seg
    )
    reason = forms.CharField(
        label=_("Why it becomes a report"),
        max_length=2000,
        widget=Text(rows=2),
        help_text=_("What makes it more than talk."),
    )
    speaks_of_child = forms.BooleanField(label=_("It speaks of a child"), required=False)
    legal_basis = forms.ChoiceField(
        label=_("I attest that it was obtained lawfully"),
        required=False,
        help_text=_("On what basis. Without one it is kept, and used for nothing until somebody attests it."),
    )
    indicators = forms.MultipleChoiceField(label=_("Indicators that came up"), required=False, widget=Narrowed)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "indicators", indicator_choices())
        offer(self, "legal_basis", [("", _("Nobody attests it yet")), *legal_bases()])
