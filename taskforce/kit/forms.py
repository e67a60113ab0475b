"""What every form of the house carries besides its fields."""

import uuid
from typing import Any

from django import forms

from taskforce.refusal import Refusal


class ActForm(forms.Form):
    """A form that does one act: a token so that it acts once, and the version of the record it was opened on."""

    required_css_class = "required"
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: Refusal) -> None:
        """Show a service's refusal beside its field, or at the top when it concerns the act as a whole."""
        at_field = refusal.field if refusal.field in self.fields else None
        sentence = f"{refusal.message} {refusal.fix}".strip()
        self.add_error(at_field, forms.ValidationError(sentence, code=refusal.code))

    def facts(self) -> dict[str, Any]:
        """The cleaned values that are the act's own, ready to be given to a service."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"once", "version"}}
