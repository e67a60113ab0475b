"""The inside of the packing shed, drawn by hand; and three exhibits, one of which nobody has looked at for too long."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw

from intelligence.models import EvidenceItem, RaidTarget
from intelligence.services import custody, exhibits, premises
from taskforce.accounts.models import User
from taskforce.local.world.pictures import examined

WARRANT = "Made-up warrant 7 of the model court"


def draw(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """Rooms that see each other, hazards, and a sketch with its marks, on the shed."""
    target, by = targets["packing"].public_id, people["ines"]
    given = premises.RoomGiven
    hall = premises.add_room(
        target_id=target, by=by, at=at, room=given("work", "Packing hall", "Ground floor", "open", 40)
    )
    loft = premises.add_room(
        target_id=target, by=by, at=at, sees=[hall.public_id],
        room=given("sleeping", "Sleeping loft", "Above the hall", "outside", 14, "Bolt on the stair side of the door."),
    )  # fmt: skip
    premises.add_room(
        target_id=target, by=by, at=at, room=given("office", "Foreman's office", "Ground floor", "locked", 3)
    )
    hazard = premises.HazardGiven
    premises.add_hazard(
        target_id=target, by=by, at=at,
        hazard=hazard("dogs", "Two dogs on a chain by the loading bay", at - timedelta(days=2), hall.public_id),
    )  # fmt: skip
    premises.add_hazard(
        target_id=target, by=by, at=at,
        hazard=hazard("structure", "The ladder is the only way down", at - timedelta(days=4), loft.public_id),
    )  # fmt: skip
    with examined(_a_plan(), "plan.jpg") as file:
        sketch = premises.add_sketch(
            target_id=target, file=file, caption="Ground floor and loft, drawn by hand", by=by, at=at
        )
    for kind, label, x, y in (
        ("vehicles", "Lane wide enough for two vans", 12, 88), ("entry", "Side door, opens outwards", 31, 70),
        ("lookout", "Camera above the loading bay", 62, 78), ("stairs", "Ladder to the loft", 70, 34),
        ("hazard", "Dogs", 55, 66),
    ):  # fmt: skip
        mark = premises.MarkGiven(kind=kind, label=label, x=x, y=y)
        premises.add_mark(sketch_id=sketch.public_id, mark=mark, by=by, at=at)


def keep(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """A ledger in the laboratory, a phone on its way, and a roll of tape whose custody audit is overdue."""
    ines, leena, vera, karim = (people[key] for key in ("ines", "leena", "vera", "karim"))
    ledger = _taken_in(ines, "document", "Ledger with names and sums, blue cover", "K-4101", at - timedelta(days=20),
                       target=targets["laundry"])  # fmt: skip
    told = custody.Told("Evidence room 2", "To read and copy it")
    _pass(ledger.public_id, "K-4101", ines, leena, told, at=at - timedelta(days=18))
    custody.accept_exhibit(
        item_id=ledger.public_id, found=custody.Found("K-4101", "intact"), told=custody.Told("Analysts' safe"),
        by=leena, at=at - timedelta(days=18),
    )  # fmt: skip
    exhibits.disclose_exhibit(item_id=ledger.public_id, to=karim.agency.public_id, by=vera, at=at - timedelta(days=10))
    phone = _taken_in(ines, "phone", "Grey phone with a cracked glass", "K-4102", at - timedelta(days=3),
                      target=targets["packing"])  # fmt: skip
    _pass(phone.public_id, "K-4102", ines, leena, custody.Told("Evidence room 2", "To read it out"), at=at)
    _taken_in(ines, "other", "Roll of tape and two cable ties", "K-3977", at - timedelta(days=97))


def _taken_in(
    by: User, kind: str, description: str, seal: str, at: datetime, *, target: RaidTarget | None = None
) -> EvidenceItem:
    given = exhibits.ExhibitGiven(
        kind=kind, description=description, place="Search under the warrant", basis="warrant", basis_words=WARRANT,
        obtained_at=at - timedelta(hours=2),
    )  # fmt: skip
    return exhibits.receive_exhibit(
        exhibit=given, seal=seal, by=by, at=at, target_id=target.public_id if target else None
    )


def _pass(item_id: UUID, seal: str, by: User, to: User, told: custody.Told, *, at: datetime) -> None:
    custody.offer_exhibit(
        item_id=item_id, to=to.public_id, found=custody.Found(seal, "intact"), told=told, by=by, at=at
    )  # fmt: skip


def _a_plan() -> bytes:
    """Lines on squared paper."""
    image = Image.new("RGB", (1000, 700), "#f4f1e6")
    pen = ImageDraw.Draw(image)
    for step in range(0, 1000, 25):
        pen.line((step, 0, step, 700), fill="#dfe6ea")
        pen.line((0, step, 1000, step), fill="#dfe6ea")
    pen.rectangle((200, 120, 860, 520), outline="#2b3440", width=6)
    pen.line((520, 120, 520, 360), fill="#2b3440", width=5)
    pen.rectangle((640, 150, 840, 320), outline="#2b3440", width=4)
    pen.line((290, 520, 350, 520), fill="#f4f1e6", width=8)
    pen.rectangle((560, 500, 760, 545), outline="#7a5a30", width=4)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
