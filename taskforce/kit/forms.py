"""What every form of the house carries besides its fields."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.refusal import Refusal

DJANGOS_OWN = "---------"


def offer(form: forms.Form, name: str, choices: Any) -> None:
    """Fill the choices of a field when the form is made."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
        _begin_unchosen(field)


def offer_rows(form: forms.Form, name: str, rows: Any, label: Callable[[Any], str]) -> None:
    """Offer these rows, and nothing else, each under its label. A row outside them is refused like one that is not."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.label_from_instance = label  # type: ignore[assignment]  # Django's own way to label rows


def row_named(text: str | None) -> uuid.UUID | None:
    """The public id in an address's query; whatever is none names no row."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _begin_unchosen(field: forms.Field) -> None:
    """A list starts at no answer: the first one is never given for whoever did not look. One answer alone stands."""
    if not isinstance(field.widget, forms.Select) or field.widget.allow_multiple_selected:
        return
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = _("Choose") if field.required and field.empty_label == DJANGOS_OWN else field.empty_label
    elif isinstance(field, forms.ChoiceField) and field.required and field.initial is None:
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]  # read back, it is a list of pairs
        if len(choices) > 1 and choices[0][0] != "":
            field.choices = [("", _("Choose")), *choices]


class ActForm(forms.Form):
    """A form that does one act: a token so that it acts once, and the version of the record it was opened on."""

    required_css_class = "required"
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _begin_unchosen(field)

    def clean_version(self) -> int:
        """A form that says no version was opened on none that exists."""
        return self.cleaned_data["version"] or 0

    def refuse(self, refusal: Refusal) -> None:
        """Show a service's refusal beside its field, or at the top when it concerns the act as a whole."""
        at_field = refusal.field if refusal.field in self.fields else None
        sentence = f"{refusal.message} {refusal.fix}".strip()
        self.add_error(at_field, forms.ValidationError(sentence, code=refusal.code))

    def facts(self) -> dict[str, Any]:
        """The cleaned values that are the act's own, ready to be given to a service."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"once", "version"}}
