"""Sentences that draw the inside of a target and keep exhibits, through the services that people use."""

from datetime import datetime, timedelta
from typing import Any

from intelligence.models import (
    DisclosureReview,
    EvidenceItem,
    ExhibitDisclosure,
    Hazard,
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
    Room,
    SketchMark,
)
from intelligence.services.custody import Found, Told, accept_exhibit, offer_exhibit
from intelligence.services.exhibits import (
    ExhibitGiven,
    add_file_to_exhibit,
    ask_for_review,
    decide_review,
    disclose_exhibit,
    receive_exhibit,
    stop_disclosing,
)
from intelligence.services.premises import (
    HazardGiven,
    MarkGiven,
    RoomGiven,
    add_hazard,
    add_mark,
    add_room,
    add_sketch,
)
from taskforce.accounts.models import Agency, Function, User
from tests.builders import someone
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


def an_exhibit(at: datetime, *, by: User | None = None, seal: str = "A-100", **facts: Any) -> EvidenceItem:
    """A phone from a drawer, sealed by whoever found it."""
    given = {
        "kind": "phone", "description": "Black phone, cracked glass", "place": "Drawer behind the desk",
        "basis": "warrant", "basis_words": "Warrant 12 of March", "obtained_at": at - timedelta(hours=3),
    } | facts  # fmt: skip
    target = given.pop("target", None)
    return receive_exhibit(
        exhibit=ExhibitGiven(**given), seal=seal, by=by or someone(Function.INVESTIGATOR), at=at,
        target_id=target.public_id if target else None,
    )  # fmt: skip


def a_prosecutor(*functions: Function) -> User:
    """Prosecutes, in an agency of its own."""
    return someone(*(functions or (Function.PROSECUTOR,)), kind=Agency.Kind.PROSECUTION)


def found(seal: str = "A-100", condition: str = "intact") -> Found:
    return Found(seal, condition)


def handed_over(
    item: EvidenceItem, to: User, at: datetime, *, by: User | None = None, seal: str = "A-100", new_seal: str = ""
) -> None:
    """Handed to a colleague who has not taken it yet."""
    offer_exhibit(
        item_id=item.public_id, to=to.public_id, found=found(seal), told=Told("Evidence room", "For analysis"),
        new_seal=new_seal, by=by or item.obtained_by, at=at,
    )  # fmt: skip


def taken(item: EvidenceItem, by: User, at: datetime, *, seal: str = "A-100") -> None:
    accept_exhibit(item_id=item.public_id, found=found(seal), told=Told("Laboratory"), by=by, at=at)


def disclosed(item: EvidenceItem, to: User, at: datetime, *, by: User | None = None) -> ExhibitDisclosure:
    """Disclosed to this prosecutor's agency, by a supervisor."""
    supervisor = by or someone(Function.SUPERVISOR, agency=item.agency)
    return disclose_exhibit(item_id=item.public_id, to=to.agency.public_id, by=supervisor, at=at)


def a_review(report: IntelligenceReport, of: User, at: datetime, *, decision: str = "") -> DisclosureReview:
    """Asked of this prosecutor's agency; decided by them where a decision is named."""
    review = ask_for_review(
        report_id=report.public_id, of=of.agency.public_id, proposed="People were seen behind a locked door.",
        by=report.logged_by, at=at,
    )  # fmt: skip
    if not decision:
        return review
    return decide_review(
        review_id=review.public_id, version=review.version, decision=decision,
        protection="Not from which side the door was seen.", by=of, at=at,
    )  # fmt: skip


def exhibits_of(by: User, report: IntelligenceReport, at: datetime) -> EvidenceItem:
    """An exhibit disclosed to a prosecution and one no longer; a review decided and one that waits; a file."""
    prosecutor = a_prosecutor()
    item = an_exhibit(at, by=by)
    add_file_to_exhibit(item_id=item.public_id, file=an_examined(), caption="The phone as found", by=by, at=at)
    disclosed(item, prosecutor, at)
    over = disclosed(item, a_prosecutor(), at)
    stop_disclosing(disclosure_id=over.public_id, by=over.by, at=at)
    a_review(report, prosecutor, at)
    a_review(report, prosecutor, at, decision="allowed")
    return item
