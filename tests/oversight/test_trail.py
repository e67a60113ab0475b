"""Reading the trail: filtered without a word in the address, page by page, one row whole; and itself on record."""

from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.urls import reverse

from taskforce.access.models import Dissemination
from taskforce.access.newest import CAP
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.audit.sealer import seal_waiting
from taskforce.oversight.queries.trail import PAGE, trail_for
from tests.access.builders import proves_again
from tests.builders import an_agency, someone, what_is_said
from tests.intelligence.builders import a_target
from tests.oversight.builders import an_auditor, is_turned_away, on_record, reads

pytestmark = pytest.mark.django_db
TRAIL = "oversight:trail"


@pytest.fixture
def auditor():
    return an_auditor()


def looking_for(browser, **facts):
    """Post the filter, and follow to the page it leads to."""
    answer = browser.post(reverse(TRAIL), {key: str(value) for key, value in facts.items()})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url, browser.get(answer.url)


def shown(answer):
    return {entry.pk for entry in answer.context["found"].entries}


def test_auditors_see_who_did_what_by_name_and_agency(at, auditor, as_user):
    reader = someone(Function.COUNSELLOR)
    on_record(reader, at)

    page = as_user(auditor).get(reverse(TRAIL)).content.decode()

    assert reader.name in page
    assert reader.agency.name in page
    assert reader.email not in page


@pytest.mark.parametrize("function", [f for f in Function if f != Function.AUDITOR])
@pytest.mark.parametrize(
    "address",
    [
        "/record/", "/record/shown/no-such-token/", "/record/reviews/", "/record/who-knew/",
        "/record/entries/6f2f3c5e-0000-4000-8000-000000000000/", "/record/who-knew/no-such-token/copies/1/",
    ],
)  # fmt: skip
def test_everybody_else_gets_the_answer_of_an_address_that_is_none(at, as_user, function, address):
    browser = as_user(someone(function))

    answer = browser.get(address)

    assert answer.status_code == 404
    assert what_is_said(answer) == what_is_said(browser.get("/no-such-address/"))
    assert browser.post(address).status_code == 404


def test_what_is_looked_for_stands_in_no_address(at, auditor, as_user):
    reader = someone(Function.COUNSELLOR)
    on_record(reader, at)

    address, page = looking_for(as_user(auditor), actor=reader.public_id, verb="access.read")

    assert str(reader.public_id) not in address
    assert "access.read" not in address
    assert page.status_code == 200


def test_another_sign_in_does_not_know_the_filter(at, auditor, as_user):
    address, _page = looking_for(as_user(auditor), outcome="denied")

    assert as_user(an_auditor()).get(address).status_code == 404


def many_kinds(at, reader):
    """One row of each kind that a filter can ask for, by name."""
    record = uuid4()
    return record, {
        "read": on_record(reader, at - timedelta(hours=1), object_type="victims.Person", object_id=record),
        "listed": on_record(reader, at - timedelta(hours=2), "access.listed", rows=2, shown=[record, uuid4()]),
        "night": on_record(reader, (at - timedelta(days=1)).replace(hour=23), codes={"need": "own_agency"}),
        "glass": on_record(reader, at - timedelta(hours=3), codes={"need": "broke_glass"}),
        "untied": on_record(reader, at - timedelta(hours=4), codes={"need": "function"}),
        "denied": on_record(reader, at - timedelta(hours=5), "access.not_visible", outcome="denied"),
        "other": on_record(someone(), at - timedelta(days=9), "intelligence.report.logged"),
    }


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"verb": "access.listed"}, {"listed"}),
        ({"outcome": "denied"}, {"denied"}),
        ({"only": "reads"}, {"read", "listed", "night", "glass", "untied"}),
        ({"only": "off_hours"}, {"night"}),
        ({"only": "glass"}, {"glass"}),
        ({"only": "untied"}, {"untied"}),
        ({"only": "turned_away"}, {"denied"}),
        ({"code": "need=broke_glass"}, {"glass"}),
        ({"object_type": "victims.Person"}, {"read"}),
        ({"since": "2026-03-01T00:00", "until": "2026-03-02T00:00"}, {"other"}),
    ],
)
def test_the_filter_shows_what_was_asked_for_and_nothing_else(at, auditor, as_user, asked, names):
    _record, rows = many_kinds(at, someone())

    _address, page = looking_for(as_user(auditor), **asked)

    assert shown(page) == {rows[name].pk for name in names}


def test_the_filter_finds_a_person_an_agency_and_a_record_also_where_a_list_showed_it(at, auditor, as_user):
    reader = someone()
    record, rows = many_kinds(at, reader)
    browser = as_user(auditor)

    theirs = {row.pk for row in rows.values() if row.actor_id == reader.pk}
    assert shown(looking_for(browser, actor=reader.public_id)[1]) == theirs
    assert shown(looking_for(browser, agency=reader.agency.public_id)[1]) == theirs
    assert shown(looking_for(browser, object_id=record)[1]) == {rows["read"].pk, rows["listed"].pk}


def test_the_filter_finds_what_went_to_another_agency(at, auditor, as_user):
    reader, owner, record = someone(), an_agency(), uuid4()
    here, gone = on_record(reader, at, object_id=uuid4()), on_record(reader, at, object_id=record)
    Dissemination.objects.create(
        at=at - timedelta(milliseconds=4), owner=owner, recipient=reader.agency, reader=reader, need="granted",
        subject_type="intelligence.RaidTarget", subject_id=record, reference="T-7Q2K9D", purpose="case",
    )  # fmt: skip

    found = shown(looking_for(as_user(auditor), only="across")[1])

    assert gone.pk in found
    assert here.pk not in found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"since": "2026-03-02T00:00", "until": "2026-03-01T00:00"}, "WINDOW_BACKWARDS"),
        ({"code": "what is this"}, "CODE_UNREADABLE"),
    ],
)
def test_a_filter_that_makes_no_sense_says_so_beside_the_field(at, auditor, as_user, asked, code):
    answer = as_user(auditor).post(reverse(TRAIL), asked)

    assert answer.status_code == 422
    assert code in answer.content.decode()


