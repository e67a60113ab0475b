"""Merging what is one and the same, undoing that, and remembering what is not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.events import EntityWithdrawn, EntityWritten
from intelligence.models import DeconflictionCheck, Entity, EntityApart, EntityLink, EntityMerge, EntityTie
from intelligence.rules.deconfliction import INTERNAL
from intelligence.rules.entities import Role
from intelligence.rules.matching import keys_of
from intelligence.services.deconfliction_tokens import write_tokens
from intelligence.services.entities import identifier_of
from intelligence.services.identifying import region
from intelligence.services.sharing import disclose_entity
from taskforce.access.services import locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.refusal import Refusal
from taskforce.vault.blind_index import drop_marks, index_marks
from taskforce.vault.sealing import DoesNotOpen

FIELD = "label"
# What moves with a merge, by table and column. Roles and suspicion stay with the person they were written of, and no
# report changes: what it mentions is a link of its own.
MOVES: tuple[tuple[type[EntityLink | EntityTie], str], ...] = (
    (EntityLink, "entity"),
    (EntityTie, "one"),
    (EntityTie, "other"),
)


@transaction.atomic
def merge_entities(*, kept_id: UUID, merged_id: UUID, reasons: Iterable[str], by: User, at: datetime) -> EntityMerge:
    """Say that two are one: what the second was tied to moves to the first. Their agency's people who log.

    Refuses with MERGE_UNFIT (of two kinds, of two agencies, with itself, or merged already), NCI_AS_SUBJECT (people
    who are no subject are never matched), NOT_YOURS_TO_DO.
    """
    require_any(by, "merge", EntityMerge)
    held = {public_id: _to_match(public_id, by) for public_id in sorted({kept_id, merged_id})}
    kept, merged = held[kept_id], held[merged_id]
    _require_fit(kept, merged)
    merge = EntityMerge.objects.create(
        agency_id=kept.agency_id, kept=kept, merged=merged, reasons=list(reasons), by=by, at=at
    )
    merge.moved = {f"{model.__name__}.{column}": _moved(model, column, kept, merged) for model, column in MOVES}
    merge.save(update_fields=["moved"])
    _keys_follow(kept, merged, by=by)
    record("intelligence.entity.merged", by=by, obj=kept, merged=str(merged.public_id))
    return merge


@transaction.atomic
def undo_merge(*, merge_id: UUID, by: User, at: datetime) -> EntityMerge:
    """Take two apart again: what moved moves back, and nothing else. Their agency's people who log; once.

    What was tied to the one that was kept since then stays with it. Refuses with MERGE_BURIED (the one that was kept
    has been merged on: undo that first), NOT_YOURS_TO_DO.
    """
    merge = locked(EntityMerge, by, public_id=merge_id)
    require(by, "undo", merge)
    if EntityMerge.objects.filter(merged=merge.kept, undone_at__isnull=True).exists():
        raise Refusal(
            "MERGE_BURIED",
            _("The one that was kept has itself been merged into another."),
            fix=_("Undo the later one first."),
        )
    with as_house("what moved moves back, also where it is hidden"):
        for model, column in MOVES:
            rows = model.objects.filter(pk__in=merge.moved[f"{model.__name__}.{column}"], **{column: merge.kept})
            rows.update(**{column: merge.merged})
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])
    _keys_follow(merge.kept, merge.merged, by=by)
    record("intelligence.entity.merge_undone", by=by, obj=merge.kept, merged=str(merge.merged.public_id))
    return merge


@transaction.atomic
def hold_apart(*, one_id: UUID, other_id: UUID, by: User, at: datetime) -> EntityApart:
    """Say that two are not the same: they are suggested no more. Their agency's people who log.

    Refuses as `merge_entities` does.
    """
    require_any(by, "part", EntityApart)
    held = [_to_match(public_id, by) for public_id in sorted([one_id, other_id])]
    one, other = sorted(held, key=lambda entity: entity.pk)
    _require_fit(one, other)
    apart, is_new = EntityApart.objects.get_or_create(
        one=one, other=other, defaults={"agency_id": one.agency_id, "by": by, "at": at}
    )
    if is_new:
        record("intelligence.entity.held_apart", by=by, obj=one, other=str(other.public_id))
    return apart


@as_house("what somebody is found by follows from what they are called")
def on_entity_written(event: EntityWritten) -> None:
    """An entity is found by the marks of its label, under its agency's own key."""
    entity = Entity.objects.get(pk=event.entity_id)
    index_marks(entity, FIELD, keys_of(entity.kind, identifier_of(entity), region=region()))


