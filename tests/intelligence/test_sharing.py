"""A target is lent to a colleague elsewhere, and taken back; a report that was wrong stops counting."""

import uuid

import pytest
from django.urls import reverse

from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from tests.builders import saying_why, someone
from tests.intelligence.builders import a_report_on, a_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    return someone(Function.INVESTIGATOR)


def share(target, colleague, browser, **given):
    return browser.post(
        reverse("intelligence:share", args=[target.public_id]),
        {"colleague": str(colleague.public_id), "once": str(uuid.uuid4())} | given,
    )


def shared(target, colleague, as_user, *, by=Function.SUPERVISOR):
    colleague_here = someone(by, agency=target.agency)
    share(target, colleague, as_user(colleague_here), purpose="case")
    return colleague_here


def page_of(target):
    return reverse("intelligence:target", args=[target.public_id])


def test_a_colleague_elsewhere_reads_what_is_said_and_never_whence(at, elsewhere, as_user):
    target = a_target(at)
    report = a_report_on(target, at, source_ref="S-4711")
    assert as_user(elsewhere).get(page_of(target)).status_code == 404

    shared(target, elsewhere, as_user)

    assert as_user(elsewhere).get(page_of(target)).status_code == 200
    read = saying_why(
        as_user(elsewhere), reverse("intelligence:report", args=[report.public_id]), "case"
    ).content.decode()
    assert report.text in read
    assert "S-4711" not in read


def test_what_is_taken_back_is_gone_at_the_next_request(at, elsewhere, as_user):
    target = a_target(at)
    supervisor = shared(target, elsewhere, as_user)

    as_user(supervisor).post(reverse("intelligence:stop-sharing", args=[target.public_id, elsewhere.public_id]))

    assert as_user(elsewhere).get(page_of(target)).status_code == 404


def test_nobody_is_let_in_before_it_is_said_what_they_need_it_for(at, elsewhere, as_user):
    target = a_target(at)

    answer = share(target, elsewhere, as_user(someone(Function.SUPERVISOR, agency=target.agency)))

    assert answer.status_code == 422
    assert as_user(elsewhere).get(page_of(target)).status_code == 404


def test_the_need_that_a_supervisor_names_is_put_on_record(at, elsewhere, as_user):
    target = a_target(at)

    share(target, elsewhere, as_user(someone(Function.SUPERVISOR, agency=target.agency)), purpose="safety")

    assert AuditEntry.objects.get(verb="intelligence.target.shared").codes["need"] == "safety"


def test_nobody_is_chosen_for_whoever_shares(at, elsewhere, as_user):
    target = a_target(at)
    browser = as_user(someone(Function.SUPERVISOR, agency=target.agency))
    page = reverse("intelligence:share", args=[target.public_id])
    assert browser.get(page).context["form"]["colleague"].subwidgets[0].data["value"] == ""

    answer = browser.post(page, {"colleague": "", "purpose": "safety", "once": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["colleague"]
    assert not AuditEntry.objects.filter(verb="intelligence.target.shared").exists()


def test_an_investigator_shares_nothing(at, elsewhere, as_user):
    target = a_target(at)
    shared(target, elsewhere, as_user, by=Function.INVESTIGATOR)

    assert as_user(elsewhere).get(page_of(target)).status_code == 404


def test_a_retracted_report_is_marked_and_not_retracted_twice(at, as_user):
    report = a_report_on(a_target(at), at)
    browser, retract = as_user(report.logged_by), reverse("intelligence:retract", args=[report.public_id])

    read_first = browser.get(retract).content.decode()
    report.refresh_from_db()
    assert (report.links.get().target.reference in read_first, report.retracted_at) == (True, None)

    browser.post(retract, {"once": str(uuid.uuid4())})

    report.refresh_from_db()
    assert report.retracted_at == at
    assert retract not in browser.get(reverse("intelligence:report", args=[report.public_id])).content.decode()
