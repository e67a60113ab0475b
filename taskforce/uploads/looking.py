"""Looking at a whole file that a stranger may have made, in a process of its own that can do nothing else.

Run as a script, with nothing of ours imported: the bytes come by stdin, a line of JSON and the picture drawn anew go by
stdout. Before the first byte is read the process has given up memory, time, files and sockets beyond what it needs: a
picture that breaks a decoder breaks this process, and no secret is in its memory or environment.
"""

import encodings.cp437
import encodings.cp1252
import encodings.utf_16
import io
import json
import re
import resource
import struct
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pikepdf
import puremagic
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

NEEDED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin,
          encodings.cp437, encodings.cp1252, encodings.utf_16)  # fmt: skip  # later nothing is opened
MEMORY = 1024**3
SECONDS = 20
GPS = 0x8825
PLACE = re.compile(rb"GPSLatitude|GPSLongitude|exif:GPS|GPSCoordinates")
PLACE_IN_A_RECORDING = re.compile(rb"\xa9xyz|location\.ISO6709|loci")
TEST_SIGNATURE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CODE = re.compile(rb"(?i)<script[\s>]|<!doctype\s|<\?php\s|<html[\s>]|<iframe[\s>]|<svg\s[^>]{0,200}(?:xmlns|onload)")
AFTER_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moof", b"mfra", b"sidx", b"styp", b"meta",
         b"pdin", b"prft", b"emsg", b"udta"}  # fmt: skip
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
# What a second opinion may call each kind.
NAMES = {"jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"}, "png": {".png"}, "webp": {".webp"}, "pdf": {".pdf"},
         "video": {".mp4", ".m4v", ".3gp", ".mov"}, "audio": {".m4a", ".mp4", ".m4b"}}  # fmt: skip

ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound"}
PARTS = {"/EmbeddedFile", "/RichMedia", "/FileAttachment", "/Screen", "/3D", "/Movie", "/Sound"}
KEYS = {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/RichMedia", "/RichMediaContent", "/XFA", "/Launch"}
# Also what no reader of ours is led to, and another reader might find.
HIDDEN = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b")
DEEPEST = 60
CODE_IN_A_WORKBOOK = re.compile(r"vbaproject|\.bin$|macrosheets/|externallinks/|embeddings/|activex/|customui/|\.(?:exe|dll|js|vbs)$")  # fmt: skip  # noqa: E501
MOST_ENTRIES = 1000


@dataclass
class Seen:
    """What was found: a refusal's code, or none; whether it tells a place; what was drawn anew and as which kind."""

    code: str = ""
    tells_place: bool = False
    drawn_as: str = ""
    drawn: bytes = b""


class Refused(Exception):
    """Why this file is not taken, as a code."""


def look(data: bytes, kind: str, *, pixels: int) -> Seen:
    """Look at all of it. `kind` is what its first bytes say; `pixels` the most a picture may have.

    For a workbook it is the most bytes it may unpack to.
    """
    try:
        if kind == "xlsx":
            return look_at_workbook(data, most=pixels)
        check_against_all(data, kind)
        if kind in FORMATS:
            return look_at_picture(data, kind, pixels=pixels)
        return {"pdf": look_at_pdf, "text": look_at_text, "csv": look_at_csv}.get(kind, look_at_recording)(data)
    except Refused as refused:
        return Seen(code=str(refused))
    except MemoryError:
        return Seen(code="IMAGE_TOO_LARGE")
    except Exception:  # noqa: BLE001 - whatever breaks a decoder, the file is one that cannot be read
        return Seen(code="FILE_UNREADABLE")


def check_against_all(data: bytes, kind: str) -> None:
    """What no kind may hold: a known test signature, an archive on its back, code, or another kind's signature."""
    if TEST_SIGNATURE in data:
        raise Refused("FILE_HARMFUL")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("FILE_NOT_WHAT_IT_SAYS")
    if CODE.search(data):
        raise Refused("FILE_HOLDS_CODE")
    try:
        called = {match.extension for match in puremagic.magic_string(data[:4096])}
    except (puremagic.PureError, ValueError):
        called = set()
    if kind in NAMES and called.isdisjoint(NAMES[kind]):
        raise Refused("FILE_NOT_WHAT_IT_SAYS")


# --- Pictures ---


def look_at_picture(data: bytes, kind: str, *, pixels: int) -> Seen:
    """Check where it ends, then draw it anew: turned upright, pixels only."""
    check_end({"jpeg": end_of_jpeg, "png": end_of_png, "webp": end_of_webp}[kind](data), data, kind)
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        image: Any = Image.open(io.BytesIO(data), formats=[FORMATS[kind]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("IMAGE_TOO_LARGE") from error
    if image.width * image.height > pixels:
        raise Refused("IMAGE_TOO_LARGE")
    if kind != "jpeg" and getattr(image, "n_frames", 1) > 1:
        raise Refused("FILE_KIND_REFUSED")
    tells_place = bool(image.getexif().get_ifd(GPS)) or bool(PLACE.search(data))
    drawn, drawn_as = draw_anew(image)
    return Seen(tells_place=tells_place, drawn=drawn, drawn_as=drawn_as)


def draw_anew(image: Any) -> tuple[bytes, str]:
    """The pixels alone: what the camera wrote beside them (place, device, comment, preview, profile) is left behind."""
    ImageOps.exif_transpose(image, in_place=True)
    is_lossless = image.format == "PNG" or "transparency" in image.info or image.mode in {"RGBA", "LA", "PA"}
    has_alpha = "transparency" in image.info or image.mode in {"RGBA", "LA", "PA"}
    mode = "RGBA" if has_alpha else "L" if image.mode in {"1", "L"} else "RGB"
    clean = image if image.mode == mode else image.convert(mode)
    clean.info = {}
    out = io.BytesIO()
    if is_lossless:
        clean.save(out, "PNG")
        return out.getvalue(), "png"
    clean.save(out, "JPEG", quality=90, exif=b"", icc_profile=None, comment=b"")
    return out.getvalue(), "jpeg"


def end_of_jpeg(data: bytes, start: int = 0) -> int | None:
    """Where the picture that begins at `start` ends; None when it does not."""
    at: int = start + 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in {0x01, *range(0xD0, 0xD8)}:
            at += 2
        elif marker in {0x00, 0xD8, 0xD9}:
            break
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
            if marker == 0xDA:
                following = AFTER_A_SCAN.search(data, at)
                at = following.start() if following else len(data)
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else None


def end_of_png(data: bytes) -> int | None:
    """Where IEND ends, each chunk before it being as it was written; None when one is not."""
    at = 8
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end: int = at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            return None
        if name == b"IEND":
            return end
        at = end
    return None


def end_of_webp(data: bytes) -> int | None:
    """Where the container says it ends; None when it is shorter."""
    size = int.from_bytes(data[4:8], "little")
    end = 8 + size + size % 2
    return end if end <= len(data) else None


def check_end(end: int | None, data: bytes, kind: str) -> None:
    """Nothing hangs on behind: but for padding, and the second picture that cameras put behind a JPEG."""
    if end is None:
        raise Refused("FILE_UNREADABLE")
    rest = data[end:].strip(b"\x00")
    while kind == "jpeg" and rest.startswith(b"\xff\xd8\xff") and (end := end_of_jpeg(rest)):
        rest = rest[end:].strip(b"\x00")
    if rest:
        raise Refused("FILE_NOT_WHAT_IT_SAYS")


# --- Documents, recordings, texts ---


def look_at_pdf(data: bytes) -> Seen:
    """No code, no launch, nothing embedded, nothing locked; whole, and nothing behind its end."""
    if not data.rstrip(b"\r\n\t \x00").endswith(b"%%EOF"):
        ends = b"%%EOF" in data[-4096:]
        raise Refused("FILE_NOT_WHAT_IT_SAYS" if ends else "FILE_UNREADABLE")
    try:
        document = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
    except pikepdf.PasswordError as error:
        raise Refused("FILE_LOCKED") from error
    with document:
        if document.is_encrypted:
            raise Refused("FILE_LOCKED")
        things: list[Any] = [document.trailer, *document.objects]
        if HIDDEN.search(data) or any(acts(each) for thing in things for each in within(thing)):
            raise Refused("FILE_HOLDS_CODE")
    return Seen(tells_place=bool(PLACE.search(data)))


def within(thing: Any, depth: int = 0) -> Iterator[Any]:
    """The mappings in an object, itself first; what it only refers to is an object of its own."""
    if depth > DEEPEST:
        raise Refused("FILE_UNREADABLE")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        inner: list[Any] = [value for _key, value in thing.items()]
    else:
        inner = list(thing) if isinstance(thing, pikepdf.Array) else []
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from within(value, depth + 1)


def acts(mapping: Any) -> bool:
    """Whether this part of a document does something by itself, or carries another file."""
    keys = set(mapping.keys())
    if keys & KEYS or _name(mapping, "/S") in ACTIONS or {_name(mapping, "/Type"), _name(mapping, "/Subtype")} & PARTS:
        return True
    # Where a document opens is often said as a place on a page, which is no act.
    return "/OpenAction" in keys and not isinstance(mapping["/OpenAction"], pikepdf.Array)


def _name(mapping: Any, key: str) -> str:
    value = mapping.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def look_at_recording(data: bytes) -> Seen:
    """Boxes of known names from the first byte to the last; looked at, never decoded."""
    at, names, tells_place = 0, [], False
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if length == 1:
            length = struct.unpack_from(">Q", data, at + 8)[0]
        if length == 0 and name == b"mdat":
            length = len(data) - at
        if length < 8 or at + length > len(data):
            raise Refused("FILE_UNREADABLE" if name in BOXES else "FILE_NOT_WHAT_IT_SAYS")
        if name not in BOXES:
            raise Refused("FILE_NOT_WHAT_IT_SAYS")
        if name != b"mdat":
            tells_place |= bool(PLACE_IN_A_RECORDING.search(data, at, at + length))
        names.append(name)
        at += length
    if names[:1] != [b"ftyp"] or not {b"moov", b"moof"} & set(names) or b"mdat" not in names:
        raise Refused("FILE_UNREADABLE")
    return Seen(tells_place=tells_place)


def look_at_text(data: bytes) -> Seen:
    """UTF-8 from the first letter to the last, without control characters and without markup."""
    text = data.decode()
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", text):
        raise Refused("FILE_KIND_REFUSED")
    if re.search(r"(?i)<\s*(?:!doctype|\?xml|\?php|html|svg|script|iframe|object|embed)", text):
        raise Refused("FILE_HOLDS_CODE")
    return Seen()


# --- Tables ---


def look_at_csv(data: bytes) -> Seen:
    """Text in one of the encodings that are read, without control characters. It is never served to a browser."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if marked else "utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text):
        raise Refused("FILE_KIND_REFUSED")
    return Seen()


def look_at_workbook(data: bytes, *, most: int) -> Seen:
    """A packed workbook: no code, nothing inside that leads out, and no more unpacked than `most`.

    What an entry says of its size holds: Python's reader stops there. Entries that share bytes are a bomb's.
    """
    if TEST_SIGNATURE in data:
        raise Refused("FILE_HARMFUL")
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Refused("FILE_UNREADABLE") from error
    names = {entry.filename.lower() for entry in entries}
    if not {"[content_types].xml", "xl/workbook.xml"} <= names or len(names) != len(entries):
        raise Refused("FILE_NOT_WHAT_IT_SAYS")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("FILE_LOCKED")
    if any(CODE_IN_A_WORKBOOK.search(name) for name in names):
        raise Refused("FILE_HOLDS_CODE")
    overlaps = sum(entry.compress_size for entry in entries) > len(data)
    if len(entries) > MOST_ENTRIES or overlaps or sum(entry.file_size for entry in entries) > most:
        raise Refused("TABLE_TOO_LARGE")
    return Seen()


# --- The process ---


def give_up_the_rest() -> None:
    """From here on: so much memory, so many seconds, no file written, and none opened beside the three it has."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.preinit()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def main() -> None:
    """`looking.py KIND PIXELS`, the file on stdin."""
    kind, pixels = sys.argv[1], int(sys.argv[2])
    give_up_the_rest()
    seen = look(sys.stdin.buffer.read(), kind, pixels=pixels)
    said = {name: value for name, value in asdict(seen).items() if name != "drawn"}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + seen.drawn)


if __name__ == "__main__":
    main()
