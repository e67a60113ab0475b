"""The pages of deconfliction, as those who use them see them; and that nobody else finds them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from intelligence.models import DeconflictionCheck, DeconflictionConflict, DeconflictionContact
from intelligence.services.deconfliction_answers import ask_outside, write_answer
from taskforce.accounts.models import Function
from tests.builders import an_agency, someone
from tests.intelligence.builders import an_investigator
from tests.intelligence.deconflicting import a_target_at, asked, supervisor_of

pytestmark = pytest.mark.django_db
MILL = "12 Mill Lane, 90210 Northtown"
LISTS = ["conflicts", "exchanges", "tips", "sources", "entities", "same", "imports", "targets", "reports", "exhibits"]
BEGUN = [
    "name-contact", "start-exchange", "answer-exchange", "take-tip", "register-source", "add-entity", "bring-import",
    "log-report", "open-target", "receive-exhibit", "search-for", "calibration", "enter-past",
]  # fmt: skip


def where(name, *rows):
    return reverse(f"intelligence:{name}", args=[row.public_id for row in rows])


def read(browser, name, *rows):
    answer = browser.get(where(name, *rows))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(browser, name, *rows, **typed):
    sent = {"once": str(uuid.uuid4()), "version": "1"} | typed
    return browser.post(where(name, *rows), sent)


def hours(at, number):
    return (at + timedelta(hours=number)).isoformat()[:16]


def refused(answer, *sentences, code=""):
    """A page that comes back with a sentence at the top, leading to the field, and the same beside the field."""
    page = answer.content.decode()
    assert answer.status_code == 422
    summary, fields = re.split(r"</ul>\s*</div>", page.split('id="errors"')[1], maxsplit=1)
    for sentence in sentences:
        assert sentence in summary
        assert sentence in fields.split("</form>")[0]
        assert f'href="#id_{answer.context["form"].errors.copy().popitem()[0]}' in summary
    assert code in summary
    return page


@pytest.fixture
def mine(at):
    return a_target_at(MILL, at)


@pytest.fixture
def theirs(at):
    return a_target_at("Mill Ln. 12", at)


@pytest.fixture
def investigator(mine, as_user):
    return as_user(mine.opened_by)


@pytest.fixture
def supervisor(mine, as_user):
    return as_user(supervisor_of(mine.agency))


def called(mine, at, *, hours_from_now=24):
    """A watch centre is asked by telephone; its answer is outstanding."""
    begins = at + timedelta(hours=hours_from_now)
    return ask_outside(target_id=mine.public_id, system="regional", starts_at=begins,
                       ends_at=begins + timedelta(hours=6), by=mine.opened_by, at=at)  # fmt: skip


def test_a_target_nobody_asked_about_says_what_is_missing(at, mine, investigator):
    page = read(investigator, "deconfliction", mine)

    assert "Nobody asked yet whether another agency is about to be there." in page
    assert "DECONFLICTION_MISSING" in page
    assert where("deconflict", mine) in page


def test_a_conflict_names_whom_to_call_and_nothing_of_the_other_side(at, mine, theirs, investigator):
    asked(theirs, at)
    sent = send(investigator, "deconflict", mine, kind="target")

    assert sent.url == where("deconfliction", mine)
    for name, rows in (("deconfliction", (mine,)), ("conflicts", ())):
        page = read(investigator, name, *rows)
        assert f"Duty desk of {theirs.agency.code}" in page
        assert "Not settled" in page
        for hidden in (theirs.reference, theirs.address, theirs.opened_by.name):
            assert hidden not in page


def test_whoever_meets_nobody_is_told_that_the_entry_stands(at, mine, investigator):
    sent = send(
        investigator, "deconflict", mine, kind="event", starts_at=hours(at, 24), ends_at=hours(at, 28),
        latitude="50.1", longitude="8.6", radius_m="200",
    )  # fmt: skip

    page = investigator.get(sent.url).content.decode()
    assert "No conflict. Your entry stands, so that others meet it." in page
    assert "within 200 m" in page
    assert DeconflictionCheck.objects.get().radius_m == 200


@pytest.mark.parametrize("who", ["an investigator elsewhere", "a counsellor", "a source controller here"])
def test_nobody_else_finds_a_page_about_a_target(at, mine, theirs, as_user, who):
    asked(theirs, at)
    asked(mine, at)
    (conflict,) = DeconflictionConflict.objects.filter(agency=mine.agency)
    entry = called(mine, at)
    stranger = as_user({
        "an investigator elsewhere": an_investigator(),
        "a counsellor": someone(Function.COUNSELLOR, kind="victim_services"),
        "a source controller here": someone(Function.SOURCE_CONTROLLER, agency=mine.agency),
    }[who])  # fmt: skip
    pages = [("deconfliction", mine), ("deconflict", mine), ("ask-outside", mine), ("write-answer", entry),
             ("resolve-conflict", conflict)]  # fmt: skip

    assert [stranger.get(where(*page)).status_code for page in pages] == [404] * 5
    said = {"kind": "target", "system": "regional", "starts_at": hours(at, 1), "ends_at": hours(at, 2),
            "result": "none", "external_ref": "W-1", "resolution": "We go."}  # fmt: skip
    assert [send(stranger, *page, **said).status_code for page in pages[1:]] == [404] * 4
    assert send(stranger, "withdraw-check", entry).status_code in {302, 404}

    entry.refresh_from_db()
    conflict.refresh_from_db()
    assert (entry.result, entry.closed_at, conflict.resolved_at) == ("pending", None, None)
    assert DeconflictionCheck.objects.count() == 3


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("function", "kind"), [("counsellor", "victim_services"), ("shelter_worker", "shelter")])
def test_whoever_has_no_work_in_intelligence_finds_none_of_its_lists(at, as_user, function, kind, name):
    browser = as_user(someone(Function(function), kind=kind))

    assert browser.get(where(name)).status_code == 404


@pytest.mark.parametrize("name", BEGUN)
def test_whoever_may_not_is_told_before_they_write(at, as_user, name):
    answer = as_user(someone(Function.COUNSELLOR, kind="victim_services")).get(where(name))

    assert answer.status_code == 403
    assert "NOT_YOURS_TO_DO" in answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_whoever_works_on_intelligence_finds_the_lists_also_while_they_are_empty(at, as_user, name):
    browser = as_user(someone(Function.INVESTIGATOR, Function.SUPERVISOR, agency=an_agency()))

    assert browser.get(where(name)).status_code == 200


def test_the_list_says_that_nobody_can_be_called_until_a_desk_is_named(at, as_user):
    agency = an_agency()
    investigator, supervisor = (someone(f, agency=agency) for f in (Function.INVESTIGATOR, Function.SUPERVISOR))

    page = read(as_user(investigator), "conflicts")
    assert "Until a supervisor names a duty desk, your agency cannot ask." in page
    assert where("name-contact") not in page
    assert where("name-contact") in read(as_user(supervisor), "conflicts")


def test_without_a_desk_of_ones_own_nothing_is_asked_and_everything_typed_stays(at, as_user):
    target = a_target_at(MILL, at, agency=an_agency())
    answer = send(as_user(target.opened_by), "deconflict", target, kind="event", starts_at=hours(at, 24),
                  ends_at=hours(at, 28), latitude="50.125")  # fmt: skip

    page = refused(answer, code="CONTACT_MISSING")
    assert 'value="50.125"' in page
    assert not DeconflictionCheck.objects.exists()


def test_an_operation_without_its_time_comes_back(at, mine, investigator):
    answer = send(investigator, "deconflict", mine, kind="event", ends_at=hours(at, 28), latitude="50.125",
                  radius_m="200")  # fmt: skip

    page = refused(answer, "An operation has a beginning and an end.")
    assert 'value="50.125"' in page
    assert 'value="200"' in page
    assert hours(at, 28)[:10] in page
    assert not DeconflictionCheck.objects.exists()


def test_a_point_without_a_radius_comes_back(at, mine, investigator):
    answer = send(investigator, "deconflict", mine, kind="event", starts_at=hours(at, 24), ends_at=hours(at, 28),
                  latitude="50.125", longitude="8.5")  # fmt: skip

    page = refused(answer, code="PLACE_UNFIT")
    assert 'value="50.125"' in page
    assert 'value="8.5"' in page
    assert not DeconflictionCheck.objects.exists()


def test_a_telephone_call_that_ends_before_it_begins_comes_back(at, mine, investigator):
    answer = send(investigator, "ask-outside", mine, system="national", starts_at=hours(at, 28), ends_at=hours(at, 24))

    page = refused(answer, "This time is over, or ends before it begins.", code="WINDOW_UNFIT")
    assert re.search(r'value="national"\s+selected', page)
    assert not DeconflictionCheck.objects.exists()


def test_a_conflict_without_anybody_to_call_comes_back(at, mine, investigator):
    entry = called(mine, at)
    answer = send(investigator, "write-answer", entry, result="conflict", external_ref="W-1712", contact=" ")

    page = refused(answer, "Write down whom to call about the conflict.", code="CALL_WHOM_MISSING")
    assert 'value="W-1712"' in page
    entry.refresh_from_db()
    assert entry.result == "pending"


def test_what_the_watch_centre_said_stands_on_the_target(at, mine, investigator):
    entry = called(mine, at)
    assert where("write-answer", entry) in read(investigator, "deconfliction", mine)

    send(investigator, "write-answer", entry, result="conflict", external_ref="W-1712", contact="Watch centre, desk 4")

    page = read(investigator, "deconfliction", mine)
    assert "Call them before you do anything else." in page
    assert "W-1712" in page
    assert "Watch centre, desk 4" in page
    assert where("write-answer", entry) not in page


def test_a_desk_without_a_telephone_comes_back_and_a_whole_one_stands_on_the_list(at, as_user):
    supervisor = someone(Function.SUPERVISOR, agency=an_agency())
    browser = as_user(supervisor)

    assert "Harbour watch" in refused(send(browser, "name-contact", desk="Harbour watch", phone=""))
    assert not DeconflictionContact.objects.exists()
    send(browser, "name-contact", desk="Harbour watch", phone="+1 555 010 0111")
    assert "Harbour watch" in read(browser, "conflicts")
    assert 'value="Harbour watch"' in read(browser, "name-contact")


def test_a_supervisor_settles_and_an_investigator_is_refused_with_the_words_kept(at, mine, theirs, investigator,
                                                                                 supervisor):  # fmt: skip
    asked(theirs, at)
    asked(mine, at)
    (conflict,) = DeconflictionConflict.objects.filter(agency=mine.agency)

    assert where("resolve-conflict", conflict) not in read(investigator, "conflicts")
    kept = refused(send(investigator, "resolve-conflict", conflict, resolution="We stay away."), code="NOT_YOURS_TO_DO")
    assert "We stay away." in kept
    refused(send(supervisor, "resolve-conflict", conflict, resolution=" "))
    conflict.refresh_from_db()
    assert conflict.resolved_at is None

    send(supervisor, "resolve-conflict", conflict, resolution="They go first; we stay away.")
    page = read(investigator, "conflicts")
    assert "They go first; we stay away." in page
    assert "Not settled" not in page


def test_an_entry_is_taken_back_after_a_day_and_not_before(at, mine, investigator):
    entry = asked(mine, at)
    button = where("withdraw-check", entry)
    page = read(investigator, "deconfliction", mine)
    assert button not in page
    assert "Can be taken back from Wed 11 Mar, 12:00" in page
    answer = send(investigator, "withdraw-check", entry)

    assert "STANDS_FOR_A_WHILE" in investigator.get(answer.url).content.decode()
    entry.refresh_from_db()
    assert entry.closed_at is None
    DeconflictionCheck.objects.filter(pk=entry.pk).update(submitted_at=at - timedelta(hours=24))
    assert button in read(investigator, "deconfliction", mine)
    answer = send(investigator, "withdraw-check", entry)
    page = investigator.get(answer.url).content.decode()
    assert "Taken back: others meet it no more." in page
    assert "No longer stands" in page


def test_each_form_that_is_sent_twice_acts_once(at, mine, theirs, investigator, supervisor):
    asked(theirs, at)

    def twice(browser, name, *rows, **typed):
        once = str(uuid.uuid4())
        first, again = (send(browser, name, *rows, once=once, **typed) for _number in range(2))
        assert (first.status_code, again.status_code) == (302, 302), first.content.decode()
        assert first.url == again.url

    twice(investigator, "deconflict", mine, kind="target")
    assert DeconflictionCheck.objects.filter(target=mine).count() == 1
    twice(investigator, "ask-outside", mine, system="regional", starts_at=hours(at, 24), ends_at=hours(at, 28))
    entry = DeconflictionCheck.objects.get(system="regional")
    twice(investigator, "write-answer", entry, result="conflict", external_ref="W-1", contact="Desk 4")
    assert DeconflictionConflict.objects.filter(entry=entry).count() == 1
    (conflict,) = DeconflictionConflict.objects.filter(agency=mine.agency).exclude(entry=entry)
    twice(supervisor, "resolve-conflict", conflict, resolution="They go first.")
    twice(supervisor, "name-contact", desk="Harbour watch", phone="+1 555 010 0111")
    assert DeconflictionContact.objects.filter(agency=mine.agency).count() == 1


@pytest.mark.parametrize(
    ("name", "room"), [("exchanges", "conflicts"), ("start-exchange", "conflicts"), ("same", "entities")]
)
def test_a_page_says_to_which_room_it_belongs(at, as_user, name, room):
    page = read(as_user(someone(Function.SUPERVISOR, agency=an_agency())), name)

    assert re.findall(r'href="([^"]+)"[^>]*aria-current="page"', page.split("<main")[0]) == [where(room)]


@pytest.mark.parametrize("number", [1, 6])
def test_the_pages_take_as_many_statements_for_many_entries_as_for_few(
    at, mine, theirs, investigator, django_assert_num_queries, number
):
    asked(theirs, at)
    asked(mine, at)
    for hour in range(number):
        called(mine, at, hours_from_now=24 + hour)  # their answers are outstanding
        entry = called(mine, at, hours_from_now=24 + hour)
        write_answer(
            check_id=entry.public_id, version=entry.version, external_ref="W-1", result="conflict",
            contact="Watch centre", by=mine.opened_by, at=at,
        )  # fmt: skip

    with django_assert_num_queries(31):
        read(investigator, "deconfliction", mine)
    with django_assert_num_queries(18):
        read(investigator, "conflicts")
