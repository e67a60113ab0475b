"""A private calendar address tells when something is due, and to whoever holds it nothing else."""

import io
import logging
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from taskforce.accounts.models import Agency, Function, PartnerAgreement, User
from taskforce.audit.models import AuditEntry
from taskforce.clocks.calendar import Due, as_calendar
from taskforce.clocks.feeds import make_feed, read_feed, revoke_feed
from taskforce.clocks.kinds import kinds
from taskforce.clocks.models import CalendarFeed, Clock
from taskforce.door.services import deactivate_account
from taskforce.logs.setup import lines
from taskforce.notices.services import send_waiting_mail, tell
from taskforce.notices.words import DUE, SIGN_IN, WAITING
from taskforce.refusal import NotVisible
from tests.builders import headers_of, someone, what_is_said
from tests.shelters.builders import a_given_placement
from tests.victims.builders import Care, a_booked_interview, a_person_in_care

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SAID = {
    "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "UID", "DTSTAMP",
    "DTSTART", "SUMMARY", "CLASS", "TRANSP",
}  # fmt: skip
# Statements of one fetching: address, person, functions, deadlines, the row on record, what frames the transaction.
STATEMENTS = 8


def address(token: str) -> str:
    return reverse("desk:feed", args=[token])


def events(calendar: bytes | str) -> list[dict[str, str]]:
    """The events of a calendar, unfolded."""
    text = calendar.decode() if isinstance(calendar, bytes) else calendar
    plain = text.replace("\r\n ", "")
    found = [event.split("END:VEVENT")[0] for event in plain.split("BEGIN:VEVENT\r\n")[1:]]
    return [dict(line.split(":", 1) for line in event.splitlines()) for event in found]


def made_by(browser: Client) -> str:
    """Press the button and take the token from the page that shows it once."""
    page = browser.post(reverse("desk:calendar"), {"once": uuid.uuid4()})
    return str(re.findall(r"/calendar/([\w-]{43})/tasks\.ics", page.text)[0])


@pytest.fixture
def care(at) -> Care:
    """Somebody in care: a counselling period and a handoff are due, both their counsellor's work."""
    return a_person_in_care(at)


# --- RFC 5545, by itself ---


def test_an_event_is_a_time_a_mark_and_one_sentence():
    calendar = as_calendar([Due("a1", NOW)], saying="One; two, three\\\nfour", now=NOW)

    assert events(calendar) == [{
        "UID": "a1", "DTSTAMP": "20260310T120000Z", "DTSTART": "20260310T120000Z",
        "SUMMARY": "One\\; two\\, three\\\\\\nfour", "CLASS": "PRIVATE", "TRANSP": "TRANSPARENT",
    }]  # fmt: skip


@given(saying=st.text(st.characters(exclude_categories=["Cs"]), max_size=200), marks=st.lists(st.uuids(), max_size=3))
def test_lines_end_as_they_should_and_none_is_too_long(saying, marks):
    calendar = as_calendar([Due(mark.hex, NOW) for mark in marks], saying=saying, now=NOW)

    assert calendar.endswith(b"END:VCALENDAR\r\n")
    pieces = calendar.split(b"\r\n")
    assert not [piece for piece in pieces if len(piece) > 75 or b"\n" in piece or b"\r" in piece]
    assert all(piece.decode() or True for piece in pieces)  # no character is cut in two
    unfolded = calendar.decode().replace("\r\n ", "")
    kept = saying.replace("\r\n", "\n").replace("\r", "\n")
    read = re.findall(r"\r\nSUMMARY:(.*?)\r\nCLASS", unfolded, re.DOTALL)
    assert [re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text) for text in read] == [kept] * len(marks)


def test_a_moment_elsewhere_is_told_in_utc():
    away = NOW.astimezone(datetime.fromisoformat("2026-03-10T00:00:00+05:30").tzinfo)

    assert events(as_calendar([Due("a1", away)], saying="x", now=NOW))[0]["DTSTART"] == "20260310T120000Z"


def test_without_deadlines_it_is_a_calendar_still():
    calendar = as_calendar([], saying="x", now=NOW).decode()

    assert calendar.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "BEGIN:VTIMEZONE" in calendar
    assert events(calendar) == []


# --- What it tells ---


