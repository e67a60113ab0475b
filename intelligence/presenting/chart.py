"""A link chart as a picture and as a table: the same facts in both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intelligence.presenting.entities import KINDS, Card, card
from intelligence.queries.chart import Graph, kind_of
from intelligence.rules.chart import TALL, WIDE, Box, Drawing, draw

PER_COLUMN = 20
LONGEST, LONGEST_NOTE = 22, 28  # letters that fit a box
ROUND = {"person": TALL // 2, "target": 3, "report": 0}  # corners: people are round, reports are sheets
ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture."""

    card: Card
    box: Box

    @property
    def round(self) -> int:
        return ROUND.get(self.card.kind, 8)

    @property
    def title(self) -> str:
        return _short(self.card.label or self.card.reference, LONGEST)

    @property
    def below(self) -> str:
        return _short(", ".join(str(part) for part in (self.card.word, self.card.note) if part), LONGEST_NOTE)


@dataclass(frozen=True, slots=True)
class Way:
    """A line of the picture, and what it says to whoever rests on it."""

    path: str
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    one: Card
    relation: str
    other: Card
    source: Card | None
    days: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the page shows."""

    drawing: Drawing
    nodes: list[Node]
    lines: list[Way]
    rows: list[Row]
    left_out: list[str]
    is_capped: bool
    wide: int = WIDE
    tall: int = TALL


def chart_shown(user: Any, graph: Graph) -> Chart:
    """The picture and the table of a graph."""
    notes = _notes(graph)
    cards = {key: card(user, node, note=notes.get(key, "")) for key, node in graph.nodes.items()}
    order = {key: (ORDER[c.kind], c.reference) for key, c in cards.items()}
    drawing = draw(graph.starts, [fact.edge for fact in graph.facts], order=order, per_column=PER_COLUMN)
    plain = {key: card(user, node) for key, node in graph.nodes.items()}
    rows = [
        Row(plain[f.edge.one], f.relation, plain[f.edge.other], card(user, f.source) if f.source else None, _days(f))
        for f in sorted(graph.facts, key=lambda f: (order[f.edge.one], order[f.edge.other], f.edge.key))
    ]
    nodes = [Node(cards[box.key], box) for box in drawing.boxes]
    said = {f.edge.key: f"{plain[f.edge.one].said}: {f.relation}: {plain[f.edge.other].said}" for f in graph.facts}
    lines = [Way(line.path, said[line.key]) for line in drawing.lines]
    return Chart(drawing, nodes, lines, rows, _left_out(drawing.left_out), graph.is_capped)


def kind_filters(address: str, graph: Graph, hidden: set[str]) -> list[dict[str, Any]]:
    """One switch a kind: a plain link that hides it or shows it again."""
    counts: dict[str, int] = {}
    for key, node in graph.nodes.items():
        if key not in graph.starts:
            counts[kind_of(node)] = counts.get(kind_of(node), 0) + 1
    return [
        {
            "label": KINDS[kind], "count": counts[kind], "current": kind not in hidden,
            "url": _address(address, hidden ^ {kind}),
        }
        for kind in KINDS
        if kind in counts
    ]  # fmt: skip


def _address(address: str, hidden: Iterable[str]) -> str:
    query = urlencode([("hide", kind) for kind in sorted(hidden)])
    return f"{address}?{query}" if query else address


def _notes(graph: Graph) -> dict[str, str]:
    """How each node beside a start belongs to it: what stands in its box."""
    starts = set(graph.starts)
    found: dict[str, str] = {}
    for fact in graph.facts:
        if fact.edge.other in starts and not fact.edge.one.startswith("intelligencereport"):
            found.setdefault(fact.edge.one, fact.relation)
    return found


def _left_out(left_out: Mapping[int, int]) -> list[str]:
    words = {
        0: lambda n: ngettext("%(n)s more target", "%(n)s more targets", n) % {"n": n},
        1: lambda n: ngettext("%(n)s more one step away", "%(n)s more one step away", n) % {"n": n},
        2: lambda n: ngettext("%(n)s more two steps away", "%(n)s more two steps away", n) % {"n": n},
    }
    return [words[column](number) for column, number in sorted(left_out.items())]


def _days(fact: Any) -> str:
    ends = [f"{day:%Y-%m-%d}" if day else "" for day in (fact.since, fact.until)]
    return _("%(since)s to %(until)s") % {"since": ends[0] or "…", "until": ends[1] or "…"} if any(ends) else ""


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
