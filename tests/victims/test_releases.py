"""A release of information: exactly its items, to one agency, until it ends or the person takes it back."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from taskforce.access.models import Dissemination
from taskforce.access.policy import ALL
from taskforce.access.services import fields_of
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.glass.services import confirm_glass, end_glass
from taskforce.notices.models import Notice
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import KeyGrant
from taskforce.vault.sealing import DoesNotOpen
from tests.access.builders import broken
from tests.builders import saying_why, someone
from tests.victims.builders import NEEDS, SAID, TOLD, a_release, a_talk, given, somebody_who_told_of_themselves
from victims.models import CounsellingPeriod, CounsellingSession, Person, Release
from victims.rules import PARTS, Item, receivable
from victims.services.releases import expire_releases, sign_release, withdraw_release

pytestmark = pytest.mark.django_db
K, F = Agency.Kind, Function
RECEIVER = {
    K.SHELTER: F.SHELTER_WORKER, K.VICTIM_SERVICES: F.COUNSELLOR, K.CHILD_PROTECTION: F.CHILD_PROTECTION,
    K.LAW_ENFORCEMENT: F.INVESTIGATOR, K.PROSECUTION: F.PROSECUTOR,
}  # fmt: skip
SEALED = {
    Person: ("called", "wishes", "safe_contact"), CounsellingSession: ("said", "needs", "next_step"),
}  # fmt: skip
# What each item shows of a page, in the words that were told.
SHOWN = {
    Item.NAME: {TOLD["called"]}, Item.SAFE_CONTACT: {TOLD["safe_contact"]}, Item.WISHES: {TOLD["wishes"]},
    Item.PROFILE: {TOLD["language"], TOLD["gender"]}, Item.NEEDS: {NEEDS}, Item.PERIOD: set(),
}  # fmt: skip
EVERYTHING = {*TOLD.values(), NEEDS, SAID, "Talk again."}
GIVEN_TO = [(kind, item) for kind in RECEIVER for item in receivable(kind)]


@pytest.fixture
def now():
    """The database's own clock does not stand still, and it is the one that ends a release."""
    return timezone.now()


@pytest.fixture
def care(now):
    return somebody_who_told_of_themselves(now)


def a_receiver(kind=K.SHELTER):
    return someone(RECEIVER[kind], kind=kind)


def page_of(care) -> str:
    return reverse("victims:released-person", args=[care.person.public_id])


def opens(user, row, field: str) -> bool:
    """Whether this person's agency holds a key to the field, the row being at hand."""
    found = type(row)._base_manager.get(pk=row.pk)
    with acting_as(user):
        try:
            getattr(found, field)
        except DoesNotOpen:
            return False
    return True


def open_to(user, care) -> set[str]:
    """Every sealed field of the person and their talks that opens to this reader's agency."""
    rows = {Person: care.person, CounsellingSession: care.person.sessions.get()}
    return {field for model, fields in SEALED.items() for field in fields if opens(user, rows[model], field)}


def shown_by_policy(user, care) -> set[tuple[str, str]]:
    rows = [care.person, care.person.sessions.get(), care.person.period]
    found = set()
    for row in rows:
        fields = fields_of(user, row)
        assert fields is not ALL
        found |= {(row._meta.label, field) for field in fields}
    return found - {("victims.Person", "reference")}


def shown_by_postgresql(user, care) -> set[str]:
    tables = {Person: "id", CounsellingSession: "person_id", CounsellingPeriod: "person_id", Release: "person_id"}
    found = set()
    with acting_as(user), connection.cursor() as cursor:
        for model, column in tables.items():
            cursor.execute(f"select count(*) from {model._meta.db_table} where {column} = %s", [care.person.pk])
            found |= {model.__name__} if cursor.fetchone()[0] else set()
    return found


