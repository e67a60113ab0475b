"""Keeping approvals true: what an approval was given to must still be so."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import rules
from cases.deadlines import APPROVAL
from cases.models import RaidPlan
from cases.queries import standing_of
from intelligence.events import EvidenceChanged
from taskforce.accounts.acting import as_house
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock
from taskforce.notices.services import tell
from taskforce.refusal import Refusal


def move(plan: RaidPlan, to: RaidPlan.Status, **facts: Any) -> None:
    """Take a plan from one state to the next, with what goes with it. Refuses with ILLEGAL_MOVE (cases.rules).

    The caller holds the plan's row lock and has asked whether its actor may.
    """
    if not rules.may_move(plan.status, rules.Status(to)):
        raise Refusal(
            "ILLEGAL_MOVE",
            _("A plan that is %(now)s cannot become that.") % {"now": str(plan.get_status_display()).lower()},
            fix=_("Reload the page to see where it stands."),
        )
    plan.status = to
    for name, value in facts.items():
        setattr(plan, name, value)
    plan.save()


@as_house("an approval may be anybody's")
def suspend_if_fallen(plan: RaidPlan, *, at: datetime) -> bool:
    """Suspend an approved plan whose approval no longer stands (0.8), and tell its planner and signers.

    The caller holds the plan's row lock. True if it was suspended now.
    """
    if plan.status != RaidPlan.Status.APPROVED or standing_of(plan, now=at).is_approved:
        return False
    move(plan, RaidPlan.Status.SUSPENDED)
    cancel_clock(APPROVAL, subject=plan, at=at)
    signers = [signature.signer for signature in plan.signatures.select_related("signer")]
    tell(
        {plan.planner, *signers},
        kind="cases.suspended",
        path=f"/plans/{plan.public_id}/",
        source=f"suspended:{plan.pk}:{plan.version}",
        at=at,
    )
    record("cases.plan.suspended", by=None, obj=plan, code="APPROVAL_FALLEN")
    return True


@transaction.atomic
def suspend_fallen_plans(*, at: datetime) -> int:
    """Look at every approved plan; time alone can make an approval fall. Returns how many fell."""
    approved = RaidPlan.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        status=RaidPlan.Status.APPROVED
    )
    return sum(suspend_if_fallen(plan, at=at) for plan in approved.select_related("target", "planner"))


@as_house("a plan of any agency may rest on this evidence")
def on_evidence_changed(event: EvidenceChanged) -> None:
    """Evidence on a target moved: approvals that rest on it are looked at again at once."""
    plans = RaidPlan.objects.select_for_update(of=("self",)).filter(
        target=event.target_id, status=RaidPlan.Status.APPROVED
    )
    for plan in plans.select_related("target", "planner"):
        suspend_if_fallen(plan, at=timezone.now())
