"""Writing down people and things, tying them, and letting ties end."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.events import EntityWritten
from intelligence.models import Entity, EntityLink, EntityMerge, EntityTie, IntelligenceReport, RaidTarget
from intelligence.rules import entities as rules
from intelligence.services.entity_retention import keep_from, watch_over
from intelligence.services.sharing import disclose_entity
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@dataclass(frozen=True, slots=True)
class EntityGiven:
    """What a person wrote of somebody or something. `role` is a person's; a subject begins as "unknown"."""

    kind: str
    label: str
    details: str = ""
    role: str = ""
    bears_on_offence: bool = False


@dataclass(frozen=True, slots=True)
class TieGiven:
    """How two belong together, which report says so, and for which days (both inclusive) it held."""

    relation: str
    source_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    bears_on_offence: bool = False


@transaction.atomic
def add_entity(*, given: EntityGiven, by: User, at: datetime) -> Entity:
    """Write down somebody or something. Investigators and analysts.

    A person begins as what they may be, never as a subject (see suspicion). Refuses with NCI_AS_SUBJECT, ROLE_UNSET,
    PROTECTED_VIEW, NOT_YOURS_TO_DO.
    """
    require_any(by, "add", Entity)
    _check_role(given.kind, given.role)
    check_views(given.label, given.details, bears_on_offence=given.bears_on_offence)
    entity = Entity(
        agency=by.agency, kind=given.kind, role=given.role, label=given.label, details=given.details, added_by=by,
        added_at=at,
    )  # fmt: skip
    keep_from(entity, at)
    entity.save()
    watch_over(entity, at=at)
    record("intelligence.entity.added", by=by, obj=entity, kind=entity.kind, role=entity.role)
    _on_entity_written(entity)
    return entity


@transaction.atomic
def describe_entity(
    *, entity_id: UUID, version: int, label: str, details: str, bears_on_offence: bool, by: User
) -> Entity:
    """Correct what somebody or something is called and what is known. Their agency's investigators and analysts.

    How long it is kept does not change: a correction validates nothing (28 CFR 23.20(h)). Refuses with PROTECTED_VIEW,
    STALE_VERSION, NOT_YOURS_TO_DO.
    """
    entity = locked(Entity, by, version=version, public_id=entity_id)
    require(by, "edit", entity)
    check_views(label, details, bears_on_offence=bears_on_offence)
    entity.label, entity.details = label, details
    entity.save()
    record("intelligence.entity.described", by=by, obj=entity)
    _on_entity_written(entity)
    return entity


@transaction.atomic
def link_to_target(*, entity_id: UUID, target_id: UUID, tie: TieGiven, by: User, at: datetime) -> EntityLink:
    """Say how somebody or something belongs to a target. Its agency's investigators and analysts, who see both.

    Whoever was let in on the target sees it there from now on. Saying it again changes nothing. Refuses with
    RELATION_UNFIT, MERGED_AWAY, NOT_YOURS_TO_DO.
    """
    entity = _to_tie(entity_id, by)
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "link", target)
    _check_relation(tie, rules.OF_A_TARGET)
    facts = _facts_of(tie, by=by, at=at)
    link, is_new = EntityLink.objects.get_or_create(
        entity=entity, target=target, relation=tie.relation, ended_at=None,
        defaults=facts | {"agency_id": entity.agency_id},
    )  # fmt: skip
    disclose_entity(entity, by=by)
    if is_new:
        record("intelligence.entity.linked", by=by, obj=entity, target=str(target.public_id), relation=tie.relation)
    return link


@transaction.atomic
def link_to_report(*, entity_id: UUID, report_id: UUID, by: User, at: datetime) -> EntityLink:
    """Say that a report mentions somebody or something. Investigators and analysts of the entity's agency.

    Saying it again changes nothing. Refuses with MERGED_AWAY, NOT_YOURS_TO_DO.
    """
    entity = _to_tie(entity_id, by)
    report = find(IntelligenceReport, by, public_id=report_id)
    link, is_new = EntityLink.objects.get_or_create(
        entity=entity, report=report, relation=rules.Relation.MENTIONED, ended_at=None,
        defaults={"agency_id": entity.agency_id, "by": by, "at": at},
    )  # fmt: skip
    if is_new:
        record("intelligence.entity.mentioned", by=by, obj=entity, report=str(report.public_id))
    return link


@transaction.atomic
def tie_entities(*, one_id: UUID, other_id: UUID, tie: TieGiven, by: User, at: datetime) -> EntityTie:
    """Say how two belong together, read from the first to the other. Investigators and analysts of the first's agency.

    Saying it again changes nothing. Refuses with RELATION_UNFIT, TIED_TO_ITSELF, MERGED_AWAY, NOT_YOURS_TO_DO.
    """
    one, other = _to_tie(one_id, by), find(Entity, by, public_id=other_id)
    _refuse_merged(other, field="other")
    _check_relation(tie, rules.OF_TWO)
    if one.pk == other.pk:
        raise Refusal("TIED_TO_ITSELF", _("Choose another one: nothing is tied to itself."), field="other")
    made, is_new = EntityTie.objects.get_or_create(
        one=one, other=other, relation=tie.relation, ended_at=None, defaults=_facts_of(tie, by=by, at=at)
    )
    if is_new:
        record("intelligence.entity.tied", by=by, obj=one, other=str(other.public_id), relation=tie.relation)
    return made


