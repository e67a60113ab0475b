"""People and things as somebody may see them: in a list, on a target, and one by one with what ties it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from intelligence.models import (
    Entity,
    EntityLink,
    EntityMerge,
    EntityRole,
    EntityTie,
    IntelligenceReport,
    RaidTarget,
    ReasonableSuspicion,
)
from intelligence.models.entities import LABEL
from intelligence.rules.entities import Kind, Role
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency
from taskforce.vault.models import KeyGrant

PAGE = 50
OFFERED = 200
SUBJECTS, PEOPLE = "subjects", "people"


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie of one thing: the other end, and the report that says so where the reader sees it."""

    tie: EntityLink | EntityTie
    end: Any
    is_from_here: bool = True
    source: IntelligenceReport | None = None
    owner: int = 0  # the agency whose people may let it end


@dataclass(slots=True)
class OnTarget:
    """Something that belongs to a target, and all the ways in which it does."""

    entity: Entity
    links: list[Tie] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around one thing, newest first; ended ties apart, for its own agency."""

    targets: list[Tie]
    reports: list[Tie]
    ties: list[Tie]
    ended: list[Tie]


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One page of a list, and the last row of it where there is more."""

    rows: list[Entity]
    last: Entity | None


def entities_for(user: Any) -> ScopedQuerySet[Entity]:
    """The people and things this person sees, newest first, each knowing which of its fields they see."""
    return Entity.objects.with_fields_for(user).select_related("agency").order_by("-added_at", "-pk")


def entities_standing(user: Any) -> ScopedQuerySet[Entity]:
    """The same without what was merged: it is named as what was kept. Only its own agency knows of a merge."""
    return entities_for(user).exclude(pk__in=merged_away())


def entities_of(user: Any, show: str = "", *, before: UUID | None = None) -> EntityPage:
    """One page of people or things, newest first, older than `before` where it is named. Two statements.

    `show` is "subjects", "people" (who are no subject, and nobody else), or a kind of thing; otherwise every thing and
    subject. People who are no subject stand in no list but their own; what was merged stands as what was kept.
    """
    rows = entities_standing(user).filter(shown_as(show))
    last = Entity.objects.visible_to(user).filter(public_id=before).first() if before else None
    if last is not None:
        rows = rows.filter(Q(added_at__lt=last.added_at) | Q(added_at=last.added_at, pk__lt=last.pk))
    found = list(rows[: PAGE + 1])
    return EntityPage(found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None)


def entities_on(user: Any, target: RaidTarget) -> list[OnTarget]:
    """What belongs to a target and may be seen, by kind, subjects before other people. Three statements."""
    links = list(EntityLink.objects.visible_to(user).filter(target=target, ended_at__isnull=True).order_by("at", "pk"))
    found = {e.pk: OnTarget(e) for e in entities_standing(user).filter(pk__in={link.entity_id for link in links})}
    sources = _reports(user, links)
    for link in links:
        if link.entity_id in found:
            found[link.entity_id].links.append(Tie(link, target, source=sources.get(link.source_id)))
    kinds = list(Kind)
    return sorted(
        found.values(), key=lambda on: (kinds.index(Kind(on.entity.kind)), on.entity.is_non_criminal, on.entity.pk)
    )


def entities_in(user: Any, report: IntelligenceReport) -> list[Entity]:
    """Whom and what a report names, as far as this person sees them. One statement."""
    links = EntityLink.objects.visible_to(user).filter(report=report, ended_at__isnull=True)
    return list(entities_standing(user).filter(pk__in=links.values("entity")))


@as_house("which agencies hold a key is their own to know; whose record it is tells its people")
def agencies_that_open(entity: Entity) -> list[str]:
    """The other agencies whose people open what it is called, by name. For people of its own agency. One statement."""
    held = KeyGrant.objects.filter(record=entity.public_id, group=LABEL).exclude(agency=entity.agency_id)
    return list(Agency.objects.filter(pk__in=held.values("agency")).order_by("name").values_list("name", flat=True))


