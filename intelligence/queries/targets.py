"""Targets, who was let in, and what was verified."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from intelligence.models import (
    RaidTarget,
    TargetGrant,
    VerificationAttempt,
)
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack


def targets_for(user: Any) -> Any:
    """The targets this person sees, newest first, with how many reports speak of each."""
    return (
        RaidTarget.objects.visible_to(user)
        .select_related("agency")
        .annotate(report_count=Count("links", filter=Q(links__report__retracted_at__isnull=True)))
    )


def verifications_of(target: RaidTarget) -> Sequence[VerificationAttempt]:
    """The attempts to verify, newest first. The caller has already found `target` through its policy."""
    return list(target.verifications.select_related("by"))


def shared_with(target: RaidTarget) -> list[User]:
    """The colleagues of other agencies who were let in, by name. The caller has found `target` through its policy."""
    granted = TargetGrant.objects.filter(content_object=target).values("user")
    with as_house("whom the target was shared with"):
        return list(User.objects.filter(pk__in=granted).select_related("agency").order_by("name"))


def colleagues_elsewhere(user: User) -> Any:
    """Whom a target could be shared with: people of other law-enforcement agencies who work on intelligence."""
    police = User.objects.filter(is_active=True, agency__kind="law_enforcement").exclude(agency=user.agency_id)
    works = ["investigator", "intelligence_analyst", "raid_planner", "operational_supervisor"]
    return police.filter(held_functions__function__in=works).select_related("agency").distinct().order_by("name")


def last_verified(target: RaidTarget) -> datetime | None:
    """When somebody last tried to verify the presence (SR-14); None if nobody has."""
    found = target.verifications.order_by("-attempted_at").first()
    return found.attempted_at if found else None


def was_verified_lately(target: RaidTarget, *, now: datetime) -> bool:
    """Whether the newest attempt lies within `verification.fresh` of the pack (SR-14)."""
    last = last_verified(target)
    return last is not None and last > now - pack().duration("verification.fresh")