@as_house("what somebody is found by follows from what they are called")
def mark_entities() -> int:
    """Write the marks of every subject and thing anew, each in a transaction of its own; how many were written.

    For whoever runs the house. People who are no subject, and what was deleted or cannot be opened, are left out.
    """
    written = 0
    for pk in list(
        Entity.objects.filter(role__in=["", Role.SUBJECT], purged_at__isnull=True).values_list("pk", flat=True)
    ):
        with transaction.atomic():
            entity = Entity.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                keys = keys_of(entity.kind, identifier_of(entity), region=region())
            except (Refusal, DoesNotOpen):
                continue  # no subject any more, or its key is gone
            index_marks(entity, FIELD, keys)
            written += 1
    return written


@as_house("what was derived from somebody's name goes with them")
def on_entity_withdrawn(event: EntityWithdrawn) -> None:
    """Who is no subject any more, or was deleted, is matched with nothing: marks and tokens go at once."""
    entity = Entity.objects.get(pk=event.entity_id)
    drop_marks(entity, FIELD)
    entries = DeconflictionCheck.objects.filter(
        system=INTERNAL, closed_at__isnull=True, target__entity_links__entity=entity
    ).distinct()
    for entry in entries.select_related("target"):
        write_tokens(entry)


def _to_match(public_id: UUID, by: User) -> Entity:
    """Held until it is decided, so that two are never merged into each other at once. Take them in order."""
    entity = locked(Entity, by, public_id=public_id)
    require(by, "edit", entity)
    identifier_of(entity)  # refuses people who are no subject
    return entity


def _require_fit(one: Entity, other: Entity) -> None:
    is_one_of_two = one.pk != other.pk and one.kind == other.kind and one.agency_id == other.agency_id
    taken = EntityMerge.objects.filter(merged__in=[one, other], undone_at__isnull=True)
    if not is_one_of_two or taken.exists():
        raise Refusal(
            "MERGE_UNFIT",
            _("Only two of one kind, both your agency's and neither merged already, can be one."),
            fix=_("Open the list again: it may have changed."),
        )


@as_house("what is tied moves, also where it is hidden")
def _moved(model: type[EntityLink | EntityTie], column: str, kept: Entity, merged: Entity) -> list[int]:
    """Move the rows; what the kept one has already, and what ties the two together, stays where it is."""
    moved = []
    for row in model.objects.filter(**{column: merged}).order_by("pk"):
        if not _would_double(row, column, kept):
            model.objects.filter(pk=row.pk).update(**{column: kept})
            moved.append(row.pk)
    return moved


def _would_double(row: Any, column: str, kept: Entity) -> bool:
    if isinstance(row, EntityTie) and kept.pk in {row.one_id, row.other_id}:
        return True
    if row.ended_at is not None:
        return False
    same = {"relation": row.relation, "ended_at__isnull": True, column: kept}
    others = ("target", "report") if isinstance(row, EntityLink) else ("one", "other")
    same |= {name: getattr(row, f"{name}_id") for name in others if name != column}
    return bool(type(row)._base_manager.filter(**same).exists())


def _keys_follow(*entities: Entity, by: User) -> None:
    """Whoever sees a target opens what is linked to it now, and no longer what is not."""
    for entity in entities:
        disclose_entity(entity, by=by)
