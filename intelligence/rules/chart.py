"""Where the boxes and lines of a link chart stand: columns by distance, the same for the same graph (pure geometry).

Columns leave gaps between them, lines run in the gaps alone: no line crosses a box, no box another.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDE, TALL = 216, 62  # of a box
GAP, SPACE = 110, 14  # between two columns; between two boxes of one column
EDGE = 4  # between the outermost boxes and the frame


@dataclass(frozen=True, slots=True)
class Edge:
    """That two nodes belong together. `key` tells edges between the same two apart."""

    key: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: its upper left corner, and in which column it stands."""

    key: str
    column: int
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.y + TALL // 2


@dataclass(frozen=True, slots=True)
class Line:
    """An edge's way through the gap, as the path of an SVG."""

    key: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart ready to be written down. `left_out` counts, by column, what no room was left for."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    left_out: Mapping[int, int]


def steps_from(starts: Iterable[str], edges: Iterable[Edge], *, most: int = 2) -> dict[str, int]:
    """How far each node is from the nearest start, up to `most` steps; what is farther is not named."""
    beside: dict[str, set[str]] = {}
    for edge in edges:
        beside.setdefault(edge.one, set()).add(edge.other)
        beside.setdefault(edge.other, set()).add(edge.one)
    steps = dict.fromkeys(starts, 0)
    frontier = set(steps)
    for step in range(1, most + 1):
        frontier = set().union(*(beside.get(node, set()) for node in frontier)) - steps.keys()
        steps |= dict.fromkeys(frontier, step)
    return steps


def draw(starts: Collection[str], edges: Sequence[Edge], *, order: Mapping[str, object], per_column: int) -> Drawing:
    """The chart of everything up to two steps from `starts`; at most `per_column` boxes in each column.

    `order` says of every node where it would stand among equals (a sortable value); what is tied to boxes at the top
    stands at the top itself. It depends on the graph alone, never on the order in which it is told.
    """
    steps = steps_from(starts, edges)
    shown, left_out = _columns(steps, edges, order, per_column)
    boxes = {
        key: Box(key, column, EDGE + column * (WIDE + GAP), EDGE + row * (TALL + SPACE))
        for column, keys in enumerate(shown)
        for row, key in enumerate(keys)
    }
    drawn = sorted((e for e in edges if e.one in boxes and e.other in boxes), key=lambda e: (e.one, e.other, e.key))
    rows = max((len(keys) for keys in shown), default=0)
    return Drawing(
        width=2 * EDGE + 3 * WIDE + 3 * GAP,
        height=2 * EDGE + max(rows, 1) * (TALL + SPACE) - SPACE,
        boxes=tuple(boxes.values()),
        lines=tuple(Line(edge.key, _path(boxes[edge.one], boxes[edge.other])) for edge in drawn),
        left_out=left_out,
    )


def _columns(
    steps: Mapping[str, int], edges: Sequence[Edge], order: Mapping[str, object], per_column: int
) -> tuple[list[list[str]], dict[int, int]]:
    """The nodes of each column from top to bottom, and how many each has no room for."""
    columns: list[list[str]] = []
    places: dict[str, float] = {}
    left_out: dict[int, int] = {}
    for column in range(3):
        keys = [key for key, step in steps.items() if step == column]
        keys.sort(key=lambda key: (_height(key, edges, places), order[key], key))
        kept = keys[:per_column]
        if len(keys) > len(kept):
            left_out[column] = len(keys) - len(kept)
        columns.append(kept)
        places |= {key: float(row) for row, key in enumerate(kept)}
    return columns, left_out


def _height(key: str, edges: Sequence[Edge], places: Mapping[str, float]) -> float:
    """How far down what it is tied to stands, on average; what is tied to nothing drawn stands last."""
    beside = [places[end] for edge in edges for end in _other_ends(edge, key) if end in places]
    return sum(beside) / len(beside) if beside else float("inf") if places else 0.0


def _other_ends(edge: Edge, key: str) -> Iterable[str]:
    if edge.one == key:
        yield edge.other
    if edge.other == key:
        yield edge.one


def _path(one: Box, other: Box) -> str:
    """From the right side of the left box to the left side of the right one; within a column, out and back again."""
    left, right = sorted((one, other), key=lambda box: (box.x, box.y))
    if left.column == right.column:
        out = left.x + WIDE
        bulge = out + min(GAP - 8, 24 + abs(right.middle - left.middle) // 6)
        return f"M{out} {left.middle}C{bulge} {left.middle} {bulge} {right.middle} {out} {right.middle}"
    start, end = left.x + WIDE, right.x
    half = (start + end) // 2
    return f"M{start} {left.middle}C{half} {left.middle} {half} {right.middle} {end} {right.middle}"
