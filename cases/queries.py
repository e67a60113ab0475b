"""What people read of plans and operations, and the facts that gates are asked about."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import rules
from cases.models import CapacityHold, Encounter, PartnerNotice, PlanSection, RaidPlan
from cases.rules import Authority, Finding, Hold, PlanFacts, PresenceFacts
from intelligence.queries.presence import standing_presence
from intelligence.queries.targets import last_verified
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, User
from taskforce.jurisdiction.pack import pack
from taskforce.kit.exports import Column, Listing, listing


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands now: every gate, the hash of what would be signed, and whose signatures are on just that."""

    findings: Sequence[Finding]
    content_hash: str
    signers: Sequence[int]
    needed: int
    presence: PresenceFacts

    @property
    def is_ready(self) -> bool:
        return rules.first_red(self.findings) is None

    @property
    def is_approved(self) -> bool:
        return self.is_ready and len(set(self.signers)) >= self.needed

    @property
    def red(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_green]

    @property
    def green(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_green]


def plans_for(user: Any) -> ScopedQuerySet[RaidPlan]:
    """The plans this person sees, newest first."""
    return RaidPlan.objects.visible_to(user).select_related("target", "planner", "agency")


def notices_for(user: Any) -> ScopedQuerySet[PartnerNotice]:
    """The partner notices this person sees, soonest first."""
    return PartnerNotice.objects.visible_to(user).select_related("agency").prefetch_related("holds")


def encounters_of(user: Any, plan: RaidPlan) -> ScopedQuerySet[Encounter]:
    """Who was met on the day, in order, with their way to a safe place."""
    return Encounter.objects.visible_to(user).filter(plan=plan).select_related("recovery__receiving_agency")


def day_figures(plan: RaidPlan) -> dict[str, int]:
    """How many were met, may be victims, and left for a safe place."""
    return plan.encounters.aggregate(
        met=Count("pk"),
        may_be_victims=Count("pk", filter=Q(provisional_role=Encounter.Role.MAY_BE_VICTIM)),
        recovered=Count("recovery"),
        unset=Count("pk", filter=Q(provisional_role=Encounter.Role.UNSET)),
    )


def section_facts(section: PlanSection) -> dict[str, str]:
    """What was filled in, by field."""
    return dict(json.loads(section.facts)) if section.facts else {}


@as_house("gates look at everything")
def plan_facts(plan: RaidPlan, *, now: datetime) -> PlanFacts:
    """Everything the gates read, gathered once. Reads the whole evidence, whoever asks."""
    presence = standing_presence(plan.target, now=now)
    provisions = pack().provisions
    return PlanFacts(
        bases=frozenset(plan.bases),
        objective=plan.objective,
        success_test=plan.success_test,
        names_trafficking_law=any(
            provisions[code].is_trafficking_law for code in plan.provisions if code in provisions
        ),
        authority=Authority(plan.authority_kind, plan.authority_number, plan.authority_expires_at),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        expected_people=plan.expected_people,
        children=plan.children,
        is_exigent=plan.is_exigent and RaidPlan.Basis.IMMINENT_DANGER in plan.bases,
        sections={section.kind: section_facts(section) for section in plan.sections.all()},
        holds=[
            Hold(hold.shelter_code, hold.places, hold.held_until)
            for hold in plan.holds.filter(released_at__isnull=True).order_by("shelter_code")
        ],
        presence=PresenceFacts(
            level=presence.level,
            has_first_hand=presence.assessment.has_first_hand,
            lapses_at=presence.assessment.lapses_at,
            speaks_of_child=presence.assessment.speaks_of_child,
            verified_at=last_verified(plan.target),
            digest=presence.digest,
            lacks=presence.standing.lacks,
        ),
        verification_fresh_for=pack().duration("verification.fresh"),
    )


@as_house("gates look at everything")
def standing_of(plan: RaidPlan, *, now: datetime) -> Standing:
    """How the plan stands at `now`. Asked at every look and at launch, so no missed event lets a stale one pass."""
    facts = plan_facts(plan, now=now)
    content = content_hash(plan, facts)
    signatures = plan.signatures.filter(content_hash=content).values_list("signer_id", flat=True)
    return Standing(
        findings=rules.open_gates(facts, now=now),
        content_hash=content,
        signers=list(signatures),
        needed=pack().number("approval.signatures"),
        presence=facts.presence,
    )


def content_hash(plan: RaidPlan, facts: PlanFacts) -> str:
    """SHA-256 over what is approved: the plan, its sections, its holds and the evidence it rests on (0.8).

    So is the moment it was sent: what a supervisor returned or suspended is signed anew, even unchanged.
    The presence level and who affirmed it are not in it: ageing reopens the presence gate by itself and needs no new
    signature to be seen.
    """
    content = asdict(facts)
    content["bases"] = sorted(facts.bases)
    for derived in ("level", "has_first_hand", "speaks_of_child", "verified_at", "lapses_at", "lacks"):
        del content["presence"][derived]
    content |= {
        "target": str(plan.target.public_id),
        "provisions": plan.provisions,
        "exigent": plan.exigent_reason,
        "submitted_at": plan.submitted_at,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def providers(*kinds: str) -> Any:
    """The agencies of these kinds, by name: which exist is known to every member of the task force."""
    return Agency.objects.filter(kind__in=kinds).order_by("name")


def colleagues() -> Any:
    """Everybody who could be given a part on the day, by name."""
    return User.objects.filter(is_active=True).select_related("agency").order_by("name")


@as_house("promises to other operations count too")
def places_promised(shelter_code: str, *, at: datetime, besides: PartnerNotice) -> int:
    """How many places this shelter holds at `at` for other plans that could still need them."""
    held = CapacityHold.objects.filter(
        shelter_code=shelter_code, released_at__isnull=True, held_until__gt=at, plan__finished_at__isnull=True
    )
    waiting = held.exclude(plan=besides.plan_id).exclude(plan__status=RaidPlan.Status.WITHDRAWN)
    return waiting.aggregate(places=Sum("places"))["places"] or 0


def _plans_to_take(user: User) -> ScopedQuerySet[RaidPlan]:
    return RaidPlan.objects.with_fields_for(user, through_glass=False).select_related("target", "planner")


def _begins(plan: RaidPlan) -> Any:
    """When an operation begins stands in no file while that lies ahead: a file that is found is a warning."""
    return plan.starts_at if plan.launched_at else _("kept back until it has begun")


PLANS = listing(
    Listing(
        "cases.plans", gettext_lazy("Operations"), RaidPlan, _plans_to_take,
        (
            Column("reference", gettext_lazy("Plan")),
            Column("target", gettext_lazy("Target"), lambda plan: plan.target.reference),
            Column("status", gettext_lazy("Status")),
            Column("planner", gettext_lazy("Planner"), lambda plan: plan.planner.name),
            Column("drafted_at", gettext_lazy("Drafted")),
            Column("starts_at", gettext_lazy("Begins"), _begins),
        ),
        by="drafted_at",
    )
)  # fmt: skip
