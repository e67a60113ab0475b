"""The inside of a target as its pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from intelligence.models import Hazard, IntelligenceFile, IntelligenceReport, RaidTarget, Room, SightLine, SketchMark
from intelligence.rules.premises import CELLS, COLUMNS, FINE, ROWS, cell_of


@dataclass(frozen=True, slots=True)
class SeenRoom:
    """A room, and the rooms one sees into from it."""

    room: Room
    sees: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class SeenHazard:
    """A hazard, and the report that tells of it where the reader sees that too."""

    hazard: Hazard
    report: IntelligenceReport | None


@dataclass(frozen=True, slots=True)
class SeenMark:
    """A mark, and the field of the coarse grid it lies in."""

    mark: SketchMark
    cell: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field that can be clicked: its upper left and its middle, in per cent."""

    left: int
    top: int
    x: int
    y: int


SIZE = 100 // FINE
FIELDS = tuple(
    Field(left, top, left + SIZE // 2, top + SIZE // 2) for top in range(0, 100, SIZE) for left in range(0, 100, SIZE)
)


def rooms_of(user: Any, target: RaidTarget) -> list[SeenRoom]:
    """The rooms of a target that still stand, each with what is in its sight. Three statements, one of them for keys.

    The caller has found `target` through its policy.
    """
    rooms = {room.pk: room for room in standing_rooms(user, target)}
    seen = sight_lines_of(user, target)
    return [SeenRoom(room, tuple(rooms[pk] for pk in sorted(seen.get(pk_, ())) if pk in rooms))
            for pk_, room in rooms.items()]  # fmt: skip


def standing_rooms(user: Any, target: RaidTarget) -> Any:
    """The rooms of a target that were not withdrawn, as rows."""
    return Room.objects.visible_to(user).filter(target=target, withdrawn_at=None)


def sight_lines_of(user: Any, target: RaidTarget) -> Mapping[int, frozenset[int]]:
    """Which rooms see into which, by primary key, both ways: what keeping people apart is planned with (SR-10)."""
    found: dict[int, frozenset[int]] = {}
    for one, other in SightLine.objects.visible_to(user).filter(target=target).values_list("one", "other"):
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


def rooms_seen_from(user: Any, room: Room) -> list[UUID]:
    """The public ids of the rooms that are in sight of one, for its form."""
    seen = sight_lines_of(user, room.target).get(room.pk, frozenset())
    return list(standing_rooms(user, room.target).filter(pk__in=seen).values_list("public_id", flat=True))


def hazards_of(user: Any, target: RaidTarget) -> list[SeenHazard]:
    """The hazards of a target that still stand, last seen first. Three statements, one of them for keys."""
    rows = list(
        Hazard.objects.visible_to(user).filter(target=target, withdrawn_at=None).select_related("room", "added_by")
    )
    named = [row.report_id for row in rows if row.report_id]
    reports = IntelligenceReport.objects.visible_to(user).in_bulk(named) if named else {}
    return [SeenHazard(row, reports.get(row.report_id) if row.report_id else None) for row in rows]


def sketches_of(user: Any, target: RaidTarget) -> list[IntelligenceFile]:
    """The sketches of a target, newest first, each with how many marks stand on it."""
    standing = Count("marks", filter=Q(marks__withdrawn_at=None))
    rows = IntelligenceFile.objects.with_fields_for(user).filter(target=target, withdrawn_at=None)
    return list(rows.filter(purpose=IntelligenceFile.Purpose.SKETCH).annotate(mark_count=standing))


def marks_of(user: Any, sketch: IntelligenceFile) -> list[SeenMark]:
    """The marks that stand on a sketch, by number."""
    rows = SketchMark.objects.visible_to(user).filter(sketch=sketch, withdrawn_at=None)
    return [SeenMark(row, cell_of(row.x, row.y)) for row in rows]


def grid() -> tuple[Sequence[str], Sequence[str]]:
    """The letters and the numbers of the coarse grid."""
    return tuple(COLUMNS), tuple(ROWS)


def cells() -> list[tuple[str, str]]:
    """The fields of the coarse grid, for a form."""
    return [(cell, cell) for cell in CELLS]


def rooms_to_choose(user: Any, target: RaidTarget, *, but: UUID | None = None) -> Any:
    """The rooms a form can name, without the one it is about."""
    rows = standing_rooms(user, target)
    return rows.exclude(public_id=but) if but else rows


def reports_to_choose(user: Any, target: RaidTarget) -> Any:
    """The reports on a target that a hazard can come from, newest first."""
    return IntelligenceReport.objects.visible_to(user).filter(links__target=target, retracted_at=None)
