"""The day of an operation and the week after."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases import rules
from cases.deadlines import AFTER_ACTION, AUTHORITY_ENDS, PRESENCE_LAPSES, ROLE
from cases.events import PersonRecovered
from cases.models import AfterAction, Encounter, RaidPlan, RecoveryEvent, RoleChange
from cases.queries import standing_of
from cases.services.standing import move, suspend_if_fallen
from intelligence.services.outcomes import foresee, record_outcome
from taskforce.access.services import locked, require
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, satisfy_clock, start_clock
from taskforce.events import publish
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Found:
    """What an operation found, in figures."""

    people: int
    children: int = 0
    bystanders_harmed: int = 0
    segregation_breaches: int = 0
    what_misled: str = ""
    welfare_checked: bool = False


@transaction.atomic
def launch_plan(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """Go. Every gate is asked again at this minute; a plan whose approval has fallen is suspended instead.

    How the evidence stands is frozen with it, for the review. Supervisors of its agency. Comes back suspended
    (APPROVAL_FALLEN on record) or launched; refuses NOT_YOURS_TO_DO.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "launch", plan)
    if suspend_if_fallen(plan, at=at):
        return plan
    move(plan, RaidPlan.Status.LAUNCHED, launched_at=at)
    for kind in (PRESENCE_LAPSES, AUTHORITY_ENDS):
        cancel_clock(kind, subject=plan, at=at)
    foresee(target=plan.target, agency=plan.agency, operation=plan.public_id, by=by, at=at)
    record("cases.plan.launched", by=by, obj=plan, content=standing_of(plan, now=at).content_hash)
    return plan


@transaction.atomic
def secure_scene(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """Say that the scene is secured: from here partners may be called in (SR-43)."""
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "run", plan)
    if plan.scene_secured_at is None:
        plan.scene_secured_at = at
        plan.save(update_fields=["scene_secured_at"])
        record("cases.plan.scene_secured", by=by, obj=plan)
    return plan


@transaction.atomic
def record_encounter(*, plan_id: UUID, role: str, may_be_child: bool, by: User, at: datetime) -> Encounter:
    """Write down that somebody was met, with a first sorting or none yet (SR-09: it is owed within 30 minutes).

    Anyone on the operation. Refuses with NOT_YOURS_TO_DO.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "run", plan)
    met = Encounter.objects.create(plan=plan, may_be_child=may_be_child, met_at=at, met_by=by)
    record("cases.encounter.met", by=by, obj=met)
    start_clock(
        ROLE, subject=met, label=met.reference, agency=plan.agency, functions=(Function.SUPERVISOR,),
        due_at=at + pack().duration("encounter.provisional_role"), at=at,
    )  # fmt: skip
    if role != Encounter.Role.UNSET:
        return sort_encounter(encounter_id=met.public_id, role=role, by=by, at=at)
    return met


@transaction.atomic
def sort_encounter(*, encounter_id: UUID, role: str, by: User, at: datetime) -> Encounter:
    """Give a person met a provisional role; every earlier one stays on record (SR-09)."""
    met = locked(Encounter, by, public_id=encounter_id)
    require(by, "sort", met)
    met.provisional_role, met.role_set_at = role, at
    met.save(update_fields=["provisional_role", "role_set_at"])
    RoleChange.objects.create(encounter=met, role=role, by=by, at=at)
    satisfy_clock(ROLE, subject=met, at=at)
    record("cases.encounter.sorted", by=by, obj=met, role=role)
    return met


@transaction.atomic
def record_recovery(*, encounter_id: UUID, safe_place: str, agency_id: UUID, by: User, at: datetime) -> RecoveryEvent:
    """A person leaves the site for a safe place, into the care of a victim services agency (SR-25).

    Anyone on the operation. Refuses with NOT_A_PROVIDER, ROLE_FORBIDS_RECOVERY, ALREADY_RECOVERED, NOT_YOURS_TO_DO.
    """
    met = locked(Encounter, by, public_id=encounter_id)
    require(by, "recover", met)
    agency = Agency.objects.get(public_id=agency_id)
    if agency.kind != Agency.Kind.VICTIM_SERVICES:
        raise Refusal(
            "NOT_A_PROVIDER", _("Choose the victim services agency that receives the person."), field="agency"
        )
    if met.provisional_role not in {rules.Role.MAY_BE_VICTIM, rules.Role.UNKNOWN}:
        raise Refusal("ROLE_FORBIDS_RECOVERY", _("Sort this person as somebody who may be a victim first."))
    if RecoveryEvent.objects.filter(encounter=met).exists():
        raise Refusal("ALREADY_RECOVERED", _("This person's way to a safe place is already on record."))
    event = RecoveryEvent.objects.create(
        encounter=met, left_site_at=at, safe_place=safe_place, receiving_agency=agency, recorded_by=by
    )
    record("cases.recovery.recorded", by=by, obj=event)
    publish(PersonRecovered(recovery_id=event.pk, agency_id=agency.pk, at=at))
    return event


@transaction.atomic
def finish_operation(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """End an operation; the after-action review is owed within a week (SR-18). Supervisors of its agency.

    Refuses with ROLE_UNSET while somebody met has not been sorted.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "finish", plan)
    if plan.encounters.filter(provisional_role=Encounter.Role.UNSET).exists():
        raise Refusal("ROLE_UNSET", _("Somebody met today is not sorted yet."), fix=_("Give each person a role first."))
    move(plan, RaidPlan.Status.FINISHED, finished_at=at)
    start_clock(
        AFTER_ACTION, subject=plan, label=plan.reference, agency=plan.agency, functions=(Function.SUPERVISOR,),
        due_at=at + pack().duration("after_action"), at=at,
    )  # fmt: skip
    record("cases.plan.finished", by=by, obj=plan)
    return plan


@transaction.atomic
def write_after_action(*, plan_id: UUID, found: Found, by: User, at: datetime) -> AfterAction:
    """Set what was predicted beside what was found (SR-18). Anyone on the operation.

    Refuses with PLAN_NOT_FINISHED, REVIEW_WRITTEN, CHILDREN_AMONG_FOUND.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "review", plan)
    if plan.status != RaidPlan.Status.FINISHED:
        raise Refusal("PLAN_NOT_FINISHED", _("The operation has not ended yet."))
    if AfterAction.objects.filter(plan=plan).exists():
        raise Refusal("REVIEW_WRITTEN", _("The review of this operation is already written."))
    if found.children > found.people:
        raise Refusal("CHILDREN_AMONG_FOUND", _("Children are counted among the people found."), field="children")
    review = AfterAction.objects.create(
        plan=plan, predicted_people=plan.expected_people, found_people=found.people, found_children=found.children,
        bystanders_harmed=found.bystanders_harmed, segregation_breaches=found.segregation_breaches,
        what_misled=found.what_misled, welfare_checked=found.welfare_checked, written_by=by, written_at=at,
    )  # fmt: skip
    satisfy_clock(AFTER_ACTION, subject=plan, at=at)
    record_outcome(operation=plan.public_id, found=found.people > 0, by=by, at=at)
    record("cases.after_action.written", by=by, obj=review)
    return review
