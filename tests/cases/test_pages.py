"""How many statements the pages of plans take, however much there is to show."""

import pytest
from django.urls import reverse

from cases.services.drafting import assign, draft_plan
from tests.cases.builders import a_head, a_launched_plan, a_ready_plan, a_submitted_plan, somebody_met
from tests.intelligence.builders import a_report_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_takes_as_many_statements_for_many_plans_as_for_one(at, as_user, django_assert_num_queries, number):
    told = a_ready_plan(at)
    for _each in range(number):
        draft_plan(target_id=told.target.public_id, plan=a_head(at), by=told.planner, at=at)
    client = as_user(told.planner)

    with django_assert_num_queries(20):
        shown = client.get(reverse("cases:plans"))

    assert told.plan.reference in shown.content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_a_plan_takes_as_many_statements_however_much_stands_behind_it(at, as_user, django_assert_num_queries, number):
    told = a_ready_plan(at)
    for kind in ("entry", "command", "search", "guard")[:number]:
        assign(plan_id=told.plan.public_id, colleague_id=told.lead.public_id, kind=kind, by=told.planner)
        a_report_on(told.target, at, stance="neutral")
    client = as_user(told.planner)

    with django_assert_num_queries(45):
        shown = client.get(reverse("cases:plan", args=[told.plan.public_id]))

    assert shown.status_code == 200


@pytest.mark.parametrize("number", [1, 4])
def test_the_decision_takes_as_many_statements_for_many_reports_as_for_one(
    at, as_user, django_assert_num_queries, number
):  # fmt: skip
    told = a_submitted_plan(at)
    for _each in range(number):
        a_report_on(told.target, at, stance="neutral")
    client = as_user(told.lead)

    with django_assert_num_queries(40):
        shown = client.get(reverse("cases:decide", args=[told.plan.public_id]))

    assert shown.status_code == 200


@pytest.mark.parametrize("number", [1, 4])
def test_the_day_takes_as_many_statements_for_many_people_as_for_one(at, as_user, django_assert_num_queries, number):
    told = a_launched_plan(at)
    for _each in range(number):
        somebody_met(told, at)
    client = as_user(told.lead)

    with django_assert_num_queries(23):
        shown = client.get(reverse("cases:day", args=[told.plan.public_id]))

    assert shown.status_code == 200


def test_a_notice_takes_few_statements(at, as_user, django_assert_num_queries):
    told = a_ready_plan(at)
    client = as_user(told.manager)

    with django_assert_num_queries(24):
        shown = client.get(reverse("cases:notice", args=[told.notice.public_id]))

    assert shown.status_code == 200
