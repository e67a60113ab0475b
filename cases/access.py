"""Who sees plans and operations. Partners see the notice addressed to them, and nothing of the plan behind it."""

from django.utils.functional import lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    AfterAction,
    ApprovalSignature,
    CapacityHold,
    Encounter,
    OperationAssignment,
    PartnerNotice,
    PlanSection,
    RaidPlan,
    RecoveryEvent,
    RoleChange,
)
from taskforce.access.policy import ALL, AgencyKind, Condition, Holds, OwnAgency, Related, Sees, Where, policy
from taskforce.accounts.models import Agency, Function

POLICE = AgencyKind(Agency.Kind.LAW_ENFORCEMENT)
ON_OPERATIONS = POLICE & Holds(Function.PLANNER, Function.SUPERVISOR, Function.INVESTIGATOR) & OwnAgency()
PLANS = POLICE & Holds(Function.PLANNER, Function.INVESTIGATOR)
SUPERVISES = POLICE & Holds(Function.SUPERVISOR) & OwnAgency()
ON_THE_DAY = (
    POLICE & OwnAgency("plan__agency") & Where(gettext_lazy("the operation is under way"), plan__status="launched")
)
PROVIDES_CARE = Holds(Function.COORDINATOR, Function.SHELTER_MANAGER)


def _in(*statuses: str) -> Condition:
    return Where(lazy(_standing, str)(statuses), status__in=statuses)


def _standing(statuses: tuple[str, ...]) -> str:
    labels = get_text_list([str(RaidPlan.Status(status).label) for status in statuses], _("or"))
    return _("the plan stands at: %(status)s") % {"status": labels}


policy(RaidPlan).exported("target", "status", "planner", "drafted_at", "starts_at").rows(ON_OPERATIONS).act(
    "draft", PLANS
).act("edit", PLANS & _in("draft", "submitted", "approved", "suspended", "refused")).act(
    "submit", Related("planner") & _in("draft", "suspended", "refused")
).act("approve", SUPERVISES & ~Related("planner") & _in("submitted")).act(
    "return", SUPERVISES & ~Related("planner") & _in("submitted")
).act("suspend", SUPERVISES & _in("approved")).act("launch", SUPERVISES & _in("approved")).act(
    "run", ON_OPERATIONS & _in("launched")
).act("finish", SUPERVISES & _in("launched")).act(
    "withdraw", Related("planner") & _in("draft", "submitted", "approved", "suspended", "refused")
).act("review", ON_OPERATIONS & _in("launched", "finished"))
policy(PlanSection).rows(Sees(RaidPlan, "plan"))
policy(ApprovalSignature).rows(Sees(RaidPlan, "plan"))
policy(OperationAssignment).rows(Sees(RaidPlan, "plan"))
policy(CapacityHold).rows(Sees(RaidPlan, "plan"), fields={"shelter_code", "places", "held_until"}).rows(
    OwnAgency("notice__agency") & PROVIDES_CARE, fields=ALL
)
policy(PartnerNotice).owned_by("plan__agency").rows(Sees(RaidPlan, "plan")).rows(
    OwnAgency() & PROVIDES_CARE,
    fields={
        "agency", "window_from", "window_until", "people", "may_include_children", "genders", "languages", "needs",
        "released_at", "acknowledged_at",
    },
).act("acknowledge", OwnAgency() & PROVIDES_CARE)  # fmt: skip
policy(Encounter).rows(Sees(RaidPlan, "plan")).act("sort", ON_THE_DAY).act("recover", ON_THE_DAY)
policy(RoleChange).rows(Sees(Encounter, "encounter"))
policy(RecoveryEvent).rows(Sees(Encounter, "encounter"))
policy(AfterAction).rows(Sees(RaidPlan, "plan"))
