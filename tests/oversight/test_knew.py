"""Who knew of a raid before it failed: the trail names exactly those who were shown it, and those who tried."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from taskforce.access.services import grant
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.oversight.queries.knew import BENEATH, who_knew
from taskforce.refusal import NotVisible
from tests.access.builders import broken, now
from tests.builders import saying_why, someone
from tests.cases.builders import a_ready_plan
from tests.oversight.builders import an_auditor, on_record
from tests.victims.builders import a_person_in_care, a_talk

pytestmark = pytest.mark.django_db


def knowledge(record, *, before=None, auditor=None):
    return who_knew(
        auditor or an_auditor(), subject_type=record._meta.label, subject_id=record.public_id,
        before=before or timezone.now() + timedelta(days=3650),
    )  # fmt: skip


def names(knowers):
    return {knower.who for knower in knowers}


@pytest.fixture
def operation(at):
    return a_ready_plan(at)


@pytest.fixture
def makers(operation):
    """Whoever made the plan and what it rests on: they knew it, for they wrote it."""
    return names(knowledge(operation.plan).knew)


def a_colleague(operation, function=Function.INVESTIGATOR):
    return someone(function, agency=operation.plan.agency)


def test_everybody_who_read_it_is_named_and_nobody_else(at, operation, makers, as_user):
    plan, section = operation.plan, operation.plan.sections.all()[0]
    pages = {
        "the plan": reverse("cases:plan", args=[plan.public_id]),
        "what one signs": reverse("cases:decide", args=[plan.public_id]),
        "its head": reverse("cases:revise", args=[plan.public_id]),
        "one section": reverse("cases:section", args=[plan.public_id, section.kind]),
        "the list": reverse("cases:plans"),
        "the day": reverse("cases:day", args=[plan.public_id]),
    }
    injected = set()
    for page in pages.values():
        reader = a_colleague(operation)
        assert as_user(reader).get(page).status_code == 200, page
        injected.add(reader)
    bystanders = {a_colleague(operation), someone(Function.INVESTIGATOR)}
    for bystander in bystanders:
        as_user(bystander).get(reverse("intelligence:reports"))

    assert names(knowledge(plan).knew) == injected | makers
    assert bystanders.isdisjoint(names(knowledge(plan).refused))


def test_a_partner_who_read_the_notice_knew_that_something_is_planned(at, operation, makers, as_user):
    as_user(operation.manager).get(reverse("cases:notice", args=[operation.notice.public_id]))

    found = next(k for k in knowledge(operation.plan).knew if k.who == operation.manager)

    assert "cases.PartnerNotice" in found.kinds


def test_what_came_after_the_moment_is_left_out(at, operation, as_user):
    reader = a_colleague(operation)
    moment = AuditEntry.objects.latest("at").at + timedelta(microseconds=1)
    as_user(reader).get(reverse("cases:plan", args=[operation.plan.public_id]))

    assert reader not in names(knowledge(operation.plan, before=moment).knew)
    assert reader in names(knowledge(operation.plan).knew)


def test_the_first_to_know_stands_first_with_how_often_and_why(at, operation, as_user):
    reader = a_colleague(operation)
    browser = as_user(reader)
    for _ in range(3):
        browser.get(reverse("cases:plan", args=[operation.plan.public_id]))

    found = knowledge(operation.plan).knew
    theirs = next(k for k in found if k.who == reader)

    assert [k.first_at for k in found] == sorted(k.first_at for k in found)
    assert (theirs.times, theirs.verbs, theirs.kinds) == (3, ["access.read"], ["cases.RaidPlan"])
    assert theirs.first_at < theirs.last_at
    assert len(theirs.sign_ins) == 1


def test_whoever_tried_and_was_refused_is_named_apart(at, operation, makers, as_user):
    stranger = someone(Function.INVESTIGATOR)
    page = reverse("cases:plan", args=[operation.plan.public_id])
    assert as_user(stranger).get(page).status_code == 404

    found = knowledge(operation.plan)

    assert names(found.refused) == {stranger}
    assert names(found.knew) == makers


def test_an_emergency_counts_once_it_was_opened_and_not_while_it_waits(operation):
    target, moment = operation.target, now()
    asker = someone(Function.INVESTIGATOR)
    broken(target, by=asker, at=moment)
    assert asker not in names(knowledge(target).knew)

    in_danger = someone(Function.INVESTIGATOR)
    broken(target, by=in_danger, at=moment, is_danger=True)
    assert in_danger in names(knowledge(target).knew)


def test_whoever_read_a_plan_or_a_report_on_a_target_knew_of_the_target(at, operation, as_user):
    of_plan, of_report, of_list = (a_colleague(operation) for _ in range(3))
    report = operation.target.links.all()[0].report
    as_user(of_plan).get(reverse("cases:plan", args=[operation.plan.public_id]))
    as_user(of_report).get(reverse("intelligence:report", args=[report.public_id]))
    as_user(of_list).get(reverse("intelligence:targets"))

    assert {of_plan, of_report, of_list} <= names(knowledge(operation.target).knew)


def test_whoever_opened_a_talk_opened_something_of_the_person(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    colleague = someone(Function.COUNSELLOR, agency=care.person.agency)
    saying_why(as_user(colleague), reverse("victims:session", args=[talk.public_id]))

    theirs = next(k for k in knowledge(care.person).knew if k.who == colleague)

    assert (theirs.needs, theirs.purposes) == (["own_agency"], ["care"])
    assert "victims.CounsellingSession" in theirs.kinds


def test_a_grant_alone_is_no_knowledge_of_whom_it_was_given_to(at, operation):
    given_to = someone(Function.INVESTIGATOR)
    grant(given_to, "intelligence.on_target", operation.target, by=operation.lead)

    found = names(knowledge(operation.target).knew)

    assert given_to not in found
    assert operation.lead in found


def test_auditors_who_ask_are_not_among_those_who_knew(at, operation, makers, as_user):
    auditor = an_auditor()
    asks(as_user(auditor), operation.plan.reference)

    assert names(knowledge(operation.plan).knew) == makers


def test_a_house_s_own_work_is_nobody_s_knowledge(operation, makers):
    on_record(None, timezone.now(), "vault.disclosed", object_id=operation.plan.public_id)

    assert names(knowledge(operation.plan).knew) == makers


@pytest.mark.parametrize("function", [f for f in Function if f != Function.AUDITOR])
def test_nobody_else_may_ask(operation, function):
    with pytest.raises(NotVisible):
        knowledge(operation.plan, auditor=someone(function))


@pytest.mark.parametrize("label", BENEATH)
def test_every_row_that_names_a_record_is_walked_or_named_here_as_no_page_of_its_own(label):
    # Rows without a page: their ids never stand on record, or what they say is no part of the record.
    apart = {
        "cases.ApprovalSignature", "cases.OperationAssignment", "intelligence.TargetLink", "intelligence.TargetGrant",
        "intelligence.ReportDerivation", "intelligence.SightLine", "intelligence.EntityRole",
        "victims.PersonGrant", "shelters.ShelterGrant", "shelters.Placement",
    }  # fmt: skip
    walked = {beneath for beneath, _path in BENEATH[label]}

    naming = {
        relation.related_model._meta.label
        for relation in apps.get_model(label)._meta.related_objects
        if relation.related_model._meta.app_label in {"cases", "intelligence", "victims", "shelters"}
    }

    assert naming - walked - apart == set()


def asks(browser, called, **facts):
    form = browser.get(reverse("oversight:ask")).context["form"]
    said = {"reference": called, "purpose": "failed_operation", "before": "2999-01-01T00:00", "version": 0}
    said |= {"once": form["once"].value()}
    return browser.post(reverse("oversight:ask"), said | facts)


def test_asking_is_on_record_with_its_purpose_and_no_address_says_of_whom(at, operation, as_user):
    auditor = an_auditor()
    browser = as_user(auditor)

    answer = asks(browser, f" {operation.plan.reference.lower()} ")
    page = browser.get(answer.url).content.decode()

    assert answer.status_code == 302
    assert operation.plan.reference not in answer.url
    assert str(operation.plan.public_id) not in answer.url
    asked = AuditEntry.objects.get(verb="audit.knew.asked")
    assert asked.codes == {
        "subject": str(operation.plan.public_id), "subject_type": "cases.RaidPlan", "purpose": "failed_operation"
    }  # fmt: skip
    assert operation.planner.name in page
    assert AuditEntry.objects.filter(verb="audit.knew.read", actor=auditor).count() == 1


def test_the_report_says_nothing_of_plan_or_target(at, operation, as_user):
    browser = as_user(an_auditor())

    page = browser.get(asks(browser, operation.target.reference).url).content.decode()

    for private in (operation.target.title, operation.target.address, operation.plan.objective):
        assert private not in page


@pytest.mark.parametrize("said", [{"purpose": ""}, {"reference": "OP-000000"}, {"reference": "whatever"}])
def test_without_a_purpose_or_a_record_nothing_is_told(at, operation, as_user, said):
    browser = as_user(an_auditor())

    answer = asks(browser, operation.plan.reference, **said)

    assert answer.status_code == 422
    assert operation.planner.name not in answer.content.decode()
    assert AuditEntry.objects.filter(verb__startswith="audit.knew").count() == 0


def test_copies_for_paper_are_numbered_and_made_for_somebody(at, operation, as_user):
    auditor, other = an_auditor(), an_auditor()
    for reader, number in ((auditor, 1), (auditor, 2), (other, 3)):
        browser = as_user(reader)
        report = asks(browser, operation.plan.reference).url
        copy = browser.post(f"{report}copy/")
        page = browser.get(copy.url).content.decode()

        assert copy.url == f"{report}copies/{number}/"
        assert re.search(rf"Copy\s*<b class=\"num\">{number}</b>", page)
        assert reader.name in page

    assert browser.get(f"{report}copies/1/").status_code == 404
    assert AuditEntry.objects.filter(verb="audit.knew.copied").count() == 3


@pytest.mark.parametrize("number", [1, 5])
def test_a_report_takes_as_many_statements_for_many_readers_as_for_one(
    at, operation, as_user, django_assert_num_queries, number
):
    for _ in range(number):
        as_user(a_colleague(operation)).get(reverse("cases:plan", args=[operation.plan.public_id]))
    browser = as_user(an_auditor())
    report = asks(browser, operation.plan.reference).url

    with django_assert_num_queries(25):
        assert browser.get(report).status_code == 200
