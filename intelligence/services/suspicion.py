"""Who becomes a subject: facts by one person, found enough by another, in one transaction with the role."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import SUSPICION
from intelligence.events import EntityWithdrawn, EntityWritten
from intelligence.models import Entity, EntityRole, ReasonableSuspicion
from intelligence.rules import entities as rules
from intelligence.services.entities import check_views
from intelligence.services.entity_retention import keep_from, watch_over
from intelligence.services.sharing import disclose_entity
from taskforce.access.services import locked, require
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.events import publish
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@transaction.atomic
def suspect(
    *, entity_id: UUID, facts: str, offence: str, bears_on_offence: bool, by: User, at: datetime
) -> ReasonableSuspicion:
    """Write the facts for which a person may be a subject. Their agency's investigators and analysts.

    Nothing changes until somebody else finds them enough. Written of a subject, they renew how long it is kept. Refuses
    with SUSPICION_REQUIRED, SUSPICION_WAITS, PROTECTED_VIEW, NOT_YOURS_TO_DO.
    """
    entity = locked(Entity, by, public_id=entity_id)
    require(by, "suspect", entity)
    if entity.kind != rules.Kind.PERSON or not facts.strip() or offence not in pack().provisions:
        raise Refusal(
            "SUSPICION_REQUIRED",
            _("A subject is a person, suspected for facts, of an offence."),
            field="told",
            fix=_("Write what points to this person, and choose the offence."),
        )
    if entity.suspicions.filter(reviewed_at__isnull=True, declined_at__isnull=True).exists():
        raise Refusal("SUSPICION_WAITS", _("Facts about this person wait for review already."), field="told")
    check_views(facts, bears_on_offence=bears_on_offence)
    written = ReasonableSuspicion.objects.create(entity=entity, facts=facts, offence=offence, author=by, at=at)
    start_clock(
        SUSPICION, subject=entity, label=entity.reference, agency=entity.agency,
        due_at=at + pack().duration("entity.suspicion_review"), at=at,
        functions=(Function.SUPERVISOR, Function.ANALYST),
    )  # fmt: skip
    record("intelligence.suspicion.written", by=by, obj=written, entity=str(entity.public_id), offence=offence)
    return written


@transaction.atomic
def review_suspicion(*, suspicion_id: UUID, is_enough: bool, by: User, at: datetime) -> ReasonableSuspicion:
    """Find facts enough, and the person becomes a subject; or not, and nothing changes. Supervisors and analysts.

    Never who wrote them. Refuses with NOT_YOURS_TO_DO.
    """
    written = locked(ReasonableSuspicion, by, public_id=suspicion_id)
    require(by, "review", written)
    entity = locked(Entity, by, pk=written.entity_id)
    if is_enough:
        written.reviewer, written.reviewed_at = by, at
        written.save()
        _change_role(entity, rules.Role.SUBJECT, suspicion=written, by=by, at=at)
    else:
        written.declined_at = at
        written.save()
    satisfy_clock(SUSPICION, subject=entity, at=at)
    record("intelligence.suspicion.reviewed", by=by, obj=written, entity=str(entity.public_id), enough=is_enough)
    return written


@transaction.atomic
def change_role(*, entity_id: UUID, role: str, by: User, at: datetime) -> Entity:
    """Say that a person is something else: all roles but subject. Their agency's investigators and analysts.

    A subject who is something else now is non-criminal from this moment: kept apart, their name closed for other
    agencies. Refuses with SUSPICION_REQUIRED, ROLE_MISSING, NOT_YOURS_TO_DO.
    """
    entity = locked(Entity, by, public_id=entity_id)
    require(by, "edit", entity)
    if role == rules.Role.SUBJECT:
        raise Refusal(
            "SUSPICION_REQUIRED",
            _("Nobody becomes a subject without facts. Write them; somebody else reviews them."),
            field="role",
        )
    if entity.kind != rules.Kind.PERSON or role not in Entity.Role.values:
        raise Refusal("ROLE_MISSING", _("Choose what this person may be."), field="role")
    if role != entity.role:
        _change_role(entity, role, suspicion=None, by=by, at=at)
    return entity


def _change_role(entity: Entity, role: str, *, suspicion: ReasonableSuspicion | None, by: User, at: datetime) -> None:
    was = entity.role
    entity.role, entity.suspicion = role, suspicion
    keep_from(entity, at)
    entity.save()
    watch_over(entity, at=at)
    if was != role:
        EntityRole.objects.create(entity=entity, was=was, became=role, by=by, at=at)
        record("intelligence.entity.sorted", by=by, obj=entity, was=was, became=role)
    disclose_entity(entity, by=by)
    publish(EntityWithdrawn(entity.pk) if entity.is_non_criminal else EntityWritten(entity.pk))
