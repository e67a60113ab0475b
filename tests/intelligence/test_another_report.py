"""The report after one: what stays the same is kept, what has to be judged each time is not."""

import pytest

from intelligence.models import TargetLink
from intelligence.queries.reports import after_report
from tests.intelligence.builders import a_report_on, a_target

pytestmark = pytest.mark.django_db


def test_how_the_source_knows_and_what_it_says_of_the_target_are_asked_anew(at, as_user):
    target = a_target(at)
    report = a_report_on(target, at)
    assert TargetLink.objects.get().stance

    kept = after_report(target.opened_by, report.public_id)
    page = as_user(target.opened_by).get("/reports/new/", {"after": str(report.public_id)})

    assert kept == {
        "target": str(target.public_id), "source_type": report.source_type, "source_ref": report.source_ref,
    }  # fmt: skip
    form = page.context["form"]
    assert (form["access"].value(), form["stance"].value()) == (None, None)
    assert form["source_ref"].value() == report.source_ref
