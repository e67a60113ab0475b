"""What a file may be, decided from its first bytes, its name and what its sender says of it. Pure.

The list says what is taken, and everything else is refused: a magic number does not make a file safe (security paper,
3.4), so whatever passes here is looked at as a whole afterwards (taskforce.uploads.looking).
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

HEAD = 4096  # enough for every signature below, and for a first look at a text
LONGEST_NAME = 120


class Kind(StrEnum):
    """What is taken."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    TEXT = "text"
    VIDEO = "video"
    AUDIO = "audio"


class Table(StrEnum):
    """What a page takes that reads rows out of a file. Such a file is read once and never served."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind is served, and what names and types its sender may call it by. The first extension is ours."""

    content_type: str
    extensions: tuple[str, ...]
    types: tuple[str, ...]


FORMS = {
    Kind.JPEG: Form("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), ("image/jpeg", "image/pjpeg", "image/jpg")),
    Kind.PNG: Form("image/png", ("png",), ("image/png",)),
    Kind.WEBP: Form("image/webp", ("webp",), ("image/webp",)),
    Kind.PDF: Form("application/pdf", ("pdf",), ("application/pdf",)),
    Kind.TEXT: Form("text/plain; charset=utf-8", ("txt", "text"), ("text/plain",)),
    Kind.VIDEO: Form("video/mp4", ("mp4", "m4v", "m4a"), ("video/mp4", "video/x-m4v", "audio/mp4", "audio/x-m4a")),
    Kind.AUDIO: Form("audio/mp4", ("m4a", "m4b", "mp4"), ("audio/mp4", "audio/x-m4a", "audio/m4a", "video/mp4")),
}
PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
RECORDINGS = frozenset({Kind.VIDEO, Kind.AUDIO})
# What a browser may call a table; some call CSV what their spreadsheet would open it with.
TABLE_TYPES = {
    Table.CSV: ("text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel"),
    Table.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
}
TABLE_NAMES = {"csv": Table.CSV, "tsv": Table.CSV, "txt": Table.CSV, "xlsx": Table.XLSX}
# What a browser says of a file it does not know.
NOTHING_SAID = {"", "application/octet-stream"}

ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07",
            b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"MSCF", b"\x1f\x9d", b"!<arch>")  # fmt: skip
TAR = (257, b"ustar")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!",
            b"\x00asm", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00")  # fmt: skip
AUDIO_BRANDS = {b"M4A ", b"M4B "}
VIDEO_BRANDS = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash",
                b"MSNV", b"3gp4", b"3gp5", b"3gp6"}  # fmt: skip
# Whatever makes a browser take a text for a page, a drawing or a program of its own.
MARKUP = re.compile(rb"(?i)<\s*(?:!doctype|!entity|\?xml|\?php|html|head|body|svg|script|iframe|object|embed|math)")


def kind_of(head: bytes) -> Kind | None:
    """Which of the kinds that are taken begins so; None for everything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if re.match(rb"%PDF-[12]\.\d", head):
        return Kind.PDF
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return Kind.AUDIO if brand in AUDIO_BRANDS else Kind.VIDEO if brand in VIDEO_BRANDS else None
    return Kind.TEXT if is_text(head) else None


def is_text(head: bytes) -> bool:
    """Whether these first bytes are words: UTF-8 without control characters, and no markup of any kind."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.end < len(head) or error.start < len(head) - 3 or not error.start:  # a letter cut in two is no fault
            return False
        text = head[: error.start].decode()
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\f" for letter in text):
        return False
    return bool(text.strip("\ufeff \t\n\r\f")) and not is_markup(head)


def is_markup(data: bytes) -> bool:
    """Whether a browser could take this text for a page, a drawing or a program."""
    return bool(MARKUP.search(data)) or data.lstrip(b"\xef\xbb\xbf \t\r\n\f").startswith((b"<", b"%!PS", b"{\\rtf"))


def head_refusal(head: bytes, *, name: str, content_type: str, accepted: Collection[Kind]) -> str:
    """Why a file that begins so is not taken, as a code; empty when it may go on.

    FILE_EMPTY, ARCHIVE_REFUSED, FILE_HOLDS_CODE (a page, a drawing of code, a program), FILE_KIND_REFUSED, and
    FILE_NOT_WHAT_IT_SAYS when name or declared type say another kind than the content.
    """
    if not head:
        return "FILE_EMPTY"
    if head.startswith(ARCHIVES) or head[TAR[0] : TAR[0] + len(TAR[1])] == TAR[1]:
        return "ARCHIVE_REFUSED"
    kind, says = kind_of(head), kind_named(name)
    if head.startswith(PROGRAMS) or (kind in {None, Kind.TEXT} and is_markup(head)):
        return "FILE_HOLDS_CODE"
    if kind is None:
        return "FILE_NOT_WHAT_IT_SAYS" if says else "FILE_KIND_REFUSED"
    if not _agrees(kind, name, content_type):
        return "FILE_NOT_WHAT_IT_SAYS"
    return "" if kind in accepted else "FILE_KIND_REFUSED"


def table_of(head: bytes, name: str) -> Table | None:
    """Which table this is: its name says so, and its first bytes do not say otherwise."""
    table = TABLE_NAMES.get(extension_of(name))
    if table is Table.XLSX:
        return table if head.startswith(b"PK\x03\x04") else None
    looks_packed = head.startswith((*ARCHIVES, *PROGRAMS, b"%PDF", b"\xd0\xcf\x11\xe0"))
    return None if looks_packed or is_markup(head) else table


def table_refusal(head: bytes, *, name: str, content_type: str) -> str:
    """Why a file that begins so is not read as a table, as a code; empty when it may go on.

    FILE_EMPTY, FILE_KIND_REFUSED (its name is no table's), FILE_NOT_WHAT_IT_SAYS (also an old or locked workbook).
    """
    if not head:
        return "FILE_EMPTY"
    named = TABLE_NAMES.get(extension_of(name))
    if named is None:
        return "FILE_KIND_REFUSED"
    said = content_type.partition(";")[0].strip().lower()
    agrees = said in NOTHING_SAID or said in TABLE_TYPES[named]
    return "" if agrees and table_of(head, name) is named else "FILE_NOT_WHAT_IT_SAYS"


def kind_named(name: str) -> Kind | None:
    """The kind that a name's last extension speaks of."""
    extension = extension_of(name)
    return next((kind for kind, form in FORMS.items() if extension in form.extensions), None)


def extension_of(name: str) -> str:
    """What stands behind the last dot, in small letters; nothing where there is no dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str) -> str:
    """A name as a person may read it: no path, nothing invisible, nothing that turns the writing round, not too long.

    It is sealed and shown, and never used as a path or as a header.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, dot, extension = " ".join(seen.split()).strip(". ").rpartition(".")
    return f"{stem[: LONGEST_NAME - 10]}{dot}{extension[:9]}".strip(". ")


def _agrees(kind: Kind, name: str, content_type: str) -> bool:
    form, extension = FORMS[kind], extension_of(name)
    said = content_type.partition(";")[0].strip().lower()
    return (not extension or extension in form.extensions) and (said in NOTHING_SAID or said in form.types)
