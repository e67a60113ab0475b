"""Drawing the inside of a target: rooms, who sees into which, hazards, the marks on a sketch."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from intelligence.models import Hazard, IntelligenceFile, IntelligenceReport, RaidTarget, Room, SightLine, SketchMark
from intelligence.models.premises import OnTarget
from intelligence.rules.premises import pairs_of, place_of
from intelligence.services.files import add_file_to_target
from intelligence.services.sharing import disclose_inside
from taskforce.access.services import find, locked, require
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.refusal import Refusal
from taskforce.uploads.examining import Examined

Drawn = TypeVar("Drawn", bound=OnTarget)


@dataclass(frozen=True, slots=True)
class RoomGiven:
    """What is known of a room. `holds` is how many people it takes; None where nobody knows."""

    kind: str
    name: str
    floor: str = ""
    lock: str = Room.Lock.UNKNOWN
    holds: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HazardGiven:
    """What is known of a hazard. `seen_at` is aware; room and report are public ids on the same target."""

    kind: str
    note: str
    seen_at: datetime
    room: UUID | None = None
    report: UUID | None = None


@dataclass(frozen=True, slots=True)
class MarkGiven:
    """One mark: its place in per cent from the upper left of the picture, or a field of the coarse grid."""

    kind: str
    label: str
    x: int | None = None
    y: int | None = None
    cell: str = ""


@transaction.atomic
def add_room(*, target_id: UUID, room: RoomGiven, sees: Sequence[UUID] = (), by: User, at: datetime) -> Room:
    """Write down a room of a target, and the rooms one sees into from it. Whoever surveys it, while it is open.

    Investigators, analysts and planners who see the target. Refuses with NOT_YOURS_TO_DO; rooms of another target are
    NotVisible.
    """
    target = _surveyed(by, public_id=target_id)
    written = Room.objects.create(target=target, added_by=by, added_at=at, **asdict(room))
    _draw_lines(written, sees, by=by)
    _keep(written, "added", by=by)
    return written


@transaction.atomic
def change_room(*, room_id: UUID, version: int, room: RoomGiven, sees: Sequence[UUID], by: User) -> Room:
    """Write anew what is known of a room. Whoever surveys its target. Refuses with STALE_VERSION, NOT_YOURS_TO_DO."""
    written = _standing(Room, room_id, version, by)
    _write(written, asdict(room))
    _draw_lines(written, sees, by=by)
    record("intelligence.room.changed", by=by, obj=written)
    return written


@transaction.atomic
def add_hazard(*, target_id: UUID, hazard: HazardGiven, by: User, at: datetime) -> Hazard:
    """Write down a hazard. Whoever surveys the target, while it is open.

    Refuses with OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO; a room or a report that does not belong there is NotVisible.
    """
    target = _surveyed(by, public_id=target_id)
    _refuse_future(hazard.seen_at, at)
    written = Hazard.objects.create(target=target, added_by=by, added_at=at, **_hazard_facts(target, hazard, by=by))
    _keep(written, "added", by=by)
    return written


@transaction.atomic
def change_hazard(*, hazard_id: UUID, version: int, hazard: HazardGiven, by: User, at: datetime) -> Hazard:
    """Write anew what is known of a hazard. Whoever surveys its target.

    Refuses with STALE_VERSION, OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    written = _standing(Hazard, hazard_id, version, by)
    _refuse_future(hazard.seen_at, written.added_at)
    _write(written, _hazard_facts(written.target, hazard, by=by))
    record("intelligence.hazard.changed", by=by, obj=written)
    return written


@transaction.atomic
def add_sketch(*, target_id: UUID, file: Examined, caption: str, by: User, at: datetime) -> IntelligenceFile:
    """Keep a picture as a sketch of the target, to be marked. Whoever surveys the target, while it is open.

    Refuses with SKETCH_NOT_A_PICTURE, NOT_YOURS_TO_DO.
    """
    _surveyed(by, public_id=target_id)
    if file.drawn_as is None:
        raise Refusal(
            "SKETCH_NOT_A_PICTURE",
            _("A sketch is a picture: nothing can be marked on this."),
            field="file",
            fix=_("Send a photograph or a scan of it as JPG, PNG or WebP."),
        )
    return add_file_to_target(
        target_id=target_id, file=file, caption=caption, by=by, at=at, purpose=IntelligenceFile.Purpose.SKETCH
    )


