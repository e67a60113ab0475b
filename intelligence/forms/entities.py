"""Forms of people and things."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.forms.reports import report_called
from intelligence.models import Entity, IntelligenceReport, RaidTarget
from intelligence.models.entities import Ended, Relation
from intelligence.rules import entities as rules
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Day, Sealed, Seg

WRITTEN_ROLES = [(value, label) for value, label in Entity.Role.choices if value != rules.Role.SUBJECT]
BEARS = _("What is said of views or belonging bears directly on an offence")


def relations(of: Sequence[rules.Relation]) -> list[tuple[str, Any]]:
    """These relations with their words, nothing chosen."""
    return [("", ""), *((relation.value, Relation(relation).label) for relation in of)]


def named(rows: Sequence[Any]) -> list[tuple[str, str]]:
    """Rows as choices, each by what it is called."""
    return [("", ""), *((str(row.public_id), called(row)) for row in rows)]


def called(row: Any) -> str:
    """What a row is called in a choice: its reference, and its label where the reader opens it."""
    if isinstance(row, Entity):
        return f"{row.get_kind_display()} {row.reference} {row.shown_label}".strip()
    if isinstance(row, RaidTarget):
        return f"{row.reference} {row.title}"
    return report_called(row)


class Described(forms.Form):
    """What somebody or something is called, and what is known."""

    label = forms.CharField(
        label=_("Called"), max_length=200, required=False, help_text=_("A name, number, plate, address or link.")
    )
    details = forms.CharField(
        label=_("What is known"), max_length=8000, required=False, widget=Sealed(rows=3),
        help_text=_("Nothing about what anybody believes or stands for."),
    )  # fmt: skip
    bears_on_offence = forms.BooleanField(label=BEARS, required=False)


class EntityForm(Described, ActForm):
    """Write somebody or something down."""

    field_order = ["kind", "role", "label", "details", "bears_on_offence"]
    kind = forms.ChoiceField(label=_("What is it?"), choices=[("", ""), *Entity.Kind.choices])
    role = forms.ChoiceField(
        label=_("If it is a person: what they may be"), choices=WRITTEN_ROLES, widget=Seg, required=False,
        help_text=_("Nobody begins as a subject. That takes facts, and a second person."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].required = True


class TieFields(forms.Form):
    """How two belong together."""

    relation = forms.ChoiceField(label=_("How they belong together"))
    source = forms.ChoiceField(label=_("Which report says so"), required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=Day)
    until = forms.DateField(label=_("Until"), required=False, widget=Day)


class KnownOrNewForm(EntityForm):
    """Somebody or something that is known already, or a new one: for a report that names it."""

    field_order = ["entity", "kind", "role", "label", "details", "bears_on_offence"]
    entity = forms.ChoiceField(
        label=_("Known already"), required=False, help_text=_("Choose it here, or leave this empty and describe it.")
    )

    def __init__(self, *args: Any, entities: Sequence[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].required = self.fields["kind"].required = False
        offer(self, "entity", named(entities))

    def clean(self) -> dict[str, Any]:
        """A new one needs a kind and a name."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if not facts.get("entity"):
            for name in ("kind", "label"):
                if not facts.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return facts


class OnTargetForm(TieFields, KnownOrNewForm):
    """Put somebody or something on a target: one that is known, or a new one."""

    field_order = [
        "entity", "kind", "role", "label", "details", "relation", "source", "since", "until", "bears_on_offence",
    ]  # fmt: skip

    def __init__(self, *args: Any, reports: Sequence[IntelligenceReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", named(reports))
        offer(self, "relation", relations(rules.OF_A_TARGET))


class DescribeForm(Described, ActForm):
    """Correct what is known."""


class RoleForm(ActForm):
    """Say that a person is something else."""

    role = forms.ChoiceField(label=_("What this person may be"), choices=WRITTEN_ROLES, widget=Seg)


class SuspicionForm(ActForm):
    """Write the facts for which somebody may be a subject."""

    told = forms.CharField(
        label=_("The facts"), max_length=8000, widget=Sealed(rows=6),
        help_text=_("What points to this person, and which reports say so. Not what is guessed."),
    )  # fmt: skip
    offence = forms.ChoiceField(label=_("Of which offence"))
    bears_on_offence = forms.BooleanField(label=BEARS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "offence", [("", ""), *((code, p.title) for code, p in pack().provisions.items())])


class ReviewForm(ActForm):
    """Say whether the facts are enough."""

    answer = forms.ChoiceField(
        label=_("Are these facts enough?"), widget=Seg,
        choices=[("yes", _("Enough: this person is a subject")), ("no", _("Not enough"))],
    )  # fmt: skip


class TieForm(TieFields, ActForm):
    """Tie one thing to another."""

    field_order = ["other", "relation", "source", "since", "until", "bears_on_offence"]
    other = forms.ChoiceField(label=_("To what"))
    bears_on_offence = forms.BooleanField(label=BEARS, required=False)

    def __init__(
        self, *args: Any, entities: Sequence[Entity], reports: Sequence[IntelligenceReport], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", named(entities))
        offer(self, "source", named(reports))
        offer(self, "relation", relations(rules.OF_TWO))


class MentionForm(ActForm):
    """Say which report mentions it."""

    report = forms.ChoiceField(label=_("Report"))

    def __init__(self, *args: Any, reports: Sequence[IntelligenceReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "report", named(reports))


class EndForm(ActForm):
    """Let a tie end."""

    because = forms.ChoiceField(
        label=_("Why"), widget=Seg, choices=[choice for choice in Ended.choices if choice[0] != Ended.PURGED]
    )
