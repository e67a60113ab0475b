"""What the pages of intelligence show, to whom, and how many statements each takes however much there is to show."""

import pytest
from django.urls import reverse

from intelligence.services.reports import declare_derivation
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, a_target_where_people_are_held, an_investigator

pytestmark = pytest.mark.django_db


def many(at, by, number):
    """So many targets, each with reports that rest on others."""
    for _each in range(number):
        target = a_target(at, by=by)
        first = a_report_on(target, at)
        echo = a_report_on(target, at)
        declare_derivation(child_id=echo.public_id, parent_id=first.public_id, kind="cites", by=by)
    return target


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize(("listing", "statements"), [("targets", 20), ("reports", 24)])
def test_a_list_takes_as_many_statements_for_many_rows_as_for_one(
    at, as_user, django_assert_num_queries, listing, statements, number
):
    by = an_investigator()
    many(at, by, number)
    client = as_user(by)

    with django_assert_num_queries(statements):
        shown = client.get(reverse(f"intelligence:{listing}"))

    assert shown.status_code == 200


@pytest.mark.parametrize("number", [1, 4])
def test_a_target_takes_as_many_statements_for_many_reports_as_for_two(at, as_user, django_assert_num_queries, number):
    target = a_target_where_people_are_held(at)
    first = target.links.all()[0].report
    for _each in range(number):
        echo = a_report_on(target, at)
        declare_derivation(
            child_id=echo.public_id, parent_id=first.public_id, kind="repeats", by=target.opened_by
        )  # fmt: skip
    client = as_user(target.opened_by)

    with django_assert_num_queries(36):
        shown = client.get(reverse("intelligence:target", args=[target.public_id]))

    assert target.title in shown.content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_a_report_takes_as_many_statements_for_many_parents_as_for_one(
    at, as_user, django_assert_num_queries, number
):  # fmt: skip
    by = an_investigator()
    report = a_report_on(None, at, by=by)
    for _each in range(number):
        parent = a_report_on(None, at, by=by)
        declare_derivation(child_id=report.public_id, parent_id=parent.public_id, kind="cites", by=by)
    client = as_user(by)

    with django_assert_num_queries(29):
        shown = client.get(reverse("intelligence:report", args=[report.public_id]))

    assert "locked in" in shown.content.decode()


@pytest.mark.parametrize("function", [Function.INVESTIGATOR, Function.SUPERVISOR])
def test_what_another_agency_knows_is_not_found(at, as_user, function):
    target = a_target_where_people_are_held(at)
    report = target.links.all()[0].report
    client = as_user(someone(function))

    for name, row in (("target", target), ("link", target), ("verify", target), ("report", report), ("derive", report)):
        assert client.get(reverse(f"intelligence:{name}", args=[row.public_id])).status_code == 404
    for name in ("targets", "reports"):
        page = client.get(reverse(f"intelligence:{name}")).content.decode()
        assert target.title not in page
        assert report.reference not in page
