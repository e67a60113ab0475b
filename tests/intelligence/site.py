"""Sentences that draw the inside of a target, through the services that people use."""

from datetime import datetime, timedelta
from typing import Any

from intelligence.models import Hazard, IntelligenceFile, RaidTarget, Room, SketchMark
from intelligence.services.premises import (
    HazardGiven,
    MarkGiven,
    RoomGiven,
    add_hazard,
    add_mark,
    add_room,
    add_sketch,
)
from taskforce.accounts.models import User
from tests.uploads.builders import an_examined


def a_room(target: RaidTarget, at: datetime, *, by: User | None = None, sees: Any = (), **facts: Any) -> Room:
    """A locked room upstairs."""
    given = {"kind": "sleeping", "name": "Back room", "floor": "Second floor", "lock": "outside", "holds": 6} | facts
    return add_room(
        target_id=target.public_id, room=RoomGiven(**given), sees=[room.public_id for room in sees],
        by=by or target.opened_by, at=at,
    )  # fmt: skip


def a_hazard(target: RaidTarget, at: datetime, *, by: User | None = None, **facts: Any) -> Hazard:
    """Two dogs in the yard, seen yesterday."""
    given = {"kind": "dogs", "note": "Two dogs on a chain by the gate", "seen_at": at - timedelta(days=1)} | facts
    return add_hazard(target_id=target.public_id, hazard=HazardGiven(**given), by=by or target.opened_by, at=at)


def a_sketch(target: RaidTarget, at: datetime, *, by: User | None = None) -> IntelligenceFile:
    """A drawing by hand, photographed."""
    return add_sketch(
        target_id=target.public_id, file=an_examined(), caption="Ground floor, drawn by hand",
        by=by or target.opened_by, at=at,
    )  # fmt: skip


def a_mark(sketch: IntelligenceFile, at: datetime, *, by: User | None = None, **facts: Any) -> SketchMark:
    """The side door."""
    given = {"kind": "entry", "label": "Side door, opens outwards", "cell": "B3"} | facts
    return add_mark(sketch_id=sketch.public_id, mark=MarkGiven(**given), by=by or sketch.uploaded_by, at=at)


def the_inside_of(target: RaidTarget, by: User, at: datetime) -> IntelligenceFile:
    """Two rooms that see each other, a hazard in one of them, and a sketch with a mark."""
    hall = a_room(target, at, by=by, kind="hall", name="Stairwell", lock="open")
    a_hazard(target, at, by=by, room=a_room(target, at, by=by, sees=[hall]).public_id)
    sketch = a_sketch(target, at, by=by)
    a_mark(sketch, at, by=by)
    return sketch
