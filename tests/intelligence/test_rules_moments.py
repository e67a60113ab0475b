"""When it was seen, as people write it. What has two readings is never guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.moments import Unread, read_moment

MADRID = ZoneInfo("Europe/Madrid")
TUESDAY_NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)  # one hour later by the clocks in Madrid

MOMENTS = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def read(text: str, now: datetime = TUESDAY_NOON) -> str:
    return read_moment(text, now=now, zone=MADRID).astimezone(MADRID).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-03-10 13:00"), ("NOW ", "2026-03-10 13:00"), ("ahora", "2026-03-10 13:00"),
        ("-2h", "2026-03-10 11:00"), ("- 30 min", "2026-03-10 12:30"), ("3d ago", "2026-03-07 13:00"),
        ("hace 2 h", "2026-03-10 11:00"), ("\u22121w", "2026-03-03 13:00"),
        ("23:10", "2026-03-09 23:10"), ("9:05", "2026-03-10 09:05"), ("13:00", "2026-03-10 13:00"),
        ("13:01", "2026-03-09 13:01"), ("9.30", "2026-03-10 09:30"), ("9:30 pm", "2026-03-09 21:30"),
        ("12:15 am", "2026-03-10 00:15"), ("today 9:30", "2026-03-10 09:30"),
        ("yesterday 21:30", "2026-03-09 21:30"), ("ayer a las 21:30", "2026-03-09 21:30"),
        ("anteayer, 6:00", "2026-03-08 06:00"), ("Monday 06:15", "2026-03-09 06:15"), ("tue 14:00", "2026-03-03 14:00"),
        ("tue 9:00", "2026-03-10 09:00"), ("mi\u00e9rcoles 6:15", "2026-03-04 06:15"),
        ("2026-03-01 21:30", "2026-03-01 21:30"), ("2026-03-01T21:30", "2026-03-01 21:30"),
        ("2026-03-01T20:30:00Z", "2026-03-01 21:30"), ("2026-03-01T20:30+00:00", "2026-03-01 21:30"),
        ("25/2 21:30", "2026-02-25 21:30"), ("2/25/2026 21:30", "2026-02-25 21:30"), ("3/3 21:30", "2026-03-03 21:30"),
        ("1 March 21:30", "2026-03-01 21:30"), ("1 de marzo de 2026 21:30", "2026-03-01 21:30"),
        ("Dec 31, 23:00", "2025-12-31 23:00"), ("31 dic 2025 23:00", "2025-12-31 23:00"),
    ],
)  # fmt: skip
def test_what_people_write_is_read_in_the_time_of_the_place(text, moment):
    assert read(text) == moment


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "MOMENT_UNCLEAR"), ("soon", "MOMENT_UNCLEAR"), ("yesterday", "MOMENT_UNCLEAR"),
        ("25:00", "MOMENT_UNCLEAR"), ("2026-03-01T20:30+99:00", "MOMENT_UNCLEAR"),
        ("13:00 pm", "MOMENT_UNCLEAR"), ("2026-02-30 10:00", "MOMENT_UNCLEAR"), ("30 feb 10:00", "MOMENT_UNCLEAR"),
        ("9:75", "MOMENT_UNCLEAR"), ("2026-03-01", "MOMENT_UNCLEAR"), ("last week 9:00", "MOMENT_UNCLEAR"),
        ("3/4 21:30", "MOMENT_AMBIGUOUS"), ("03-04-2026 21:30", "MOMENT_AMBIGUOUS"), ("2h", "MOMENT_AMBIGUOUS"),
        ("0000-01-01 10:00", "MOMENT_UNCLEAR"),
    ],
)  # fmt: skip
def test_what_has_no_reading_or_two_is_refused(text, code):
    with pytest.raises(Unread, match=code):
        read(text)


def test_an_hour_that_the_clocks_repeat_or_skip_is_no_moment():
    with pytest.raises(Unread, match="MOMENT_AMBIGUOUS"):
        read("2025-10-26 02:30")
    with pytest.raises(Unread, match="MOMENT_UNCLEAR"):
        read("2025-03-30 02:30")


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_moment_or_says_why_not(text):
    assert kind_of(text) in {UTC, "MOMENT_UNCLEAR", "MOMENT_AMBIGUOUS"}


def kind_of(text: str) -> object:
    try:
        return read_moment(text, now=TUESDAY_NOON, zone=MADRID).tzinfo
    except Unread as unread:
        return unread.code


@given(st.integers(0, 23), st.integers(0, 59), MOMENTS)
def test_a_bare_time_is_the_last_one_before_now(hour, minute, now):
    moment = read_moment(f"{hour}:{minute:02}", now=now, zone=UTC)

    assert timedelta() <= now - moment < timedelta(days=1)
    assert (moment.hour, moment.minute) == (hour, minute)


@given(MOMENTS)
def test_what_the_house_writes_it_reads(moment):
    assert read_moment(moment.isoformat(), now=TUESDAY_NOON, zone=MADRID) == moment.replace(second=0, microsecond=0)
