"""Sentences that make people and things of intelligence, through the services that people use."""

from datetime import datetime

from intelligence.models import Entity, EntityTie, IntelligenceReport, RaidTarget
from intelligence.services.entities import EntityGiven, TieGiven, add_entity, link_to_target, tie_entities
from intelligence.services.suspicion import review_suspicion, suspect
from taskforce.accounts.models import Function, User
from tests.builders import someone

FACTS = "Two reports name him as the man who keeps the passports and the key."


def a_person(at: datetime, *, by: User, role: str = "unknown", **facts: object) -> Entity:
    """Somebody whom a report names."""
    return a_thing(at, by=by, kind="person", role=role, **({"label": "Somebody"} | facts))


def a_thing(at: datetime, *, by: User, kind: str = "vehicle", **facts: object) -> Entity:
    """A white van, unless told."""
    return add_entity(given=EntityGiven(**({"kind": kind, "label": "XX 00 ABC"} | facts)), by=by, at=at)  # type: ignore[arg-type]  # the facts of one test


def a_subject(at: datetime, *, by: User, **facts: object) -> Entity:
    """Somebody who became a subject: facts by one, found enough by another."""
    person = a_person(at, by=by, **facts)
    written = suspect(entity_id=person.public_id, facts=FACTS, offence="MTA-4", bears_on_offence=False, by=by, at=at)
    reviewer = someone(Function.SUPERVISOR, agency=by.agency)
    review_suspicion(suspicion_id=written.public_id, is_enough=True, by=reviewer, at=at)
    person.refresh_from_db()
    return person


def linked(
    entity: Entity, target: RaidTarget, at: datetime, *, relation: str = "seen_at",
    source: IntelligenceReport | None = None,
) -> Entity:  # fmt: skip
    """The same entity, which belongs to the target now."""
    link_to_target(
        entity_id=entity.public_id, target_id=target.public_id,
        tie=TieGiven(relation, source_id=source.public_id if source else None), by=entity.added_by, at=at,
    )  # fmt: skip
    return entity


def tied(one: Entity, other: Entity, at: datetime, *, relation: str = "uses") -> EntityTie:
    """The first is tied to the other."""
    return tie_entities(one_id=one.public_id, other_id=other.public_id, tie=TieGiven(relation), by=one.added_by, at=at)
