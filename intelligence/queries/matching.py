"""Which of an agency's people and things may be the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from intelligence.models import Entity, EntityApart, EntityLink, EntityMerge
from intelligence.rules.entities import Kind, Role
from intelligence.rules.matching import Thresholds, reasons
from taskforce.access.services import find
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import NotVisible
from taskforce.vault.blind_index import sharing_marks
from taskforce.vault.sealing import DoesNotOpen

GROUPS, LARGEST_GROUP, SHOWN = 400, 40, 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two that may be the same, and why, as codes of `rules.matching`."""

    one: Entity
    other: Entity
    reasons: tuple[str, ...]


def suggestions_for(user: User) -> list[Suggestion]:
    """Pairs of this person's own agency that may be the same, the strongest first; at most 50.

    Candidates share a keyed mark; only then are their labels compared. Left out: people who are no subject, what this
    person does not see, what was merged, and what somebody held apart.
    """
    groups = sharing_marks(Entity, "label", agency_id=user.agency_id, most=GROUPS)
    pairs = {pair for group in groups if len(group) <= LARGEST_GROUP for pair in combinations(sorted(group), 2)}
    entities = {entity.public_id: entity for entity in _to_compare(user, {one for pair in pairs for one in pair})}
    apart = _held_apart(user)
    found = []
    for one, other in sorted(pairs):
        if one in entities and other in entities:
            a, b = sorted((entities[one], entities[other]), key=lambda entity: entity.pk)
            why = () if (a.pk, b.pk) in apart else _why(a, b)
            found += [Suggestion(a, b, why)] if why else []
    return sorted(found, key=lambda s: (-len(s.reasons), s.one.pk, s.other.pk))[:SHOWN]


def compared(user: User, one_id: UUID, other_id: UUID) -> Suggestion:
    """Two that this person sees and may compare. Hidden, absent, merged, and people who are no subject: NotVisible."""
    one, other = (find(Entity, user, public_id=public_id, agency=user.agency_id) for public_id in (one_id, other_id))
    is_merged = EntityMerge.objects.filter(merged__in=[one, other], undone_at__isnull=True).exists()
    if one.kind != other.kind or one.pk == other.pk or is_merged or one.is_non_criminal or other.is_non_criminal:
        raise NotVisible(Entity._meta.label)
    return Suggestion(one, other, _why(one, other))


def links_of(user: Any, entity: Entity) -> list[EntityLink]:
    """What it is linked to, as far as this person sees it."""
    links = EntityLink.objects.visible_to(user).filter(entity=entity, ended_at__isnull=True)
    return list(links.select_related("target", "report")[:50])


def merges_around(user: Any, entity: Entity) -> tuple[EntityMerge | None, list[EntityMerge]]:
    """Into what one thing was merged, if it was, and what was merged into it and stands so. One statement."""
    rows = EntityMerge.objects.visible_to(user).filter(Q(kept=entity) | Q(merged=entity), undone_at__isnull=True)
    found = list(rows.select_related("kept", "merged", "by")[:50])
    into = next((merge for merge in found if merge.merged_id == entity.pk), None)
    return into, [merge for merge in found if merge.kept_id == entity.pk]


def became(user: Any) -> Any:
    """Into what a thing was merged and stands so: for lists, as `into`, of one row or none."""
    rows = EntityMerge.objects.visible_to(user).filter(undone_at__isnull=True).select_related("kept")
    return Prefetch("merged_into", rows, to_attr="into")


def merges_for(user: Any) -> list[EntityMerge]:
    """What was merged in this person's agency, the newest first; at most 50."""
    return list(EntityMerge.objects.visible_to(user).select_related("kept", "merged", "by", "undone_by")[:50])


def _to_compare(user: User, ids: Iterable[UUID]) -> list[Entity]:
    rows = Entity.objects.visible_to(user).filter(public_id__in=list(ids), agency=user.agency_id)
    merged = EntityMerge.objects.filter(undone_at__isnull=True).values("merged")
    return list(rows.filter(role__in=["", Role.SUBJECT], purged_at__isnull=True).exclude(pk__in=merged))


def _held_apart(user: User) -> set[tuple[int, int]]:
    return set(EntityApart.objects.visible_to(user).values_list("one", "other"))


def _why(one: Entity, other: Entity) -> tuple[str, ...]:
    limits = Thresholds(pack().number("matching.name_score"), pack().number("matching.heard_score"))
    region = str(pack().lists["deconfliction"]["phone_region"])
    try:
        return reasons(Kind(one.kind), one.label, other.label, region=region, limits=limits)
    except DoesNotOpen:
        return ()
