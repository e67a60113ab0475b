"""Writing a plan: on a target its writer sees, with a lawful head, by whoever may."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases.models import PlanSection, RaidPlan
from cases.services.drafting import draft_plan, revise_plan, withdraw_plan
from taskforce.accounts.models import Function
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.cases.builders import a_drafted_plan, a_head, a_submitted_plan, an_approved_plan
from tests.intelligence.builders import a_target, an_investigator

pytestmark = pytest.mark.django_db


def test_a_plan_begins_with_every_section_empty(at):
    told = a_drafted_plan(at)

    assert set(told.plan.sections.values_list("kind", flat=True)) == set(PlanSection.Kind.values)
    assert {section.facts for section in told.plan.sections.all()} == {""}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"provisions": ["MTA-4", "XX-1"]}, "UNKNOWN_PROVISION"),
        ({"is_exigent": True}, "EXIGENT_REASON_MISSING"),
        ({"ends_at": None, "backwards": True}, "WINDOW_BACKWARDS"),
    ],
)
def test_a_head_that_cannot_be_is_refused_and_nothing_is_drafted_or_changed(at, facts, code):
    told = a_drafted_plan(at)
    if facts.pop("backwards", False):
        facts["ends_at"] = at + timedelta(hours=2)
    before = list(RaidPlan.objects.values("pk", "version", "provisions", "ends_at", "is_exigent"))

    with pytest.raises(Refusal, match=code), transaction.atomic():
        draft_plan(target_id=told.target.public_id, plan=a_head(at, **facts), by=told.planner, at=at)
    with pytest.raises(Refusal, match=code), transaction.atomic():
        revise_plan(plan_id=told.plan.public_id, version=None, plan=a_head(at, **facts), by=told.planner, at=at)

    assert list(RaidPlan.objects.values("pk", "version", "provisions", "ends_at", "is_exigent")) == before


def test_nobody_plans_on_a_target_they_do_not_see(at):
    target = a_target(at)

    with pytest.raises(NotVisible):
        draft_plan(target_id=target.public_id, plan=a_head(at), by=someone(Function.PLANNER), at=at)

    assert not RaidPlan.objects.exists()


def test_a_supervisor_alone_does_not_draft(at):
    by = an_investigator()
    target = a_target(at, by=by)

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        draft_plan(
            target_id=target.public_id, plan=a_head(at), by=someone(Function.SUPERVISOR, agency=by.agency), at=at
        )  # fmt: skip

    assert not RaidPlan.objects.exists()


def test_a_change_takes_a_submitted_plan_back_to_its_writer(at):
    told = a_submitted_plan(at)

    revise_plan(plan_id=told.plan.public_id, version=told.plan.version, plan=a_head(at), by=told.planner, at=at)

    assert told.now().status == "draft"


def test_a_stale_head_is_not_written_over_a_newer_one(at):
    told = a_drafted_plan(at)
    first = told.plan.version
    revise_plan(plan_id=told.plan.public_id, version=first, plan=a_head(at), by=told.planner, at=at)

    with pytest.raises(Refusal, match="STALE_VERSION"):
        revise_plan(
            plan_id=told.plan.public_id, version=first, plan=a_head(at, expected_people=9), by=told.planner, at=at
        )  # fmt: skip

    assert told.now().expected_people == 3


def test_its_planner_gives_a_plan_up_and_its_deadlines_end(at):
    told = an_approved_plan(at)

    withdraw_plan(plan_id=told.plan.public_id, by=told.planner, at=at)

    assert told.now().status == "withdrawn"
    assert not Clock.objects.filter(subject_id=told.plan.public_id, state="running").exists()


def test_a_supervisor_cannot_withdraw_somebody_elses_plan(at):
    told = a_submitted_plan(at)

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        withdraw_plan(plan_id=told.plan.public_id, by=told.lead, at=at)

    assert told.now().status == "submitted"
