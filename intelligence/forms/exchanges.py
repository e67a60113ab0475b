"""Forms of matching with another deployment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.kit.files import FileField
from taskforce.kit.forms import ActForm
from taskforce.refusal import Refusal


class AgreedForm(ActForm):
    """With whom, and the secret both agreed on."""

    partner = forms.CharField(label=_("With which task force"), max_length=80)
    secret = forms.CharField(
        label=_("The secret you agreed on"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("At least 20 characters, told by telephone. It never goes the way the files go."),
    )


class TakeFileForm(ActForm):
    """The file the other side sent. It stands last, as every file does."""

    file = FileField(label=_("Their file"))

    def __init__(self, *args: Any, refused: Refusal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        if isinstance(field, FileField):
            field.refused = refused
            field.widget.attrs["accept"] = ".txt"

    def content(self) -> bytes:
        """All of it."""
        return b"".join(self.cleaned_data["file"].came)


class AnswerFileForm(TakeFileForm, AgreedForm):
    """Answer the first file of another task force."""

    field_order = ["partner", "secret", "file"]
