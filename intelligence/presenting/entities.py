"""How people and things look: an icon, a word, what they are called, and what a person may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intelligence.models import Entity, IntelligenceReport, RaidTarget
from intelligence.queries.entities import PEOPLE, SUBJECTS
from taskforce.access.services import fields_of

ICONS = {
    "person": "user", "phone": "smartphone", "vehicle": "truck", "advert": "scroll-text", "place": "house",
    "organisation": "layers", "account": "id-card", "report": "file-text", "target": "map-pin",
}  # fmt: skip
KINDS: Mapping[str, str | Promise] = dict(Entity.Kind.choices) | {"report": _("Report"), "target": _("Target")}
# What a list is asked for, and how that is said. People who are no subject stand in a list of their own.
SHOWN: tuple[tuple[str, str | Promise], ...] = (
    ("", _("Subjects and things")),
    (SUBJECTS, _("Subjects")),
    (PEOPLE, _("Other people")),
    ("phone", _("Phones")),
    ("vehicle", _("Vehicles")),
    ("advert", _("Adverts")),
    ("place", _("Places")),
    ("organisation", _("Organisations")),
    ("account", _("Online accounts")),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One person, thing, report or target in words."""

    url: str
    kind: str
    word: str | Promise
    icon: str
    reference: str
    label: str
    note: str
    is_apart: bool
    is_withheld: bool

    @property
    def said(self) -> str:
        """All of it as one sentence, for who listens."""
        return ", ".join(str(part) for part in (self.word, self.label or self.reference, self.note) if part)


def card(user: Any, row: Entity | IntelligenceReport | RaidTarget, *, note: str = "") -> Card:
    """A row as this reader may see it. Its reading is on record already."""
    if isinstance(row, RaidTarget):
        return _card("intelligence:target", "target", row, row.title, note)
    if isinstance(row, IntelligenceReport):
        grade = str(row.current_grade())
        return _card("intelligence:report", "report", row, "", ", ".join(filter(None, [grade, note])))
    is_named = "label" in fields_of(user, row)
    label = row.shown_label if is_named else ""
    words = ", ".join(filter(None, [str(row.get_role_display()) if row.role else "", note]))
    return _card(
        "intelligence:entity", row.kind, row, label, words,
        is_apart=row.is_non_criminal, is_withheld=not label,
    )  # fmt: skip


def cards(user: Any, rows: Iterable[Entity]) -> list[Card]:
    """Each of these as this reader may see it. Their reading is on record already."""
    return [card(user, row) for row in rows]


def filters(address: str, chosen: str, choices: Iterable[tuple[str, Any]], *, by: str = "show") -> list[dict[str, Any]]:
    """One view of a page each, as plain links, for `parts/_filters.html`."""
    return [
        {"label": label, "url": f"{address}?{by}={code}" if code else address, "current": code == chosen}
        for code, label in choices
    ]


def _card(
    address: str, kind: str, row: Any, label: str, note: str, *, is_apart: bool = False, is_withheld: bool = False
) -> Card:
    return Card(
        reverse(address, args=[row.public_id]), kind, KINDS[kind], ICONS[kind], row.reference, label, note, is_apart,
        is_withheld,
    )  # fmt: skip
