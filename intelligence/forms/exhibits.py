"""Forms of exhibits and of their custody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.forms.source_words import ReadAgain
from intelligence.models import CustodyTransfer, DisclosureReview, EvidenceItem, RaidTarget
from intelligence.services.custody import Found, Told
from intelligence.services.exhibits import ExhibitGiven
from taskforce.accounts.models import Agency, User
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When

SEAL = 32
ANSWERS = [("accept", _("I take it")), ("decline", _("I do not take it"))]


class ExhibitForm(ActForm):
    """Take an exhibit in."""

    kind = forms.ChoiceField(label=_("What it is"))
    description = forms.CharField(
        label=_("Description"), max_length=4000, widget=Sealed(rows=3),
        help_text=_("What anybody would see who looks at it. Nothing about who told you of it."),
    )  # fmt: skip
    place = forms.CharField(label=_("Where it was obtained"), max_length=400, widget=Sealed(rows=2))
    obtained_at = forms.DateTimeField(label=_("When it was obtained"), widget=When)
    basis = forms.ChoiceField(label=_("On what power"))
    basis_words = forms.CharField(
        label=_("Which one exactly"), max_length=400, widget=Sealed(rows=1), required=False,
        help_text=_("Number and date of the warrant, section of the law, who consented in which words."),
    )  # fmt: skip
    perishable_until = forms.DateTimeField(label=_("Perishes on"), widget=When, required=False)
    target = forms.ModelChoiceField(
        label=_("Belongs to the target"), queryset=RaidTarget.objects.none(), to_field_name="public_id", required=False
    )
    seal = forms.CharField(label=_("Number of the seal"), max_length=SEAL)

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [one for one in EvidenceItem.Kind.choices if one[0] != EvidenceItem.Kind.STATEMENT])
        offer(self, "basis", [one for one in EvidenceItem.Basis.choices if one[0] != EvidenceItem.Basis.REVIEW])
        offer_rows(self, "target", targets, lambda target: f"{target.reference} {target.title}")

    def facts(self) -> dict[str, Any]:
        """The exhibit, its seal and its target, ready for the service."""
        facts = super().facts()
        seal, target = facts.pop("seal"), facts.pop("target")
        return {
            "exhibit": ExhibitGiven(**facts), "seal": seal, "target_id": target.public_id if target else None,
        }  # fmt: skip


class ToldForm(ActForm):
    """Why, in writing."""

    reason = forms.CharField(label=_("Why"), max_length=2000, widget=Sealed(rows=3))

    def facts(self) -> dict[str, Any]:
        """Where and why, ready for the service."""
        facts = super().facts()
        told = Told(place=facts.pop("place", ""), reason=facts.pop("reason"))
        return facts | {"told": told}


class FoundForm(ToldForm):
    """What somebody finds who takes an exhibit into their hands."""

    seal = forms.CharField(label=_("Number on the seal, as you read it"), max_length=SEAL)
    condition = forms.ChoiceField(label=_("State"), choices=CustodyTransfer.Condition.choices)
    place = forms.CharField(label=_("Where"), max_length=400, widget=Sealed(rows=1))
    field_order = ["seal", "condition", "place", "reason"]

    def facts(self) -> dict[str, Any]:
        """What was found, where and why, ready for the service."""
        facts = super().facts()
        found = Found(seal=facts.pop("seal"), condition=facts.pop("condition"))
        return facts | {"found": found}


class OfferForm(FoundForm):
    """Hand an exhibit over."""

    to = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none(), to_field_name="public_id")
    new_seal = forms.CharField(label=_("Number of the new seal, if you sealed it anew"), max_length=SEAL, required=False)  # fmt: skip  # noqa: E501
    field_order = ["to", "seal", "condition", "new_seal", "place", "reason"]

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", people, lambda person: f"{person.name}, {person.agency.name}")

    def facts(self) -> dict[str, Any]:
        """To whom, and all that goes with it."""
        facts = super().facts()
        return facts | {"to": facts["to"].public_id}


class AnswerForm(FoundForm):
    """Take an exhibit, or say why not."""

    answer = forms.ChoiceField(label=_("Do you take it?"), choices=ANSWERS, widget=Seg)
    reason = forms.CharField(
        label=_("What you found, if you do not take it"), max_length=2000, widget=Sealed(rows=3), required=False
    )
    field_order = ["seal", "condition", "place", "answer", "reason"]


class ExplainForm(ToldForm):
    """Explain a break, and seal anew."""

    new_seal = forms.CharField(label=_("Number of the new seal"), max_length=SEAL)


class DiscloseForm(ActForm):
    """Disclose an exhibit to a prosecution agency."""

    to = forms.ModelChoiceField(
        label=_("To which prosecution"), queryset=Agency.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", agencies, lambda agency: str(agency.name))

    def facts(self) -> dict[str, Any]:
        """The agency's public id."""
        return {"to": self.cleaned_data["to"].public_id}


class AskReviewForm(DiscloseForm, ReadAgain):
    """Ask whether what a report says may become evidence."""

    proposed = forms.CharField(
        label=_("What would be said as evidence"), max_length=8000, widget=Sealed(rows=6),
        help_text=_("In words that lead to nobody. The reviewers read these, and nothing of the report."),
    )  # fmt: skip
    field_order = ["to", "proposed", "text_is_clean"]

    def facts(self) -> dict[str, Any]:
        """Who is asked, the words, and whether they were read again."""
        told = {name: self.cleaned_data[name] for name in ("proposed", "text_is_clean")}
        return {"of": self.cleaned_data["to"].public_id, **told}


class DecideForm(ActForm):
    """Decide a disclosure review."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DisclosureReview.Decision.choices, widget=Seg)
    protection = forms.CharField(
        label=_("What protecting the source asks for"), max_length=4000, widget=Sealed(rows=4),
        help_text=_("What must not be said, shown or asked in court; if nothing, say why."),
    )  # fmt: skip


class ConvertForm(ActForm):
    """Make an exhibit of reviewed words."""

    seal = forms.CharField(label=_("Number of the seal"), max_length=SEAL)