@pytest.mark.parametrize(("kind", "item"), GIVEN_TO)
def test_each_item_opens_exactly_its_fields_to_each_kind_of_agency(care, now, as_user, kind, item):
    reader = a_receiver(kind)
    assert shown_by_postgresql(reader, care) == set()

    a_release(care, reader.agency, item.value, at=now)

    part = PARTS[item]
    assert shown_by_policy(reader, care) == {(part.model, field) for field in part.fields}
    assert shown_by_postgresql(reader, care) == {"Person", "Release", part.model.split(".")[1]}
    assert open_to(reader, care) == (set(part.fields) if part.group else set())
    page = saying_why(as_user(reader), page_of(care), "case").content.decode()
    assert {word for word in EVERYTHING if word in page} == SHOWN[item]
    assert "Locked" not in page
    assert ("Presumed child" in page or "Adult" in page) == (item == Item.PROFILE)


@pytest.mark.parametrize(("kind", "item"), GIVEN_TO)
def test_no_other_page_shows_a_recipient_more_than_that(care, now, as_user, kind, item):
    reader = a_receiver(kind)
    a_release(care, reader.agency, item.value, at=now)
    browser = as_user(reader)
    saying_why(browser, page_of(care), "case")
    person, talk = care.person.public_id, care.person.sessions.get().public_id

    paths = [
        reverse(f"victims:{name}", args=[person])
        for name in ("person", "describe", "new-session", "book", "lengthen", "releases", "sign-release")
    ]
    paths += [reverse("victims:session", args=[talk]), reverse("victims:people"), reverse("desk:home")]
    paths += [reverse("shelters:ask", args=[person]), reverse("victims:released")]
    for path in paths:
        page = browser.get(path).content.decode()
        assert {word for word in EVERYTHING if word in page} <= SHOWN[item], path
        assert "Presumed child" not in page or item == Item.PROFILE, path


def test_what_a_counsellor_was_told_is_never_released_to_police(care, now):
    for kind in (K.LAW_ENFORCEMENT, K.PROSECUTION):
        reader = a_receiver(kind)
        for item in ("needs", "wishes"):
            with pytest.raises(Refusal, match="COUNSELLING_NOT_RELEASABLE"):
                a_release(care, reader.agency, "name", item, at=now)
        assert shown_by_postgresql(reader, care) == set()
        assert open_to(reader, care) == set()
    assert not Release.objects.exists()


def test_the_database_itself_refuses_counselling_for_police(care, now):
    release = a_release(care, a_receiver().agency, "name", "wishes", at=now)
    facts = {f.attname: getattr(release, f.attname) for f in Release._meta.concrete_fields if f.name not in
             {"id", "public_id", "recipient"}}  # fmt: skip

    with pytest.raises(InternalError, match="never released to police"), transaction.atomic():
        Release.objects.create(**facts, recipient=a_receiver(K.LAW_ENFORCEMENT).agency)


@pytest.mark.parametrize("function", [F.SUPERVISOR, F.PLANNER, F.AUDITOR, F.ADMINISTRATOR, F.MEDICAL])
def test_within_the_recipient_only_those_with_a_right_to_it_read(care, now, as_user, function):
    reader = a_receiver()
    a_release(care, reader.agency, *[i.value for i in Item], at=now)
    colleague, stranger = someone(function, agency=reader.agency), a_receiver()

    for nobody in (colleague, stranger):
        assert shown_by_postgresql(nobody, care) == set()
        assert as_user(nobody).get(page_of(care)).status_code == 404
        assert page_of(care) not in as_user(nobody).get(reverse("victims:released")).content.decode()


def test_a_reading_asks_why_and_is_a_dissemination_before_the_page(care, now, as_user):
    reader = a_receiver()
    a_release(care, reader.agency, "name", "needs", at=now)
    browser = as_user(reader)

    assert "/why/" in browser.get(page_of(care)).url
    assert not Dissemination.objects.filter(reader=reader).exists()
    saying_why(browser, page_of(care), "care")

    read = {(row.subject_type, row.need, row.purpose) for row in Dissemination.objects.filter(reader=reader)}
    assert read == {(model, "released", "care") for model in ("victims.Person", "victims.CounsellingSession",
                                                              "victims.Release")}  # fmt: skip
    assert {row.owner_id for row in Dissemination.objects.filter(reader=reader)} == {care.person.agency_id}


