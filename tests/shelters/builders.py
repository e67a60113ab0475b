"""Sentences that open a house with beds and bring a placement to each of its states."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from shelters.models import Bed, Placement, Shelter
from shelters.services import Handed, offer_place, record_choice, request_placement, sign_as_giver
from taskforce.accounts.models import Agency, Function, User
from tests.builders import someone
from tests.victims.builders import Care, a_person_in_care

LOCATION = "Made-up house, Quince Lane 0"
_codes = count(1)


@dataclass(frozen=True, slots=True)
class House:
    """A shelter and one of its workers."""

    shelter: Shelter
    worker: User

    @property
    def beds(self) -> list[Bed]:
        return list(Bed.objects.filter(shelter=self.shelter).order_by("label"))


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement, and both sides of it."""

    placement: Placement
    care: Care
    house: House

    def now(self) -> Placement:
        return Placement.objects.get(pk=self.placement.pk)


def a_shelter(beds: int = 3, **facts: object) -> House:
    """A house with free beds that takes adults of any gender."""
    worker = someone(Function.SHELTER_WORKER, kind=Agency.Kind.SHELTER)
    shelter = Shelter.objects.create(
        agency=worker.agency,
        code=f"H{next(_codes)}",
        location=LOCATION,
        contact_route="Switchboard, ask for the house",
        **facts,
    )
    for number in range(1, beds + 1):
        Bed.objects.create(shelter=shelter, unit="East wing", label=str(number))
    return House(shelter, worker)


def a_requested_placement(at: datetime, *, house: House | None = None, care: Care | None = None) -> Stay:
    """A counsellor has asked a house for a place."""
    care, house = care or a_person_in_care(at), house or a_shelter()
    placement = request_placement(
        person_id=care.person.public_id,
        shelter_id=house.shelter.public_id,
        gender="feminine",
        language="Tagalog",
        needs="Insulin, needs a fridge",
        by=care.counsellor,
        at=at,
    )
    return Stay(placement, care, house)


def an_offered_placement(at: datetime, *, house: House | None = None) -> Stay:
    """The house has offered its first free bed."""
    stay = a_requested_placement(at, house=house)
    offer(stay, stay.house.beds[0], at)
    return stay


def an_accepted_placement(at: datetime) -> Stay:
    """The person said yes; a receipt with a code word waits for both signatures."""
    stay = an_offered_placement(at)
    record_choice(
        placement_id=stay.placement.public_id,
        accepts=True,
        meeting_point="Station hall, east side",
        by=stay.care.counsellor,
        at=at,
    )
    return stay


def a_given_placement(at: datetime) -> Stay:
    """The counsellor has brought the person and signed with the word of the house."""
    stay = an_accepted_placement(at)
    sign_as_giver(
        placement_id=stay.placement.public_id,
        code_word=stay.now().receipt.code_word,
        handed=Handed(belongings="One bag", documents_given=True),
        by=stay.care.counsellor,
        at=at,
    )
    return stay


def offer(stay: Stay, bed: Bed, at: datetime) -> Placement:
    """The house offers this bed."""
    return offer_place(placement_id=stay.placement.public_id, bed_id=bed.public_id, by=stay.house.worker, at=at)
