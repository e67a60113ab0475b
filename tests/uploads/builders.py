"""Made-up files, drawn and written here: good ones, and whatever somebody might send instead."""

import io
import struct
import zipfile
import zlib
from datetime import datetime
from typing import Any
from uuid import uuid4

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, PngImagePlugin

from intelligence.models import IntelligenceFile, RaidTarget
from intelligence.services.files import add_file_to_target
from taskforce.accounts.models import User
from taskforce.refusal import Refusal
from taskforce.uploads.examining import Examined, examine
from taskforce.uploads.looking import look
from taskforce.uploads.rules import HEAD, Kind, clean_name, head_refusal, kind_of
from taskforce.uploads.spool import Spool

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf", "txt": "text/plain",
         "mp4": "video/mp4", "m4a": "audio/mp4"}  # fmt: skip
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
# In two pieces, so that no scanner takes this file for one.
TEST_SIGNATURE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GPS = {1: "N", 2: (51.0, 30.0, 12.0), 3: "W", 4: (0.0, 7.0, 39.0)}


def a_picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """A front door, drawn."""
    image = Image.new(mode, size, "silver" if mode == "RGB" else 200)
    ImageDraw.Draw(image).rectangle((10, 8, 30, 40), fill=30 if mode == "L" else "navy")
    return image


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def told_by_a_camera(*, turned: int = 1) -> Image.Exif:
    """Where, with what and how it was held."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Camera of somebody", "Model 7", turned
    exif[0x8825] = GPS
    return exif


def jpeg(**how: Any) -> bytes:
    return saved(a_picture(), "JPEG", **how)


def png(**how: Any) -> bytes:
    return saved(a_picture(), "PNG", **how)


def webp(**how: Any) -> bytes:
    return saved(a_picture(), "WEBP", **how)


def png_with_words(text: str) -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", text)
    return png(pnginfo=words)


def a_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_points(width: int, height: int) -> bytes:
    """A few bytes that become very many points."""
    row = zlib.compress(bytes(1 + (width + 7) // 8) * height, 9)
    head = a_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + a_chunk(b"IDAT", row) + a_chunk(b"IEND", b"")


def pdf(*, change: Any = None, **how: Any) -> bytes:
    """A page of nothing, changed before it is saved."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    if change is not None:
        change(document)
    document.save(out, **how)
    return out.getvalue()


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), name) + data


def mp4(brand: bytes = b"isom", *, said: bytes = b"", sound: bytes = bytes(64)) -> bytes:
    """The boxes of a recording, with nothing to see in it."""
    head = box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand)
    return head + box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", said)) + box(b"mdat", sound)


def packed(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def spooled(data: bytes) -> Spool:
    spool = Spool(settings.FILES_ROOT / "incoming")
    for start in range(0, len(data), 65_536):
        spool.add(data[start : start + 65_536], head=HEAD)
    return spool


def code_of(data: bytes, name: str, content_type: str | None = None) -> str:
    """What becomes of these bytes under this name: the code they are refused with, or nothing."""
    code, kind = head_code(data, name, content_type)
    return code or look(data, kind, pixels=40_000_000).code


def code_in_its_own_process(data: bytes, name: str) -> str:
    """The same, looked at as in earnest: by a process of its own."""
    code, kind = head_code(data, name)
    if code:
        return code
    spool = spooled(data)
    try:
        examine(spool, name=name, kind=Kind(kind))
    except Refusal as refusal:
        return refusal.code
    finally:
        spool.close()
    return ""


def head_code(data: bytes, name: str, content_type: str | None = None) -> tuple[str, str]:
    """What is decided by the first bytes."""
    called, head = clean_name(name), data[:HEAD]
    said = content_type or TYPES.get(called.rpartition(".")[2].lower(), "application/octet-stream")
    code = head_refusal(head, name=called, content_type=said, accepted=frozenset(Kind))
    return code, str(kind_of(head) or "")


def an_examined(data: bytes | None = None, name: str = "front door.jpg") -> Examined:
    """A photograph that told where it was taken, looked at."""
    data = jpeg(exif=told_by_a_camera()) if data is None else data
    kind = kind_of(data[:HEAD])
    assert kind
    return examine(spooled(data), name=name, kind=kind)


def a_photograph_of(target: RaidTarget, at: datetime, *, by: User | None = None) -> IntelligenceFile:
    """A photograph on a target, from whoever opened it unless told."""
    return add_file_to_target(
        target_id=target.public_id, file=an_examined(), caption="The side door, seen from the road",
        by=by or target.opened_by, at=at,
    )  # fmt: skip


def a_form_with(data: bytes, name: str = "front door.jpg", *, caption: str = "The side door", **more: Any) -> Any:
    """What a browser sends: the words first, the file last."""
    content_type = TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    file = SimpleUploadedFile(name, data, content_type)
    return {"once": str(uuid4()), "version": "0", "caption": caption} | more | {"file": file}


def bytes_of(answer: Any) -> bytes:
    """What an answer that streams gives."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