@transaction.atomic
def end_link(*, link_id: UUID, because: str, by: User, at: datetime) -> EntityLink:
    """Let a link end, and say why; that there was one stays on record. The entity's agency's people who log.

    Whoever saw the entity through it alone sees it no more. Ending it again changes nothing. Refuses with
    NOT_YOURS_TO_DO.
    """
    link = locked(EntityLink, by, public_id=link_id)
    require(by, "end", link)
    _end(link, because, by=by, at=at)
    with as_house("whose keys follow from a link"):
        entity = Entity.objects.get(pk=link.entity_id)
    disclose_entity(entity, by=by)
    return link


@transaction.atomic
def end_tie(*, tie_id: UUID, because: str, by: User, at: datetime) -> EntityTie:
    """Let a tie between two end, and say why; that there was one stays. The first one's agency's people who log.

    Ending it again changes nothing. Refuses with NOT_YOURS_TO_DO.
    """
    tie = locked(EntityTie, by, public_id=tie_id)
    require(by, "end", tie)
    _end(tie, because, by=by, at=at)
    return tie


def check_views(*texts: str, bears_on_offence: bool) -> None:
    """Refuse with PROTECTED_VIEW, naming the words, unless somebody confirmed that they bear on an offence."""
    found = rules.protected_words(" ".join(texts), pack().lists["protected_views"])
    if found and not bears_on_offence:
        raise Refusal(
            "PROTECTED_VIEW",
            _("This speaks of what somebody believes or stands for: %(words)s.") % {"words": ", ".join(found)},
            field="bears_on_offence",
            fix=_("Take it out. If it bears directly on an offence, tick that it does."),
        )


def _to_tie(entity_id: UUID, by: User) -> Entity:
    """Held until it is tied: else it could be merged meanwhile, and the tie would stay behind."""
    entity = locked(Entity, by, public_id=entity_id)
    require(by, "edit", entity)
    _refuse_merged(entity, field="entity")
    return entity


@as_house("what became of one whom they see")
def _refuse_merged(entity: Entity, *, field: str) -> None:
    merge = EntityMerge.objects.filter(merged=entity, undone_at__isnull=True).select_related("kept").first()
    if merge is not None:
        raise Refusal(
            "MERGED_AWAY",
            _("%(one)s was merged into another one.") % {"one": entity.reference},
            field=field,
            fix=_("Name %(kept)s instead.") % {"kept": merge.kept.reference},
        )


def _check_role(kind: str, role: str) -> None:
    if role == rules.Role.SUBJECT:
        raise Refusal(
            "SUSPICION_REQUIRED",
            _("Nobody begins as a subject. Write the facts for it; somebody else reviews them."),
            field="role",
        )
    if kind == rules.Kind.PERSON and role not in Entity.Role.values:
        raise Refusal("ROLE_MISSING", _("Say what this person may be. Not known is an answer."), field="role")
    if kind != rules.Kind.PERSON and role:
        raise Refusal("ROLE_OF_A_THING", _("Only a person has a role."), field="role")


def _check_relation(tie: TieGiven, fitting: tuple[rules.Relation, ...]) -> None:
    if tie.relation not in fitting:
        raise Refusal("RELATION_UNFIT", _("Choose how they belong together."), field="relation")
    if tie.since and tie.until and tie.until < tie.since:
        raise Refusal("ENDS_BEFORE_IT_BEGINS", _("This ends before it begins."), field="until")
    if tie.relation in rules.ASSOCIATIONS and not tie.bears_on_offence:
        raise Refusal(
            "PROTECTED_VIEW",
            _("To whom or what somebody belongs is kept only where it bears on an offence."),
            field="bears_on_offence",
            fix=_("If it bears directly on an offence, tick that it does."),
        )


def _facts_of(tie: TieGiven, *, by: User, at: datetime) -> dict[str, object]:
    source = find(IntelligenceReport, by, public_id=tie.source_id) if tie.source_id else None
    return {
        "source": source, "since": tie.since, "until": tie.until, "bears_on_offence": tie.bears_on_offence, "by": by,
        "at": at,
    }  # fmt: skip


def _end(tied: EntityLink | EntityTie, because: str, *, by: User, at: datetime) -> None:
    if tied.ended_at is not None:
        return
    tied.ended_by, tied.ended_at, tied.ended_because = by, at, because
    tied.save()
    record("intelligence.entity.untied", by=by, obj=tied, because=because)


def identifier_of(entity: Entity) -> str:
    """What somebody or something is found and matched by: the number, plate, address or name as it was written.

    The one door for whoever derives something from it. Refuses with NCI_AS_SUBJECT for people who are no subject.
    """
    if entity.is_non_criminal:
        raise Refusal(
            "NCI_AS_SUBJECT",
            _("This person is no subject. What is known of them is never searched or matched as if they were."),
        )
    return str(entity.label)


def _on_entity_written(entity: Entity) -> None:
    """Tell whoever derives something from what an entity is called; of people who are no subject nobody is told."""
    if not entity.is_non_criminal:
        publish(EntityWritten(entity.pk))
