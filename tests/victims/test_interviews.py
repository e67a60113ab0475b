"""An interview is the person's choice: away from the site, not too soon, not too often, and consented to (5.3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from tests.victims.builders import YES_TO_ALL, a_booked_interview, a_person_in_care, an_interviewer
from victims.models import Interview
from victims.services import AccountGiven, save_account, stop_interview

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("place", "after", "code", "field"),
    [
        ("site", 2 * DAY, "INTERVIEW_AT_SITE", "place"),
        ("police_station", 2 * DAY, "SETTING_UNSUITABLE", "place"),
        ("ngo_room", DAY - timedelta(minutes=1), "TRIAGE_ONLY", "held_at"),
    ],
)
def test_an_interview_is_not_booked_then_or_there(at, place, after, code, field):
    care = a_person_in_care(at)

    with pytest.raises(Refusal) as refusal:
        a_booked_interview(care, at + after, place=place)

    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Interview.objects.exists()
    assert not Clock.objects.filter(kind="victims.interview").exists()


@pytest.mark.parametrize("place", ["site", "police_station"])
def test_the_database_holds_no_interview_at_a_site_or_station(at, place):
    booked = a_booked_interview(a_person_in_care(at), at + 2 * DAY)

    with pytest.raises(IntegrityError, match="interview_never_at_site_or_station"), transaction.atomic():
        Interview.objects.filter(pk=booked.pk).update(place=place)

    assert Interview.objects.get().place == "ngo_room"


def test_two_interviews_lie_a_day_apart(at):
    care = a_person_in_care(at)
    a_booked_interview(care, at + 2 * DAY)

    with pytest.raises(Refusal) as refusal:
        a_booked_interview(care, at + 3 * DAY - timedelta(minutes=1))

    assert refusal.value.code == "INTERVIEW_TOO_SOON"
    assert Interview.objects.count() == 1


def test_nobody_is_interviewed_a_fourth_time(at):
    care = a_person_in_care(at)
    for day in (2, 4, 6):
        a_booked_interview(care, at + day * DAY)

    with pytest.raises(Refusal) as refusal:
        a_booked_interview(care, at + 8 * DAY)

    assert refusal.value.code == "INTERVIEW_CAP"
    assert Interview.objects.count() == 3


def test_only_somebody_trained_to_interview_is_booked(at):
    care = a_person_in_care(at)

    with pytest.raises(Refusal) as refusal:
        a_booked_interview(care, at + 2 * DAY, interviewer=care.investigator)

    assert refusal.value.code == "UNTRAINED_INTERVIEWER"
    assert not Interview.objects.exists()


def test_an_interviewer_books_nobody(at):
    care = a_person_in_care(at)
    booked = a_booked_interview(care, at + 2 * DAY)
    pushing = type(care)(care.person, booked.interviewer, care.investigator)

    with pytest.raises(Refusal) as refusal:
        a_booked_interview(pushing, at + 5 * DAY)

    assert refusal.value.code == "NOT_YOURS_TO_DO"
    assert Interview.objects.count() == 1


@pytest.mark.parametrize(
    "consent",
    [
        {},
        YES_TO_ALL | {"who_sees": ""},
        YES_TO_ALL | {"content": "no"},
        YES_TO_ALL | {"purpose": "no"},
    ],
    ids=["nothing asked", "one item not put", "no to the content", "no to the purpose"],
)
def test_no_record_is_finished_without_consent(at, consent):
    booked = a_booked_interview(a_person_in_care(at), at + 2 * DAY)

    with pytest.raises(Refusal) as refusal:
        save_account(
            interview_id=booked.public_id,
            version=1,
            account=AccountGiven(consent=consent, account="They told of a kitchen."),
            finish=True,
            by=booked.interviewer,
            at=at + 2 * DAY,
        )

    kept = Interview.objects.get()
    assert refusal.value.code == "CONSENT_MISSING"
    assert (kept.state, kept.account) == (Interview.State.BOOKED, "")


def test_a_no_to_recording_is_a_full_answer(at):
    booked = a_booked_interview(a_person_in_care(at), at + 2 * DAY)

    save_account(
        interview_id=booked.public_id,
        version=1,
        account=AccountGiven(consent=YES_TO_ALL | {"recording": "no"}, account="They told of a kitchen."),
        finish=True,
        by=booked.interviewer,
        at=at + 2 * DAY,
    )

    kept = Interview.objects.get()
    assert (kept.state, kept.declined) == (Interview.State.FINISHED, ["recording"])
    assert Clock.objects.get(kind="victims.interview").state == Clock.State.SATISFIED


def test_the_database_finishes_no_record_without_consent(at):
    a_booked_interview(a_person_in_care(at), at + 2 * DAY)

    with pytest.raises(IntegrityError, match="interview_finished_with_consent"), transaction.atomic():
        Interview.objects.update(state="finished", agreed=["purpose"])

    assert Interview.objects.get().state == Interview.State.BOOKED


def test_the_person_may_stop_and_no_reason_is_kept(at):
    booked = a_booked_interview(a_person_in_care(at), at + 2 * DAY)

    stopped = stop_interview(interview_id=booked.public_id, by=booked.interviewer, at=at + 2 * DAY)

    assert stopped.state == Interview.State.STOPPED
    assert not [field.name for field in Interview._meta.get_fields() if "reason" in field.name]


def test_a_stale_version_of_an_interview_is_told_and_overwrites_nothing(at):
    booked = a_booked_interview(a_person_in_care(at), at + 2 * DAY)
    facts = {
        "interview_id": booked.public_id, "version": 1, "finish": False, "by": booked.interviewer, "at": at + 2 * DAY,
    }  # fmt: skip
    save_account(account=AccountGiven(consent={}, account="The newer words."), **facts)

    with pytest.raises(Refusal) as refusal:
        save_account(account=AccountGiven(consent={}, account="The older words."), **facts)

    assert refusal.value.code == "STALE_VERSION"
    assert Interview.objects.get().account == "The newer words."


def test_another_interviewer_of_the_same_agency_does_not_find_the_interview(at, as_user):
    booked = a_booked_interview(a_person_in_care(at), at + 2 * DAY)
    other = an_interviewer(booked.interviewer.agency)

    with pytest.raises(NotVisible):
        stop_interview(interview_id=booked.public_id, by=other, at=at + 2 * DAY)

    assert as_user(other).get(reverse("victims:interview", args=[booked.public_id])).status_code == 404
    assert Interview.objects.get().state == Interview.State.BOOKED


def test_the_counsellor_sees_that_an_interview_is_booked_and_not_what_was_told(at, as_user):
    care = a_person_in_care(at)
    booked = a_booked_interview(care, at + 2 * DAY)
    save_account(
        interview_id=booked.public_id,
        version=1,
        account=AccountGiven(consent=YES_TO_ALL, account="They told of a kitchen."),
        finish=False,
        by=booked.interviewer,
        at=at,
    )

    page = as_user(care.counsellor).get(reverse("victims:interview", args=[booked.public_id]))

    assert page.status_code == 200
    assert "kitchen" not in page.text


def test_a_refused_booking_keeps_what_was_typed_and_says_why_at_the_field(at, as_user):
    care = a_person_in_care(at)
    interviewer = an_interviewer()

    answer = as_user(care.counsellor).post(
        reverse("victims:book", args=[care.person.public_id]),
        {
            "once": "7b6ac7d8-5d1c-4bbb-a5bb-3c3d3f5f3f01",
            "version": care.person.version,
            "interviewer": str(interviewer.public_id),
            "held_at": "2026-03-13T10:00",
            "place": "site",
            "language": "Tagalog",
        },
    )

    assert answer.status_code == 422
    assert "Nobody is interviewed at the site" in answer.text
    assert 'value="Tagalog"' in answer.text
    assert not Interview.objects.exists()
