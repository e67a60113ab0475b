"""Template tags of the design language. No domain word stands here."""

import json
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
SOON = timedelta(hours=4)
LEVEL_ICONS = {"late": "triangle-alert", "soon": "clock", "ok": "calendar"}


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """One icon of the sprite. With a label it speaks; without, the words beside it do."""
    href = f"{static('kit/vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            classes,
            label,
            href,
        )
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, href
    )


@register.simple_tag
def chip(kind: str, text: Any, icon_name: str = "") -> SafeString:
    """A small label: kind is ok, warn, stop, info, lock or plain; the word carries the meaning, not the colour."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="chip {}">{}{}</span>', kind, drawn, text)


@register.simple_tag(takes_context=True)
def clock(context: template.Context, due_at: datetime) -> SafeString:
    """A deadline in words and in time: "in 52 min (15:40)". The script keeps the words true."""
    now: datetime = context.get("now") or timezone.now()
    level = "late" if due_at < now else "soon" if due_at - now < SOON else "ok"
    soon, late = _("in {}"), _("{} overdue")
    text = (late if level == "late" else soon).replace("{}", _away(abs(due_at - now)))
    local = timezone.localtime(due_at)
    same_day = local.date() == timezone.localtime(now).date()
    exact = local.strftime("%H:%M" if same_day else "%a %d %b, %H:%M")
    return format_html(
        '<span class="clock {}" data-level="{}">{}<span><time data-clock datetime="{}" data-soon="{}" data-late="{}">{}</time> '
        '<span class="dim small">({})</span></span></span>',
        level, level, icon(LEVEL_ICONS[level]), due_at.isoformat(), soon, late, text, exact,
    )  # fmt: skip


@register.filter
def when(moment: datetime | None) -> str:
    """A moment as people write it here: Fri 20 Nov, 08:40."""
    return timezone.localtime(moment).strftime("%a %d %b, %H:%M") if moment else ""


@register.filter
def day(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%d %b %Y") if moment else ""


@register.filter
def level_of(code: str) -> str:
    """How good a grade's code is, for its colour: the first two of a scale are good, the third is fair."""
    return {"A": "g-hi", "B": "g-hi", "1": "g-hi", "2": "g-hi", "C": "g-mid", "3": "g-mid"}.get(code, "g-lo")


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "") if mapping else ""


@register.filter
def codes(errors: Any) -> list[tuple[str, str]]:
    """The messages of a form's errors with their codes, only codes that are ours (SHOUTING)."""
    found = (
        [(e["message"], e["code"]) for e in json.loads(errors.as_json())]
        if hasattr(errors, "as_json")
        else []
    )
    return [(message, code if code.isupper() else "") for message, code in found]


@register.filter
def describedby(field: Any) -> str:
    """The ids that explain a field: its hint, then its error."""
    parts = [f"{field.auto_id}-hint"] if field.help_text else []
    return " ".join(parts + ([f"{field.auto_id}-error"] if field.errors else []))


@register.filter
def widget_kind(field: Any) -> str:
    """Which frame a field needs: tick, picks, or a plain line."""
    name = type(field.field.widget).__name__
    return {
        "CheckboxInput": "tick",
        "CheckboxSelectMultiple": "picks",
        "RadioSelect": "picks",
        "Seg": "seg",
    }.get(name, "line")


@register.simple_tag
def draw(field: Any) -> SafeString:
    """The field's own widget with our class, its description and whether it is wrong."""
    attrs = {"class": "in" if widget_kind(field) == "line" else ""}
    if field.field.widget.attrs.get("class"):
        attrs["class"] += f" {field.field.widget.attrs['class']}"
    described = describedby(field)
    if described:
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    return SafeString(field.as_widget(attrs={name: value for name, value in attrs.items() if value}))


def _away(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes >= 2880:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes >= 120 else f"{minutes} min"