@pytest.mark.django_db
def test_it_holds_my_deadlines_and_one_sentence_for_all_of_them(at, care, client):
    token = make_feed(by=care.counsellor, at=at)
    another = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)

    answer = client.get(address(token))

    mine = sorted(Clock.objects.visible_to(care.counsellor).values_list("due_at", flat=True))
    found = events(answer.content)
    assert len(mine) >= 2
    assert sorted(event["DTSTART"] for event in found) == [due.strftime("%Y%m%dT%H%M%SZ") for due in mine]
    assert {event["SUMMARY"] for event in found} == {str(DUE)}
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert events(client.get(address(make_feed(by=another, at=at))).content) == []


@pytest.mark.django_db
def test_nothing_else_stands_in_it_whoever_reads(at, client):
    stay = a_given_placement(at)
    a_booked_interview(stay.care, at + timedelta(days=2))
    people = [User.objects.get(pk=pk) for pk in User.objects.values_list("pk", flat=True)]
    ids = {
        str(v) for clock in Clock.objects.all() for v in (clock.public_id, clock.subject_id, clock.label, clock.kind)
    }
    ids |= {one.replace("-", "") for one in ids}
    labels = {str(kind.label) for kind in kinds()}
    seen = 0

    for person in people:
        text = client.get(address(make_feed(by=person, at=at))).content.decode().replace("\r\n ", "")
        seen += len(events(text))
        assert {line.split(":")[0] for line in text.splitlines()} <= SAID
        assert not [word for word in ids | labels if word in text]
        assert person.name not in text
        assert person.agency.name not in text

    assert seen >= 4


@pytest.mark.django_db
def test_a_mark_is_the_same_at_each_reading_and_another_one_at_each_address(at, care, client):
    first = make_feed(by=care.counsellor, at=at)
    once, twice = (client.get(address(first)).content for _each in range(2))
    marks = {event["UID"] for event in events(once)}

    anew = make_feed(by=care.counsellor, at=at)

    assert once == twice
    assert all(re.fullmatch(r"[0-9a-f]{32}", mark) for mark in marks)
    assert marks.isdisjoint(event["UID"] for event in events(client.get(address(anew)).content))


@pytest.mark.django_db
def test_only_listed_sentences_leave_the_house_by_themselves(at, care):
    tell([care.counsellor], kind="victims.handoff", path="/people/x/", source="test", at=at)
    send_waiting_mail(at=at)

    [sent] = [message for message in mail.outbox if message.to == [care.counsellor.email]][-1:]
    assert sent.subject == str(WAITING)
    assert sent.body.startswith(str(SIGN_IN).partition("%")[0])


# --- On record, and only as its person ---


@pytest.mark.django_db
def test_each_fetching_is_on_record(at, care, client):
    token = make_feed(by=care.counsellor, at=at)

    client.get(address(token))

    entry = AuditEntry.objects.get(verb="clocks.feed.read")
    assert (entry.actor, entry.agency, entry.sign_in) == (care.counsellor, care.counsellor.agency, "")
    assert entry.rows == len(entry.shown) == Clock.objects.visible_to(care.counsellor).count()
    assert token not in str(list(AuditEntry.objects.values()))


