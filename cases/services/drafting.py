"""Writing a plan and its sections, and sending it for approval."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases import rules
from cases.deadlines import APPROVAL, AUTHORITY_ENDS, PRESENCE_LAPSES
from cases.models import OperationAssignment, PlanSection, RaidPlan
from cases.queries import standing_of
from cases.services.standing import move, suspend_if_fallen
from intelligence.models import RaidTarget
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PlanGiven:
    """The head of a plan as a person wrote it. Times are aware; provisions are codes of the jurisdiction pack."""

    bases: Sequence[str]
    objective: str = ""
    success_test: str = ""
    provisions: Sequence[str] = ()
    authority_kind: str = ""
    authority_number: str = ""
    authority_expires_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    expected_people: int = 1
    children: str = "possible"
    is_exigent: bool = False
    exigent_reason: str = ""


@transaction.atomic
def draft_plan(*, target_id: UUID, plan: PlanGiven, by: User, at: datetime) -> RaidPlan:
    """Draft a raid plan on a target, with its empty sections. Planners and investigators of law enforcement.

    Refuses with NOT_YOURS_TO_DO, UNKNOWN_PROVISION, EXIGENT_REASON_MISSING, WINDOW_BACKWARDS.
    """
    require_any(by, "draft", RaidPlan)
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "plan_raid", target)
    _check(plan)
    drafted = RaidPlan.objects.create(
        agency=by.agency, target=target, planner=by, drafted_at=at, **(asdict(plan) | _lists(plan))
    )
    for kind in PlanSection.Kind.values:
        PlanSection.objects.create(plan=drafted, kind=kind, edited_at=at)
    record("cases.plan.drafted", by=by, obj=drafted)
    return drafted


@transaction.atomic
def revise_plan(*, plan_id: UUID, version: int | None, plan: PlanGiven, by: User, at: datetime) -> RaidPlan:
    """Change the head of a plan. An approval falls with any change; a refused plan becomes a draft again.

    Planners and investigators of its agency. Refuses with STALE_VERSION and what `draft_plan` refuses with.
    """
    found = locked(RaidPlan, by, public_id=plan_id, version=version)
    require(by, "edit", found)
    _check(plan)
    for name, value in (asdict(plan) | _lists(plan)).items():
        setattr(found, name, value)
    _reopen(found)
    found.save()
    record("cases.plan.revised", by=by, obj=found)
    suspend_if_fallen(found, at=at)
    return found


@transaction.atomic
def fill_section(
    *, section_id: UUID, version: int | None, facts: Mapping[str, str], by: User, at: datetime
) -> PlanSection:
    """Fill in one section; an approval falls with any change. Planners and investigators of the plan's agency.

    Refuses with STALE_VERSION, NOT_YOURS_TO_DO.
    """
    section = locked(PlanSection, by, public_id=section_id, version=version)
    plan = locked(RaidPlan, by, pk=section.plan_id)
    require(by, "edit", plan)
    asked = rules.SECTIONS[section.kind]
    section.facts = json.dumps({name: facts.get(name, "").strip() for name in asked})
    section.edited_by, section.edited_at = by, at
    section.save()
    _reopen(plan)
    plan.save()
    record("cases.plan.section_filled", by=by, obj=plan, section=section.kind)
    suspend_if_fallen(plan, at=at)
    return section


@transaction.atomic
def assign(*, plan_id: UUID, colleague_id: UUID, kind: str, by: User) -> OperationAssignment:
    """Give somebody a part on the day. Planners of its agency.

    Refuses with NGO_ENFORCEMENT_ROLE (SR-39: entry, arrest, search, guard and command are law enforcement's alone).
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "edit", plan)
    colleague = User.objects.select_related("agency").get(public_id=colleague_id, is_active=True)
    if not rules.may_hold_assignment(kind, agency_kind=colleague.agency.kind):
        raise Refusal(
            "NGO_ENFORCEMENT_ROLE",
            _("Only law enforcement can hold this part."),
            field="kind",
            fix=_("Choose reception, comfort, transport, interpreting or identification for a partner."),
        )
    assignment, _is_new = OperationAssignment.objects.get_or_create(
        plan=plan, person=colleague, kind=kind, defaults={"agency_kind": colleague.agency.kind}
    )
    record("cases.plan.assigned", by=by, obj=plan, to=str(colleague.public_id), kind=kind)
    return assignment


@transaction.atomic
def submit_plan(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """Send a plan for approval. Its planner.

    A plan that nothing lawful carries is put on record as refused (BLIND_SWEEP) and comes back in that state. Refuses
    with the first red gate's code, or NOT_YOURS_TO_DO.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "submit", plan)
    standing = standing_of(plan, now=at)
    red = rules.first_red(standing.findings)
    if red is not None and red.code == "BLIND_SWEEP":
        if plan.status != RaidPlan.Status.REFUSED:
            move(plan, RaidPlan.Status.REFUSED)
        record("cases.plan.refused", by=by, obj=plan, allowed=False, code=red.code)
        return plan
    if red is not None:
        raise Refusal(
            red.code,
            _("Not ready: %(n)s gates are still red.") % {"n": len(standing.red)},
            fix=_("Mend the first red gate below."),
        )
    move(plan, RaidPlan.Status.SUBMITTED, submitted_at=at)
    record("cases.plan.submitted", by=by, obj=plan, content=standing_of(plan, now=at).content_hash)
    _start_clocks(plan, standing.presence.lapses_at, at=at)
    return plan


@transaction.atomic
def withdraw_plan(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """Give a plan up before launch. Its planner."""
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "withdraw", plan)
    move(plan, RaidPlan.Status.WITHDRAWN)
    for kind in (APPROVAL, PRESENCE_LAPSES, AUTHORITY_ENDS):
        cancel_clock(kind, subject=plan, at=at)
    record("cases.plan.withdrawn", by=by, obj=plan)
    return plan


def _lists(plan: PlanGiven) -> dict[str, list[str]]:
    return {"bases": sorted(set(plan.bases)), "provisions": sorted(set(plan.provisions))}


def _check(plan: PlanGiven) -> None:
    if not set(plan.provisions) <= set(pack().provisions):
        raise Refusal("UNKNOWN_PROVISION", _("Choose provisions from the list."), field="provisions")
    if plan.is_exigent and not plan.exigent_reason:
        raise Refusal("EXIGENT_REASON_MISSING", _("Say what danger is imminent, and to whom."), field="exigent_reason")
    if plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        raise Refusal("WINDOW_BACKWARDS", _("The window ends before it starts."), field="ends_at")


def _reopen(plan: RaidPlan) -> None:
    """A change takes a plan back to its writer: what was submitted or refused is a draft again."""
    if plan.status in {RaidPlan.Status.REFUSED, RaidPlan.Status.SUBMITTED}:
        plan.status = RaidPlan.Status.DRAFT


def _start_clocks(plan: RaidPlan, lapses_at: datetime | None, *, at: datetime) -> None:
    supervisors = (Function.SUPERVISOR,)
    start_clock(
        APPROVAL, subject=plan, label=plan.reference, agency=plan.agency, functions=supervisors,
        due_at=max(plan.starts_at or at, at), at=at,
    )  # fmt: skip
    for kind, due_at in ((PRESENCE_LAPSES, lapses_at), (AUTHORITY_ENDS, plan.authority_expires_at)):
        if due_at and due_at > at:
            start_clock(
                kind,
                subject=plan,
                label=plan.reference,
                agency=plan.agency,
                holder=plan.planner,
                due_at=due_at,
                at=at,
            )
