"""How many statements each page of care asks, whatever the number of people on it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.victims.builders import Care, a_booked_interview, a_person_in_care, a_recovery, a_talk, an_interviewer
from victims.services import open_person

pytestmark = pytest.mark.django_db
# Each includes what the shell around a page asks: session, user, agency, agreement, functions, notices.
# Reading sealed fields costs one statement for each kind of row shown, however many rows (taskforce.vault.keyring).
PEOPLE, PERSON, INTERVIEWS, TALK, INTERVIEW = 16, 25, 17, 20, 25


def another_person(care: Care, at) -> Care:
    recovery = a_recovery(at, investigator=care.investigator, to=care.person.agency)
    return Care(open_person(recovery=recovery, agency=care.person.agency, at=at), care.counsellor, care.investigator)


def warm(browser, path):
    """A first look sets the session's own moments, which later looks do not write again."""
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("people", [1, 6])
def test_the_list_of_people_asks_the_same_for_one_and_for_six(at, as_user, django_assert_num_queries, people):
    care = a_person_in_care(at)
    for _each in range(people - 1):
        another_person(care, at)
    browser, path = as_user(care.counsellor), reverse("victims:people")
    warm(browser, path)

    with django_assert_num_queries(PEOPLE):
        page = browser.get(path)

    assert page.text.count("<li><h3>") == people


@pytest.mark.parametrize("talks", [1, 6])
def test_the_page_of_a_person_asks_the_same_for_one_talk_and_for_six(at, as_user, django_assert_num_queries, talks):
    care = a_person_in_care(at)
    interviewer = an_interviewer()
    for number in range(talks):
        a_talk(care, at)
        if number < 3:
            a_booked_interview(care, at + timedelta(days=2 + number), interviewer=interviewer)
    browser, path = as_user(care.counsellor), reverse("victims:person", args=[care.person.public_id])
    warm(browser, path)

    with django_assert_num_queries(PERSON):
        browser.get(path)


@pytest.mark.parametrize("interviews", [1, 5])
def test_the_list_of_interviews_asks_the_same_for_one_and_for_five(at, as_user, django_assert_num_queries, interviews):
    care, interviewer = a_person_in_care(at), an_interviewer()
    for _each in range(interviews):
        a_booked_interview(another_person(care, at), at + timedelta(days=2), interviewer=interviewer)
    browser, path = as_user(interviewer), reverse("victims:interviews")
    warm(browser, path)

    with django_assert_num_queries(INTERVIEWS):
        browser.get(path)


def test_the_page_of_an_interview_and_of_a_talk(at, as_user, django_assert_num_queries):
    care = a_person_in_care(at)
    talk, booked = a_talk(care, at), a_booked_interview(care, at + timedelta(days=2))
    counsellor, interviewer = as_user(care.counsellor), as_user(booked.interviewer)
    of_talk = reverse("victims:session", args=[talk.public_id])
    of_interview = reverse("victims:interview", args=[booked.public_id])
    warm(counsellor, of_talk)
    warm(interviewer, of_interview)

    with django_assert_num_queries(TALK):
        counsellor.get(of_talk)
    with django_assert_num_queries(INTERVIEW):
        interviewer.get(of_interview)
