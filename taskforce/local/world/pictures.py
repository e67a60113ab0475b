"""Made-up photographs, drawn here: a shed at dusk, a letter. Nobody and no place is on them."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from django.conf import settings
from PIL import Image, ImageDraw

from intelligence.models import RaidTarget
from intelligence.services.files import add_file_to_target
from taskforce.accounts.models import User
from taskforce.uploads.examining import Examined, examine
from taskforce.uploads.rules import HEAD, Kind
from taskforce.uploads.spool import Spool
from victims.models import Person
from victims.services import keep_paper

WHERE = {1: "N", 2: (0.0, 0.0, 1.0), 3: "E", 4: (0.0, 0.0, 1.0)}  # in the middle of an ocean


def lay_out(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """A photograph that told where it was taken, on a target; a letter, with the first person in care."""
    with examined(a_shed(), "side door.jpg") as file:
        add_file_to_target(
            target_id=targets["packing"].public_id, file=file, by=people["ines"], at=at,
            caption="The side door after dark, two locks outside",
        )  # fmt: skip
    person = Person.objects.filter(agency=people["amara"].agency).order_by("pk")[0]
    with examined(a_letter(), "letter.jpg") as file:
        keep_paper(person_id=person.public_id, file=file, caption="A letter from a sister", by=people["amara"], at=at)


def a_shed() -> bytes:
    """A shed at dusk, as a camera that knows where it is would write it."""
    image = Image.new("RGB", (960, 640), "#2c3a4a")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 960, 640), fill="#1d2429")
    draw.polygon([(180, 250), (480, 150), (780, 250)], fill="#3d3230")
    draw.rectangle((200, 250, 760, 500), fill="#5a4a44")
    draw.rectangle((540, 330, 640, 500), fill="#2f2725")
    for top in (380, 440):
        draw.rectangle((620, top, 650, top + 16), fill="#b9a35a")
    draw.rectangle((270, 310, 400, 390), fill="#e0b35a")
    exif = Image.Exif()
    exif[0x0110], exif[0x8825] = "Made-up camera", WHERE
    return _saved(image, exif)


def a_letter() -> bytes:
    """Lines on paper; they are no words."""
    image = Image.new("RGB", (600, 800), "#f2ecdc")
    draw = ImageDraw.Draw(image)
    for number in range(18):
        draw.line((70, 120 + 34 * number, 530 - 37 * (number * 7 % 5), 120 + 34 * number), fill="#4a5a78", width=4)
    return _saved(image, Image.Exif())


def _saved(image: Image.Image, exif: Image.Exif) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


@contextmanager
def examined(data: bytes, name: str) -> Iterator[Examined]:
    """A picture as it is looked at when somebody sends it; what came is forgotten afterwards."""
    with closing(Spool(settings.FILES_ROOT / "incoming")) as spool:
        spool.add(data, head=HEAD)
        yield examine(spool, name=name, kind=Kind.JPEG)