def test_a_word_takes_it_back_and_the_very_next_request_finds_nothing(care, now, as_user):
    reader = a_receiver()
    release = a_release(care, reader.agency, "name", "needs", at=now)
    browser = as_user(reader)
    page = saying_why(browser, page_of(care), "care")
    assert TOLD["called"] in page.content.decode()

    withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)

    kept = page.headers.get("ETag", '"x"')
    for asked in ({}, {"If-None-Match": kept}, {"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"}):
        assert browser.get(page_of(care), headers=asked).status_code == 404
    assert "no-store" in page.headers["Cache-Control"]
    assert shown_by_postgresql(reader, care) == {"Release"}
    assert open_to(reader, care) == set()
    assert not KeyGrant.objects.filter(agency=reader.agency).exists()
    told = browser.get(reverse("victims:released")).content.decode()
    assert "stop using it" in told
    assert release.reference in told
    assert care.person.reference not in told


def test_any_care_worker_of_their_agency_takes_it_back_and_only_counsellors_sign(care, now):
    coordinator = someone(F.COORDINATOR, agency=care.person.agency)
    reader = a_receiver()
    what = given(care, reader.agency, "name", at=now)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        sign_release(person_id=care.person.public_id, given=what, by=coordinator, at=now)
    release = a_release(care, reader.agency, "name", at=now)
    assert fields_of(coordinator, release).isdisjoint({"alternatives", "guardian", "signature", "purpose_words"})

    withdraw_release(release_id=release.public_id, how="oral", by=coordinator, at=now)

    assert not opens(reader, care.person, "called")
    with pytest.raises(Refusal, match="RELEASE_OVER"):
        withdraw_release(release_id=release.public_id, how="oral", by=coordinator, at=now)


def test_the_recipient_and_strangers_can_neither_sign_nor_take_back(care, now):
    reader = a_receiver(K.VICTIM_SERVICES)
    release = a_release(care, reader.agency, "name", at=now)

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        withdraw_release(release_id=release.public_id, how="oral", by=reader, at=now)
    what = given(care, a_receiver().agency, "name", at=now)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        sign_release(person_id=care.person.public_id, given=what, by=reader, at=now)
    with pytest.raises(NotVisible):
        sign_release(person_id=care.person.public_id, given=what, by=someone(*F), at=now)
    assert Release.objects.count() == 1
    assert opens(reader, care.person, "called")


def test_a_rolled_back_withdrawal_took_nothing_and_a_rolled_back_release_gave_nothing(care, now):
    reader = a_receiver()
    with transaction.atomic():
        a_release(care, reader.agency, "name", at=now)
        transaction.set_rollback(True)
    assert not opens(reader, care.person, "called")
    release = a_release(care, reader.agency, "name", at=now)
    with transaction.atomic():
        withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)
        transaction.set_rollback(True)
    assert opens(reader, care.person, "called")


def test_it_ends_by_the_clock_of_the_database_whatever_the_process_believes(care, now, as_user):
    reader = a_receiver()
    signed = now - timedelta(days=30)
    release = a_release(care, reader.agency, "name", "profile", at=signed, days=30)
    assert release.expires_at == now

    assert shown_by_postgresql(reader, care) == {"Release"}
    assert fields_of(reader, care.person) == frozenset()
    with time_machine.travel(signed, tick=False):  # the process is told it is a month ago
        assert as_user(reader).get(page_of(care)).status_code == 404


def test_the_key_ends_at_the_same_moment_by_the_clock_of_the_process(care, now):
    reader = a_receiver()
    release = a_release(care, reader.agency, "name", at=now)
    assert KeyGrant.objects.get(agency=reader.agency).until == release.expires_at

    with time_machine.travel(release.expires_at - timedelta(seconds=1), tick=False):
        assert opens(reader, care.person, "called")
    with time_machine.travel(release.expires_at, tick=False):
        assert not opens(reader, care.person, "called")


