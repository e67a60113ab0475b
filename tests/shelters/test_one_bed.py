"""Two people, one bed: the database lets one of them have it, and the other is told in time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from shelters.models import Placement
from taskforce.refusal import Refusal
from tests.shelters.builders import a_requested_placement, a_shelter, an_offered_placement, offer


@pytest.mark.django_db
def test_the_database_gives_a_bed_to_one_person(at):
    house = a_shelter(beds=1)
    an_offered_placement(at, house=house)
    second = a_requested_placement(at, house=house)

    with pytest.raises(IntegrityError, match="one_person_per_bed"), transaction.atomic():
        Placement.objects.filter(pk=second.placement.pk).update(state="offered", bed=house.beds[0])

    assert second.now().state == Placement.State.REQUESTED


@pytest.mark.django_db
def test_a_bed_somebody_has_is_not_offered_again(at):
    house = a_shelter(beds=1)
    an_offered_placement(at, house=house)
    second = a_requested_placement(at, house=house)

    with pytest.raises(Refusal) as refusal:
        offer(second, house.beds[0], at)

    assert (refusal.value.code, refusal.value.field) == ("NO_CAPACITY", "bed")
    assert second.now().state == Placement.State.REQUESTED


@pytest.mark.django_db(transaction=True)
def test_of_two_offers_of_one_bed_at_the_same_moment_one_wins(at):
    house = a_shelter(beds=1)
    bed, stays = house.beds[0], [a_requested_placement(at, house=house) for _each in range(2)]
    both_ready = Barrier(2, timeout=20)

    def offered_by(stay):
        both_ready.wait()
        try:
            offer(stay, bed, at)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "OFFERED"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(offered_by, stays))

    assert told == ["NO_CAPACITY", "OFFERED"]
    assert sorted(stay.now().state for stay in stays) == ["offered", "requested"]
