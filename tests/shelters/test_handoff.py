"""A handoff is whole when both sides have signed, the giver with the word only the house could have said."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shelters.models import HandoffReceipt, Placement
from shelters.services import Handed, record_choice, record_exit, sign_as_giver, sign_as_receiver
from taskforce.clocks.models import Clock
from taskforce.refusal import Refusal
from tests.shelters.builders import a_given_placement, a_shelter, an_accepted_placement, an_offered_placement

pytestmark = pytest.mark.django_db


def sign(stay, at, *, word=None, by=None):
    return sign_as_giver(
        placement_id=stay.placement.public_id,
        code_word=stay.now().receipt.code_word if word is None else word,
        handed=Handed(belongings="One bag"),
        by=by or stay.care.counsellor,
        at=at,
    )


def test_both_signatures_bring_the_person_into_care(at):
    stay = a_given_placement(at)
    assert stay.now().state == Placement.State.IN_TRANSIT

    sign_as_receiver(placement_id=stay.placement.public_id, by=stay.house.worker, at=at)

    receipt = stay.now().receipt
    assert (stay.now().state, stay.now().arrived_at) == (Placement.State.ACTIVE, at)
    assert (receipt.given_by, receipt.received_by) == (stay.care.counsellor, stay.house.worker)
    assert set(Clock.objects.filter(kind__in=["shelters.receipt", "victims.handoff"]).values_list("kind", "state")) == {
        ("shelters.receipt", "satisfied"),
        ("victims.handoff", "satisfied"),
    }


@pytest.mark.parametrize("word", ["", "   ", "amber amber amber"])
def test_a_wrong_word_signs_nothing(at, word):
    stay = an_accepted_placement(at)

    with pytest.raises(Refusal) as refusal:
        sign(stay, at, word=word)

    assert (refusal.value.code, refusal.value.field) == ("CODE_WORD_WRONG", "code_word")
    assert stay.now().state == Placement.State.ACCEPTED
    assert stay.now().receipt.given_at is None


def test_the_word_is_forgiven_its_case_and_spaces(at):
    stay = an_accepted_placement(at)

    sign(stay, at, word=f"  {stay.now().receipt.code_word.upper().replace(' ', '   ')} ")

    assert stay.now().state == Placement.State.IN_TRANSIT


def test_the_house_does_not_sign_first(at):
    stay = an_accepted_placement(at)

    with pytest.raises(Refusal) as refusal:
        sign_as_receiver(placement_id=stay.placement.public_id, by=stay.house.worker, at=at)

    assert refusal.value.code == "HANDOFF_UNCONFIRMED"
    assert stay.now().receipt.received_at is None


def test_neither_side_signs_for_the_other(at):
    stay = an_accepted_placement(at)

    with pytest.raises(Refusal) as of_the_house:
        sign(stay, at, by=stay.house.worker)
    sign(stay, at)
    with pytest.raises(Refusal) as of_care:
        sign_as_receiver(placement_id=stay.placement.public_id, by=stay.care.counsellor, at=at)

    assert (of_the_house.value.code, of_care.value.code) == ("NOT_YOURS_TO_DO", "NOT_YOURS_TO_DO")
    assert stay.now().receipt.received_at is None


def test_the_database_takes_no_receipt_with_one_name_on_both_halves(at):
    stay = a_given_placement(at)

    with pytest.raises(IntegrityError, match="handoff_signed_by_two"), transaction.atomic():
        HandoffReceipt.objects.update(received_by=stay.care.counsellor, received_at=at)

    assert stay.now().receipt.received_by is None


def test_a_side_signs_once(at):
    stay = a_given_placement(at)

    with pytest.raises(Refusal) as refusal:
        sign(stay, at)

    assert refusal.value.code == "ALREADY_SIGNED"


def test_the_bed_is_free_again_when_the_person_moved_on(at):
    house = a_shelter(beds=1)
    stay = a_given_placement_in(house, at)
    sign_as_receiver(placement_id=stay.placement.public_id, by=house.worker, at=at)

    record_exit(placement_id=stay.placement.public_id, by=house.worker, at=at)

    assert an_offered_placement(at, house=house).now().bed == house.beds[0]


def a_given_placement_in(house, at):
    stay = an_offered_placement(at, house=house)
    record_choice(
        placement_id=stay.placement.public_id, accepts=True, meeting_point="Hall", by=stay.care.counsellor, at=at
    )
    sign(stay, at)
    return stay


def test_only_the_house_reads_the_word_on_its_page(at, as_user):
    stay = an_accepted_placement(at)
    word, path = stay.now().receipt.code_word, reverse("shelters:placement", args=[stay.placement.public_id])

    assert word in as_user(stay.house.worker).get(path).text
    assert word not in as_user(stay.care.counsellor).get(path).text


def test_a_wrong_word_on_the_page_keeps_what_was_typed_beside_it(at, as_user):
    stay = an_accepted_placement(at)

    answer = as_user(stay.care.counsellor).post(
        reverse("shelters:placement", args=[stay.placement.public_id]),
        {
            "once": "5f6f2a0e-6f7e-4a6a-93f8-3a0e7a5f9d11",
            "code_word": "wrong",
            "belongings": "One small green bag",
        },
    )

    assert answer.status_code == 422
    assert "That is not the word agreed" in answer.text
    assert "One small green bag" in answer.text
    assert stay.now().state == Placement.State.ACCEPTED