def test_running_out_is_marked_and_the_keys_are_deleted_together(care, now):
    reader = a_receiver()
    release = a_release(care, reader.agency, "name", "needs", at=now)
    later = release.expires_at
    assert expire_releases(at=later - timedelta(seconds=1)) == 0
    assert KeyGrant.objects.filter(agency=reader.agency).count() == 2

    with transaction.atomic():
        assert expire_releases(at=later) == 1
        transaction.set_rollback(True)
    assert KeyGrant.objects.filter(agency=reader.agency).count() == 2
    assert expire_releases(at=later) == 1
    assert expire_releases(at=later) == 0

    assert not KeyGrant.objects.filter(agency=reader.agency).exists()
    assert Release.objects.get().expired_at == later
    assert Clock.objects.get(kind="victims.release").state == Clock.State.SATISFIED
    with pytest.raises(Refusal, match="RELEASE_OVER"):
        withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=later)


def test_of_two_that_overlap_the_other_still_covers_exactly_its_own(care, now):
    reader = a_receiver()
    long = a_release(care, reader.agency, "name", "wishes", at=now, days=60)
    short = a_release(care, reader.agency, "name", "safe_contact", at=now, days=20)
    assert open_to(reader, care) == {"called", "wishes", "safe_contact"}

    withdraw_release(release_id=long.public_id, how="oral", by=care.counsellor, at=now)

    assert open_to(reader, care) == {"called", "safe_contact"}
    assert shown_by_policy(reader, care) == {("victims.Person", "called"), ("victims.Person", "safe_contact")}
    assert {g.until for g in KeyGrant.objects.filter(agency=reader.agency)} == {short.expires_at}


def test_when_the_shorter_one_runs_out_the_longer_goes_on(care, now):
    reader = a_receiver()
    long = a_release(care, reader.agency, "name", at=now, days=60)
    short = a_release(care, reader.agency, "name", "wishes", at=now, days=20)
    with time_machine.travel(short.expires_at, tick=False):
        assert expire_releases(at=short.expires_at) == 1
        assert open_to(reader, care) == {"called"}
    assert KeyGrant.objects.get(agency=reader.agency).until == long.expires_at


def test_one_recipient_s_release_is_nothing_to_another(care, now):
    one, other = a_receiver(), a_receiver()
    a_release(care, one.agency, "name", at=now)
    second = a_release(care, other.agency, "name", at=now)

    withdraw_release(release_id=second.public_id, how="written", by=care.counsellor, at=now)

    assert opens(one, care.person, "called")
    assert not opens(other, care.person, "called")


def test_only_the_talks_that_were_named_are_released(care, now):
    reader = a_receiver()
    first = care.person.sessions.get()
    other = a_talk(care, now, "Something else.")
    a_release(care, reader.agency, "needs", at=now, talks=(first.public_id,))
    later = a_talk(care, now, "Later.")

    assert opens(reader, first, "needs")
    for talk in (other, later):
        assert not opens(reader, talk, "needs")
        assert fields_of(reader, talk) == frozenset()


def test_talks_of_somebody_else_are_nobody_s_to_release(care, now):
    stranger = somebody_who_told_of_themselves(now)
    theirs = stranger.person.sessions.get()

    with pytest.raises(Refusal, match="RELEASE_EMPTY"):
        a_release(care, a_receiver().agency, "needs", at=now, talks=(theirs.public_id,))


def test_breaking_and_closing_a_glass_takes_nothing_of_a_release_and_the_other_way_round(care, now):
    reader = someone(F.SHELTER_MANAGER, kind=K.SHELTER)
    overseer = someone(F.COORDINATOR, agency=care.person.agency)
    release = a_release(care, reader.agency, "wishes", at=now)
    glass = broken(care.person, by=reader, at=now)
    confirm_glass(glass_id=glass.public_id, stepped_up_at=now - timedelta(minutes=1), by=overseer, at=now)
    assert opens(reader, care.person, "safe_contact")

    end_glass(glass_id=glass.public_id, by=reader, at=now)
    assert open_to(reader, care) == {"wishes"}

    again = broken(care.person, by=reader, at=now)
    confirm_glass(glass_id=again.public_id, stepped_up_at=now - timedelta(minutes=1), by=overseer, at=now)
    withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)
    assert opens(reader, care.person, "safe_contact")
    assert "wishes" not in fields_of(reader, care.person)


