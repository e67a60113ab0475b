"""Forms of what is decided on a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.models import DangerAssessment, ReviewDecision
from intelligence.queries.reports import legal_bases
from taskforce.accounts.models import Agency
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.purposes import WHY
from taskforce.kit.widgets import Sealed, Seg, When

REASONS = _("Your agency alone reads it.")


class AttestForm(ActForm):
    """Attest on what legal basis a report was obtained."""

    legal_basis = forms.ChoiceField(label=_("It was obtained lawfully, on this basis"), widget=Seg)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "legal_basis", legal_bases())


class ReasonsForm(ActForm):
    """Write down why."""

    reasons = forms.CharField(label=_("Why"), max_length=4000, widget=Sealed(rows=4), help_text=REASONS)


class AskForm(ActForm):
    """Ask the agency of a report to read it."""

    purpose = forms.ChoiceField(label=_("What for"), choices=[(str(code), label) for code, label in WHY.items()])
    need = forms.CharField(
        label=_("Why you need just this report"), max_length=2000, widget=Sealed(rows=3),
        help_text=_("Its agency reads this, and decides."),
    )  # fmt: skip


class AnswerForm(ActForm):
    """Answer a question of another agency."""

    answer = forms.ChoiceField(
        label=_("May they read it?"), widget=Seg,
        choices=[("give", _("Yes, until we end it")), ("refuse", _("No"))],
    )  # fmt: skip


class WarnForm(ActForm):
    """Words for an agency that signed nothing, because somebody is in danger."""

    danger = forms.CharField(
        label=_("Who is in danger now, and of what"), max_length=2000, widget=Sealed(rows=2), help_text=REASONS
    )
    recipient = forms.ModelChoiceField(
        label=_("Which agency"), queryset=Agency.objects.none(), to_field_name="public_id", required=False,
        empty_label=_("One that is not in this system"),
    )  # fmt: skip
    told = forms.CharField(label=_("Who there is told, and how"), max_length=200, help_text=REASONS)
    words = forms.CharField(
        label=_("What they are told"), max_length=500, widget=Sealed(rows=4),
        help_text=_("Your assessment in your own words, at most 500 characters. Never the text of the report."),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "recipient", agencies, lambda agency: agency.name)


class JudgeForm(ActForm):
    """Judge words that were given because somebody was in danger."""

    verdict = forms.ChoiceField(label=_("Was it justified?"), widget=Seg, choices=DangerAssessment.Verdict.choices)


class ReviewForm(ActForm):
    """Review how long a report is kept."""

    decision = forms.ChoiceField(label=_("What becomes of it"), widget=Seg, choices=ReviewDecision.Decision.choices)
    learned = forms.CharField(
        label=_("What was learned since"), max_length=4000, widget=Sealed(rows=4), required=False,
        help_text=_("Facts for which there is suspicion still. A corrected name or address is none."),
    )  # fmt: skip
    learned_at = forms.DateTimeField(label=_("When it was learned"), widget=When, required=False)


class HoldForm(ActForm):
    """Keep a report beyond its time, for the law."""

    reason = forms.CharField(
        label=_("Why the law asks for it"), max_length=2000, widget=Sealed(rows=3), help_text=REASONS
    )
    until = forms.DateTimeField(label=_("Until"), widget=When, help_text=_("Within a year. It can be placed again."))
