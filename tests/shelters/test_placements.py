"""A placement: asked, answered with a bed or a reason, chosen by the person (domain paper, 9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shelters.models import HandoffReceipt, Placement
from shelters.services import (
    cancel_placement,
    decline_placement,
    offer_place,
    record_choice,
    request_placement,
)
from taskforce.accounts.models import Agency, Function
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.shelters.builders import a_requested_placement, a_shelter, an_offered_placement, offer
from tests.victims.builders import a_person_in_care

pytestmark = pytest.mark.django_db


def clock_states(stay):
    return dict(Clock.objects.filter(subject_id=stay.placement.public_id).values_list("kind", "state"))


def test_a_request_waits_for_the_house_with_a_clock(at):
    stay = a_requested_placement(at)

    assert stay.now().state == Placement.State.REQUESTED
    assert stay.now().answer_by == at + timedelta(hours=4)
    assert Clock.objects.get(kind="shelters.answer").agency == stay.house.shelter.agency


def test_a_house_for_adults_is_not_asked_for_a_presumed_child(at):
    care = a_person_in_care(at, may_be_child=True)

    with pytest.raises(Refusal) as refusal:
        a_requested_placement(at, care=care)

    assert refusal.value.code == "NOT_ELIGIBLE"
    assert not Placement.objects.exists()


def test_a_person_has_one_open_request_at_a_time(at):
    stay = a_requested_placement(at)

    with pytest.raises(Refusal) as refusal:
        a_requested_placement(at, care=stay.care)

    assert refusal.value.code == "PLACEMENT_OPEN"
    assert Placement.objects.count() == 1


def test_an_investigator_asks_no_house(at):
    care, house = a_person_in_care(at), a_shelter()

    with pytest.raises(NotVisible):
        request_placement(
            person_id=care.person.public_id,
            shelter_id=house.shelter.public_id,
            gender="",
            language="",
            needs="",
            by=care.investigator,
            at=at,
        )

    assert not Placement.objects.exists()


def test_an_offer_takes_the_bed_and_asks_the_person(at):
    stay = an_offered_placement(at)

    assert (stay.now().state, stay.now().bed) == (Placement.State.OFFERED, stay.house.beds[0])
    assert clock_states(stay) == {"shelters.answer": "satisfied", "shelters.person_choice": "running"}


def test_a_house_says_no_with_a_reason(at):
    stay = a_requested_placement(at)

    decline_placement(placement_id=stay.placement.public_id, reason="staffing", by=stay.house.worker, at=at)

    assert (stay.now().state, stay.now().decline_reason) == (Placement.State.DECLINED, "staffing")
    assert clock_states(stay) == {"shelters.answer": "satisfied"}


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_house_does_not_say_no_without_a_reason(at, reason):
    stay = a_requested_placement(at)

    with pytest.raises(Refusal) as refusal:
        decline_placement(placement_id=stay.placement.public_id, reason=reason, by=stay.house.worker, at=at)

    assert (refusal.value.code, refusal.value.field) == ("REASON_MISSING", "reason")
    assert stay.now().state == Placement.State.REQUESTED


def test_the_database_keeps_no_decline_without_a_reason(at):
    stay = a_requested_placement(at)

    with pytest.raises(IntegrityError, match="declined_with_a_reason"), transaction.atomic():
        Placement.objects.update(state="declined")

    assert stay.now().state == Placement.State.REQUESTED


def test_what_was_answered_is_not_answered_again(at):
    stay = an_offered_placement(at)

    with pytest.raises(Refusal) as refusal:
        offer(stay, stay.house.beds[1], at)

    assert refusal.value.code == "ILLEGAL_TRANSITION"
    assert stay.now().bed == stay.house.beds[0]


def test_another_house_does_not_find_the_request(at):
    stay, other = a_requested_placement(at), a_shelter()

    with pytest.raises(NotVisible):
        offer_place(placement_id=stay.placement.public_id, bed_id=other.beds[0].public_id, by=other.worker, at=at)

    assert stay.now().state == Placement.State.REQUESTED


def test_the_counsellor_does_not_answer_for_the_house(at):
    stay = a_requested_placement(at)

    with pytest.raises(Refusal) as refusal:
        decline_placement(placement_id=stay.placement.public_id, reason="no_bed", by=stay.care.counsellor, at=at)

    assert refusal.value.code == "NOT_YOURS_TO_DO"
    assert stay.now().state == Placement.State.REQUESTED


def test_a_bed_of_another_house_is_not_offered(at):
    stay, other = a_requested_placement(at), a_shelter()

    with pytest.raises(Refusal) as refusal:
        offer(stay, other.beds[0], at)

    assert refusal.value.code == "NO_CAPACITY"
    assert stay.now().bed is None


def test_the_person_says_no_and_the_bed_is_free_again(at):
    house = a_shelter(beds=1)
    stay = an_offered_placement(at, house=house)

    record_choice(
        placement_id=stay.placement.public_id, accepts=False, meeting_point="", by=stay.care.counsellor, at=at
    )
    another = an_offered_placement(at, house=house)

    assert stay.now().state == Placement.State.CANCELLED
    assert another.now().bed == house.beds[0]


def test_a_yes_needs_a_meeting_point_that_is_not_the_house(at):
    stay = an_offered_placement(at)

    with pytest.raises(Refusal) as refusal:
        record_choice(
            placement_id=stay.placement.public_id, accepts=True, meeting_point=" ", by=stay.care.counsellor, at=at
        )

    assert refusal.value.code == "MEETING_POINT_MISSING"
    assert stay.now().state == Placement.State.OFFERED
    assert not HandoffReceipt.objects.exists()
    assert clock_states(stay)["shelters.person_choice"] == "running"


def test_the_house_does_not_choose_for_the_person(at):
    stay = an_offered_placement(at)

    with pytest.raises(Refusal) as refusal:
        record_choice(
            placement_id=stay.placement.public_id, accepts=True, meeting_point="Hall", by=stay.house.worker, at=at
        )

    assert refusal.value.code == "NOT_YOURS_TO_DO"
    assert stay.now().state == Placement.State.OFFERED


def test_a_request_taken_back_asks_nobody_any_more(at):
    stay = a_requested_placement(at)

    cancel_placement(placement_id=stay.placement.public_id, by=stay.care.counsellor, at=at)

    assert stay.now().state == Placement.State.CANCELLED
    assert clock_states(stay) == {"shelters.answer": "cancelled"}


def test_a_counsellor_of_another_agency_asks_for_nobody_elses_person(at):
    care, house = a_person_in_care(at), a_shelter()
    stranger = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)

    with pytest.raises(NotVisible):
        request_placement(
            person_id=care.person.public_id,
            shelter_id=house.shelter.public_id,
            gender="",
            language="",
            needs="",
            by=stranger,
            at=at,
        )

    assert not Placement.objects.exists()
