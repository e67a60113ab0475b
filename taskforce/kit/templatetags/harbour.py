"""Template tags of the design language. No domain word stands here."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from taskforce.vault.sealing import DoesNotOpen

register = template.Library()
SOON = timedelta(hours=4)
TIME, MOMENT, DATED = "H:i", "D j M, H:i", "D j M Y, H:i"
CLOCK = (
    '<span class="clock {level}" data-level="{level}">{icon}<span>'
    '<bdi><time data-clock datetime="{due}" data-soon="{soon}" data-late="{late}">{text}</time></bdi> '
    '<bdi class="dim small">({exact})</bdi></span></span>'
)
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
    """A small label: ok, warn, stop, info, lock or plain. The word carries the meaning, not the colour."""
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
    exact = date_format(local, TIME if same_day else MOMENT)
    return format_html(
        CLOCK,
        level=level,
        icon=icon(LEVEL_ICONS[level]),
        due=due_at.isoformat(),
        soon=soon,
        late=late,
        text=text,
        exact=exact,
    )


@register.filter
def when(moment: datetime | None) -> str:
    """A moment as people write it here: Fri 20 Nov, 08:40. Of another year than this one: Thu 20 Nov 2025, 08:40."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return date_format(local, MOMENT if local.year == timezone.localtime().year else DATED)


@register.filter
def dated(moment: datetime | None) -> str:
    """A moment with its year, for what is printed and read in other years: Fri 20 Nov 2026, 08:40."""
    return date_format(timezone.localtime(moment), DATED) if moment else ""


@register.filter
def day(moment: datetime | None) -> str:
    """A day with its year: 20 Nov 2026."""
    return date_format(timezone.localtime(moment), "j M Y") if moment else ""


@register.filter
def opened(row: Any, name: str) -> Any:
    """A sealed field as its reader may read it, or the word "Locked" where their agency holds no key."""
    try:
        return getattr(row, name)
    except DoesNotOpen:
        return _("Locked")


@register.filter
def minutes(seconds: float) -> int:
    """Whole minutes of a number of seconds."""
    return int(seconds // 60)


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
    found = [(e["message"], e["code"]) for e in json.loads(errors.as_json())] if hasattr(errors, "as_json") else []
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
        "Keyed": "seg",
        "Narrowed": "picks",
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


@register.inclusion_tag("parts/_lineage.svg.html")
def lineage(origins: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Which items tell one story: `origins` of label, note, is_counted and items (label, is_repeat)."""
    return {"drawing": lineage_drawing(origins)}


@register.inclusion_tag("parts/_bars.svg.html")
def bars(title: str, rows: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Numbers as bars, the longest filling the width."""
    most = max((value for _label, value in rows), default=0) or 1
    shown = [{"label": label, "value": value, "share": round(100 * value / most)} for label, value in rows]
    return {"title": title, "rows": shown}


def lineage_drawing(origins: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Places for the boxes and lines of a lineage: items at the left, each joined to its origin."""
    items: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    sentences: list[str] = []
    top = 2
    for origin in origins:
        mine = list(origin["items"])
        tall = max(len(mine) * 34 - 8, 42)
        middle = top + tall // 2
        boxes.append(
            {
                "label": origin["label"],
                "note": origin["note"],
                "is_counted": origin["is_counted"],
                "y": middle - 21,
                "text_y": middle - 3,
                "note_y": middle + 13,
            }
        )
        first = middle - (len(mine) * 34 - 8) // 2
        for place, item in enumerate(mine):
            y = first + place * 34
            items.append({"label": item["label"], "y": y, "text_y": y + 17})
            edges.append({"y1": y + 13, "y2": middle, "is_repeat": item["is_repeat"]})
        names = ", ".join(str(item["label"]) for item in mine)
        sentences.append(f"{names}: {origin['label']}, {origin['note']}.")
        top += tall + 12
    return {"height": top - 8, "items": items, "origins": boxes, "edges": edges, "text": " ".join(sentences)}


def _away(span: timedelta) -> str:
    """How far away, in the one unit that matters."""
    minutes_away = round(span.total_seconds() / 60)
    if minutes_away >= 2880:
        return _("{} d").format(minutes_away // 1440)
    if minutes_away >= 120:
        return _("{} h").format(minutes_away // 60)
    return _("{} min").format(minutes_away)
