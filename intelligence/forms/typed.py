"""Fields that are typed rather than clicked: a moment as people say it, a choice by a part of its name."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from intelligence.rules.columns import plain
from intelligence.rules.moments import Unread, read_moment
from taskforce.kit.widgets import When


class Moment(forms.TextInput):
    """A line for "now", "-2h" or "yesterday 21:30", and the browser's own date and time beside it."""

    template_name = "forms/moment.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["box"] = f"{name}_box"
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed; where nothing was, what was picked."""
        return data.get(name) or data.get(f"{name}_box")

    def format_value(self, value: Any) -> str | None:
        """A moment as this field reads it; whatever was typed stays as it was typed."""
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return local.strftime(When.MINUTES).replace("T", " ")
        return str(value) if value else None


class MomentField(forms.DateTimeField):
    """When something was observed, in the time of the deployment. What can be read in two ways is refused."""

    widget = Moment

    def to_python(self, value: Any) -> datetime | None:
        """Refuses with MOMENT_UNCLEAR, MOMENT_AMBIGUOUS."""
        if value in self.empty_values or isinstance(value, datetime):
            return super().to_python(value)
        try:
            return read_moment(str(value), now=timezone.now(), zone=timezone.get_current_timezone())
        except Unread as unread:
            raise forms.ValidationError(_sentence(unread.code), code=unread.code) from unread


class Typed(forms.TextInput):
    """A line with suggestions, for a TypedChoiceOf."""

    template_name = "forms/typed.html"
    offered: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["offered"] = self.offered
        return context


class ByItsName(forms.ChoiceField):
    """A choice by its code, its whole label, or a part of the label that no other has."""

    widget = Typed

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """What may be chosen: code and label."""
        self.choices = [("", ""), *choices]
        if isinstance(self.widget, Typed):
            self.widget.offered = tuple(label for _code, label in choices)

    def prepare_value(self, value: Any) -> Any:
        return dict(self._pairs()).get(str(value), value)

    def to_python(self, value: Any) -> str:
        """The code. Refuses with NOT_ON_THE_LIST, NAMED_BY_TWO."""
        said = str(value or "").strip()
        pairs = self._pairs()
        if not said or said in dict(pairs):
            return said
        whole = [code for code, label in pairs if plain(label) == plain(said)]
        words = plain(said).split()
        found = whole or [code for code, label in pairs if _has_all(plain(label).split(), words)]
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("More than one is called so. Type more of its name."), code="NAMED_BY_TWO")
        raise forms.ValidationError(_("None that you see is called so."), code="NOT_ON_THE_LIST")

    def _pairs(self) -> list[tuple[str, str]]:
        offered: Any = self.choices
        return [(str(code), str(label)) for code, label in offered if code]


def _has_all(label: list[str], words: list[str]) -> bool:
    """Whether each typed word begins a word of the label."""
    return bool(words) and all(any(one.startswith(word) for one in label) for word in words)


def _sentence(code: str) -> str:
    return {
        "MOMENT_UNCLEAR": _("This is no time we can read. Write now, -2h, yesterday 21:30, or 2026-03-01 21:30."),
        "MOMENT_AMBIGUOUS": _("This can be read in two ways. Write year-month-day and the time: 2026-03-01 21:30."),
    }[code]