@transaction.atomic
def add_mark(*, sketch_id: UUID, mark: MarkGiven, by: User, at: datetime) -> SketchMark:
    """Put a numbered mark on a sketch. Whoever surveys its target, while it is open.

    Refuses with MARK_WITHOUT_PLACE, FILE_WITHDRAWN, NOT_YOURS_TO_DO. Numbers are not given twice.
    """
    sketch = locked(IntelligenceFile, by, public_id=sketch_id, purpose=IntelligenceFile.Purpose.SKETCH)
    target = _surveyed(by, pk=sketch.target_id)
    if sketch.withdrawn_at is not None:
        raise Refusal("FILE_WITHDRAWN", _("This sketch was withdrawn. Nothing can be marked on it any more."))
    last = SketchMark.objects.filter(sketch=sketch).aggregate(last=Max("number"))["last"] or 0
    written = SketchMark.objects.create(
        target=target, sketch=sketch, number=last + 1, added_by=by, added_at=at, **_mark_facts(mark)
    )
    _keep(written, "added", by=by)
    return written


@transaction.atomic
def change_mark(*, mark_id: UUID, version: int, mark: MarkGiven, by: User) -> SketchMark:
    """Move a mark or name it anew. Whoever surveys its target.

    Refuses with STALE_VERSION, MARK_WITHOUT_PLACE, NOT_YOURS_TO_DO.
    """
    written = _standing(SketchMark, mark_id, version, by)
    _write(written, _mark_facts(mark))
    record("intelligence.sketchmark.changed", by=by, obj=written)
    return written


@transaction.atomic
def withdraw_from_target(model: type[Drawn], *, row_id: UUID, by: User, at: datetime) -> Drawn:
    """Take a room, a hazard or a mark away: it is shown no more, and stays on record. Whoever surveys its target.

    Refuses with NOT_YOURS_TO_DO.
    """
    row = _standing(model, row_id, None, by)
    row.withdrawn_by, row.withdrawn_at = by, at
    row.save()
    if isinstance(row, Room):
        SightLine.objects.filter(Q(one=row) | Q(other=row)).delete()
    record(f"intelligence.{model._meta.model_name}.withdrawn", by=by, obj=row)
    return row


def _surveyed(by: User, **lookup: object) -> RaidTarget:
    target = find(RaidTarget, by, **lookup)
    require(by, "survey", target)
    return target


def _standing(model: type[Drawn], row_id: UUID, version: int | None, by: User) -> Drawn:
    """The row, locked, that still stands and is theirs to change."""
    row = locked(model, by, version=version, public_id=row_id, withdrawn_at=None)
    require(by, "survey", row.target)
    return row


def _write(row: OnTarget, facts: dict[str, object]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def _keep(row: OnTarget, done: str, *, by: User) -> None:
    """Whoever was let in on the target opens the row too; that it was written is on record."""
    disclose_inside(row, by=by)
    record(f"intelligence.{row._meta.model_name}.{done}", by=by, obj=row, target=str(row.target.public_id))


def _draw_lines(room: Room, sees: Sequence[UUID], *, by: User) -> None:
    """Exactly these rooms of the same target are in its sight, both ways."""
    others = [find(Room, by, public_id=one, target=room.target, withdrawn_at=None).pk for one in dict.fromkeys(sees)]
    wanted = pairs_of(room.pk, others)
    held = {(line.one_id, line.other_id): line for line in SightLine.objects.filter(Q(one=room) | Q(other=room))}
    for pair in sorted(held.keys() - wanted):
        held[pair].delete()
    for one, other in sorted(wanted - held.keys()):
        SightLine.objects.create(target=room.target, one_id=one, other_id=other)


def _hazard_facts(target: RaidTarget, hazard: HazardGiven, *, by: User) -> dict[str, object]:
    room = find(Room, by, public_id=hazard.room, target=target, withdrawn_at=None) if hazard.room else None
    report = find(IntelligenceReport, by, public_id=hazard.report, links__target=target) if hazard.report else None
    return {"kind": hazard.kind, "note": hazard.note, "seen_at": hazard.seen_at, "room": room, "report": report}


def _mark_facts(mark: MarkGiven) -> dict[str, object]:
    place = place_of(x=mark.x, y=mark.y, cell=mark.cell)
    if place is None:
        raise Refusal(
            "MARK_WITHOUT_PLACE",
            _("Say where on the picture this is."),
            field="cell",
            fix=_("Click on the picture, choose a field, or type how far from the left and from the top."),
        )
    return {"kind": mark.kind, "label": mark.label, "x": place[0], "y": place[1]}


def _refuse_future(seen_at: datetime, at: datetime) -> None:
    if seen_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This was observed in the future."), field="seen_at")