def test_a_glass_adds_nothing_to_the_page_of_what_was_released(care, now, as_user):
    reader = someone(F.SHELTER_MANAGER, kind=K.SHELTER)
    overseer = someone(F.COORDINATOR, agency=care.person.agency)
    a_release(care, reader.agency, "wishes", at=now)
    glass = broken(care.person, by=reader, at=now)
    confirm_glass(glass_id=glass.public_id, stepped_up_at=now - timedelta(minutes=1), by=overseer, at=now)

    page = as_user(reader).get(page_of(care)).content.decode()

    assert {word for word in EVERYTHING if word in page} == {TOLD["wishes"]}


REFUSED = [
    ({"days": 91}, "RELEASE_TOO_LONG"), ({"days": 0}, "RELEASE_TOO_LONG"),
    ({"alternatives": " "}, "ALTERNATIVES_MISSING"),
    ({"risks_explained": False}, "RISKS_NOT_EXPLAINED"), ({"language": ""}, "RISKS_NOT_EXPLAINED"),
    ({"signed_how": "oral"}, "RELEASE_NOT_WRITTEN"), ({"signature": ""}, "RELEASE_NOT_WRITTEN"),
    ({"items": ()}, "RELEASE_EMPTY"), ({"items": ("needs",), "talks": ()}, "RELEASE_EMPTY"),
    ({"items": ("said",)}, "RELEASE_EMPTY"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "code"), REFUSED)
def test_what_is_not_informed_written_and_limited_is_refused_and_gives_nothing(care, now, facts, code):
    reader = a_receiver()
    what = replace(given(care, reader.agency, "name", at=now), **facts)

    with pytest.raises(Refusal, match=code):
        sign_release(person_id=care.person.public_id, given=what, by=care.counsellor, at=now)

    assert not Release.objects.exists()
    assert not KeyGrant.objects.filter(agency=reader.agency).exists()
    assert not Notice.objects.filter(user=reader).exists()


def test_a_signature_from_tomorrow_or_one_that_ran_out_is_refused(care, now):
    reader = a_receiver()
    with pytest.raises(Refusal, match="SIGNED_IN_FUTURE"):
        a_release(care, reader.agency, "name", at=now, signed_at=now + timedelta(minutes=1))
    with pytest.raises(Refusal, match="RELEASE_OVER"):
        a_release(care, reader.agency, "name", at=now, signed_at=now - timedelta(days=31))


def test_neither_their_own_agency_nor_oversight_receives(care, now):
    for agency in (care.person.agency, someone(kind=K.OVERSIGHT).agency):
        with pytest.raises(Refusal, match="RECIPIENT_UNSUITABLE"):
            a_release(care, agency, "name", at=now)


OF_A_CHILD = {"child_assents": True, "guardian": "An aunt", "guardian_agrees": True}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "ASSENT_MISSING"), (OF_A_CHILD | {"child_assents": False}, "ASSENT_MISSING"),
        (OF_A_CHILD | {"guardian": ""}, "NO_GUARDIAN"), (OF_A_CHILD | {"guardian_agrees": False}, "NO_GUARDIAN"),
        (OF_A_CHILD | {"guardian_suspected": True}, "GUARDIAN_CONFLICT"),
    ],
)  # fmt: skip
def test_a_child_and_an_unsuspected_guardian_sign_together(now, facts, code):
    care, reader = somebody_who_told_of_themselves(now, may_be_child=True), a_receiver()

    with pytest.raises(Refusal, match=code):
        a_release(care, reader.agency, "name", at=now, **facts)
    assert not opens(reader, care.person, "called")

    release = a_release(care, reader.agency, "name", at=now, **OF_A_CHILD)
    assert release.is_child
    assert opens(reader, care.person, "called")
    assert not opens(reader, release, "guardian")


