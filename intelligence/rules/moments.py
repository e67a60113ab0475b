"""When something was observed, as people write it: "now", "-2h", "yesterday 21:30", "23:10", "mon 6:15", a date.

What can be read in two ways is never guessed: 3/4 is April here and March there, and an hour that a clock change
repeats or skips is no moment. Dates begin with the year, name the month, or leave only one reading.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

NOW = {"now", "ahora"}
DAYS_BACK = {"today": 0, "hoy": 0, "yesterday": 1, "ayer": 1, "anteayer": 2}
WEEKDAYS = (("mon", "lun"), ("tue", "mar"), ("wed", "mie"), ("thu", "jue"), ("fri", "vie"), ("sat", "sab"), ("sun", "dom"))  # fmt: skip  # noqa: E501
MONTHS = (("jan", "ene"), ("feb",), ("mar",), ("apr", "abr"), ("may",), ("jun",), ("jul",), ("aug", "ago"), ("sep",),
          ("oct",), ("nov",), ("dec", "dic"))  # fmt: skip
UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks", "sem": "weeks"}

AGO = re.compile(r"(?:-\s*|hace\s+)?(\d{1,4})\s*(min|m|h|d|w|sem)(\s+ago)?")
CLOCK = r"(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm)?"
AT_CLOCK = re.compile(rf"(?:(.*?)[ ,]+(?:at |a las )?)?{CLOCK}")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[t ]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?")
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
NAMED = re.compile(r"(\d{1,2})\.?\s+(?:de\s+)?([a-z]{3,10})\.?(?:,?\s+(?:de\s+)?(\d{4}))?")
NAMED_FIRST = re.compile(r"([a-z]{3,10})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")


class Unread(Exception):
    """What was written is no moment, or more than one. `code` is MOMENT_UNCLEAR or MOMENT_AMBIGUOUS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_moment(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """The moment that somebody wrote, in UTC to the minute; `now` is aware and `zone` is the deployment's own.

    A time without a day is the last one before `now`; a day without a year the last one. Raises Unread with
    MOMENT_UNCLEAR or MOMENT_AMBIGUOUS. Whether a moment may lie ahead is for whoever asked to decide.
    """
    said = _plain(text)
    here = now.astimezone(zone)
    if said in NOW:
        return now.astimezone(UTC).replace(second=0, microsecond=0)
    if back := AGO.fullmatch(said):
        return _ago(back, said, now)
    if stamp := ISO.fullmatch(said):
        return _stamp(stamp, zone)
    if not (clocked := AT_CLOCK.fullmatch(said)):
        raise Unread("MOMENT_UNCLEAR")
    before, hours, minutes, half = clocked.groups()
    at = _clock(hours, minutes, half)
    if not before:
        last = here.date() if at <= here.time() else here.date() - timedelta(days=1)
        return _moment(last, at, zone)
    return _moment(_day(before.strip(" ,"), at, here), at, zone)


def _plain(text: str) -> str:
    """Small letters without accents; every kind of dash and space is one."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate({0x2212: "-", 0x2013: "-", 0x2014: "-"})
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _ago(back: "re.Match[str]", said: str, now: datetime) -> datetime:
    """So long ago. A bare "2h" could be a clock; it takes a sign or a word."""
    if said[0].isdigit() and not back[3]:
        raise Unread("MOMENT_AMBIGUOUS")
    moment = now.astimezone(UTC) - timedelta(**{UNITS[back[2]]: int(back[1])})
    return moment.replace(second=0, microsecond=0)


def _stamp(stamp: "re.Match[str]", zone: tzinfo) -> datetime:
    year, month, day, hours, minutes, offset = stamp.groups()
    at = _clock(hours, minutes, None)
    if offset is None:
        return _moment(_date(int(year), int(month), int(day)), at, zone)
    digits = "+00:00" if offset == "z" else f"{offset[:3]}:{offset[-2:]}"
    try:
        return datetime.fromisoformat(
            f"{int(year):04}-{int(month):02}-{int(day):02}T{at:%H:%M}{digits}"
        ).astimezone(UTC)  # fmt: skip
    except (ValueError, OverflowError) as error:
        raise Unread("MOMENT_UNCLEAR") from error


def _clock(hours: str, minutes: str, half: str | None) -> time:
    hour, minute = int(hours), int(minutes)
    if half and not 1 <= hour <= 12:
        raise Unread("MOMENT_UNCLEAR")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Unread("MOMENT_UNCLEAR")
    return time(hour, minute)


def _day(said: str, at: time, here: datetime) -> date:
    """The day that stands before a time."""
    if said in DAYS_BACK:
        return here.date() - timedelta(days=DAYS_BACK[said])
    if (number := _named(said, WEEKDAYS)) is not None:
        return _last_weekday(number, at, here)
    if numbers := NUMBERS.fullmatch(said):
        return _by_numbers(numbers, at, here)
    if named := NAMED.fullmatch(said):
        return _by_name(named[1], named[2], named[3], at, here)
    if named := NAMED_FIRST.fullmatch(said):
        return _by_name(named[2], named[1], named[3], at, here)
    raise Unread("MOMENT_UNCLEAR")


def _last_weekday(number: int, at: time, here: datetime) -> date:
    days = (here.weekday() - number) % 7
    if days == 0 and at > here.time():
        days = 7
    return here.date() - timedelta(days=days)


def _by_numbers(numbers: "re.Match[str]", at: time, here: datetime) -> date:
    """Day and month in figures: read only where they cannot be swapped."""
    first, second = int(numbers[1]), int(numbers[2])
    if first <= 12 and second <= 12 and first != second:
        raise Unread("MOMENT_AMBIGUOUS")
    day, month = (first, second) if second <= 12 else (second, first)
    return _in_year(numbers[3], month, day, at, here)


def _by_name(day: str, month: str, year: str | None, at: time, here: datetime) -> date:
    number = _named(month, MONTHS)
    if number is None:
        raise Unread("MOMENT_UNCLEAR")
    return _in_year(year, number + 1, int(day), at, here)


def _in_year(year: str | None, month: int, day: int, at: time, here: datetime) -> date:
    """Without a year it is the last such day."""
    if year:
        return _date(int(year), month, day)
    this = _date(here.year, month, day)
    return this if (this, at) <= (here.date(), here.time()) else _date(here.year - 1, month, day)


def _named(said: str, names: tuple[tuple[str, ...], ...]) -> int | None:
    """Which of the names this word is, whole or short."""
    if len(said) < 3:
        return None
    return next((n for n, short in enumerate(names) if said.startswith(short)), None)


def _date(year: int, month: int, day: int) -> date:
    return _or_unclear(lambda: date(year, month, day))


def _or_unclear(make: Callable[[], date]) -> date:
    try:
        return make()
    except (ValueError, OverflowError) as error:
        raise Unread("MOMENT_UNCLEAR") from error


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    """This wall time as one moment; a clock change makes some of them two, and some none."""
    try:
        first = datetime.combine(day, at, zone)
        moment = first.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None):
            raise Unread("MOMENT_UNCLEAR")
        if first.replace(fold=1).astimezone(UTC) != moment:
            raise Unread("MOMENT_AMBIGUOUS")
    except (OverflowError, ValueError) as error:
        raise Unread("MOMENT_UNCLEAR") from error
    return moment
