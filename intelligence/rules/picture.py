"""Where the boxes and lines of a derivation graph are drawn: origins at the left, what rests on them to the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from intelligence.rules.lineage import PROMPTED_BY, SAME_ORIGIN, Edge

COLUMN, ROW, WIDTH, HEIGHT = 150, 36, 110, 26
MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Box:
    """One report in the picture; origins stand in the first column."""

    ref: str
    x: int
    y: int
    is_origin: bool

    @property
    def text_x(self) -> int:
        return self.x + WIDTH // 2

    @property
    def text_y(self) -> int:
        return self.y + HEIGHT // 2 + 4


@dataclass(frozen=True, slots=True)
class Line:
    """One derivation: from what it rests on to the report; `is_faint` where it may be independent all the same."""

    x1: int
    y1: int
    x2: int
    y2: int
    is_faint: bool

    @property
    def middle(self) -> int:
        return (self.x1 + self.x2) // 2


@dataclass(frozen=True, slots=True)
class Picture:
    boxes: Sequence[Box]
    lines: Sequence[Line]
    width: int
    height: int
    is_whole: bool


def picture(edges: Sequence[Edge], *, most: int) -> Picture:
    """Draw the reports that edges join, at most so many: whole families first, the largest first.

    A report stands one column to the right of the furthest thing it rests on; a circle stands together in one column.
    """
    chosen, is_whole = _chosen(edges, most)
    kept = [edge for edge in edges if edge[0] in chosen and edge[1] in chosen]
    depth = _depths(chosen, kept)
    rows: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for ref in chosen:
        column = min(depth[ref], MOST_COLUMNS - 1)
        row = rows[column] = rows.get(column, -1) + 1
        boxes[ref] = Box(ref, column * COLUMN + 1, row * ROW + 1, depth[ref] == 0)
    lines = [_line(boxes[parent], boxes[child], kind) for child, parent, kind in kept]
    columns = max(rows, default=0) + 1
    height = (max(rows.values(), default=0) + 1) * ROW
    return Picture(list(boxes.values()), lines, (columns - 1) * COLUMN + WIDTH + 2, height, is_whole)


def _line(parent: Box, child: Box, kind: str) -> Line:
    is_faint = kind in {PROMPTED_BY, SAME_ORIGIN}
    middle = HEIGHT // 2
    if child.x > parent.x:
        return Line(parent.x + WIDTH, parent.y + middle, child.x, child.y + middle, is_faint)
    return Line(parent.x + WIDTH // 2, parent.y + middle, child.x + WIDTH // 2, child.y + middle, is_faint)


def _chosen(edges: Sequence[Edge], most: int) -> tuple[list[str], bool]:
    """The reports of the largest families of reports that edges join, until there is no more room."""
    neighbours: dict[str, list[str]] = {}
    for child, parent, _kind in edges:
        neighbours.setdefault(parent, []).append(child)
        neighbours.setdefault(child, []).append(parent)
    families: list[list[str]] = []
    seen: set[str] = set()
    for start in neighbours:
        family, frontier = [], [] if start in seen else [start]
        seen.update(frontier)
        while frontier:
            ref = frontier.pop()
            family.append(ref)
            new = [other for other in dict.fromkeys(neighbours[ref]) if other not in seen]
            seen.update(new)
            frontier.extend(new)
        families.append(family)
    chosen = [ref for family in sorted(families, key=len, reverse=True) for ref in family]
    return chosen[:most], len(chosen) <= most


def _depths(chosen: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """How many steps each stands from the origins; a circle that nothing ends stops after as many rounds as columns."""
    depth = dict.fromkeys(chosen, 0)
    for _round in range(MOST_COLUMNS):
        for child, parent, _kind in edges:
            depth[child] = max(depth[child], min(depth[parent] + 1, MOST_COLUMNS - 1))
    if depth and min(depth.values()):
        lowest = min(depth.values())
        depth = {ref: column - lowest for ref, column in depth.items()}
    return depth
