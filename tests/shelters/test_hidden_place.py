"""Where a shelter lies is its own. Everybody else works with its code (domain paper, 9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from shelters.models import Bed, HandoffReceipt, Placement, Shelter
from shelters.queries import free_beds, shelters_for
from taskforce.access.services import Projected, fields_of
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.shelters.builders import LOCATION, a_given_placement, a_requested_placement, a_shelter, an_accepted_placement
from tests.victims.builders import a_booked_interview

pytestmark = pytest.mark.django_db


def pages_of(stay):
    return [
        reverse("shelters:board"),
        reverse("shelters:placement", args=[stay.placement.public_id]),
        reverse("victims:person", args=[stay.care.person.public_id]),
        reverse("desk:home"),
        reverse("desk:inbox"),
    ]


def test_police_see_the_code_and_how_far_a_placement_is(at, as_user):
    stay = an_accepted_placement(at)

    page = as_user(stay.care.investigator).get(reverse("shelters:placement", args=[stay.placement.public_id]))

    assert page.status_code == 200
    assert stay.house.shelter.code in page.text
    assert "Accepted by the person" in page.text
    for private in (LOCATION, "Insulin", "Station hall", stay.now().receipt.code_word, "East wing"):
        assert private not in page.text


@pytest.mark.parametrize("bring", [a_requested_placement, an_accepted_placement, a_given_placement])
def test_the_board_tells_police_nothing_of_the_person_or_the_place(at, as_user, bring):
    stay = bring(at)

    board = as_user(stay.care.investigator).get(reverse("shelters:board"))

    assert board.status_code == 200
    assert stay.placement.reference in board.text
    for private in (LOCATION, "Insulin", "Tagalog", "feminine", "East wing", "Adult"):
        assert private not in board.text


@pytest.mark.parametrize("function", Function)
def test_no_police_function_reads_the_place_on_any_page(at, as_user, function):
    stay = an_accepted_placement(at)
    browser = as_user(someone(function, agency=stay.care.investigator.agency))

    for path in pages_of(stay):
        assert LOCATION not in browser.get(path).text


@pytest.mark.parametrize("function", Function)
def test_no_police_function_is_shown_the_shelter_its_beds_or_its_receipts(at, function):
    stay = an_accepted_placement(at)
    officer = someone(function, agency=stay.care.investigator.agency)

    assert not Shelter.objects.visible_to(officer).exists()
    assert not Bed.objects.visible_to(officer).exists()
    assert not HandoffReceipt.objects.visible_to(officer).exists()
    assert not free_beds(officer, stay.house.shelter).exists()
    assert "location" not in fields_of(officer, stay.house.shelter)
    shown = {field.name for field in Placement._meta.get_fields() if field.name in fields_of(officer, stay.now())}
    assert shown <= {"shelter_code", "state", "arrived_at"}


def test_counsellors_choose_among_codes_and_never_read_a_place(at, as_user):
    stay = a_requested_placement(at)
    counsellor = stay.care.counsellor

    [seen] = shelters_for(counsellor)
    ask = as_user(counsellor).get(reverse("shelters:ask", args=[stay.care.person.public_id]))

    assert "location" not in fields_of(counsellor, seen)
    assert Projected(counsellor, seen).location is None
    assert stay.house.shelter.code in ask.text
    assert LOCATION not in ask.text


def test_the_house_reads_its_own_place_and_no_other(at):
    mine, other = a_shelter(), a_shelter()

    assert list(Shelter.objects.visible_to(mine.worker)) == [mine.shelter]
    assert "location" in fields_of(mine.worker, mine.shelter)
    assert "location" not in fields_of(mine.worker, other.shelter)


def test_police_of_another_unit_do_not_learn_that_there_is_a_placement(at, as_user):
    stay = a_requested_placement(at)
    stranger = someone(Function.INVESTIGATOR, Function.SUPERVISOR)

    answer = as_user(stranger).get(reverse("shelters:placement", args=[stay.placement.public_id]))

    assert answer.status_code == 404
    assert not Placement.objects.visible_to(stranger).exists()


def test_an_interviewer_learns_language_and_age_of_a_person_and_no_more(at, as_user):
    stay = a_requested_placement(at)
    person = stay.care.person
    person.gender, person.called, person.wishes = "their own word", "Wren", "To call a sister"
    person.save()
    interviewer = a_booked_interview(stay.care, at + timedelta(days=2)).interviewer

    page = as_user(interviewer).get(reverse("victims:person", args=[person.public_id]))

    assert page.status_code == 200
    for private in ("their own word", "Wren", "To call a sister", LOCATION):
        assert private not in page.text
