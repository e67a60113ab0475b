"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.kit.forms import offer
from taskforce.walls.matrix import Post, posts


class PostForm(forms.Form):
    """Which function, in which kind of agency, the matrix is turned round for. It is asked, not sent: nothing acts."""

    function = forms.ChoiceField(label=_("Function"))
    agency = forms.ChoiceField(label=_("Kind of agency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = posts()
        offer(self, "function", choices["functions"])
        offer(self, "agency", choices["agencies"])

    def post(self) -> Post | None:
        """The post that was chosen; None when nothing was, or nothing that there is."""
        return Post(**self.cleaned_data) if self.is_bound and self.is_valid() else None

    def words(self) -> str:
        """What was chosen, in words."""
        chosen = [dict(self.fields[name].choices)[self.cleaned_data[name]] for name in self.fields]  # type: ignore[attr-defined]  # choice fields
        return ", ".join(str(label) for label in chosen)
