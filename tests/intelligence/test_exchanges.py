"""Two task forces that share no database learn what both work on, by three files that somebody carries."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from intelligence.models import MatchExchange
from intelligence.queries.exchanges import found_in
from intelligence.services.exchanges import (
    abandon_exchange,
    answer_exchange,
    end_overdue_exchanges,
    start_exchange,
    take_file,
)
from taskforce.access.services import find
from taskforce.accounts.models import Function
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.intelligence.deconflicting import a_target_at, supervisor_of
from tests.intelligence.things import a_person, a_subject, a_thing, linked, tied

pytestmark = pytest.mark.django_db
SECRET = "otter lamp sixteen gravel mint"


@pytest.fixture
def mine(at):
    return a_target_at("12 Mill Lane, 90210 Northtown", at)


@pytest.fixture
def theirs(at):
    return a_target_at("Mill Ln. 12", at)


def begun(target, at, secret=SECRET):
    return start_exchange(partner="Coast", secret=secret, by=supervisor_of(target.agency), at=at)


def answered(target, file, at, secret=SECRET):
    return answer_exchange(
        partner="Hills", secret=secret, file=file.encode(), by=supervisor_of(target.agency), at=at
    )  # fmt: skip


def taken(exchange, file, at):
    return take_file(exchange_id=exchange.public_id, file=file.encode(), by=supervisor_of(exchange.agency), at=at)


def carried_through(mine, theirs, at):
    first = begun(mine, at)
    second = answered(theirs, first.outgoing, at)
    first = taken(first, second.outgoing, at)
    return first, taken(second, first.outgoing, at)


def test_each_side_learns_which_of_its_own_the_other_has_too(at, mine, theirs):
    other = a_target_at("14 Hill Road", at, agency=mine.agency)
    a_target_at("9 Quay Row", at, agency=theirs.agency)

    ours, their = carried_through(mine, theirs, at)

    assert found_in(supervisor_of(mine.agency), ours) == [mine]
    assert found_in(supervisor_of(theirs.agency), their) == [theirs]
    assert other not in found_in(supervisor_of(mine.agency), ours)
    assert (ours.state, their.state) == ("closed", "closed")


def test_two_towns_with_a_mill_lane_have_nothing_in_common(at, mine):
    elsewhere = a_target_at("12 Mill Lane, 10115 Southtown", at)

    ours, their = carried_through(mine, elsewhere, at)

    assert ours.found == their.found == {"items": []}


def test_things_and_subjects_are_compared_and_nobody_else(at, mine, theirs):
    for target in (mine, theirs):
        by = target.opened_by
        linked(a_subject(at, by=by, label="Ilir Brandt, 1984"), target, at)
        victim = a_person(at, by=by, role="possible_victim", label="Lea Marie Sommer")
        tied(victim, a_thing(at, by=by, kind="phone", label="555 010 0199"), at)
        a_thing(at, by=by, kind="vehicle", label="BO 111")

    ours, _their = carried_through(mine, theirs, at)

    found = {row.kind if hasattr(row, "kind") else "target" for row in found_in(supervisor_of(mine.agency), ours)}
    assert found == {"target", "person", "vehicle"}


def test_no_file_holds_a_word_of_what_is_compared(at, mine, theirs):
    first = begun(mine, at)
    second = answered(theirs, first.outgoing, at)
    closed = taken(first, second.outgoing, at)

    for file in (first.outgoing, second.outgoing, closed.outgoing):
        for word in ("mill", "90210", "otter", str(mine.public_id), mine.agency.code):
            assert word not in file.lower()


def test_files_are_as_long_for_one_target_as_for_twenty(at, mine, theirs):
    alone = begun(mine, at)
    for number in range(1, 20):
        a_target_at(f"{number} Canal Walk", at, agency=theirs.agency)

    assert len(begun(theirs, at).outgoing) == len(alone.outgoing)


def test_keys_and_elements_are_gone_when_it_is_over(at, mine, theirs):
    for exchange in carried_through(mine, theirs, at):
        exchange.refresh_from_db()
        assert (exchange.work, exchange.secret) == (None, "")


def test_a_file_is_answered_once_and_taken_once(at, mine, theirs):
    first = begun(mine, at)
    offer = first.outgoing
    second = answered(theirs, offer, at)
    with pytest.raises(Refusal, match="EXCHANGE_REPLAYED"):
        answered(theirs, offer, at)
    with pytest.raises(Refusal, match="EXCHANGE_REPLAYED"):
        answered(mine, offer, at)
    answer = second.outgoing
    taken(first, answer, at)

    with pytest.raises(Refusal, match="EXCHANGE_STEP"):
        taken(first, answer, at)


def test_ones_own_file_is_not_taken_for_an_answer(at, mine):
    first = begun(mine, at)

    with pytest.raises(Refusal, match="EXCHANGE_STEP"):
        taken(first, first.outgoing, at)
    first.refresh_from_db()
    assert first.state == "offered"


def test_a_file_of_another_exchange_or_another_secret_is_refused(at, mine, theirs):
    first, other = begun(mine, at), begun(mine, at)
    second = answered(theirs, other.outgoing, at)

    with pytest.raises(Refusal, match="EXCHANGE_OTHER"):
        taken(first, second.outgoing, at)
    with pytest.raises(Refusal, match="EXCHANGE_NOT_SEALED"):
        answered(theirs, first.outgoing, at, secret="another secret, long enough")
    with pytest.raises(Refusal, match="EXCHANGE_MALFORMED"):
        answered(theirs, "hello", at)
    assert MatchExchange.objects.filter(agency=theirs.agency).count() == 1


def test_an_exchange_does_not_wait_for_ever(at, mine, theirs):
    first = begun(mine, at)
    second = answered(theirs, first.outgoing, at)
    late = at + timedelta(days=14)

    with pytest.raises(Refusal, match="EXCHANGE_OVER"):
        taken(first, second.outgoing, late)
    assert end_overdue_exchanges(at=late) == 2
    assert end_overdue_exchanges(at=late) == 0
    first.refresh_from_db()
    assert (first.state, first.work, first.secret) == ("abandoned", None, "")


def test_each_file_is_called_by_its_number(at, mine, theirs, here, there):
    def called(browser, exchange):
        answer = browser.get(reverse("intelligence:exchange-file", args=[exchange.public_id]))
        return answer["Content-Disposition"].removesuffix('.txt"')[-2:]

    first = begun(mine, at)
    names = [called(here, first)]
    second = answered(theirs, first.outgoing, at)
    names += [called(there, second), called(here, taken(first, second.outgoing, at))]

    assert names == ["-1", "-2", "-3"]


def test_what_was_given_up_takes_no_file(at, mine, theirs):
    first = begun(mine, at)
    second = answered(theirs, first.outgoing, at)
    abandon_exchange(exchange_id=first.public_id, by=supervisor_of(mine.agency), at=at)

    with pytest.raises(Refusal, match="EXCHANGE_STEP"):
        taken(first, second.outgoing, at)


def test_an_agency_matches_only_so_often_and_with_a_long_secret(at, mine):
    with pytest.raises(Refusal, match="SECRET_TOO_SHORT"):
        begun(mine, at, secret="short")
    for _number in range(4):
        begun(mine, at)

    with pytest.raises(Refusal, match="EXCHANGE_RATE"):
        begun(mine, at)
    assert begun(mine, at + timedelta(hours=24)).state == "offered"


def test_only_a_supervisor_matches_and_only_for_their_own_agency(at, mine, theirs):
    first = begun(mine, at)

    for nobody in (mine.opened_by, supervisor_of(theirs.agency), someone(Function.COORDINATOR, kind="victim_services")):
        with pytest.raises(NotVisible):
            find(MatchExchange, nobody, public_id=first.public_id)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        start_exchange(partner="Coast", secret=SECRET, by=mine.opened_by, at=at)


def test_files_are_carried_by_the_pages(at, mine, theirs, as_user):
    here, there = as_user(supervisor_of(mine.agency)), as_user(supervisor_of(theirs.agency))
    posted(here, "intelligence:start-exchange", partner="Coast", secret=SECRET)
    first = MatchExchange.objects.get(agency=mine.agency)
    posted(there, "intelligence:answer-exchange", file=saved(here, first), partner="Hills", secret=SECRET)
    second = MatchExchange.objects.get(agency=theirs.agency)
    posted(here, "intelligence:exchange", first, file=saved(there, second))
    posted(there, "intelligence:exchange", second, file=saved(here, first))

    told = read(here, "exchange", first)
    assert "They know nothing yet: save the last file and send it to them." in told
    assert "They know nothing yet" not in read(there, "exchange", second)
    page = there.get(reverse("intelligence:exchange", args=[second.public_id])).content.decode()
    assert theirs.title in page
    assert mine.reference not in page


def posted(browser, name, *rows, file=None, **facts):
    sent = facts | {"once": f"00000000-0000-4000-8000-{posted.count:012d}"}
    posted.count += 1
    if file is not None:
        sent["file"] = SimpleUploadedFile("from-them.txt", file, "text/plain")
    answer = browser.post(reverse(name, args=[row.public_id for row in rows]), sent)
    assert answer.status_code == 302, answer.content.decode()


posted.count = 1


def saved(browser, exchange):
    answer = browser.get(reverse("intelligence:exchange-file", args=[exchange.public_id]))
    assert re.fullmatch(rf'attachment; filename="{exchange.reference}-[123].txt"', answer["Content-Disposition"])
    return answer.content


def send(browser, name, *rows, file=None, **typed):
    sent = {"once": str(uuid.uuid4()), "version": "1"} | typed
    if file is not None:
        sent["file"] = SimpleUploadedFile("from-them.txt", file, "text/plain")
    return browser.post(reverse(f"intelligence:{name}", args=[row.public_id for row in rows]), sent)


def read(browser, name, *rows):
    answer = browser.get(reverse(f"intelligence:{name}", args=[row.public_id for row in rows]))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def here(mine, as_user):
    return as_user(supervisor_of(mine.agency))


@pytest.fixture
def there(theirs, as_user):
    return as_user(supervisor_of(theirs.agency))


def test_the_list_says_how_to_begin_and_then_how_each_stands(at, mine, here):
    assert "Both sides agree on a secret by telephone" in read(here, "exchanges")
    exchange = begun(mine, at)

    page = read(here, "exchanges")
    assert exchange.reference in page
    assert "Coast" in page
    one = read(here, "exchange", exchange)
    assert reverse("intelligence:exchange-file", args=[exchange.public_id]) in one
    assert "Give it up" in one
    assert SECRET not in one


@pytest.mark.parametrize("who", ["an investigator here", "a supervisor elsewhere", "a counsellor"])
def test_nobody_else_finds_an_exchange(at, mine, as_user, who):
    exchange = begun(mine, at)
    stranger = as_user({
        "an investigator here": mine.opened_by,
        "a supervisor elsewhere": someone(Function.SUPERVISOR),
        "a counsellor": someone(Function.COUNSELLOR, kind="victim_services"),
    }[who])  # fmt: skip

    for name in ("exchange", "exchange-file"):
        assert stranger.get(reverse(f"intelligence:{name}", args=[exchange.public_id])).status_code == 404
    assert send(stranger, "exchange", exchange, file=b"x").status_code == 404
    send(stranger, "abandon-exchange", exchange)
    exchange.refresh_from_db()
    assert exchange.state == "offered"


def test_a_secret_that_is_short_comes_back_with_the_name_typed(at, here):
    answer = send(here, "start-exchange", partner="Coast task force", secret="short")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Agree on a longer secret: at least 20 characters.") == 2
    assert "SECRET_TOO_SHORT" in page
    assert 'href="#id_secret"' in page
    assert 'value="Coast task force"' in page
    assert not MatchExchange.objects.exists()


def test_no_file_and_a_file_of_nothing_are_told_apart(at, mine, here):
    exchange = begun(mine, at)
    nothing, wrong = send(here, "exchange", exchange), send(here, "exchange", exchange, file=b"hello")

    assert (nothing.status_code, wrong.status_code) == (422, 422)
    assert 'href="#id_file"' in nothing.content.decode()
    page = wrong.content.decode()
    assert page.count("This is no file of an exchange, or it was cut.") == 2
    assert "EXCHANGE_MALFORMED" in page
    exchange.refresh_from_db()
    assert exchange.state == "offered"


def test_a_first_file_sealed_with_another_secret_comes_back_with_what_was_typed(at, mine, here, there):
    first = begun(mine, at, secret="another secret, long enough")
    answer = send(there, "answer-exchange", partner="Hills task force", secret=SECRET, file=saved(here, first))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "EXCHANGE_NOT_SEALED" in page
    assert 'value="Hills task force"' in page
    assert MatchExchange.objects.count() == 1


def test_a_form_that_is_sent_twice_begins_and_answers_one_exchange(at, mine, theirs, here, there):
    once = str(uuid.uuid4())
    first, again = (send(here, "start-exchange", once=once, partner="Coast", secret=SECRET) for _number in range(2))
    assert first.url == again.url
    exchange = MatchExchange.objects.get()

    file, once = saved(here, exchange), str(uuid.uuid4())
    sent = [send(there, "answer-exchange", once=once, partner="Hills", secret=SECRET, file=file) for _n in range(2)]
    assert sent[0].url == sent[1].url
    assert MatchExchange.objects.count() == 2


def test_an_exchange_is_given_up_once_and_says_so(at, mine, here):
    exchange = begun(mine, at)
    send(here, "abandon-exchange", exchange)
    again = send(here, "abandon-exchange", exchange)

    page = here.get(again.url).content.decode()
    assert "EXCHANGE_STEP" in page
    exchange.refresh_from_db()
    assert (exchange.state, exchange.outgoing) == ("abandoned", "")
    assert "Give it up" not in page
    assert "Nothing in common." not in page
    assert "Nothing was compared: neither side learnt anything." in page
    file = reverse("intelligence:exchange-file", args=[exchange.public_id])
    assert here.get(file).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_the_pages_take_as_many_statements_for_many_as_for_few(
    at, mine, theirs, here, number, django_assert_num_queries
):
    for house in range(number - 1):
        for target in (mine, theirs):
            a_target_at(f"{house + 1} Canal Walk, 90210 Northtown", at, agency=target.agency)
    for _number in range(number - 1):
        begun(mine, at)
    ours, _their = carried_through(mine, theirs, at)
    assert len(found_in(supervisor_of(mine.agency), ours)) == number

    with django_assert_num_queries(20):
        read(here, "exchanges")
    with django_assert_num_queries(20):
        read(here, "exchange", ours)
