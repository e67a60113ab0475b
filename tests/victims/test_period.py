"""The counselling period is the person's time: lengthened, never shortened, closed only when they wish (SR-31)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.victims.builders import a_person_in_care
from victims.models import CounsellingPeriod
from victims.services import close_period, lengthen_period

pytestmark = pytest.mark.django_db
DAYS_3 = timedelta(days=3)


def test_nobody_closes_a_period_in_its_first_days(at):
    care = a_person_in_care(at)

    with pytest.raises(Refusal) as refusal:
        close_period(person_id=care.person.public_id, by=care.counsellor, at=at + DAYS_3 - timedelta(seconds=1))

    assert refusal.value.code == "COUNSELLING_CLOSED_EARLY"
    assert CounsellingPeriod.objects.get().closed_at is None


def test_the_database_keeps_a_period_open_in_its_first_days_whoever_writes(at):
    a_person_in_care(at)

    with pytest.raises(IntegrityError, match="period_not_closed_in_its_first_days"), transaction.atomic():
        CounsellingPeriod.objects.update(closed_at=at + timedelta(days=2))

    assert CounsellingPeriod.objects.get().closed_at is None


def test_the_database_knows_no_period_below_three_days(at):
    a_person_in_care(at)

    with pytest.raises(IntegrityError, match="period_is_three_days_at_least"), transaction.atomic():
        CounsellingPeriod.objects.update(length=timedelta(days=2))

    assert CounsellingPeriod.objects.get().length == timedelta(days=14)


def test_closing_early_by_page_is_refused_and_on_record(at, as_user):
    care = a_person_in_care(at)

    client = as_user(care.counsellor)

    answer = client.post(reverse("victims:close-period", args=[care.person.public_id]), follow=True)

    assert answer.redirect_chain == [(reverse("victims:person", args=[care.person.public_id]), 302)]
    assert "This time is the person" in answer.text
    assert AuditEntry.objects.filter(outcome="denied", codes__code="COUNSELLING_CLOSED_EARLY").exists()
    assert CounsellingPeriod.objects.get().closed_at is None


def test_after_the_first_days_a_period_ends_once_when_the_person_wishes(at):
    care = a_person_in_care(at)

    closed = close_period(person_id=care.person.public_id, by=care.counsellor, at=at + DAYS_3)
    with pytest.raises(Refusal) as refusal:
        close_period(person_id=care.person.public_id, by=care.counsellor, at=at + 2 * DAYS_3)

    assert refusal.value.code == "PERIOD_CLOSED"
    assert (closed.closed_at, closed.closed_by) == (at + DAYS_3, care.counsellor)
    assert Clock.objects.get(kind="victims.counselling_period").state == Clock.State.SATISFIED


def test_a_longer_period_moves_its_clock(at):
    care = a_person_in_care(at)

    lengthen_period(person_id=care.person.public_id, days=30, by=care.counsellor, at=at)

    assert CounsellingPeriod.objects.get().ends_at == at + timedelta(days=30)
    assert Clock.objects.get(kind="victims.counselling_period").due_at == at + timedelta(days=30)


@pytest.mark.parametrize(("days", "code"), [(13, "COUNSELLING_CLOSED_EARLY"), (91, "PERIOD_TOO_LONG")])
def test_a_period_is_neither_shortened_nor_lengthened_without_limit(at, days, code):
    care = a_person_in_care(at)

    with pytest.raises(Refusal) as refusal:
        lengthen_period(person_id=care.person.public_id, days=days, by=care.counsellor, at=at)

    assert (refusal.value.code, refusal.value.field) == (code, "days")
    assert CounsellingPeriod.objects.get().length == timedelta(days=14)


def test_a_coordinator_sees_the_period_and_may_not_end_it(at):
    care = a_person_in_care(at)
    coordinator = someone(Function.COORDINATOR, agency=care.person.agency)

    with pytest.raises(Refusal) as refusal:
        close_period(person_id=care.person.public_id, by=coordinator, at=at + DAYS_3)

    assert refusal.value.code == "NOT_YOURS_TO_DO"
    assert CounsellingPeriod.objects.get().closed_at is None


def test_a_counsellor_of_another_agency_does_not_find_the_period(at):
    care = a_person_in_care(at)
    stranger = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)

    with pytest.raises(NotVisible):
        close_period(person_id=care.person.public_id, by=stranger, at=at + DAYS_3)

    assert CounsellingPeriod.objects.get().closed_at is None
