"""Writing a calendar (RFC 5545). Pure: times and opaque marks go in, and one sentence for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75  # octets, without the line's end
# A calendar has at least one part; without deadlines this is it.
ALWAYS_UTC = (
    "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline as a calendar may know it: a mark that says nothing, and when."""

    mark: str
    at: datetime


def as_calendar(dues: Sequence[Due], *, saying: str, now: datetime) -> bytes:
    """The deadlines as events of no length, each called `saying`. Stamped with `now`: when it began would tell more."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tasks//Tasks//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        *ALWAYS_UTC, *(line for due in dues for line in _event(due, saying=saying, now=now)), "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) for line in lines)


def _event(due: Due, *, saying: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{due.mark}"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"DTSTART:{_moment(due.at)}"
    yield f"SUMMARY:{_escaped(saying)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\r", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    """The line with its end, broken so that no piece is longer than allowed and no character is cut in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
