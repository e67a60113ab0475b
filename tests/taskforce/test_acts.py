"""A form acts once, however often its button is pressed, and what was typed survives a refusal."""

import pytest
from django.urls import reverse

from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.kit.models import SubmittedOnce
from tests.builders import someone
from tests.victims.builders import a_person_in_care, a_talk
from victims.models import CounsellingSession
from victims.services import SessionGiven, amend_session

pytestmark = pytest.mark.django_db
ONCE = "5f1d3f6c-5d8b-4b55-9a77-1f5a2c9d0c01"
OTHER = "5f1d3f6c-5d8b-4b55-9a77-1f5a2c9d0c02"


def post_talk(browser, person, *, once=ONCE, said="They slept.", held_at="2026-03-10T11:00"):
    path = reverse("victims:new-session", args=[person.public_id])
    return browser.post(path, {"once": once, "said": said, "held_at": held_at})


def test_a_button_pressed_twice_acts_once_and_lands_in_the_same_place(at, as_user):
    care = a_person_in_care(at)
    browser = as_user(care.counsellor)

    first, second = post_talk(browser, care.person), post_talk(browser, care.person)

    assert CounsellingSession.objects.count() == 1
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url == reverse("victims:person", args=[care.person.public_id])
    assert AuditEntry.objects.filter(verb="victims.session.recorded").count() == 1


def test_a_new_form_acts_anew(at, as_user):
    care = a_person_in_care(at)
    browser = as_user(care.counsellor)

    post_talk(browser, care.person)
    post_talk(browser, care.person, once=OTHER)

    assert CounsellingSession.objects.count() == 2


def test_a_form_without_its_token_does_nothing(at, as_user):
    care = a_person_in_care(at)

    answer = post_talk(as_user(care.counsellor), care.person, once="")

    assert answer.status_code == 422
    assert not CounsellingSession.objects.exists()


def test_somebody_elses_token_lands_at_home_and_tells_nothing(at, as_user):
    care = a_person_in_care(at)
    post_talk(as_user(care.counsellor), care.person)
    colleague = someone(Function.COUNSELLOR, agency=care.person.agency)

    answer = post_talk(as_user(colleague), care.person)

    assert answer.url == reverse("desk:home")
    assert CounsellingSession.objects.count() == 1


def test_a_refused_form_may_be_put_right_and_sent_again(at, as_user):
    care = a_person_in_care(at)
    browser = as_user(care.counsellor)

    refused = post_talk(browser, care.person, held_at="2026-03-11T11:00")
    assert refused.status_code == 422
    assert "This talk lies in the future" in refused.text
    assert "They slept." in refused.text
    assert not SubmittedOnce.objects.exists()
    put_right = post_talk(browser, care.person)

    assert put_right.status_code == 302
    assert CounsellingSession.objects.count() == 1


def test_a_stale_form_is_told_and_keeps_what_was_typed(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    amend_session(
        session_id=talk.public_id, version=1, session=SessionGiven(held_at=at, said="Newer."), by=care.counsellor, at=at
    )

    answer = as_user(care.counsellor).post(
        reverse("victims:session", args=[talk.public_id]),
        {"once": ONCE, "version": 1, "held_at": "2026-03-10T11:00", "said": "My older words."},
    )

    assert answer.status_code == 422
    assert "Somebody saved a newer version" in answer.text
    assert "My older words." in answer.text
    assert CounsellingSession.objects.get().said == "Newer."


def test_no_page_stays_in_a_browsers_cache(at, as_user):
    care = a_person_in_care(at)

    page = as_user(care.counsellor).get(reverse("victims:person", args=[care.person.public_id]))

    assert page.headers["Cache-Control"] == "no-store"
