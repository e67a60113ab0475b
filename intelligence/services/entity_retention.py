"""How long people and things are kept: until their day, unless somebody renews it; then they are deleted for good."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import ENTITY_KEPT
from intelligence.events import EntityWithdrawn
from intelligence.models import Entity, EntityLink, EntityTie
from intelligence.rules.entities import kept_until
from taskforce.access.services import locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, start_clock
from taskforce.events import publish
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.vault.services import shred

BATCH = 200


def keep_from(entity: Entity, at: datetime) -> None:
    """Set until when it is kept, counted from `at`; the caller saves it."""
    law = pack()
    entity.kept_until = kept_until(
        entity.kind, entity.role, since=at, subject=law.duration("entity.kept"), others=law.duration("entity.nci_kept")
    )


def watch_over(entity: Entity, *, at: datetime) -> None:
    """Start the clock of its day, for the supervisors and analysts of its agency. The row stands saved."""
    start_clock(
        ENTITY_KEPT, subject=entity, label=entity.reference, agency=entity.agency, due_at=entity.kept_until, at=at,
        functions=(Function.SUPERVISOR, Function.ANALYST),
    )  # fmt: skip


@transaction.atomic
def renew_entity(*, entity_id: UUID, version: int | None, by: User, at: datetime) -> Entity:
    """Keep it for another term, for it still bears on the work. Supervisors of its agency.

    A subject is renewed by fresh suspicion alone (28 CFR 23.20(h)): SUSPICION_REQUIRED. Refuses with STALE_VERSION,
    NOT_YOURS_TO_DO too.
    """
    entity = locked(Entity, by, version=version, public_id=entity_id)
    require(by, "keep", entity)
    if entity.role == Entity.Role.SUBJECT:
        raise Refusal(
            "SUSPICION_REQUIRED",
            _("A subject is kept only on facts that are fresh. Write them; somebody else reviews them."),
        )
    keep_from(entity, at)
    entity.save()
    watch_over(entity, at=at)
    record("intelligence.entity.renewed", by=by, obj=entity)
    return entity


@as_house("what is deleted at its day is nobody's act")
def purge_due_entities(*, at: datetime) -> int:
    """Delete for good whatever nobody renewed by its day. Returns how many. Safe to run twice at once."""
    gone = 0
    for pk in Entity.objects.filter(purged_at__isnull=True, kept_until__lte=at).values_list("pk", flat=True)[:BATCH]:
        gone += _purge(pk, at=at)
    return gone


@transaction.atomic
def _purge(pk: int, *, at: datetime) -> bool:
    """Shred it and every suspicion about it, and let its ties end. Its empty row stays, for what names it."""
    entity = (
        Entity.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, purged_at__isnull=True, kept_until__lte=at)
        .first()
    )
    if entity is None:
        return False
    ends = {"ended_at": at, "ended_because": "purged"}
    EntityLink.objects.filter(entity=entity, ended_at__isnull=True).update(**ends)
    for side in ("one", "other"):
        EntityTie.objects.filter(**{side: entity}, ended_at__isnull=True).update(**ends)
    for suspicion in entity.suspicions.all():
        shred(suspicion, by=None, at=at)
    publish(EntityWithdrawn(entity.pk))
    shred(entity, by=None, at=at)
    Entity.objects.filter(pk=pk).update(purged_at=at)
    cancel_clock(ENTITY_KEPT, subject=entity, at=at)
    record("intelligence.entity.purged", by=None, obj=entity)
    return True
