"""What the pages of intelligence show, to whom, and how many statements each takes however much there is to show."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intelligence.models import IntelligenceReport
from intelligence.services.reports import declare_derivation
from intelligence.services.retention import purge_report
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function
from tests.builders import saying_why, someone
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
@pytest.mark.parametrize(("listing", "statements"), [("targets", 20), ("reports", 26)])
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

    with django_assert_num_queries(38):
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


def listed(client, **asked):
    return client.get(reverse("intelligence:reports"), asked).text


def test_the_list_narrows_to_one_s_own_reports_by_what_is_asked(at, as_user):
    by = an_investigator()
    good = a_report_on(None, at, by=by)
    weak = a_report_on(None, at, by=by, grade="E4", source_type="document")
    loose = a_report_on(None, at, by=by, legal_basis="")
    IntelligenceReport.objects.filter(pk=weak.pk).update(retention_due=at + timedelta(days=5))
    client = as_user(by)

    for asked, found in (
        ({"grade": "E"}, {weak}), ({"source_type": "document"}, {weak}), ({"lawful": "no"}, {loose}),
        ({"lawful": "yes"}, {good, weak}), ({"due": "last"}, {weak}), ({"scheme": "uk_3x5x2"}, set()),
        ({"scheme": "admiralty_6x6", "grade": "B", "lawful": "yes"}, {good}),
        ({"grade": "nonsense"}, {good, weak, loose}),
    ):  # fmt: skip
        page = listed(client, **asked)
        assert {r for r in (good, weak, loose) if r.reference in page} == found, asked


def test_nobody_filters_what_another_agency_lent_them(at, as_user):
    target = a_target_where_people_are_held(at)
    partner = an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)
    report = target.links.all()[0].report
    client = as_user(partner)

    assert report.reference in listed(client)
    assert report.reference not in listed(client, source_type=report.source_type)


@pytest.mark.parametrize("scheme", ["admiralty_6x6", "uk_3x5x2"])
def test_a_report_is_graded_anew_in_the_scheme_that_is_chosen_without_a_script(at, as_user, scheme):
    report = a_report_on(None, at)
    client = as_user(report.logged_by)
    address = reverse("intelligence:regrade", args=[report.public_id])
    page = client.get(address, {"scheme": scheme})
    codes = {"admiralty_6x6": ("D", "3"), "uk_3x5x2": ("2", "C")}[scheme]

    assert "5x5x5" not in page.text
    assert page.text.count('type="radio"') == {"admiralty_6x6": 12, "uk_3x5x2": 8}[scheme]
    assert "checked" not in page.text
    form = page.context["form"]
    client.post(address, {
        "once": str(form.get_initial_for_field(form.fields["once"], "once")), "scheme": scheme,
        "grade_source": codes[0], "grade_info": codes[1], "rationale": "Heard again.",
    })  # fmt: skip

    grade = report.current_grade()
    assert (grade.scheme, str(grade)) == (scheme, "".join(codes))


def test_a_purged_report_shows_that_it_was_there_and_nothing_else(at, as_user):
    report = a_report_on(None, at)
    purge_report(report, by=None, at=at)

    page = saying_why(as_user(report.logged_by), reverse("intelligence:report", args=[report.public_id]), "check").text

    assert "Purged on" in page
    assert "locked in" not in page
    assert "Right before" not in page
    assert "S-1" not in page
