"""Telling partners what they need to make ready, and keeping what they promise."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.deadlines import CAPACITY
from cases.models import CapacityHold, PartnerNotice, RaidPlan
from taskforce.access.services import find, locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.refusal import Refusal

PROVIDERS = {Agency.Kind.SHELTER, Agency.Kind.VICTIM_SERVICES}


@transaction.atomic
def release_notice(
    *,
    plan_id: UUID,
    agency_id: UUID,
    genders: str = "",
    languages: str = "",
    needs: str = "",
    by: User,
    at: datetime,
) -> PartnerNotice:
    """Tell one provider the window, numbers, languages and needs: never target, address or source (0.11).

    Planners of the plan's agency. Refuses with WINDOW_MISSING, NOT_A_PROVIDER, NOT_YOURS_TO_DO.
    """
    plan = locked(RaidPlan, by, public_id=plan_id)
    require(by, "edit", plan)
    agency = Agency.objects.get(public_id=agency_id)
    if agency.kind not in PROVIDERS:
        raise Refusal("NOT_A_PROVIDER", _("Choose a shelter or a victim services agency."), field="agency")
    if plan.starts_at is None or plan.ends_at is None:
        raise Refusal("WINDOW_MISSING", _("Set the window of the operation first."), fix=_("Open Goal and authority."))
    notice, _is_new = PartnerNotice.objects.update_or_create(
        plan=plan,
        agency=agency,
        defaults={
            "window_from": plan.starts_at, "window_until": plan.ends_at, "people": plan.expected_people,
            "may_include_children": plan.children != "none", "genders": genders, "languages": languages, "needs": needs,
            "released_by": by, "released_at": at,
        },
    )  # fmt: skip
    record("cases.notice.released", by=by, obj=notice, to=str(agency.public_id))
    start_clock(
        CAPACITY, subject=notice, label=notice.reference, agency=agency, due_at=max(at, plan.starts_at), at=at,
        functions=(Function.SHELTER_MANAGER, Function.COORDINATOR),
    )  # fmt: skip
    return notice


@transaction.atomic
def acknowledge_notice(*, notice_id: UUID, by: User, at: datetime) -> PartnerNotice:
    """Say that a notice was read. Coordinators and shelter managers of the agency it is addressed to."""
    notice = locked(PartnerNotice, by, public_id=notice_id)
    require(by, "acknowledge", notice)
    if notice.acknowledged_at is None:
        notice.acknowledged_by, notice.acknowledged_at = by, at
        notice.save(update_fields=["acknowledged_by", "acknowledged_at"])
    if notice.agency.kind == Agency.Kind.VICTIM_SERVICES:
        satisfy_clock(CAPACITY, subject=notice, at=at)
    record("cases.notice.acknowledged", by=by, obj=notice)
    return notice


@transaction.atomic
def record_capacity_hold(
    *, notice_id: UUID, shelter_code: str, places: int, held_until: datetime, by: User, at: datetime
) -> CapacityHold:
    """Write down what a shelter promises. Called by shelters; its manager signs. A new promise replaces the old one.

    Refuses with NOT_YOURS_TO_DO.
    """
    notice = find(PartnerNotice, by, public_id=notice_id)
    require(by, "acknowledge", notice)
    with as_house("a promise is kept on a plan the shelter may not see"):
        plan = RaidPlan.objects.select_for_update().get(pk=notice.plan_id)
        plan.holds.filter(shelter_code=shelter_code, released_at__isnull=True).update(released_at=at)
        hold = CapacityHold.objects.create(
            plan=plan, notice=notice, shelter_code=shelter_code, places=places, held_until=held_until, signed_by=by,
            signed_at=at,
        )  # fmt: skip
    acknowledge_notice(notice_id=notice_id, by=by, at=at)
    satisfy_clock(CAPACITY, subject=notice, at=at)
    record("cases.hold.recorded", by=by, obj=hold, places=places)
    return hold
