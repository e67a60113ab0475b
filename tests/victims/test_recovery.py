"""A person leaves a site: their record and their time begin by themselves (SR-31, SR-13)."""

from datetime import timedelta

import pytest

from cases.events import PersonRecovered
from taskforce.clocks.models import Clock
from taskforce.events import publish
from tests.victims.builders import a_person_in_care
from victims.models import CounsellingPeriod, Person

pytestmark = pytest.mark.django_db


def test_a_recovery_opens_the_person_their_period_and_the_handoff_clock(at):
    care = a_person_in_care(at)

    assert care.person.agency == care.counsellor.agency
    assert care.person.period.started_at == at
    assert care.person.period.length == timedelta(days=14)
    due = dict(Clock.objects.filter(subject_id=care.person.public_id).values_list("kind", "due_at"))
    assert due == {
        "victims.counselling_period": at + timedelta(days=14),
        "victims.handoff": at + timedelta(hours=24),
    }


def test_being_told_again_of_a_recovery_opens_nothing_twice(at):
    care = a_person_in_care(at)

    for _again in range(3):
        told = PersonRecovered(
            recovery_id=care.person.recovery_id or 0, agency_id=care.person.agency_id, at=at + timedelta(hours=1)
        )
        publish(told)

    assert Person.objects.count() == 1
    assert CounsellingPeriod.objects.get().started_at == at
    assert Clock.objects.count() == 2


def test_somebody_who_may_be_a_child_is_presumed_one_and_handed_over_sooner(at):
    care = a_person_in_care(at, may_be_child=True)

    assert care.person.child_status == Person.ChildStatus.PRESUMED_CHILD
    assert Clock.objects.get(kind="victims.handoff").due_at == at + timedelta(hours=6)


def test_the_clocks_of_care_carry_a_code_and_no_word_about_the_person(at):
    care = a_person_in_care(at)

    assert set(Clock.objects.values_list("label", flat=True)) == {care.person.reference}
