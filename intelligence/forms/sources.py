"""Forms of the source register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.forms.reports import GradeFields
from intelligence.forms.source_words import ReadAgain
from intelligence.models import IntelligenceReport, SourceAuthorisation, SourceContactRecord, SourceIdentity
from intelligence.queries.reports import legal_bases
from taskforce.accounts.models import User
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When

OFFICERS = _("The officers of the source, and nobody else.")


class OfficerFields(forms.Form):
    """Who answers for a source. Each is another person."""

    controller = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("Who oversees them"), to_field_name="public_id"
    )
    handler = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who meets them"), to_field_name="public_id")
    co_handler = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("Who else meets them"), to_field_name="public_id", required=False
    )

    def __init__(self, *args: Any, controllers: Any, handlers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "controller", controllers, lambda user: user.name)
        for name in ("handler", "co_handler"):
            offer_rows(self, name, handlers, lambda user: user.name)


class TermFields(forms.Form):
    """Why, until when, and the question that protects people in care. Nothing is chosen beforehand."""

    in_care = forms.ChoiceField(
        label=_("Is this person in a counselling period, or were they exploited themselves?"),
        choices=SourceAuthorisation.InCare.choices,
        widget=Seg,
        help_text=_("Ask them, and ask yourself. We keep no list to look them up in, and you may not look for one."),
    )
    reason = forms.CharField(
        label=_("Why they may be tasked, and for what"),
        max_length=2000,
        widget=Sealed(rows=3, readers=OFFICERS),
    )
    expires_at = forms.DateTimeField(label=_("Until"), widget=When)


class SourceForm(TermFields, OfficerFields, ActForm):
    """Enter a source, with the first authorisation."""

    field_order = [
        "kind", "in_care", "code_name", "name", "contact", "notes", "controller", "handler", "co_handler", "reason",
        "expires_at",
    ]  # fmt: skip

    kind = forms.ChoiceField(label=_("Who they are to the place"), choices=[("", ""), *SourceIdentity.Kind.choices])
    code_name = forms.CharField(
        label=_("Code name"), max_length=60, help_text=_("It says nothing about them. It is refused in reports.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    contact = forms.CharField(
        label=_("How they are reached safely"), max_length=2000, required=False, widget=Sealed(rows=2, readers=OFFICERS)
    )
    notes = forms.CharField(
        label=_("What else their officers must know"), max_length=20000, required=False,
        widget=Sealed(rows=3, readers=OFFICERS),
    )  # fmt: skip


class AuthoriseForm(TermFields, ActForm):
    """Renew an authorisation."""


class CancelForm(ActForm):
    """End an authorisation."""

    reason = forms.CharField(label=_("Why"), max_length=2000, widget=Sealed(rows=3, readers=OFFICERS))


class AppointForm(OfficerFields, ActForm):
    """Hand a source over to other officers."""


class ContactForm(ActForm):
    """Write down what a source told, as they told it."""

    raw = forms.CharField(
        label=_("What they told, as they told it"), max_length=20000, widget=Sealed(rows=8, readers=OFFICERS)
    )
    welfare = forms.CharField(
        label=_("How they are"), max_length=4000, required=False, widget=Sealed(rows=3, readers=OFFICERS),
        help_text=_("How safe they are, what they fear, what was promised."),
    )  # fmt: skip
    how = forms.ChoiceField(label=_("How you spoke"), choices=SourceContactRecord.How.choices, widget=Seg)
    held_at = forms.DateTimeField(label=_("When you spoke"), widget=When)
    tasked_at = forms.DateTimeField(
        label=_("When they were asked to find this out"), required=False, widget=When,
        help_text=_("Empty if they told it unasked."),
    )  # fmt: skip


class IssueForm(ActForm):
    """Give a colleague a reference for one report."""

    writer = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("Who writes the report"), to_field_name="public_id"
    )
    tasked_at = forms.DateTimeField(
        label=_("When they were asked, or told it"), widget=When, help_text=_("The authorisation has to cover it.")
    )

    def __init__(self, *args: Any, writers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "writer", writers, lambda user: user.name)


class SanitiseForm(GradeFields, ReadAgain):
    """Write what crosses: the same information, and nobody who told it."""

    field_order = [
        "text", "text_is_clean", "observed_at", "access", "grade_source", "grade_info", "handling_code",
        "handling_conditions", "rationale", "speaks_of_child",
        "legal_basis",
    ]  # fmt: skip

    text = forms.CharField(
        label=_("What readers get"), max_length=20000, widget=Sealed(rows=8),
        help_text=_("What anybody there could have seen. Leave out how your source knows, and how they speak."),
    )  # fmt: skip
    observed_at = forms.DateTimeField(label=_("When it was observed"), widget=When)
    access = forms.ChoiceField(label=_("How the source knows"), choices=IntelligenceReport.Access.choices, widget=Seg)
    speaks_of_child = forms.BooleanField(label=_("It speaks of a child"), required=False)
    legal_basis = forms.ChoiceField(
        label=_("I attest that it was obtained lawfully"),
        required=False,
        help_text=_("On what basis. Without one it is kept, and used for nothing until somebody attests it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "legal_basis", [("", _("Nobody attests it yet")), *legal_bases()])
