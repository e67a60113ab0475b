"""From what came in to what may be kept: the limits of the pack, and the look at the whole file in its own process."""

import json
import subprocess
import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.uploads.rules import FORMS, PICTURES, RECORDINGS, Kind, Table
from taskforce.uploads.spool import CHUNK, Spool

LOOKING = Path(__file__).with_name("looking.py")
MEBI = 1024 * 1024
PATIENCE = 60.0  # seconds by the wall; the process has fewer of its own
LONGEST_DRAWN = 256 * MEBI
LOOKING_AT_ONCE = threading.BoundedSemaphore(2)  # in one web process: each may need a gigabyte


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was looked at as a whole and may be kept. `drawn` is its picture without anything but pixels."""

    name: str
    kind: Kind
    size: int
    sha256: str
    came: Spool = field(repr=False)
    tells_place: bool = False
    drawn: bytes = field(default=b"", repr=False)
    drawn_as: Kind | None = None


@dataclass(frozen=True, slots=True)
class ExaminedTable:
    """A table that was looked at as a whole and may be read."""

    name: str
    kind: Table
    size: int
    sha256: str
    came: Spool = field(repr=False)


def largest(kind: Kind | Table) -> int:
    """The most bytes a file of this kind may have here (jurisdiction pack, in MiB)."""
    if isinstance(kind, Table):
        return pack().number("upload.largest_table") * MEBI
    of = "picture" if kind in PICTURES else "recording" if kind in RECORDINGS else "document"
    return pack().number(f"upload.largest_{of}") * MEBI


def largest_of(kinds: Collection[Kind | Table]) -> int:
    """The most bytes any of these kinds may have."""
    return max(map(largest, kinds))


def examine(came: Spool, *, name: str, kind: Kind) -> Examined:
    """Look at all of a file whose first bytes passed.

    Refuses with FILE_NOT_WHAT_IT_SAYS, FILE_HOLDS_CODE, FILE_HARMFUL, FILE_KIND_REFUSED, FILE_LOCKED, FILE_UNREADABLE,
    IMAGE_TOO_LARGE. No virus scanner has seen what passes; nothing here says that one has.
    """
    said, drawn = _looked_at(came, kind, most=pack().number("upload.largest_megapixels") * 1_000_000)
    if code := str(said["code"]):
        raise refusal_for(code)
    drawn_as = Kind(str(said["drawn_as"])) if said["drawn_as"] else None
    return Examined(name, kind, came.size, came.sha256, came, bool(said["tells_place"]), drawn, drawn_as)


def examine_table(came: Spool, *, name: str, kind: Table) -> ExaminedTable:
    """Look at all of a table whose first bytes passed; its rows are read later, by whoever reads them.

    Refuses as `examine` does, and with TABLE_TOO_LARGE when a workbook would unpack to more than is taken.
    """
    said, _drawn = _looked_at(came, kind, most=pack().number("upload.largest_unpacked") * MEBI)
    if code := str(said["code"]):
        raise refusal_for(code, tuple(Table))
    return ExaminedTable(name, kind, came.size, came.sha256, came)


def refusal_for(code: str, accepted: Collection[Kind | Table] = ()) -> Refusal:
    """The sentence for a code of the rules, at the field of the file."""
    message, fix = _sentences(accepted)[code]
    return Refusal(code, message, field="file", fix=fix)


def _looked_at(came: Spool, kind: Kind | Table, *, most: int) -> tuple[dict[str, object], bytes]:
    """What the other process says of it. It knows none of our secrets, and gets no environment."""
    with LOOKING_AT_ONCE, subprocess.Popen(  # noqa: S603 - our own interpreter, our own script, two words of ours
        [sys.executable, "-I", str(LOOKING), kind.value, str(most)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, close_fds=True,
    ) as process:  # fmt: skip
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        try:
            answer = _exchanged(process, came)
        finally:
            late.cancel()
            process.kill()
    head, _newline, drawn = answer.partition(b"\n")
    try:
        return json.loads(head), drawn
    except ValueError:  # it ended without a word: out of memory or time, or a decoder broke
        return {"code": "FILE_UNREADABLE"}, b""


def _exchanged(process: "subprocess.Popen[bytes]", came: Spool) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise TypeError(process)
    try:
        with process.stdin as to_it:
            for piece in came:
                to_it.write(piece)
    except BrokenPipeError:
        return b""
    answer = bytearray()
    while piece := process.stdout.read(CHUNK):
        answer += piece
        if len(answer) > LONGEST_DRAWN:
            return b""
    return bytes(answer)


def _sentences(accepted: Collection[Kind | Table]) -> dict[str, tuple[str, str]]:
    names = [FORMS[kind].extensions[0] for kind in Kind if kind in accepted] + [t for t in Table if t in accepted]
    asked = ", ".join(name.upper() for name in names)
    taken = _("Taken are: %(kinds)s.") % {"kinds": asked} if asked else _("Save it as another kind and try again.")
    files = (("picture", _("pictures")), ("document", _("documents")), ("recording", _("recordings")))
    asked_for = (("table", _("tables")),) if set(accepted) & set(Table) else files
    sizes = ", ".join(f"{word} {pack().number(f'upload.largest_{of}')} MB" for of, word in asked_for)
    return {
        "FILE_EMPTY": (_("This file is empty."), _("Choose another one.")),
        "FILE_TOO_LARGE": (
            _("This file is larger than what is taken, so it was not read to its end."),
            _("Up to: %(sizes)s. Choose a smaller one, or send it in parts.") % {"sizes": sizes},
        ),
        "FILE_KIND_REFUSED": (_("Files of this kind are not taken."), taken),
        "FILE_NOT_WHAT_IT_SAYS": (
            _("This file is not what its name says, or something else hangs on it."),
            _("Open it, save it anew as a plain picture or PDF, and send that."),
        ),
        "FILE_HOLDS_CODE": (
            _("This file holds code, or another file inside it, so it is not taken."),
            _("Print it to a plain PDF or take a picture of it, and send that."),
        ),
        "FILE_HARMFUL": (
            _("This file carries the signature of a harmful program."),
            _("Do not open it. Tell your system administrator where it came from."),
        ),
        "FILE_LOCKED": (_("This document is locked with a password."), _("Save it without one, then send it.")),
        "FILE_UNREADABLE": (
            _("This file is damaged or cut off, so it could not be read."),
            _("Send it again from where it was made."),
        ),
        "IMAGE_TOO_LARGE": (
            _("This picture has more points than what is taken."),
            _("Up to %(number)s million. Save it smaller.") % {"number": pack().number("upload.largest_megapixels")},
        ),
        "ARCHIVE_REFUSED": (
            _("Packed files and office documents are not taken: nobody can see what is inside."),
            _("Unpack it, or save it as PDF, and send each file by itself."),
        ),
        "TABLE_TOO_LARGE": (
            _("This workbook unpacks to more than what is read."),
            _("Copy the rows alone into a new workbook, or save them as CSV."),
        ),
        "FILE_TELLS_A_PLACE": (
            _("This document tells where it was made, and that cannot be taken out of it."),
            _("Take a picture of it and send that: a picture's place is left out."),
        ),
    }
