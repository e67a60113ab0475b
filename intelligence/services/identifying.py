"""What may be compared with other agencies, and as what: the one door to it, and a narrow one.

A target's premises; people only as subjects; phones, vehicles, places and adverts. Whoever is no subject, and whatever
belongs to care, shelters, sources or counselling, has no way in: `marks_of` takes nothing else, and intelligence knows
no such model (domain 3: never inputs).
"""

from collections.abc import Callable

from django.db.models import QuerySet

from intelligence.models import Entity, EntityLink, EntityTie, RaidTarget
from intelligence.rules.entities import Kind, Relation, Role
from intelligence.rules.identifiers import (
    Mark,
    advert_marks,
    each_once,
    person,
    person_marks,
    phone_marks,
    plate_marks,
    premises_marks,
)
from intelligence.services.entities import identifier_of
from taskforce.access.models import Record
from taskforce.accounts.acting import as_house
from taskforce.jurisdiction.pack import pack


def _of_a_person(text: str) -> list[Mark]:
    name, birth_year = person(text)
    return person_marks(name, birth_year=birth_year)


def region() -> str:
    """The country whose telephone numbers are written without its code, as the pack says (ISO 3166)."""
    return str(pack().lists["deconfliction"]["phone_region"])


MAKES_IT_THEIRS = (Relation.USES, Relation.OWNS, Relation.LIVES_AT)
COMPARED: dict[str, Callable[[str], list[Mark]]] = {
    Kind.PERSON: _of_a_person,
    Kind.PHONE: lambda text: phone_marks(text, region=region()),
    Kind.VEHICLE: plate_marks,
    Kind.PLACE: premises_marks,
    Kind.ADVERT: lambda text: advert_marks(text, region=region()),
}


def marks_of(thing: Record) -> list[Mark]:
    """The normalised identifiers of a target or of something linked to it. The caller has found it, and holds its key.

    Refuses with NCI_AS_SUBJECT for people who are no subject; raises TypeError for whatever is never compared.
    """
    if isinstance(thing, RaidTarget):
        return premises_marks(thing.address)
    if not isinstance(thing, Entity) or thing.kind not in COMPARED:
        raise TypeError(f"{type(thing).__name__} is never compared with other agencies.")
    return COMPARED[thing.kind](identifier_of(thing))


def compared_with(target: RaidTarget) -> list[Entity]:
    """What is linked to a target and compared along with it: its own agency's things, and subjects among its people.

    A phone, a vehicle or a place that somebody uses, owns or stays at who is no subject is theirs: it is left out.
    """
    links = EntityLink.objects.filter(target=target, ended_at__isnull=True, agency=target.agency_id)
    entities = Entity.objects.filter(
        pk__in=links.values("entity"), agency=target.agency_id, kind__in=COMPARED, purged_at__isnull=True,
        role__in=["", Role.SUBJECT],
    )  # fmt: skip
    with as_house("whose a thing is, also where the tie is hidden"):
        return list(entities.exclude(pk__in=things_of_bystanders(target.agency_id)).order_by("pk"))


def things_of_bystanders(agency_id: int) -> QuerySet[EntityTie, int]:
    """The things of people who are no subject, by primary key: what they use, own or stay at."""
    theirs = EntityTie.objects.filter(
        ended_at__isnull=True, relation__in=MAKES_IT_THEIRS, one__agency=agency_id, one__kind=Kind.PERSON
    )
    return theirs.exclude(one__role=Role.SUBJECT).values_list("other", flat=True)


def marks_of_all(target: RaidTarget) -> list[Mark]:
    """The identifiers of a target and of all that is compared along with it, each once."""
    things: list[Record] = [target, *compared_with(target)]
    return each_once(mark for thing in things for mark in marks_of(thing))
