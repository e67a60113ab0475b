"""A house promises beds for an operation: only its manager, only free ones, only for a time to come."""

from datetime import timedelta

import pytest

from cases.models import CapacityHold, PartnerNotice
from shelters.services import hold_beds
from taskforce.accounts.models import Function
from taskforce.refusal import Refusal
from tests.builders import someone
from tests.shelters.builders import a_shelter
from tests.victims.builders import a_person_in_care

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_shelter(beds=3)


@pytest.fixture
def notice(at, house):
    return a_notice(at, house)


def a_notice(at, house):
    """What the house is told of one operation."""
    care = a_person_in_care(at)
    return PartnerNotice.objects.create(
        plan=care.person.recovery.encounter.plan,
        agency=house.shelter.agency,
        window_from=at,
        window_until=at + timedelta(hours=4),
        people=2,
        may_include_children=False,
        released_by=care.investigator,
        released_at=at,
    )


def hold(house, notice, at, *, places=2, hours=12, function=Function.SHELTER_MANAGER):
    hold_beds(
        notice_id=notice.public_id,
        shelter_id=house.shelter.public_id,
        places=places,
        held_until=at + timedelta(hours=hours),
        by=someone(function, agency=house.shelter.agency),
        at=at,
    )


def test_a_promise_names_the_house_by_its_code_alone(at, house, notice):
    hold(house, notice, at)

    kept = CapacityHold.objects.get()
    assert (kept.shelter_code, kept.places, kept.held_until) == (house.shelter.code, 2, at + timedelta(hours=12))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"places": 4}, "NO_CAPACITY"),
        ({"hours": 0}, "HOLD_EXPIRED"),
        ({"function": Function.SHELTER_WORKER}, "NOT_YOURS_TO_DO"),
    ],
)
def test_what_cannot_be_promised_is_not(at, house, notice, asked, code):
    with pytest.raises(Refusal) as refusal:
        hold(house, notice, at, **asked)

    assert refusal.value.code == code
    assert not CapacityHold.objects.exists()


def test_a_bed_is_promised_to_one_operation_at_a_time(at, house, notice):
    hold(house, notice, at, places=2)

    with pytest.raises(Refusal) as refusal:
        hold(house, a_notice(at, house), at, places=2)

    assert refusal.value.code == "NO_CAPACITY"
    assert CapacityHold.objects.get().notice == notice
    hold(house, notice, at, places=3)  # the same operation may ask for more of what is free
    assert CapacityHold.objects.filter(released_at=None).get().places == 3


def test_a_promise_that_lapsed_binds_no_bed(at, house, notice):
    hold(house, notice, at, places=3, hours=1)

    hold(house, a_notice(at, house), at + timedelta(hours=2), places=3)
    assert CapacityHold.objects.count() == 2
