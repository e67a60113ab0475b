"""The pages of releases, as their people use them; and the moment in which one reads while another takes it back."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from taskforce.accounts.models import Agency, Function, User
from taskforce.kit.models import Draft
from tests.builders import saying_why, someone
from tests.victims.builders import TOLD, a_release, a_talk, somebody_who_told_of_themselves
from victims import queries
from victims.models import Release
from victims.services.releases import withdraw_release

RELEASES, RELEASED, RELEASED_PERSON = 20, 18, 31


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def care(now, db):
    return somebody_who_told_of_themselves(now)


def a_shelter_worker():
    return someone(Function.SHELTER_WORKER, kind=Agency.Kind.SHELTER)


def answers(care, to, now, **changes):
    return {
        "recipient": to.public_id, "purpose": "stay", "purpose_words": "A warm bed", "items": ["name", "needs"],
        "talks": [care.person.sessions.get().public_id], "days": 30, "alternatives": "They could call.",
        "language": "Tagalog", "risks_explained": "on", "signed_how": "screen", "signature": "Quince",
        "signed_at": f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}", "once": "6f1f7a8c-8a3b-4f0e-9a55-2f6c2b3d4e5f",
    } | changes  # fmt: skip


def new(care) -> str:
    return reverse("victims:sign-release", args=[care.person.public_id])


def page_of(care) -> str:
    return reverse("victims:released-person", args=[care.person.public_id])


def test_a_counsellor_leads_a_person_through_signing_prints_their_copy_and_takes_it_back(care, now, as_user):
    reader, browser = a_shelter_worker(), as_user(care.counsellor)
    person = browser.get(reverse("victims:person", args=[care.person.public_id])).content.decode()
    assert reverse("victims:releases", args=[care.person.public_id]) in person
    form = browser.get(new(care)).content.decode()
    for said in ("Our help does not depend on it.", "A word is enough", "Never what was said in a talk."):
        assert said in form

    signed = browser.post(new(care), answers(care, reader.agency, now), follow=True)

    release = Release.objects.get()
    assert signed.redirect_chain[-1][0] == reverse("victims:release", args=[release.public_id])
    page = signed.content.decode()
    for said in (reader.agency.name, "In force", "They could call.", "Seen by", care.counsellor.name):
        assert said in page
    copy = browser.get(reverse("victims:release-copy", args=[release.public_id])).content.decode()
    for said in (reader.agency.name, "you need no reason", release.scope_hash[:16]):
        assert said in copy
    for never in (TOLD["called"], care.person.reference, "They could call."):
        assert never not in copy

    reading = saying_why(as_user(reader), page_of(care), "care").content.decode()
    assert TOLD["called"] in reading
    back = reverse("victims:withdraw-release", args=[release.public_id])
    assert "No reason is needed" in browser.get(back).content.decode()
    gone = browser.post(back, {"how": "oral", "once": "6f1f7a8c-8a3b-4f0e-9a55-2f6c2b3d4e50"}, follow=True)
    assert "Taken back" in gone.content.decode()
    assert as_user(reader).get(page_of(care)).status_code == 404


def test_the_copy_speaks_another_language_of_the_house(care, now, as_user):
    release = a_release(care, a_shelter_worker().agency, "name", at=now)
    path = reverse("victims:release-copy", args=[release.public_id])

    page = as_user(care.counsellor).get(f"{path}?in=es").content.decode()

    assert '<html lang="es"' in page
    assert '<html lang="en"' in as_user(care.counsellor).get(f"{path}?in=xx").content.decode()


def test_what_is_refused_stands_at_its_field_with_its_code_and_nothing_typed_is_lost(care, now, as_user):
    reader, browser = a_shelter_worker(), as_user(care.counsellor)

    page = browser.post(new(care), answers(care, reader.agency, now, days=91))

    assert page.status_code == 422
    said = page.content.decode()
    for word in ("RELEASE_TOO_LONG", "A release lasts 90 days at most.", "They could call.", "A warm bed"):
        assert word in said
    police = someone(Function.INVESTIGATOR)
    said = browser.post(new(care), answers(care, police.agency, now)).content.decode()
    assert "COUNSELLING_NOT_RELEASABLE" in said
    assert not Release.objects.exists()


def test_an_agency_that_receives_nothing_is_not_on_the_list(care, now, as_user):
    oversight = someone(kind=Agency.Kind.OVERSIGHT)
    browser = as_user(care.counsellor)

    assert oversight.agency.name not in browser.get(new(care)).content.decode()
    assert browser.post(new(care), answers(care, oversight.agency, now)).status_code == 422
    assert browser.post(new(care), answers(care, care.person.agency, now)).status_code == 422
    assert not Release.objects.exists()


def test_the_same_form_sent_twice_signs_once(care, now, as_user):
    browser, reader = as_user(care.counsellor), a_shelter_worker()

    for _each in range(2):
        assert browser.post(new(care), answers(care, reader.agency, now)).status_code == 302

    assert Release.objects.count() == 1


def test_what_is_typed_is_kept_and_goes_when_it_is_signed(care, now, as_user):
    browser, reader = as_user(care.counsellor), a_shelter_worker()
    typed = answers(care, reader.agency, now) | {"draft_version": 0, "version": care.person.version}
    kept = browser.post(new(care), typed, headers={"X-Requested-With": "autosave"})
    assert kept.status_code == 200, kept.content
    assert "A warm bed" in browser.get(new(care)).content.decode()

    browser.post(new(care), answers(care, reader.agency, now))

    assert not Draft.objects.exists()


def test_a_child_is_asked_and_so_is_whoever_looks_after_them(now, db, as_user):
    care, reader = somebody_who_told_of_themselves(now, may_be_child=True), a_shelter_worker()
    browser = as_user(care.counsellor)
    assert "The child signs too" in browser.get(new(care)).content.decode()
    child = {"child_assents": "on", "guardian": "An aunt", "guardian_agrees": "on"}

    alone = browser.post(new(care), answers(care, reader.agency, now))
    suspected = browser.post(new(care), answers(care, reader.agency, now, **child, guardian_suspected="on"))
    assert "ASSENT_MISSING" in alone.content.decode()
    assert "GUARDIAN_CONFLICT" in suspected.content.decode()
    assert not Release.objects.exists()
    browser.post(new(care), answers(care, reader.agency, now, **child))

    assert Release.objects.get().guardian == "An aunt"


def test_an_adult_is_not_asked_about_a_guardian(care, as_user):
    assert "guardian" not in as_user(care.counsellor).get(new(care)).content.decode()


def test_a_coordinator_sees_that_it_is_there_and_takes_it_back_but_not_what_was_considered(care, now, as_user):
    release = a_release(care, a_shelter_worker().agency, "name", at=now)
    browser = as_user(someone(Function.COORDINATOR, agency=care.person.agency))

    page = browser.get(reverse("victims:release", args=[release.public_id])).content.decode()

    assert "Take back" in page
    assert release.alternatives not in page
    assert browser.get(new(care)).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_the_pages_ask_the_same_for_one_and_for_four(care, now, as_user, django_assert_num_queries, number):
    reader = a_shelter_worker()
    for _each in range(number - 1):
        a_talk(care, now)
    for _each in range(number):
        a_release(care, reader.agency, "name", "needs", "period", at=now)
    counsellor, worker = as_user(care.counsellor), as_user(reader)
    list_of = reverse("victims:releases", args=[care.person.public_id])
    saying_why(worker, page_of(care), "care")
    for browser, path, statements in (
        (counsellor, list_of, RELEASES),
        (worker, reverse("victims:released"), RELEASED),
        (worker, page_of(care), RELEASED_PERSON),
    ):
        browser.get(path)
        with django_assert_num_queries(statements):
            assert browser.get(path).status_code == 200


def takes_it_back_when(reading: threading.Event, done: threading.Event, release: Release, by: User) -> threading.Thread:
    """Somebody else, on a connection of their own, takes the release back as soon as `reading` is set."""

    def take_back() -> None:
        reading.wait(10)
        try:
            withdraw_release(release_id=release.public_id, how="oral", by=by, at=timezone.now())
            done.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=take_back)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_who_takes_it_back_while_a_page_is_being_written_waits_for_it_and_no_page_follows(as_user, monkeypatch):
    """The reader holds the release while their page is written: after the withdrawal is done nothing is shown."""
    now = timezone.now()
    with transaction.atomic():
        care, reader = somebody_who_told_of_themselves(now), a_shelter_worker()
        release = a_release(care, reader.agency, "name", at=now)
    browser = as_user(reader)
    saying_why(browser, page_of(care), "care")
    reading, done, found = threading.Event(), threading.Event(), queries.released_needs

    def slowly(*args):
        reading.set()
        assert not done.wait(0.5), "the withdrawal did not wait for the page"
        return found(*args)

    monkeypatch.setattr(queries, "released_needs", slowly)
    other = takes_it_back_when(reading, done, release, care.counsellor)
    page = browser.get(page_of(care))
    other.join(10)

    assert TOLD["called"] in page.content.decode()
    assert done.is_set()
    assert browser.get(page_of(care)).status_code == 404