def test_who_signed_beside_a_child_and_what_was_considered_never_reach_the_recipient(now, as_user):
    care, reader = somebody_who_told_of_themselves(now, may_be_child=True), a_receiver()
    release = a_release(care, reader.agency, *[i.value for i in Item], at=now, purpose_words="A bed", **OF_A_CHILD)

    pages = saying_why(as_user(reader), page_of(care), "care").content.decode()
    pages += as_user(reader).get(reverse("victims:released")).content.decode()

    for word in ("An aunt", release.alternatives, "In our folder", "A bed"):
        assert word not in pages
    for field in ("guardian", "alternatives", "signature", "purpose_words"):
        assert field not in fields_of(reader, release)
        assert not opens(reader, release, field)
    for path in ("release", "release-copy", "withdraw-release"):
        assert as_user(reader).get(reverse(f"victims:{path}", args=[release.public_id])).status_code == 404


def test_superuser_flags_change_nothing(care, now):
    """Nobody can be one in the table; a flag set in memory opens nothing either."""
    reader = a_receiver(K.LAW_ENFORCEMENT)
    a_release(care, reader.agency, "name", at=now)
    great = someone(*(set(F) - {F.INVESTIGATOR}), agency=reader.agency)
    great.is_superuser = True
    with pytest.raises(IntegrityError, match="nobody_is_superuser"), transaction.atomic():
        great.save()

    assert fields_of(great, care.person) == frozenset()
    assert not Person.objects.visible_to(great).exists()
    assert shown_by_postgresql(great, care) == set()


def test_what_was_signed_stands(care, now):
    release = a_release(care, a_receiver().agency, "name", at=now)
    changes = [
        {"items": ["name", "wishes"]}, {"expires_at": now + timedelta(days=300)}, {"scope_hash": "0"},
        {"recipient": a_receiver().agency}, {"signed_how": "screen"},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        Release.objects.filter(pk=release.pk).delete()

    withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(withdrawn_at=None, withdrawn_by=None, withdrawn_how="")


def test_half_a_withdrawal_cannot_be_written(care, now):
    release = a_release(care, a_receiver().agency, "name", at=now)
    for half in ({"withdrawn_at": now}, {"withdrawn_how": "oral"}, {"withdrawn_at": now, "withdrawn_how": "oral"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**half)


def test_the_counsellor_is_warned_and_nothing_renews_it(care, now):
    release = a_release(care, a_receiver().agency, "name", at=now)

    clock = Clock.objects.get(kind="victims.release")
    assert (clock.due_at, clock.functions, clock.label) == (release.expires_at, ["counsellor"], release.reference)
    steps = sorted(clock.steps.values_list("at", flat=True))
    assert [release.expires_at - step for step in steps] == [timedelta(days=7), timedelta(days=1), timedelta()]

    withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)
    assert Clock.objects.get(kind="victims.release").state == Clock.State.CANCELLED


def test_the_recipient_is_told_without_a_word_about_whom(care, now, as_user):
    reader = a_receiver()
    colleague = someone(F.MEDICAL, agency=reader.agency)
    release = a_release(care, reader.agency, "name", at=now)
    withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)

    told = list(Notice.objects.filter(user=reader).order_by("pk").values_list("kind", "path"))
    assert told == [("victims.release_signed", "/released/"), ("victims.release_withdrawn", "/released/")]
    assert not Notice.objects.filter(user=colleague).exists()
    assert "stop using it" in as_user(reader).get(reverse("desk:inbox")).content.decode()
    assert not mail.outbox


def test_what_is_on_record_holds_ids_and_codes_only(care, now):
    reader = a_receiver()
    release = a_release(care, reader.agency, *[i.value for i in Item], at=now, purpose_words="A warm bed")
    withdraw_release(release_id=release.public_id, how="oral", by=care.counsellor, at=now)

    rows = AuditEntry.objects.filter(verb__startswith="victims.release")
    assert {row.verb for row in rows} == {"victims.release.signed", "victims.release.withdrawn"}
    said = " ".join(str(row) for row in AuditEntry.objects.values_list("verb", "codes", "object_type"))
    for word in (*EVERYTHING, "A warm bed", release.alternatives, "In our folder", care.person.agency.name):
        assert word not in said
    signed = rows.get(verb="victims.release.signed")
    assert signed.codes["scope"] == release.scope_hash
    assert signed.codes["items"] == "name,safe_contact,profile,period,wishes,needs"
