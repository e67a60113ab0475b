"""Forms of care."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.accounts.models import Agency, User
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When
from victims.models import Interview, Release
from victims.rules import CONSENT_ITEMS

CONSENT_ASKED = {
    "purpose": _("They know what this talk is for"),
    "content": _("They know what will be asked, and agree to talk"),
    "use": _("They know how what they say may be used"),
    "who_sees": _("They know who will read it"),
    "refuse": _("They know that they may leave any question"),
    "stop": _("They know that they may stop at any time"),
    "restrict": _("They know that they may limit what is passed on"),
    "recording": _("They agree to sound being recorded"),
}
ANSWERS = [("yes", _("Yes")), ("no", _("No"))]


class FindForm(ActForm):
    """Look for somebody by name."""

    name = forms.CharField(
        label=_("What they are called"), max_length=80, help_text=_("One word is enough. Names that sound alike count.")
    )


class PersonForm(ActForm):
    """What the person told about themselves. Empty is a full answer."""

    called = forms.CharField(label=_("What they want to be called"), max_length=80, required=False)
    language = forms.CharField(label=_("Language"), max_length=40, required=False)
    gender = forms.CharField(label=_("Gender, in their words"), max_length=40, required=False)
    says_child = forms.BooleanField(label=_("They say they are under 18"), required=False)
    wishes = forms.CharField(label=_("What they wish now"), max_length=4000, widget=Sealed(rows=3), required=False)
    safe_contact = forms.CharField(
        label=_("How and when they may be reached safely"),
        max_length=400,
        widget=Sealed(rows=2),
        required=False,
    )


class SessionForm(ActForm):
    """A talk for care."""

    held_at = forms.DateTimeField(label=_("When you talked"), widget=When)
    said = forms.CharField(
        label=_("What was said"), max_length=20000, widget=Sealed(rows=10), required=False,
        help_text=_("Write what was said, not what it means."),
    )  # fmt: skip
    needs = forms.CharField(
        label=_("What they need, in their order"), max_length=4000, widget=Sealed(rows=4), required=False
    )
    next_step = forms.CharField(label=_("What was agreed next"), max_length=2000, widget=Sealed(rows=2), required=False)


class BookForm(ActForm):
    """Book an interview that the person chose to have."""

    interviewer = forms.ModelChoiceField(
        label=_("Interviewer"), queryset=User.objects.none(), to_field_name="public_id"
    )
    held_at = forms.DateTimeField(label=_("When"), widget=When)
    place = forms.ChoiceField(label=_("Where"), choices=Interview.Place.choices)
    language = forms.CharField(label=_("Language"), max_length=40)
    interpreter = forms.CharField(
        label=_("Interpreter"),
        max_length=40,
        required=False,
        help_text=_("Vetted, and chosen by the person."),
    )

    def __init__(self, *args: Any, interviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "interviewer", interviewers, lambda u: f"{u.name}, {u.agency.name}")


class InterviewForm(ActForm):
    """The record of an interview: consent item by item, then what was told."""

    account = forms.CharField(
        label=_("What happened, in their words"), max_length=40000, widget=Sealed(rows=10), required=False,
        help_text=_("Use open questions. Write what was told, not what it means."),
    )  # fmt: skip
    people_named = forms.CharField(
        label=_("People they named"), max_length=4000, widget=Sealed(rows=2), required=False,
        help_text=_("Leave empty if they prefer. Empty is a full answer."),
    )  # fmt: skip
    places_named = forms.CharField(label=_("Places they named"), max_length=4000, widget=Sealed(rows=2), required=False)
    needs = forms.CharField(label=_("What they need now"), max_length=4000, widget=Sealed(rows=3), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in CONSENT_ITEMS:
            self.fields[f"consent_{item}"] = forms.ChoiceField(
                label=CONSENT_ASKED[item], choices=ANSWERS, widget=Seg, required=False
            )

    def consent_fields(self) -> list[forms.BoundField]:
        return [self[f"consent_{item}"] for item in CONSENT_ITEMS]

    def account_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("account", "people_named", "places_named", "needs")]

    def consent(self) -> dict[str, str]:
        return {item: self.cleaned_data.get(f"consent_{item}", "") for item in CONSENT_ITEMS}


class LengthenForm(ActForm):
    days = forms.IntegerField(label=_("Days in all"), min_value=3, max_value=365)


SEALED_LINE = forms.TextInput({"class": "locked"})
# What a person reads on their own copy.
YOURS = {
    Release.Item.NAME: _("What you want to be called"),
    Release.Item.SAFE_CONTACT: _("How you may be reached safely"),
    Release.Item.PROFILE: _("Your language, your gender, and whether you are a child or an adult"),
    Release.Item.PERIOD: _("The dates of your counselling period"),
    Release.Item.WISHES: _("What you wish now"),
    Release.Item.NEEDS: _("What you need, from the talks you chose; never what you said"),
}


class ReleaseForm(ActForm):
    """A release of information, in the order in which one speaks about it with the person."""

    recipient = forms.ModelChoiceField(
        label=_("To whom: one agency"), queryset=Agency.objects.none(), to_field_name="public_id",
        help_text=_("Another agency needs a release of its own."),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("What for"), choices=[("", _("Choose")), *Release.Purpose.choices])
    purpose_words = forms.CharField(
        label=_("What for, in their words"), max_length=1000, widget=Sealed(rows=2), required=False
    )
    items = forms.MultipleChoiceField(
        label=_("What they release"), choices=Release.Item.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what this purpose needs. Police and prosecution never get wishes or needs."),
    )  # fmt: skip
    talks = forms.MultipleChoiceField(
        label=_("From which talks"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Of a talk only what they need is shown, never what was said."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("For how many days"), min_value=1)
    alternatives = forms.CharField(
        label=_("Ways without a release that you considered together"), max_length=2000, widget=Sealed(rows=3),
        help_text=_("They could call themselves; you could ask without a name. A release comes last."),
    )  # fmt: skip
    language = forms.CharField(label=_("Language in which it was explained"), max_length=40)
    risks_explained = forms.BooleanField(
        label=_("I explained what may follow from it, that help does not depend on it, and that a word takes it back")
    )
    child_assents = forms.BooleanField(label=_("The child signs too"), required=False)
    guardian = forms.CharField(
        label=_("Parent or guardian"), max_length=200, widget=SEALED_LINE, required=False,
        help_text=_("Their name, and what they are to the child."),
    )  # fmt: skip
    guardian_agrees = forms.BooleanField(label=_("The parent or guardian signs too"), required=False)
    guardian_suspected = forms.BooleanField(
        label=_("The parent or guardian may be involved in what happened to the child"), required=False
    )
    signed_how = forms.ChoiceField(label=_("How they signed"), choices=Release.Signed.choices, widget=Seg)
    signature = forms.CharField(
        label=_("The signature, or where it is kept"), max_length=200, widget=SEALED_LINE,
        help_text=_("On paper: where it is kept. On this screen: the name or mark that they typed themselves."),
    )  # fmt: skip
    signed_at = forms.DateTimeField(label=_("When they signed"), widget=When)

    OF_A_CHILD = ("child_assents", "guardian", "guardian_agrees", "guardian_suspected")

    def __init__(self, *args: Any, recipients: Any, talks: Any, is_child: bool, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "recipient", recipients, lambda agency: f"{agency.name} ({agency.get_kind_display()})")
        offer(self, "talks", talks)
        self.fields["days"].help_text = _("%(n)s at most. It ends by itself.") % {"n": longest}
        self.fields["days"].widget.attrs["max"] = longest
        for name in () if talks else ("talks",):
            del self.fields[name]
        for name in () if is_child else self.OF_A_CHILD:
            del self.fields[name]

    def steps(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in the order of the talk, under a heading each."""
        steps = (
            (_("What for, and to whom"), ("recipient", "purpose", "purpose_words")),
            (_("What exactly, and for how long"), ("items", "talks", "days")),
            (_("Before they sign"), ("alternatives", "language", "risks_explained")),
            (_("For a child"), self.OF_A_CHILD),
            (_("They sign"), ("signed_how", "signature", "signed_at")),
        )
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in steps]
        return [(title, fields) for title, fields in found if fields]


class TakeBackForm(ActForm):
    """A release is taken back."""

    how = forms.ChoiceField(
        label=_("How they told you"), choices=Release.Withdrawn.choices, widget=Seg, initial=Release.Withdrawn.ORAL
    )
