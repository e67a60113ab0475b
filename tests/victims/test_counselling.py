"""What is told to a counsellor stays with the counsellors of that agency, whatever anybody else holds (0.12)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from taskforce.accounts.models import Agency, Function
from taskforce.refusal import NotVisible, Refusal
from tests.builders import an_agency, saying_why, someone
from tests.victims.builders import a_booked_interview, a_person_in_care, a_talk
from victims.models import CounsellingSession
from victims.queries import sessions_with
from victims.services import SessionGiven, amend_session, record_session

pytestmark = pytest.mark.django_db
OUTSIDE_CARE = [kind for kind in Agency.Kind if kind != Agency.Kind.VICTIM_SERVICES]


@pytest.mark.parametrize("function", Function)
def test_no_police_function_opens_a_counselling_session(at, as_user, function):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    officer = someone(function, agency=care.investigator.agency)

    answer = as_user(officer).get(reverse("victims:session", args=[talk.public_id]))
    with pytest.raises(NotVisible):
        amend_session(
            session_id=talk.public_id, version=None, session=SessionGiven(held_at=at, said="Mine"), by=officer, at=at
        )

    assert answer.status_code == 404
    assert "sister" not in answer.text
    assert not CounsellingSession.objects.visible_to(officer).exists()
    assert not sessions_with(officer, care.person).exists()
    assert CounsellingSession.objects.get().said == "They miss their sister."


@pytest.mark.parametrize("kind", OUTSIDE_CARE)
def test_holding_every_function_outside_victim_services_opens_no_session(at, as_user, kind):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    collector = someone(*Function, agency=an_agency(kind))

    answer = as_user(collector).get(reverse("victims:session", args=[talk.public_id]))

    assert answer.status_code == 404
    assert not CounsellingSession.objects.visible_to(collector).exists()


def test_the_interviewer_of_a_person_still_reads_none_of_their_talks(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    interviewer = a_booked_interview(care, at + timedelta(days=2)).interviewer
    browser = as_user(interviewer)

    page = browser.get(reverse("victims:person", args=[care.person.public_id]))

    assert page.status_code == 200
    assert str(talk.public_id) not in page.text
    assert browser.get(reverse("victims:session", args=[talk.public_id])).status_code == 404


@pytest.mark.parametrize("function", [Function.COORDINATOR, Function.ADMINISTRATOR, Function.MEDICAL])
def test_colleagues_who_are_no_counsellors_read_no_talks(at, as_user, function):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    colleague = someone(function, agency=care.person.agency)

    assert as_user(colleague).get(reverse("victims:session", args=[talk.public_id])).status_code == 404


def test_a_second_counsellor_of_the_agency_reads_and_adds_to_a_talk(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    second = someone(Function.COUNSELLOR, agency=care.person.agency)

    page = saying_why(as_user(second), reverse("victims:session", args=[talk.public_id]), "cover")
    amend_session(
        session_id=talk.public_id, version=1, session=SessionGiven(held_at=at, said="More."), by=second, at=at
    )

    assert "They miss their sister." in page.text
    assert CounsellingSession.objects.get().said == "More."


def test_a_stale_version_of_a_talk_is_told_and_overwrites_nothing(at):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    facts = {"session_id": talk.public_id, "by": care.counsellor, "at": at, "version": 1}
    amend_session(session=SessionGiven(held_at=at, said="The newer words."), **facts)

    with pytest.raises(Refusal) as refusal:
        amend_session(session=SessionGiven(held_at=at, said="The older words."), **facts)

    assert refusal.value.code == "STALE_VERSION"
    assert CounsellingSession.objects.get().said == "The newer words."


def test_a_talk_is_not_recorded_before_it_was_held(at):
    care = a_person_in_care(at)
    given = SessionGiven(held_at=at + timedelta(minutes=1), said="Not yet.")

    with pytest.raises(Refusal) as refusal:
        record_session(person_id=care.person.public_id, session=given, by=care.counsellor, at=at)

    assert refusal.value.code == "OBSERVED_IN_FUTURE"
    assert not CounsellingSession.objects.exists()


def test_the_words_of_a_talk_lie_sealed_in_the_database(at):
    a_talk(a_person_in_care(at), at)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM victims_counsellingsession s")
        row = cursor.fetchone()[0]

    assert "sister" not in row
