"""Forms of entity matching."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Seg

APART = "apart"


class DecideForm(ActForm):
    """Say whether two are one, and which of them is kept."""

    decision = forms.ChoiceField(label=_("What are they?"), choices=(), widget=Seg)

    def __init__(self, *args: Any, one: str, other: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = _("One and the same: keep %(ref)s")
        offer(
            self,
            "decision",
            [("one", keep % {"ref": one}), ("other", keep % {"ref": other}), (APART, _("Not the same"))],
        )
