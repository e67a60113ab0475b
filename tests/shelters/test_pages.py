"""How many statements the pages of a house ask, whatever the number of requests and beds on them."""

import pytest
from django.urls import reverse

from shelters.queries import free_beds
from tests.shelters.builders import a_given_placement, a_requested_placement, a_shelter, offer
from tests.victims.builders import Care, a_recovery
from victims.services import open_person

pytestmark = pytest.mark.django_db
# Each list of a board fetches the keys of what it shows in one statement (taskforce.vault.keyring).
BOARD, BOARD_OF_OTHERS, PLACEMENT, HANDOFF = 23, 19, 26, 32


@pytest.mark.parametrize("requests", [1, 5])
def test_the_board_asks_the_same_for_one_request_and_for_five(at, as_user, django_assert_num_queries, requests):
    house = a_shelter(beds=2 * requests)
    for _each in range(requests):
        a_requested_placement(at, house=house)
        an_offered_placement_in(house, at)
    browser, path = as_user(house.worker), reverse("shelters:board")
    assert browser.get(path).status_code == 200

    with django_assert_num_queries(BOARD):
        board = browser.get(path)

    assert board.text.count("<article") == 2 * requests


def an_offered_placement_in(house, at):
    stay = a_requested_placement(at, house=house)
    offer(stay, free_beds(house.worker, house.shelter)[0], at)


@pytest.mark.parametrize("beds", [1, 6])
def test_the_page_of_a_request_asks_the_same_for_one_bed_and_for_six(at, as_user, django_assert_num_queries, beds):
    stay = a_requested_placement(at, house=a_shelter(beds=beds))
    browser, path = as_user(stay.house.worker), reverse("shelters:placement", args=[stay.placement.public_id])
    assert browser.get(path).status_code == 200

    with django_assert_num_queries(PLACEMENT):
        browser.get(path)


def test_the_page_of_a_handoff(at, as_user, django_assert_num_queries):
    stay = a_given_placement(at)
    browser, path = as_user(stay.house.worker), reverse("shelters:placement", args=[stay.placement.public_id])
    assert browser.get(path).status_code == 200

    with django_assert_num_queries(HANDOFF):
        page = browser.get(path)

    assert "Sign as the house" in page.text


@pytest.mark.parametrize("requests", [1, 4])
def test_the_board_of_police_asks_the_same_for_one_request_and_for_four(
    at, as_user, django_assert_num_queries, requests
):
    first = a_requested_placement(at)
    officer, agency = first.care.investigator, first.care.person.agency
    for _each in range(requests - 1):
        recovery = a_recovery(at, investigator=officer, to=agency)
        person = open_person(recovery=recovery, agency=agency, at=at)
        a_requested_placement(at, house=first.house, care=Care(person, first.care.counsellor, officer))
    browser, path = as_user(officer), reverse("shelters:board")
    assert browser.get(path).status_code == 200

    with django_assert_num_queries(BOARD_OF_OTHERS):
        board = browser.get(path)

    assert board.text.count("<article") == requests