def around(user: Any, entity: Entity) -> Around:
    """What one thing is tied to, as far as this person sees both ends. Five statements."""
    links = list(EntityLink.objects.visible_to(user).filter(entity=entity))
    ties = list(EntityTie.objects.visible_to(user).filter(Q(one=entity) | Q(other=entity)))
    ends = entities_standing(user).in_bulk({tie.one_id for tie in ties} | {tie.other_id for tie in ties})
    targets = RaidTarget.objects.visible_to(user).in_bulk({link.target_id for link in links})
    reports = _reports(user, [*links, *ties])
    told = [
        Tie(link, targets.get(link.target_id) or reports.get(link.report_id), source=reports.get(link.source_id),
            owner=link.agency_id)
        for link in links
    ]  # fmt: skip
    told += [_tied(tie, entity, ends, reports) for tie in ties]
    told = [tie for tie in told if tie.end is not None]
    holding = [tie for tie in told if tie.tie.ended_at is None]
    return Around(
        [tie for tie in holding if isinstance(tie.end, RaidTarget)],
        [tie for tie in holding if isinstance(tie.end, IntelligenceReport)],
        [tie for tie in holding if isinstance(tie.end, Entity)],
        [tie for tie in told if tie.tie.ended_at is not None],
    )


def roles_of(user: Any, entity: Entity) -> list[EntityRole]:
    """How a person was sorted, the first first. Their agency alone."""
    return list(EntityRole.objects.visible_to(user).filter(entity=entity).select_related("by"))


def suspicions_of(user: Any, entity: Entity) -> list[ReasonableSuspicion]:
    """The facts for which somebody is or might become a subject, newest first. Their agency alone."""
    rows = ReasonableSuspicion.objects.visible_to(user).filter(entity=entity)
    return list(rows.select_related("author", "reviewer", "entity"))


def suspicions_waiting(user: Any) -> list[ReasonableSuspicion]:
    """Facts that wait for a second person, the oldest first."""
    rows = ReasonableSuspicion.objects.visible_to(user).filter(reviewed_at__isnull=True, declined_at__isnull=True)
    return list(rows.exclude(author=user).select_related("entity", "author").order_by("at")[:PAGE])


def entities_to_tie(user: Any, *, but: Entity | None = None) -> list[Entity]:
    """The newest people and things that could be named in a form; what was merged is named as what was kept."""
    rows = entities_standing(user)
    return list((rows.exclude(pk=but.pk) if but else rows)[:OFFERED])


def _tied(tie: EntityTie, entity: Entity, ends: Mapping[int, Entity], reports: Mapping[Any, Any]) -> Tie:
    """A tie as it is seen from one of its ends."""
    is_from_here = tie.one_id == entity.pk
    one = entity if is_from_here else ends.get(tie.one_id)
    end = ends.get(tie.other_id if is_from_here else tie.one_id)
    return Tie(tie, end, is_from_here, reports.get(tie.source_id), owner=one.agency_id if one else 0)


def shown_as(show: str) -> Q:
    """Which people and things a list is asked for. Who is no subject is in none but that of other people."""
    if show == SUBJECTS:
        return Q(role=Role.SUBJECT)
    if show == PEOPLE:
        return Q(kind=Kind.PERSON) & ~Q(role=Role.SUBJECT)
    if show in set(Kind) - {Kind.PERSON}:
        return Q(kind=show)
    return ~Q(kind=Kind.PERSON) | Q(role=Role.SUBJECT)


def _reports(user: Any, tied: Iterable[EntityLink | EntityTie]) -> dict[Any, IntelligenceReport]:
    """The reports that these name, by key, as far as this person sees them."""
    named: set[Any] = set()
    for tie in tied:
        named |= {tie.source_id, getattr(tie, "report_id", None)}
    return IntelligenceReport.objects.visible_to(user).prefetch_related("grades").in_bulk(named - {None})


def merged_away() -> QuerySet[EntityMerge, Any]:
    """The keys of what was merged into another and stands so, as a subquery."""
    return EntityMerge.objects.filter(undone_at__isnull=True).values("merged")


def kinds_among(rows: Sequence[Entity]) -> list[str]:
    """Which kinds there are, in the order of the house."""
    there = {row.kind for row in rows}
    return [str(kind) for kind in Kind if kind in there]
