"""Forms of cases, and the words of every gate and section. What is allowed is decided by rules and services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Encounter, OperationAssignment, PlanSection, RaidPlan, RecoveryEvent
from cases.rules import SECTIONS
from taskforce.accounts.models import Agency, User
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.widgets import Seg, Text, When

# The question each section asks, field by field.
ASKED: dict[str, dict[str, Any]] = {
    "unknowns": {
        "statement": _("What we do not know"),
        "mitigation": _("What we do about not knowing it"),
    },
    "safety": {
        "victims": _("People who may be victims"),
        "bystanders": _("Bystanders and neighbours"),
        "children": _("Children who may be there"),
        "officers": _("Officers"),
        "suspects": _("Suspects"),
        "families": _("Families and others under threat"),
        "medical_cover": _("Medical cover"),
    },
    "segregation": {
        "staging": _("Where people who may be victims gather, apart from suspects"),
        "transport": _("Separate vehicles and routes"),
        "holding": _("Where suspects are held, apart"),
        "interview_rooms": _("Rooms for talks, out of sight and hearing"),
        "phones": _("How suspects' phones cannot reach anybody"),
        "sightlines": _("Can anybody in one group see or hear the other?"),
    },
    "identification": {
        "protocol": _("Which identification protocol is used"),
        "screeners": _("Who screens, and how many for the people expected"),
    },
    "interviews": {
        "interviewer": _("Who talks with people, and their training"),
        "languages": _("Languages and vetted interpreters"),
        "setting": _("Where: away from the site, not a place of detention"),
        "support_person": _("Who stands by the person"),
        "consent": _("How consent is asked, item by item"),
    },
    "minors": {
        "specialist": _("Child specialist on the roster"),
        "child_place": _("A place for children alone"),
        "guardian": _("Guardian on call"),
        "age_protocol": _("What is done when age is uncertain: presumed a child"),
    },
    "evidence": {
        "elements": _("What is sought for each element: act, means, purpose"),
        "custodian": _("Who keeps it"),
        "beyond_testimony": _("Evidence that does not rest on anybody's testimony"),
    },
    "care": {
        "receiving_provider": _("Which provider receives people"),
        "reception_site": _("The reception site: safe, not a place of detention"),
        "transition": _("How people get from there to care and shelter"),
    },
    "media": {
        "exclusion": _("Are media kept away from the operation?"),
        "images": _("How images of people are restricted"),
    },
}
STRIPS: dict[str, list[tuple[str, Any]]] = {
    "sightlines": [("none", _("No, checked")), ("some", _("Yes or unclear"))],
    "exclusion": [("yes", _("Yes")), ("no", _("No"))],
}


class SectionForm(ActForm):
    """One section of a plan. Every field may stay empty for now; its gate says what is missing."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECTIONS[kind]:
            self.fields[name] = _asked(kind, name)


class PlanForm(ActForm):
    """The head of a plan: what carries it, its goal, its authority, its window."""

    bases = forms.MultipleChoiceField(
        label=_("What the plan rests on"), choices=RaidPlan.Basis.choices, widget=forms.CheckboxSelectMultiple
    )
    provisions = forms.MultipleChoiceField(
        label=_("Legal provisions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    objective = forms.CharField(label=_("Goal"), max_length=2000, widget=Text(), required=False)
    success_test = forms.CharField(
        label=_("How we will know that it succeeded"), max_length=1000, widget=Text(rows=2), required=False,
        help_text=_("People safe and evidence secured. Never the number of arrests."),
    )  # fmt: skip
    authority_kind = forms.CharField(label=_("Legal authority"), max_length=40, required=False)
    authority_number = forms.CharField(label=_("Number"), max_length=40, required=False)
    authority_expires_at = forms.DateTimeField(label=_("Ends"), widget=When, required=False)
    starts_at = forms.DateTimeField(label=_("Window opens"), widget=When, required=False)
    ends_at = forms.DateTimeField(label=_("Window closes"), widget=When, required=False)
    expected_people = forms.IntegerField(
        label=_("People we expect to need care"), min_value=1, max_value=500, initial=1
    )
    children = forms.ChoiceField(label=_("Children"), choices=RaidPlan.Children.choices, widget=Seg, initial="possible")
    is_exigent = forms.BooleanField(label=_("Danger is imminent, or a child is believed to be there"), required=False)
    exigent_reason = forms.CharField(
        label=_("What danger, to whom"), max_length=2000, widget=Text(rows=2), required=False,
        help_text=_("It sets the evidence gates aside, never the others, and is reviewed within 24 hours."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "provisions", [(code, row.title) for code, row in pack().provisions.items()])


class DecisionForm(ActForm):
    """Sign, or return. The hash names what was on the screen."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.ChoiceField(
        label=_("Your decision"), choices=[("sign", _("I approve exactly this plan")), ("return", _("Return it"))],
        widget=Seg,
    )  # fmt: skip


class NoticeForm(ActForm):
    """Tell a provider what to make ready."""

    agency = forms.ModelChoiceField(label=_("Provider"), queryset=Agency.objects.none(), to_field_name="public_id")
    genders = forms.CharField(label=_("Genders, if known"), max_length=80, required=False)
    languages = forms.CharField(label=_("Languages, if known"), max_length=80, required=False)
    needs = forms.CharField(label=_("Needs, if known"), max_length=200, required=False)

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "agency", providers, lambda agency: agency.name)


class AssignForm(ActForm):
    """Give somebody a part on the day."""

    colleague = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), to_field_name="public_id")
    kind = forms.ChoiceField(label=_("Part"), choices=OperationAssignment.Kind.choices)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "colleague", colleagues, lambda u: f"{u.name}, {u.agency.name}")


class EncounterForm(ActForm):
    """Somebody was met: two taps."""

    role = forms.ChoiceField(label=_("First sorting"), choices=Encounter.Role.choices, initial="unset")
    may_be_child = forms.BooleanField(label=_("May be a child"), required=False)


class SortForm(ActForm):
    role = forms.ChoiceField(label=_("Provisional role"), choices=Encounter.Role.choices[1:])


class RecoveryForm(ActForm):
    """A person leaves the site for a safe place."""

    safe_place = forms.ChoiceField(label=_("To"), choices=RecoveryEvent.SafePlace.choices)
    agency = forms.ModelChoiceField(label=_("Received by"), queryset=Agency.objects.none(), to_field_name="public_id")

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "agency", providers, lambda agency: agency.name)


class AfterActionForm(ActForm):
    """What was found, beside what was predicted."""

    people = forms.IntegerField(label=_("People found who may be victims"), min_value=0, max_value=500)
    children = forms.IntegerField(label=_("Of them children"), min_value=0, max_value=500, initial=0)
    bystanders_harmed = forms.IntegerField(label=_("Bystanders harmed or held"), min_value=0, max_value=500, initial=0)
    segregation_breaches = forms.IntegerField(label=_("Segregation breaches"), min_value=0, max_value=99, initial=0)
    what_misled = forms.CharField(label=_("What misled us"), max_length=4000, widget=Text(), required=False)
    welfare_checked = forms.BooleanField(label=_("Everyone on the team was asked how they are"), required=False)


def section_title(kind: str) -> Any:
    return PlanSection.Kind(kind).label


def _asked(kind: str, name: str) -> forms.Field:
    label = ASKED[kind][name]
    if name in STRIPS:
        return forms.ChoiceField(label=label, choices=STRIPS[name], widget=Seg, required=False)
    return forms.CharField(label=label, max_length=4000, widget=Text(rows=2), required=False)
