"""Widgets that Django does not have."""

from typing import Any

from django import forms
from django.utils.functional import Promise


class Seg(forms.RadioSelect):
    """Radios drawn as one strip. Nothing is chosen unless somebody chose it."""

    template_name = "forms/seg.html"
    option_template_name = "forms/seg_option.html"


class When(forms.DateTimeInput):
    """The browser's own date and time, to the minute."""

    input_type = "datetime-local"
    MINUTES = "%Y-%m-%dT%H:%M"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=self.MINUTES)


class Day(forms.DateInput):
    """The browser's own date."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Sealed(forms.Textarea):
    """A text that only some people can ever read; it looks so while it is written."""

    def __init__(self, *, rows: int = 5, readers: str | Promise = "") -> None:
        super().__init__({"class": "locked", "rows": rows})
        self.readers = readers


class Text(forms.Textarea):
    """A text of a few lines that grows as it is written."""

    def __init__(self, *, rows: int = 3) -> None:
        super().__init__({"rows": rows})
