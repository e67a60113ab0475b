"""What is read by another agency is written down first, and its owner sees who it was."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from intelligence.services.sharing import share_target
from taskforce.access.models import Dissemination
from taskforce.access.reading import put_on_record
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.refusal import Refusal
from tests.builders import saying_why, someone
from tests.cases.builders import a_ready_plan
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.shelters.builders import a_given_placement
from tests.victims.builders import a_booked_interview, a_person_in_care

pytestmark = pytest.mark.django_db


def written() -> list[tuple[str, int, int, str]]:
    """Which record, from whom, to whom, why."""
    rows = Dissemination.objects.order_by("pk")
    return [(row.subject_type, row.owner_id, row.recipient_id, row.purpose) for row in rows]


@pytest.fixture
def shared(at):
    """A target with one report, shared with an investigator of another agency."""
    owner, partner = an_investigator(), an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=owner.agency)
    target = a_target(at, by=owner)
    report = a_report_on(target, at)
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)
    return target, report, partner, supervisor


def test_a_shared_target_and_report_are_disseminated_to_the_reader_s_agency(shared, as_user):
    target, report, partner, _supervisor = shared
    browser = as_user(partner)

    browser.get(reverse("intelligence:target", args=[target.public_id]))
    saying_why(browser, reverse("intelligence:report", args=[report.public_id]), "case")

    facts = target.agency_id, partner.agency_id
    assert ("intelligence.RaidTarget", *facts, "own_work") in written()
    assert ("intelligence.IntelligenceReport", *facts, "case") in written()


def test_one_s_own_records_are_not_disseminated(shared, as_user):
    target = shared[0]

    as_user(target.opened_by).get(reverse("intelligence:target", args=[target.public_id]))

    assert written() == []


def test_a_placement_and_its_receipt_are_disseminated_to_the_house(at, as_user):
    stay = a_given_placement(at)

    as_user(stay.house.worker).get(reverse("shelters:placement", args=[stay.placement.public_id]))

    facts = stay.care.person.agency_id, stay.house.worker.agency_id, "own_work"
    assert written() == [("shelters.Placement", *facts), ("shelters.HandoffReceipt", *facts)]


def test_each_row_of_a_list_that_police_read_is_disseminated(at, as_user):
    stay = a_given_placement(at)

    as_user(stay.care.investigator).get(reverse("shelters:board"))

    assert written() == [("shelters.Placement", stay.care.person.agency_id, stay.care.investigator.agency_id, "listed")]


def test_an_interviewer_of_police_reads_across(at):
    care = a_person_in_care(at)
    interview = a_booked_interview(care, at + timedelta(days=2))

    put_on_record(interview.interviewer, interview)

    assert written() == [("victims.Interview", care.person.agency_id, interview.interviewer.agency_id, "own_work")]


def test_a_partner_notice_is_disseminated_to_the_partner(at, as_user):
    told = a_ready_plan(at)

    as_user(told.manager).get(reverse("cases:notice", args=[told.notice.public_id]))

    assert written() == [("cases.PartnerNotice", told.plan.agency_id, told.manager.agency_id, "own_work")]


def test_what_cannot_be_written_is_not_shown(shared, as_user):
    target, _report, partner, _supervisor = shared
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_dissemination ADD CONSTRAINT nothing_more CHECK (false) NOT VALID")

    page = as_user(partner).get(reverse("intelligence:target", args=[target.public_id]))

    assert page.status_code == 503
    assert target.title not in page.text
    assert not AuditEntry.objects.filter(verb="access.read", object_id=target.public_id).exists()


def test_a_reading_that_is_refused_leaves_no_dissemination(shared):
    _target, report, partner, _supervisor = shared

    with pytest.raises(Refusal, match="PURPOSE_NEEDED"):
        put_on_record(partner, report)

    assert written() == []


@pytest.mark.parametrize(
    "change", ["UPDATE access_dissemination SET purpose = 'care'", "DELETE FROM access_dissemination"]
)
def test_nobody_changes_or_deletes_one(shared, change):
    target, _report, partner, _supervisor = shared
    put_on_record(partner, target)

    with pytest.raises(InternalError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with acting_as(partner), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert Dissemination.objects.count() == 1


def test_the_owner_s_overseers_and_oversight_see_who_read_and_nobody_else(shared, as_user):
    target, _report, partner, supervisor = shared
    as_user(partner).get(reverse("intelligence:target", args=[target.public_id]))
    page, one = reverse("glass:outside"), reverse("glass:outside-one", args=[target.public_id])
    auditor = someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)

    for reader in (supervisor, auditor):
        for path in (page, one):
            shown = as_user(reader).get(path).text
            assert target.reference in shown
            assert partner.name in shown
    assert page in as_user(supervisor).get(reverse("glass:home")).text
    assert page not in as_user(partner).get(reverse("glass:home")).text
    other = someone(Function.SUPERVISOR)
    assert target.reference not in as_user(other).get(page).text
    assert as_user(partner).get(page).status_code == 404
    assert list(Dissemination.objects.visible_to(other)) == []
