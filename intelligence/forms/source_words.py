"""The tick that lets a text pass which the text check named words of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.kit.forms import ActForm
from taskforce.refusal import Refusal


class ReadAgain(ActForm):
    """A form whose text is checked for words that tell who the source is. The tick shows once some were named."""

    text_is_clean = forms.BooleanField(
        label=_("I have read it; it does not tell who the source is"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get(self.add_prefix("text_is_clean")):
            self._show_the_tick()

    def refuse(self, refusal: Refusal) -> None:
        """Show the tick, and the refusal beside it."""
        if refusal.field == "text_is_clean":
            self._show_the_tick()
        super().refuse(refusal)

    def _show_the_tick(self) -> None:
        self.fields["text_is_clean"].widget = forms.CheckboxInput()
