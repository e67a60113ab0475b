"""Two people, neither of them the planner, sign exactly what will be done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases import rules
from cases.deadlines import APPROVAL, EXIGENT_REVIEW
from cases.models import ApprovalSignature, RaidPlan
from cases.queries import standing_of
from cases.services.standing import move
from intelligence.queries.sources import handlers_behind
from taskforce.access.services import locked, require
from taskforce.accounts.models import Function, User
from taskforce.audit.sealer import seal_now
from taskforce.audit.services import record
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@transaction.atomic
def approve_plan(*, plan_id: UUID, content_hash: str, by: User, at: datetime) -> RaidPlan:
    """Sign a submitted plan; with the second different signature it is approved.

    `content_hash` is what the signer had on the screen. Supervisors of its agency. Refuses with OWN_PLAN,
    SOURCE_WALL, PLAN_NOT_SUBMITTED, PLAN_CHANGED, the first red gate's code, or NOT_YOURS_TO_DO (domain 0.7, 0.8).
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    _refuse_own(plan, by)
    _refuse_handler(plan, by)
    if plan.status != RaidPlan.Status.SUBMITTED:
        raise Refusal("PLAN_NOT_SUBMITTED", _("This plan is not waiting for a decision."))
    require(by, "approve", plan)
    standing = standing_of(plan, now=at)
    if content_hash != standing.content_hash:
        raise Refusal(
            "PLAN_CHANGED",
            _("The plan or its evidence changed while you were reading."),
            fix=_("Read it again below; you then sign what stands there now."),
        )
    red = rules.first_red(standing.findings)
    if red is not None:
        raise Refusal(
            red.code, _("A gate turned red since the plan was submitted."), fix=_("Return it to its planner.")
        )
    ApprovalSignature.objects.get_or_create(
        plan=plan, signer=by, content_hash=content_hash, defaults={"planner": plan.planner, "signed_at": at}
    )
    record("cases.plan.signed", by=by, obj=plan, content=content_hash)
    seal_now()
    if len({*standing.signers, by.pk}) >= standing.needed:
        _approve(plan, content_hash, at=at)
    return plan


@transaction.atomic
def return_plan(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """Give a submitted plan back to its planner. Supervisors of its agency; not the planner.

    Refuses with OWN_PLAN, NOT_YOURS_TO_DO.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    _refuse_own(plan, by)
    require(by, "return", plan)
    move(plan, RaidPlan.Status.DRAFT)
    satisfy_clock(APPROVAL, subject=plan, at=at)
    record("cases.plan.returned", by=by, obj=plan)
    return plan


@transaction.atomic
def suspend_plan(*, plan_id: UUID, by: User, at: datetime) -> RaidPlan:
    """Stop an approved plan. One supervisor is enough; it wins over a signature given at the same time."""
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "suspend", plan)
    move(plan, RaidPlan.Status.SUSPENDED)
    satisfy_clock(APPROVAL, subject=plan, at=at)
    record("cases.plan.suspended", by=by, obj=plan)
    seal_now()
    return plan


def _refuse_own(plan: RaidPlan, by: User) -> None:
    if plan.planner_id == by.pk:
        raise Refusal(
            "OWN_PLAN",
            _("Somebody else has to decide on a plan you wrote."),
            fix=_("Ask another supervisor."),
        )


def _refuse_handler(plan: RaidPlan, by: User) -> None:
    """Whoever meets a source behind a plan does not sign it (2.2). Only they are told, and not of which source."""
    if by.pk in handlers_behind(plan.target):
        raise Refusal(
            "SOURCE_WALL",
            _("You stand too near to what this plan rests on to decide about it."),
            fix=_("Leave it to another supervisor, without saying why."),
        )


def _approve(plan: RaidPlan, content_hash: str, *, at: datetime) -> None:
    move(plan, RaidPlan.Status.APPROVED, approved_at=at, approved_hash=content_hash)
    satisfy_clock(APPROVAL, subject=plan, at=at)
    record("cases.plan.approved", by=None, obj=plan, content=content_hash)
    if plan.is_exigent:
        start_clock(
            EXIGENT_REVIEW, subject=plan, label=plan.reference, agency=plan.agency, functions=(Function.SUPERVISOR,),
            due_at=at + pack().duration("exigent.review"), at=at,
        )  # fmt: skip
