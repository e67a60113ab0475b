"""What the forms of intelligence offer: no answer that nobody chose, and nothing that their reader may not know."""

import re
import uuid

import pytest
from django.urls import reverse

from intelligence.models import EvidenceItem, IntelligenceReport
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator

pytestmark = pytest.mark.django_db


def sent_as_it_stands(client, path):
    """What a browser sends when somebody opens a form and presses its button: of each list the first answer."""
    page = client.get(path).content.decode()
    firsts = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)"', page, re.DOTALL)
    return client.post(path, dict(firsts) | {"once": str(uuid.uuid4())})


def test_pressing_the_button_of_an_untouched_form_rests_no_report_on_another(at, as_user):
    target = a_target(at)
    report, other = a_report_on(target, at), a_report_on(target, at)
    a_report_on(target, at)

    answer = sent_as_it_stands(as_user(report.logged_by), reverse("intelligence:derive", args=[report.public_id]))

    assert (answer.status_code, report.parents.count(), other.parents.count()) == (422, 0, 0)


def test_no_power_and_no_kind_is_chosen_for_whoever_takes_an_exhibit_in(at, as_user):
    client = as_user(an_investigator())

    answer = sent_as_it_stands(client, reverse("intelligence:receive-exhibit"))

    assert {"kind", "basis"} <= answer.context["form"].errors.keys()
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize("page", ["link", "add-thing"])
def test_a_guest_who_ties_a_report_is_not_told_by_whom_it_was_given(at, as_user, page):
    target = a_target(at)
    report = a_report_on(target, at, source_type=IntelligenceReport.SourceType.SURVIVOR_ACCOUNT)
    guest = an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=guest.public_id, by=supervisor)
    own = a_target(at, by=guest)

    shown = as_user(guest).get(reverse(f"intelligence:{page}", args=[own.public_id])).content.decode()

    assert report.reference in shown
    assert "survivor" not in shown.casefold()


@pytest.mark.parametrize(
    "name", ["log-report", "open-target", "add-entity", "receive-exhibit", "bring-import"]
)  # fmt: skip
def test_a_counsellor_is_shown_no_form_that_they_may_never_send(as_user, name):
    counsellor = someone(Function.COUNSELLOR, kind="victim_services")

    assert as_user(counsellor).get(reverse(f"intelligence:{name}")).status_code == 403


def test_another_scheme_keeps_the_target_from_whose_page_somebody_came(at, as_user):
    target = a_target(at)

    page = as_user(target.opened_by).get(reverse("intelligence:log-report"), {"target": target.public_id})

    assert all(str(target.public_id) in scheme["url"] for scheme in page.context["schemes"])


def test_nobody_is_told_who_else_begins_a_report(at, as_user):
    mine, theirs = an_investigator(), an_investigator()
    path = reverse("intelligence:log-report")
    begun = {"text": "They are locked in.", "draft_version": "0", "version": "0"}
    kept = as_user(theirs).post(path, begun, headers={"x-requested-with": "autosave"})

    page = as_user(mine).get(path)

    assert kept.json()["draft_version"] == 1
    assert theirs.name not in page.content.decode()
