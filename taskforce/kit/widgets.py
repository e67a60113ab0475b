"""Widgets that Django does not have."""

from typing import Any

from django import forms
from django.utils.functional import Promise


class Seg(forms.RadioSelect):
    """Radios drawn as one strip. Nothing is chosen unless somebody chose it."""

    template_name = "forms/seg.html"
    option_template_name = "forms/seg_option.html"


class Keyed(Seg):
    """A strip whose answers each have a letter: pressed while the strip has the focus, it chooses and goes on."""

    option_template_name = "forms/keyed_option.html"

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        key = self._keys().get(str(value), "")
        return option | {"key": key, "shows_key": str(label)[:1].casefold() != key}

    def _keys(self) -> dict[str, str]:
        """A letter for each answer: the first of its label that no answer above it has."""
        keys: dict[str, str] = {}
        for value, label in self.choices:
            free = (c for c in str(label).casefold() if c.isalnum() and c.isascii() and c not in keys.values())
            keys[str(value)] = next(free, "")
        return keys


class Narrowed(forms.CheckboxSelectMultiple):
    """Many ticks, and a line that shows those with a part of a name."""

    template_name = "forms/narrowed.html"


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
