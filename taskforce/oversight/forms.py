"""Forms of oversight: what to look for in the trail, what to say of a week, and whose readers to name."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from taskforce.accounts.models import Agency, User
from taskforce.audit.models import AuditEntry
from taskforce.kit.forms import ActForm, offer, offer_rows
from taskforce.kit.widgets import Sealed, Seg, When
from taskforce.oversight.models import Finding

ANY = ("", _("Any"))
ONLY = (
    ANY,
    ("reads", _("Readings and lists")),
    ("off_hours", _("Readings outside working hours")),
    ("glass", _("Emergency access")),
    ("untied", _("Readings by function alone")),
    ("across", _("What went to another agency")),
    ("turned_away", _("Asked for what is hidden or absent")),
)
OUTCOMES = (ANY, (AuditEntry.Outcome.ALLOWED, _("Allowed")), (AuditEntry.Outcome.DENIED, _("Denied")))
PURPOSES = (
    ("failed_operation", _("An operation failed or was known beforehand")),
    ("leak", _("Something came to be known outside")),
    ("asked", _("The person concerned asks who read of them")),
    ("review", _("The weekly review led here")),
)
CODE = re.compile(r"([a-z_]+)=([\w.,+-]+)", re.ASCII)
PLAIN = {"true": True, "false": False}


class TrailForm(forms.Form):
    """What to look for. It is posted, so that no address ever holds it."""

    required_css_class = "required"

    since = forms.DateTimeField(label=_("From"), required=False, widget=When)
    until = forms.DateTimeField(label=_("Until, not included"), required=False, widget=When)
    only = forms.ChoiceField(label=_("Only"), required=False, choices=ONLY)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=OUTCOMES)
    actor = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), required=False, to_field_name="public_id", empty_label=_("Anybody")
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, to_field_name="public_id", empty_label=_("Any")
    )
    verb = forms.ChoiceField(label=_("What"), required=False)
    object_type = forms.ChoiceField(label=_("Kind of record"), required=False)
    object_id = forms.UUIDField(label=_("Id of the record"), required=False)
    code = forms.CharField(
        label=_("Code"), required=False, max_length=80, help_text=_("For example need=broke_glass or code=NO_NEED.")
    )

    def __init__(
        self, *args: Any, verbs: Iterable[str], types: Iterable[str], people: Any, agencies: Any, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        offer(self, "verb", [ANY, *((verb, verb) for verb in verbs)])
        offer(self, "object_type", [ANY, *((kind, kind) for kind in types)])
        offer_rows(self, "actor", people, lambda person: f"{person.name}, {person.agency.name}")
        offer_rows(self, "agency", agencies, lambda agency: str(agency.name))

    def clean_code(self) -> dict[str, Any]:
        """One code as rows hold it; empty when none is asked for."""
        text = self.cleaned_data["code"].strip()
        if not text:
            return {}
        found = CODE.fullmatch(text)
        if found is None:
            raise ValidationError(
                _("A code is a name, the sign = and a value, without spaces."), code="CODE_UNREADABLE"
            )
        name, value = found.groups()
        return {name: PLAIN.get(value.lower(), int(value) if value.isdecimal() else value)}

    def clean(self) -> dict[str, Any]:
        """A span runs forward."""
        said = super().clean() or self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] <= said["since"]:
            self.add_error("until", ValidationError(_("The end lies before the beginning."), code="WINDOW_BACKWARDS"))
        return said


class ReviewForm(ActForm):
    """One judgement for each outlier of the week, and a note that only oversight reads."""

    note = forms.CharField(
        label=_("What you looked at, and what came of it"),
        max_length=8000,
        widget=Sealed(rows=6, readers=_("The auditors of your agency")),
    )

    def __init__(self, *args: Any, outliers: Iterable[tuple[str, Any]] = (), **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.keys = [key for key, _label in outliers]
        for key, label in outliers:
            self.fields[key] = forms.ChoiceField(label=label, choices=Finding.Judgement.choices, widget=Seg)
        self.order_fields([*self.keys, "note"])

    def facts(self) -> dict[str, Any]:
        """The judgements by key, and the note."""
        said = super().facts()
        return {"judgements": {key: said[key] for key in self.keys}, "note": said["note"]}


class KnewForm(ActForm):
    """Which record, until when, and why one asks. It is posted, so that no address ever holds a reference."""

    reference = forms.CharField(
        label=_("Reference of the record"),
        max_length=16,
        help_text=_("A plan (OP-), a target (T-), a report (R-), a person (P-), a placement (PL-) or a shelter (SH-)."),
    )
    before = forms.DateTimeField(
        label=_("Who knew before"),
        required=False,
        widget=When,
        help_text=_("For example the moment the operation began. Empty: until now."),
    )
    purpose = forms.ChoiceField(label=_("Why you ask"), choices=PURPOSES, widget=forms.RadioSelect)
