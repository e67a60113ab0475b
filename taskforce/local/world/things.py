"""A handful of made-up people and things around the guesthouse: who runs it, what is used, who may be held."""

from datetime import datetime, timedelta

from intelligence.models import Entity, RaidTarget
from intelligence.services.entities import (
    EntityGiven,
    TieGiven,
    add_entity,
    link_to_report,
    link_to_target,
    tie_entities,
)
from intelligence.services.suspicion import review_suspicion, suspect
from taskforce.accounts.models import User

# Key, kind, what it is called, what is known, a person's role, how it belongs to the target.
NAMED = (
    ("desk", "person", "The man at the desk, called Dado", "Takes the money; keeps the keys and the papers.",
     "unknown", "works_at"),
    ("cook", "person", "A cook who comes at noon", "Brings food up. May have seen who is there.", "witness", "seen_at"),
    ("girl", "person", "A young woman, called Rosa by others", "Asked a neighbour for a phone and was led away.",
     "possible_victim", "held_at"),
    ("phone", "phone", "+00 000 0100", "Answers four adverts with different names.", "", "advertised_at"),
    ("van", "vehicle", "Grey van, XX-000-AB", "Comes before dawn, twice a week.", "", "seen_at"),
    ("advert", "advert", "https://adverts.example/riverside", "New pictures, the same words.", "", "advertised_at"),
    ("firm", "organisation", "Riverside Rooms Ltd", "Rents the second floor.", "", "owns"),
    ("flat", "place", "Flat over the laundrette, Quay Row 0", "Where the van is parked at night.", "", None),
    ("account", "account", "riverside_rooms at chat.example", "Sends the address to clients.", "", None),
)  # fmt: skip
TIED = (
    ("desk", "uses", "phone"), ("desk", "uses", "van"), ("desk", "works_for", "firm"),
    ("phone", "advertised_at", "advert"), ("van", "seen_at", "flat"),
    ("phone", "uses", "account"), ("cook", "knows", "desk"),
)  # fmt: skip


def name(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """Write them down as reports named them, tie them, and let one become a subject."""
    ines, target, then = people["ines"], targets["guesthouse"], at - timedelta(days=2)
    report = target.links.order_by("pk")[0].report
    known: dict[str, Entity] = {}
    for key, kind, label, details, role, relation in NAMED:
        known[key] = add_entity(given=EntityGiven(kind, label, details, role), by=ines, at=then)
        if relation:
            tie = TieGiven(relation, source_id=report.public_id)
            link_to_target(entity_id=known[key].public_id, target_id=target.public_id, tie=tie, by=ines, at=then)
    for one, relation, other in TIED:
        tie = TieGiven(relation, source_id=report.public_id)
        tie_entities(one_id=known[one].public_id, other_id=known[other].public_id, tie=tie, by=ines, at=then)
    link_to_report(entity_id=known["van"].public_id, report_id=report.public_id, by=ines, at=then)
    written = suspect(
        entity_id=known["desk"].public_id, offence="MTA-5", bears_on_offence=False, by=ines, at=then,
        facts="Two accounts of different origin say that he chooses the clients and holds the papers of all upstairs.",
    )  # fmt: skip
    review_suspicion(suspicion_id=written.public_id, is_enough=True, by=people["leena"], at=then + timedelta(hours=3))