@pytest.mark.django_db
def test_what_cannot_be_written_down_is_not_told(at, care, client, monkeypatch):
    token = make_feed(by=care.counsellor, at=at)

    def fails(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(AuditEntry, "save", fails)

    answer = client.get(address(token))

    assert answer.status_code == 503
    assert "VEVENT" not in answer.text


@pytest.mark.django_db
def test_a_fetching_asks_the_same_of_the_database_for_few_and_for_many(at, care, client, django_assert_num_queries):
    token = make_feed(by=care.counsellor, at=at)
    for _each in range(5):
        a_person_in_care(at)
    client.get(address(token))

    with django_assert_num_queries(STATEMENTS):
        client.get(address(token))


# --- When it does not work ---


def lapse_of_training(person: User) -> None:
    person.held_functions.update(trained_until=datetime(2020, 1, 1, tzinfo=UTC))


def lapse_of_agreement(person: User) -> None:
    PartnerAgreement.objects.filter(agency=person.agency).update(valid_until=date(2021, 1, 1))


def switched_off(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def stopped(person: User) -> None:
    revoke_feed(by=person)


def run_out(person: User) -> None:
    CalendarFeed.objects.filter(user=person).update(made_at=NOW - timedelta(days=90), expires_at=NOW)


def made_anew(person: User) -> None:
    make_feed(by=person, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("happened", [lapse_of_training, lapse_of_agreement, switched_off, stopped, run_out, made_anew])
def test_what_no_longer_works_answers_as_what_never_did(at, care, client, happened):
    token = make_feed(by=care.counsellor, at=at)
    assert client.get(address(token)).status_code == 200
    happened(care.counsellor)

    answer, never = client.get(address(token)), client.get(address("A" * 43))

    assert answer.status_code == never.status_code == 404
    assert what_is_said(answer) == what_is_said(never)
    assert headers_of(answer) == headers_of(never)
    assert AuditEntry.objects.filter(verb="clocks.feed.read").count() == 1


@pytest.mark.django_db
def test_it_works_to_its_last_second_and_no_longer(at, care):
    token = make_feed(by=care.counsellor, at=at)

    assert read_feed(token=token, at=at + timedelta(days=90, seconds=-1))
    with pytest.raises(NotVisible):
        read_feed(token=token, at=at + timedelta(days=90))


@pytest.mark.django_db
def test_switching_an_account_off_ends_its_address_for_good(at, care, client):
    token = make_feed(by=care.counsellor, at=at)
    administrator = someone(Function.ADMINISTRATOR, agency=care.counsellor.agency)

    deactivate_account(user_id=care.counsellor.public_id, by=administrator)
    User.objects.filter(pk=care.counsellor.pk).update(is_active=True)

    assert client.get(address(token)).status_code == 404
    assert AuditEntry.objects.filter(verb="clocks.feed.revoked", actor=administrator).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_for_reading_alone(at, care, client, method):
    token = make_feed(by=care.counsellor, at=at)

    assert getattr(client, method)(address(token)).status_code == 405


# --- The secret ---


@pytest.mark.django_db
def test_only_its_digest_is_kept(at, care):
    token = make_feed(by=care.counsellor, at=at)

    assert len(token) == 43  # 256 bits
    assert token not in str(list(CalendarFeed.objects.values()))


@pytest.mark.django_db
def test_no_line_of_the_log_holds_the_address(at, care, client):
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(lines())
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        token = make_feed(by=care.counsellor, at=at)
        client.get(address(token))
        client.get(address("wrong" + token))
        client.post(address(token))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

    told = out.getvalue()
    assert '"route": "desk:feed"' in told
    assert {'"status": 200', '"status": 404', '"status": 405'} <= set(re.findall(r'"status": \d+', told))
    assert token not in told
    assert token[:12] not in told


# --- The page ---


@pytest.mark.django_db
def test_the_page_shows_a_new_address_once_and_it_works(at, care, as_user, client):
    browser, page = as_user(care.counsellor), reverse("desk:calendar")
    assert "keeps what it fetched" in browser.get(page).text

    token = made_by(browser)

    assert events(client.get(address(token)).content)
    assert token not in browser.get(page).text
    assert AuditEntry.objects.filter(verb="clocks.feed.made", actor=care.counsellor).count() == 1


@pytest.mark.django_db
def test_stopping_it_on_the_page(at, care, as_user, client):
    browser = as_user(care.counsellor)
    token = made_by(browser)

    browser.post(reverse("desk:revoke-calendar"))

    assert client.get(address(token)).status_code == 404
    assert "You have no address" in browser.get(reverse("desk:calendar")).text


@pytest.mark.django_db
def test_pressed_twice_one_address_is_made(at, care, as_user):
    browser, once = as_user(care.counsellor), str(uuid.uuid4())

    first = browser.post(reverse("desk:calendar"), {"once": once})
    again = browser.post(reverse("desk:calendar"), {"once": once})

    assert (first.status_code, again.status_code) == (200, 302)
    assert AuditEntry.objects.filter(verb="clocks.feed.made").count() == 1


@pytest.mark.django_db
def test_nobody_sees_or_stops_another_s(at, care):
    token, another = make_feed(by=care.counsellor, at=at), someone(Function.COUNSELLOR, agency=care.counsellor.agency)

    revoke_feed(by=another)

    assert list(CalendarFeed.objects.visible_to(another)) == []
    assert read_feed(token=token, at=at)
