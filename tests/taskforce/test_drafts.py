"""What is typed is kept, for its writer alone; a second window cannot erase the first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from taskforce.accounts.models import Function
from taskforce.kit.drafts import forget, keep, kept_for, others_writing
from taskforce.kit.models import Draft
from taskforce.refusal import Refusal
from tests.builders import someone
from tests.victims.builders import a_person_in_care, a_talk
from victims.models import CounsellingSession
from victims.services import SessionGiven, amend_session

pytestmark = pytest.mark.django_db
ONCE = "9c4d7f52-9f3b-4a7d-9a44-2f2f5a6e0b01"
AUTOSAVE = {"X-Requested-With": "autosave"}


def typed(text):
    return QueryDict(f"said={text}&once={ONCE}&version=1&draft_version=0&csrfmiddlewaretoken=x")


def keeps(user, text, at, *, seen=0):
    return keep(user=user, key="session:1", data=typed(text), seen_version=seen, base_version=1, at=at)


def test_what_was_typed_comes_back_as_it_was_left(at):
    user = someone()
    keeps(user, "Half a sentence", at)

    kept = kept_for(user, "session:1")

    assert kept.as_post()["said"] == "Half a sentence"
    assert set(kept.values) == {"said"}
    assert (kept.version, kept.base_version, kept.saved_at) == (1, 1, at)


def test_a_second_window_is_told_of_the_newer_copy_and_erases_nothing(at):
    user = someone()
    keeps(user, "Window one", at)

    with pytest.raises(Refusal) as refusal:
        keeps(user, "Window two", at + timedelta(minutes=1))

    assert refusal.value.code == "DRAFT_NEWER"
    assert "12:00:00 UTC" in refusal.value.message
    assert kept_for(user, "session:1").as_post()["said"] == "Window one"


def test_one_window_keeps_again_and_again(at):
    user = someone()
    for version in range(3):
        keeps(user, f"Version {version}", at, seen=version)

    assert kept_for(user, "session:1").version == 3
    assert Draft.objects.count() == 1


def test_a_draft_is_its_writers_alone_and_sealed(at):
    user = someone(Function.COUNSELLOR)
    colleague = someone(*Function, agency=user.agency)
    keeps(user, "sister", at)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM kit_draft d")
        row = cursor.fetchone()[0]

    assert kept_for(colleague, "session:1") is None
    assert "sister" not in row


def test_others_who_write_are_named_while_their_draft_is_fresh(at):
    mine, other = someone(), someone()
    keeps(mine, "Mine", at)
    keeps(other, "Theirs", at)

    assert others_writing(mine, "session:1", at + timedelta(minutes=14)) == [other.name]
    assert others_writing(mine, "session:1", at + timedelta(minutes=15)) == []
    assert others_writing(mine, "session:2", at) == []


def test_a_form_given_up_leaves_no_draft_of_mine_and_all_of_others(at):
    mine, other = someone(), someone()
    keeps(mine, "Mine", at)
    keeps(other, "Theirs", at)

    forget(user=mine, key="session:1")

    assert [draft.user for draft in Draft.objects.all()] == [other]


@pytest.fixture
def talk(at):
    care = a_person_in_care(at)
    return a_talk(care, at)


def path_of(talk):
    return reverse("victims:session", args=[talk.public_id])


def autosave(browser, talk, said, *, version=1, draft_version=0):
    facts = {"said": said, "held_at": "2026-03-10T11:00", "version": version, "draft_version": draft_version}
    return browser.post(path_of(talk), {"once": ONCE, **facts}, headers=AUTOSAVE)


def test_a_closed_browser_loses_nothing(talk, as_user):
    first = autosave(as_user(talk.counsellor), talk, "They slept better.")

    page = as_user(talk.counsellor).get(path_of(talk))

    assert (first.status_code, first.json()["draft_version"]) == (200, 1)
    assert "They slept better." in page.text
    assert CounsellingSession.objects.get().said == "They miss their sister."


def test_autosave_from_an_older_window_answers_409(talk, as_user):
    browser = as_user(talk.counsellor)
    autosave(browser, talk, "Window one")

    answer = autosave(browser, talk, "Window two")

    assert (answer.status_code, answer.json()["code"]) == (409, "DRAFT_NEWER")
    assert "Window one" in browser.get(path_of(talk)).text


def test_autosave_on_a_record_somebody_saved_since_answers_409(talk, as_user, at):
    colleague = someone(Function.COUNSELLOR, agency=talk.counsellor.agency)
    amend_session(
        session_id=talk.public_id, version=1, session=SessionGiven(held_at=at, said="Newer."), by=colleague, at=at
    )

    answer = autosave(as_user(talk.counsellor), talk, "Older.")

    assert (answer.status_code, answer.json()["code"]) == (409, "STALE_VERSION")
    assert CounsellingSession.objects.get().said == "Newer."


def test_the_page_names_who_else_is_writing(talk, as_user):
    colleague = someone(Function.COUNSELLOR, agency=talk.counsellor.agency)
    autosave(as_user(colleague), talk, "At the same time")

    page = as_user(talk.counsellor).get(path_of(talk))

    assert colleague.name in page.text
    assert "At the same time" not in page.text


def test_what_was_sent_leaves_no_draft(talk, as_user):
    browser = as_user(talk.counsellor)
    autosave(browser, talk, "They slept better.")

    facts = {"once": ONCE, "version": 1, "held_at": "2026-03-10T11:00", "said": "They slept better."}
    browser.post(path_of(talk), facts)

    assert CounsellingSession.objects.get().said == "They slept better."
    assert not Draft.objects.exists()


def test_signed_out_autosave_says_so_and_keeps_nothing(talk, client):
    answer = autosave(client, talk, "Nobody")

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNED_OUT")
    assert not Draft.objects.exists()


def test_autosave_of_a_hidden_record_keeps_nothing(talk, as_user):
    answer = autosave(as_user(someone(*Function)), talk, "Not mine")

    assert answer.status_code == 404
    assert not Draft.objects.exists()
