"""Partners know what they must make ready and nothing of the plan; enforcement stays with law enforcement (SR-39)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.models import CapacityHold, OperationAssignment, PartnerNotice, RaidPlan
from cases.queries import notices_for, plans_for
from cases.rules import ENFORCEMENT
from cases.services.drafting import assign
from cases.services.partners import acknowledge_notice, release_notice
from taskforce.access.services import find
from taskforce.accounts.models import Agency, Function
from taskforce.refusal import NotVisible, Refusal
from tests.builders import an_agency, someone
from tests.cases.builders import a_drafted_plan, a_ready_plan, hold_places

pytestmark = pytest.mark.django_db

OTHER_PARTS = sorted(set(OperationAssignment.Kind.values) - ENFORCEMENT)


def give(told, colleague, kind):
    return assign(plan_id=told.plan.public_id, colleague_id=colleague.public_id, kind=kind, by=told.planner)


@pytest.mark.parametrize("kind", sorted(ENFORCEMENT))
def test_a_partner_is_given_no_part_in_enforcement(at, kind):
    told = a_drafted_plan(at)
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)

    with pytest.raises(Refusal, match="NGO_ENFORCEMENT_ROLE"):
        give(told, counsellor, kind)

    assert not OperationAssignment.objects.exists()


@pytest.mark.parametrize("kind", sorted(ENFORCEMENT))
def test_the_database_too_keeps_enforcement_with_law_enforcement(at, kind):
    told = a_drafted_plan(at)

    with pytest.raises(IntegrityError, match="enforcement_is_law_enforcement"), transaction.atomic():
        OperationAssignment.objects.create(plan=told.plan, person=told.manager, agency_kind="shelter", kind=kind)

    assert not OperationAssignment.objects.exists()


@pytest.mark.parametrize("kind", OTHER_PARTS)
def test_a_partner_can_hold_every_other_part_and_holds_it_once(at, kind):
    told = a_drafted_plan(at)

    assert give(told, told.manager, kind) == give(told, told.manager, kind)


def test_law_enforcement_holds_any_part(at):
    told = a_drafted_plan(at)

    for kind in OperationAssignment.Kind.values:
        give(told, told.lead, kind)

    assert told.plan.assignments.count() == len(OperationAssignment.Kind.values)


def test_a_partner_reads_its_notice_and_finds_no_plan_behind_it(at, as_user):
    told = a_ready_plan(at)
    client = as_user(told.manager)

    notice = client.get(reverse("cases:notice", args=[told.notice.public_id]))

    assert notice.status_code == 200
    page = notice.content.decode()
    for secret in (told.target.title, told.target.address, told.target.reference, told.plan.reference, "S-1"):
        assert secret not in page
    for name in ("plan", "revise", "decide", "tell", "day"):
        assert client.get(reverse(f"cases:{name}", args=[told.plan.public_id])).status_code == 404
    target = client.get(reverse("intelligence:target", args=[told.target.public_id]))
    assert target.status_code == 404


def test_a_partner_sees_the_notices_addressed_to_it_alone(at):
    told, other = a_ready_plan(at), a_ready_plan(at)

    assert list(notices_for(told.manager)) == [told.notice]
    assert not plans_for(told.manager).exists()
    with pytest.raises(NotVisible):
        find(PartnerNotice, told.manager, public_id=other.notice.public_id)


def test_another_agency_sees_neither_plan_nor_notice_nor_anything_below(at, as_user):
    told = a_ready_plan(at)
    stranger = someone(Function.SUPERVISOR, Function.PLANNER, Function.INVESTIGATOR)

    assert not plans_for(stranger).exists()
    assert not notices_for(stranger).exists()
    assert not CapacityHold.objects.visible_to(stranger).exists()
    client = as_user(stranger)
    assert client.get(reverse("cases:plan", args=[told.plan.public_id])).status_code == 404
    assert client.get(reverse("cases:notice", args=[told.notice.public_id])).status_code == 404
    hidden = client.post(reverse("cases:submit", args=[told.plan.public_id]))
    assert hidden.status_code == 404
    assert told.now().status == "draft"


def test_a_colleague_without_a_function_sees_no_plan_of_their_own_agency(at):
    told = a_ready_plan(at)
    clerk = someone(agency=told.planner.agency)

    with pytest.raises(NotVisible):
        find(RaidPlan, clerk, public_id=told.plan.public_id)


def test_a_notice_goes_to_providers_alone(at):
    told = a_drafted_plan(at)

    with pytest.raises(Refusal, match="NOT_A_PROVIDER"):
        release_notice(plan_id=told.plan.public_id, agency_id=an_agency().public_id, by=told.planner, at=at)

    assert not PartnerNotice.objects.exists()


def test_a_notice_needs_a_window(at):
    told = a_drafted_plan(at, starts_at=None, ends_at=None)

    with pytest.raises(Refusal, match="WINDOW_MISSING"):
        release_notice(plan_id=told.plan.public_id, agency_id=told.manager.agency.public_id, by=told.planner, at=at)

    assert not PartnerNotice.objects.exists()


def test_a_notice_is_acknowledged_once_and_by_its_addressee(at):
    told = a_drafted_plan(at)
    notice = release_notice(
        plan_id=told.plan.public_id, agency_id=told.manager.agency.public_id, by=told.planner, at=at
    )  # fmt: skip

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        acknowledge_notice(notice_id=notice.public_id, by=told.planner, at=at)
    notice.refresh_from_db()
    assert notice.acknowledged_at is None

    for hours in (1, 5):
        acknowledge_notice(notice_id=notice.public_id, by=told.manager, at=at + timedelta(hours=hours))
    notice.refresh_from_db()
    assert (notice.acknowledged_by, notice.acknowledged_at) == (told.manager, at + timedelta(hours=1))


def test_a_new_promise_of_places_replaces_the_old_one(at):
    told = a_ready_plan(at)

    hold_places(told.notice, 7, until=at + timedelta(days=3), by=told.manager, at=at)

    assert [hold.places for hold in told.plan.holds.filter(released_at__isnull=True)] == [7]
    assert told.plan.holds.count() == 2


def test_nobody_but_the_addressee_promises_places(at):
    told = a_ready_plan(at)

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        hold_places(told.notice, 9, until=at + timedelta(days=3), by=told.planner, at=at)

    assert [hold.places for hold in told.plan.holds.all()] == [3]