def test_older_rows_follow_page_by_page_none_twice_and_none_left_out(at, auditor, as_user):
    reads(someone(), at - timedelta(hours=1), 2 * PAGE + 7, every=0)
    browser, seen = as_user(auditor), []

    page = looking_for(browser, verb="access.read")
    address, answer = page
    while True:
        seen += [entry.pk for entry in answer.context["found"].entries]
        last = answer.context["found"].last
        if last is None:
            break
        answer = browser.get(address, {"before": str(last.pk)})

    assert len(seen) == len(set(seen)) == 2 * PAGE + 7


def test_nobody_counts_beyond_a_thousand(at, auditor):
    reads(someone(), at, CAP + 30)

    found = trail_for(auditor, {})

    assert (found.total, found.is_capped, len(found.entries)) == (CAP + 1, True, PAGE)


def test_reading_the_trail_is_on_record_with_what_was_asked(at, auditor, as_user):
    reader = someone()
    many_kinds(at, reader)

    looking_for(as_user(auditor), actor=reader.public_id, code="need=broke_glass")

    entry = AuditEntry.objects.filter(verb="audit.trail.read").latest("at")
    assert (entry.actor, entry.rows) == (auditor, 1)
    assert entry.codes == {"asked_actor": str(reader.public_id), "asked_code": "need"}


def test_one_row_is_shown_whole_with_its_seal_and_what_else_was_done_then(at, auditor, as_user):
    reader, mark = someone(), "b" * 16
    entry = on_record(reader, at, sign_in=mark, shown=[uuid4()], codes={"purpose": "care"})
    near = on_record(reader, at - timedelta(minutes=1), "victims.person.searched", sign_in=mark)
    elsewhere = on_record(reader, at, "victims.session.recorded", sign_in="c" * 16)
    browser, address = as_user(auditor), reverse("oversight:entry", args=[entry.pk])

    page = browser.get(address).content.decode()
    assert "Not sealed yet" in page
    seal_waiting(horizon=2**40)
    page = browser.get(address).content.decode()

    assert "As it was sealed" in page
    for said in (str(entry.shown[0]), "purpose", "care", mark, str(near.pk)):
        assert said in page
    assert str(elsewhere.pk) not in page


def test_a_row_that_was_changed_since_says_so(at, auditor, as_user):
    entry = on_record(someone(), at)
    seal_waiting(horizon=2**40)
    with pgtrigger.ignore("audit.AuditEntry:entry_once"):
        AuditEntry.objects.filter(pk=entry.pk).update(verb="access.listed")

    page = as_user(auditor).get(reverse("oversight:entry", args=[entry.pk])).content.decode()

    assert "ROW_CHANGED" in page


def test_what_somebody_asked_for_in_vain_is_on_record_whether_or_not_it_is_there(at, as_user):
    curious, nothing = someone(Function.COUNSELLOR), uuid4()

    as_user(curious).get(reverse("victims:person", args=[nothing]))

    entry = AuditEntry.objects.get(verb="access.not_visible")
    assert (entry.object_type, entry.object_id, entry.outcome) == ("victims.Person", nothing, "denied")


def test_asking_the_api_in_vain_is_on_record_as_well(at, as_user):
    curious, hidden = someone(Function.INVESTIGATOR), a_target(at)

    for asked in (hidden.public_id, nothing := uuid4()):
        assert as_user(curious).get(f"/api/targets/{asked}/").status_code == 404

    entries = AuditEntry.objects.filter(actor=curious, verb="access.not_visible")
    assert {(entry.object_type, entry.object_id) for entry in entries} == {
        ("intelligence.RaidTarget", hidden.public_id), ("intelligence.RaidTarget", nothing)
    }  # fmt: skip


def test_the_database_itself_shows_the_trail_to_nobody_else(at):
    on_record(someone(), at)

    with acting_as(someone(Function.SUPERVISOR)):
        assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("number", [3, 40])
def test_the_trail_takes_as_many_statements_for_many_rows_as_for_few(
    at, auditor, as_user, django_assert_num_queries, number
):
    for _ in range(number):
        on_record(someone(), at)
    is_turned_away(someone(), at)
    browser = as_user(auditor)

    with django_assert_num_queries(28):
        assert browser.get(reverse(TRAIL)).status_code == 200


def test_what_was_looked_for_is_taken_away_numbered_and_on_record(at, auditor, as_user):
    reader, other = someone(Function.COUNSELLOR), someone(Function.COUNSELLOR)
    theirs, others = on_record(reader, at), on_record(other, at)
    browser = as_user(auditor)
    proves_again(browser, auditor)
    address, _page = looking_for(browser, actor=reader.public_id)

    copy = browser.post(f"{address}take/", {"purpose": "check", "once": uuid4()})

    assert copy.headers["Content-Type"].startswith("text/csv")
    assert str(theirs.pk) in copy.text
    assert str(others.pk) not in copy.text
    assert reader.name not in copy.text
    taken = AuditEntry.objects.get(verb="access.exported")
    assert (taken.actor, taken.rows, taken.codes["list"]) == (auditor, 1, "audit.trail")
    assert as_user(reader).get("/record/take/").status_code == 404
