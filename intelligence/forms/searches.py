"""Forms of searching."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intelligence.models import IntelligenceReport, RaidTarget, Search
from intelligence.rules.search import DAYS, Query
from taskforce.access.models import ids_called
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Day, Seg

ANY = ("", _("Any"))
EITHER = (ANY, ("yes", _("Yes")), ("no", _("No")))
KINDS = (ANY, ("report", _("Reports")), ("target", _("Targets")), ("thing", _("People and things")), ("tip", _("Tips")))
PLAIN = {"yes": True, "no": False, "": None}


class SearchForm(forms.Form):
    """What to look for. It is posted and kept sealed, so that no address ever holds it."""

    words = forms.CharField(
        label=_("Words, numbers, references"),
        required=False,
        max_length=200,
        help_text=_("All of them are wanted, in any order. begin* looks for a beginning of four letters or more."),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=KINDS)
    source_type = forms.ChoiceField(
        label=_("Kind of source"), required=False, choices=[ANY, *IntelligenceReport.SourceType.choices]
    )
    access = forms.ChoiceField(
        label=_("First-hand"), required=False, choices=[ANY, *IntelligenceReport.Access.choices]
    )  # fmt: skip
    source_grade = forms.ChoiceField(label=_("Source graded at least"), required=False)
    info_grade = forms.ChoiceField(label=_("Information graded at least"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[ANY, *RaidTarget.Sector.choices])
    on_target = forms.CharField(label=_("Speaks of target"), required=False, max_length=12, help_text=_("T-7Q2K9D"))
    observed_from = forms.DateField(label=_("Observed from"), required=False, widget=Day)
    observed_until = forms.DateField(label=_("Observed until"), required=False, widget=Day)
    logged_from = forms.DateField(label=_("Logged from"), required=False, widget=Day)
    logged_until = forms.DateField(label=_("Logged until"), required=False, widget=Day)
    speaks_of_child = forms.ChoiceField(label=_("Speaks of a child"), required=False, choices=EITHER)
    is_lawful = forms.ChoiceField(label=_("Lawfully obtained"), required=False, choices=EITHER)

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        offer(self, "source_grade", _grades("source"))
        offer(self, "info_grade", _grades("information"))

    def clean_on_target(self) -> str:
        """The one target they see that is called so."""
        said = self.cleaned_data["on_target"].strip()
        if not said:
            return ""
        called = ids_called(said)
        found = (
            self.targets.filter(public_id__range=called[1:])[:1] if called and called[0] == RaidTarget.prefix else []
        )
        for target in found:
            return str(target.public_id)
        raise ValidationError(_("There is no target of this reference for you."), code="NOT_FOUND")

    def clean(self) -> dict[str, Any]:
        """Grades of two schemes are never compared."""
        given = super().clean() or {}
        schemes = {given.get(name, "").partition(":")[0] for name in ("source_grade", "info_grade")} - {""}
        if len(schemes) > 1:
            self.add_error("info_grade", ValidationError(_("Choose both grades of one scheme."), code="TWO_SCHEMES"))
        return given

    def query(self) -> Query:
        """What was asked for, of a form that is valid."""
        given = self.cleaned_data
        scheme, _colon, source = given["source_grade"].partition(":")
        other, _colon, information = given["info_grade"].partition(":")
        same = {name: given[name] for name in ("words", "kind", "source_type", "access", "sector", *DAYS)}
        return Query(
            **same, target=given["on_target"], scheme=scheme or other, source_code=source, info_code=information,
            speaks_of_child=PLAIN[given["speaks_of_child"]], is_lawful=PLAIN[given["is_lawful"]],
        )  # fmt: skip


def as_asked(query: Query, targets: Any) -> dict[str, Any]:
    """The form's values of a query that was kept."""
    said = {None: "", True: "yes", False: "no"}
    target = targets.filter(public_id=UUID(query.target)).first() if query.target else None
    plain = {name: getattr(query, name) for name in ("words", "kind", "source_type", "access", "sector", *DAYS)}
    return plain | {
        "on_target": target.reference if target else "",
        "source_grade": f"{query.scheme}:{query.source_code}" if query.source_code else "",
        "info_grade": f"{query.scheme}:{query.info_code}" if query.info_code else "",
        "speaks_of_child": said[query.speaks_of_child],
        "is_lawful": said[query.is_lawful],
    }


def in_words(query: Query, targets: Any) -> str:
    """What a query asks for, in one line: its words, then what narrows it."""
    form = SearchForm(initial=as_asked(query, targets), targets=targets)
    said = [query.words] if query.words else []
    for bound in form:
        value = bound.initial
        if bound.name != "words" and value not in ("", None):
            choices = getattr(bound.field, "choices", None)
            said.append(f"{bound.label}: {_chosen(choices, value) if choices else value}")
    return ", ".join(said)


def _chosen(choices: Any, value: str) -> str:
    """The label of a choice, also where choices stand in groups."""
    for code, label in choices:
        if isinstance(label, list | tuple):
            if (found := dict(label).get(value)) is not None:
                return str(found)
        elif code == value:
            return str(label)
    return value


class KeepForm(ActForm):
    """Save a search and say how often to be told."""

    called = forms.CharField(label=_("Call it"), max_length=80, help_text=_("Only you read it."))
    cadence = forms.ChoiceField(label=_("Tell me of what is new"), choices=Search.Cadence.choices, widget=Seg)


def _grades(axis: str) -> list[Any]:
    """The codes of every scheme, best first: "B or better"."""
    schemes = pack().lists["schemes"].items()
    return [ANY, *((scheme["title"], _codes(name, scheme[axis])) for name, scheme in schemes)]


def _codes(scheme: str, words: Any) -> list[tuple[str, str]]:
    return [(f"{scheme}:{code}", f"{code} - {said}") for code, said in words.items()]
