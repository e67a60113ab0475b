"""Two people, neither of them the planner, sign exactly what will be done (domain paper, 0.7 and 0.8)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import ApprovalSignature, RaidPlan
from cases.queries import standing_of
from cases.services.approval import approve_plan, return_plan, suspend_plan
from cases.services.day import launch_plan
from cases.services.drafting import fill_section, revise_plan, submit_plan
from cases.services.standing import suspend_fallen_plans
from intelligence.services.reports import link_report, regrade_report
from taskforce.accounts.models import Function, HeldFunction, User
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.notices.models import Notice
from taskforce.refusal import NotVisible, Refusal
from tests.builders import ALWAYS, someone
from tests.cases.builders import (
    a_drafted_plan,
    a_head,
    a_ready_plan,
    a_submitted_plan,
    an_approved_plan,
    fill,
    hold_places,
    sign,
)
from tests.intelligence.builders import a_grade, a_report_on, affirmed

pytestmark = pytest.mark.django_db


def the_state_of(told):
    """What a refused decision must leave as it was."""
    plan = told.now()
    return plan.status, plan.version, plan.approved_hash, ApprovalSignature.objects.count()


def refused(act, told):
    before = the_state_of(told)
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert the_state_of(told) == before
    return refusal.value.code


def test_a_ready_plan_is_sent_and_waits_for_two_signatures(at):
    told = a_ready_plan(at)

    submit_plan(plan_id=told.plan.public_id, by=told.planner, at=at)

    assert told.now().status == "submitted"
    assert told.now().submitted_at == at


def test_a_plan_is_not_sent_while_a_gate_is_red_and_the_first_red_gate_is_named(at):
    told = a_drafted_plan(at)

    code = refused(lambda: submit_plan(plan_id=told.plan.public_id, by=told.planner, at=at), told)

    assert code == "UNKNOWNS_NOT_STATED"


def test_a_plan_without_enough_places_is_not_sent(at):
    told = a_ready_plan(at, expected_people=4)
    hold_places(told.notice, 3, until=at + timedelta(days=2), by=told.manager, at=at)

    code = refused(lambda: submit_plan(plan_id=told.plan.public_id, by=told.planner, at=at), told)

    assert code == "NO_CARE_CAPACITY"


def test_a_colleague_cannot_send_somebody_elses_plan(at):
    told = a_ready_plan(at)
    colleague = someone(Function.PLANNER, agency=told.planner.agency)

    code = refused(lambda: submit_plan(plan_id=told.plan.public_id, by=colleague, at=at), told)

    assert code == "NOT_YOURS_TO_DO"


def test_a_plan_that_only_cleans_an_area_up_is_refused_and_the_refusal_stays_on_record(at):
    told = a_ready_plan(at, bases=["area_clean_up", "morals"])

    submit_plan(plan_id=told.plan.public_id, by=told.planner, at=at)

    assert told.now().status == "refused"
    entry = AuditEntry.objects.get(verb="cases.plan.refused")
    assert (entry.outcome, entry.codes["code"], entry.actor) == ("denied", "BLIND_SWEEP", told.planner)


def test_a_refused_plan_becomes_a_draft_again_when_something_lawful_carries_it(at):
    told = a_ready_plan(at, bases=["nuisance"])
    submit_plan(plan_id=told.plan.public_id, by=told.planner, at=at)

    revise_plan(plan_id=told.plan.public_id, version=None, plan=a_head(at), by=told.planner, at=at)

    assert told.now().status == "draft"


def test_nobody_decides_on_a_plan_they_wrote_even_as_a_supervisor(at):
    told = a_submitted_plan(at)
    HeldFunction.objects.create(user=told.planner, function=Function.SUPERVISOR, trained_until=ALWAYS)
    planner = User.objects.get(pk=told.planner.pk)

    assert refused(lambda: sign(told, at, by=planner), told) == "OWN_PLAN"
    assert refused(lambda: return_plan(plan_id=told.plan.public_id, by=planner, at=at), told) == "OWN_PLAN"


def test_the_database_too_refuses_a_planners_own_signature(at):
    told = a_submitted_plan(at)

    with pytest.raises(IntegrityError, match="plan_signed_by_somebody_else"), transaction.atomic():
        ApprovalSignature.objects.create(
            plan=told.plan, planner=told.planner, signer=told.planner, content_hash="f" * 64, signed_at=at
        )

    assert not ApprovalSignature.objects.exists()


def test_one_signature_is_not_enough_and_signing_twice_is_still_one(at):
    told = a_submitted_plan(at)

    for _again in range(2):
        sign(told, at, by=told.lead)

    assert told.now().status == "submitted"
    assert ApprovalSignature.objects.count() == 1


def test_the_second_persons_signature_approves_the_plan_with_its_content(at):
    told = a_submitted_plan(at)
    content = standing_of(told.plan, now=at).content_hash

    for supervisor in told.supervisors:
        sign(told, at, by=supervisor)

    assert (told.now().status, told.now().approved_at, told.now().approved_hash) == ("approved", at, content)


def test_a_planner_or_an_investigator_cannot_sign(at):
    told = a_submitted_plan(at)
    colleague = someone(Function.INVESTIGATOR, agency=told.planner.agency)

    assert refused(lambda: sign(told, at, by=colleague), told) == "NOT_YOURS_TO_DO"


def test_a_supervisor_of_another_agency_does_not_even_find_the_plan(at):
    told = a_submitted_plan(at)
    before = the_state_of(told)

    with pytest.raises(NotVisible):
        sign(told, at, by=someone(Function.SUPERVISOR))

    assert the_state_of(told) == before


def test_a_draft_cannot_be_signed(at):
    told = a_ready_plan(at)

    assert refused(lambda: sign(told, at, by=told.lead), told) == "PLAN_NOT_SUBMITTED"


def test_what_changed_while_it_was_read_is_not_signed(at):
    told = a_submitted_plan(at)
    read = standing_of(told.plan, now=at).content_hash
    a_report_on(told.target, at, source_ref="S-9", stance="neutral")

    code = refused(
        lambda: approve_plan(plan_id=told.plan.public_id, content_hash=read, by=told.lead, at=at), told
    )  # fmt: skip

    assert code == "PLAN_CHANGED"


def test_a_gate_that_turned_red_since_stops_the_signature(at):
    told = a_submitted_plan(at)
    later = at + timedelta(days=2)

    assert refused(lambda: sign(told, later, by=told.lead), told) == "WINDOW_PASSED"


def test_a_signature_under_older_content_does_not_count(at):
    told = a_submitted_plan(at)
    sign(told, at, by=told.lead)
    a_report_on(told.target, at, source_ref="S-9", stance="neutral")
    affirmed(told.target, at)

    sign(told, at, by=told.supervisors[1])

    assert told.now().status == "submitted"


def test_what_was_affirmed_of_older_evidence_carries_no_signature(at):
    told = a_submitted_plan(at)
    a_report_on(told.target, at, source_ref="S-9", stance="neutral")

    assert refused(lambda: sign(told, at, by=told.lead), told) == "PRESENCE_NOT_ESTABLISHED"


def test_a_returned_plan_is_a_draft_again(at):
    told = a_submitted_plan(at)

    return_plan(plan_id=told.plan.public_id, by=told.lead, at=at)

    assert told.now().status == "draft"


def test_an_approval_falls_when_a_report_behind_it_is_graded_down_and_everyone_concerned_is_told(at):
    told = an_approved_plan(at)
    report = told.target.links.order_by("pk")[0].report

    regrade_report(report_id=report.public_id, grade=a_grade("E4"), by=told.target.opened_by, at=at)

    assert told.now().status == "suspended"
    assert set(Notice.objects.filter(kind="cases.suspended").values_list("user", flat=True)) == {
        told.planner.pk,
        *(supervisor.pk for supervisor in told.supervisors),
    }


def test_an_approval_falls_when_something_speaks_against_it(at):
    told = an_approved_plan(at)

    a_report_on(told.target, at, source_ref="S-9", grade="A2", stance="contradicts")

    assert told.now().status == "suspended"


def test_an_approval_falls_when_what_a_report_says_is_turned_round(at):
    told = an_approved_plan(at)
    link = told.target.links.all()[0]

    link_report(
        report_id=link.report.public_id, target_id=told.target.public_id, stance="neutral",
        by=told.target.opened_by, at=at,
    )  # fmt: skip

    assert told.now().status == "suspended"


def test_an_approval_falls_when_a_section_is_edited(at):
    told = an_approved_plan(at)

    fill(told.plan.sections.get(kind="safety"), at, by=told.planner, officers="Two more officers.")

    assert told.now().status == "suspended"
    assert AuditEntry.objects.filter(verb="cases.plan.suspended", codes__code="APPROVAL_FALLEN").exists()


def test_an_approval_falls_when_the_head_is_changed(at):
    told = an_approved_plan(at)

    revise_plan(
        plan_id=told.plan.public_id, version=None, plan=a_head(at, expected_people=2), by=told.planner, at=at
    )  # fmt: skip

    assert told.now().status == "suspended"


def test_an_approval_stands_when_a_section_is_saved_without_a_change(at):
    told = an_approved_plan(at)

    fill(told.plan.sections.get(kind="safety"), at, by=told.planner)

    assert told.now().status == "approved"


def test_an_approval_falls_when_the_places_behind_it_are_fewer(at):
    told = an_approved_plan(at)
    hold_places(told.notice, 1, until=at + timedelta(days=2), by=told.manager, at=at)

    assert suspend_fallen_plans(at=at) == 1
    assert told.now().status == "suspended"


def test_an_approval_falls_with_time_alone(at):
    told = an_approved_plan(at, ends_at=at + timedelta(days=20), authority_expires_at=at + timedelta(days=30))

    assert suspend_fallen_plans(at=at + timedelta(days=14)) == 1
    assert suspend_fallen_plans(at=at + timedelta(days=14)) == 0
    assert told.now().status == "suspended"


def test_a_plan_whose_approval_fell_unseen_is_suspended_instead_of_launched(at):
    told = an_approved_plan(at)

    plan = launch_plan(plan_id=told.plan.public_id, by=told.lead, at=at + timedelta(days=2))

    assert (plan.status, told.now().status, told.now().launched_at) == ("suspended", "suspended", None)


def test_one_supervisor_is_enough_to_stop_a_plan(at):
    told = an_approved_plan(at)

    suspend_plan(plan_id=told.plan.public_id, by=told.lead, at=at)

    assert told.now().status == "suspended"
    assert refused(lambda: launch_plan(plan_id=told.plan.public_id, by=told.lead, at=at), told) == "NOT_YOURS_TO_DO"


@pytest.mark.parametrize("stop", [suspend_plan, return_plan])
def test_what_a_supervisor_stopped_needs_both_signatures_anew(at, stop):
    told = an_approved_plan(at) if stop is suspend_plan else a_submitted_plan(at)
    if stop is return_plan:
        sign(told, at, by=told.lead)
    stop(plan_id=told.plan.public_id, by=told.supervisors[1], at=at)
    later = at + timedelta(minutes=5)
    submit_plan(plan_id=told.plan.public_id, by=told.planner, at=later)

    sign(told, later, by=told.lead)
    assert told.now().status == "submitted"

    sign(told, later, by=told.supervisors[1])
    assert told.now().status == "approved"


def test_the_database_refuses_an_approval_without_two_signatures(at):
    told = a_submitted_plan(at)
    sign(told, at, by=told.lead)
    before = the_state_of(told)
    content = standing_of(told.plan, now=at).content_hash

    with pytest.raises(DatabaseError, match="approved by two signatures"), transaction.atomic():
        RaidPlan.objects.filter(pk=told.plan.pk).update(status="approved", approved_hash=content, approved_at=at)

    assert the_state_of(told) == before


def test_the_database_keeps_signatures_as_they_were_given(at):
    told = an_approved_plan(at)
    before = list(ApprovalSignature.objects.values())

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        told.plan.signatures.update(content_hash="0" * 64)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        told.plan.signatures.all().delete()

    assert list(ApprovalSignature.objects.values()) == before


def test_an_exigent_plan_needs_no_evidence_but_all_the_care_and_is_reviewed_within_a_day(at):
    told = an_approved_plan(at, is_exigent=True, exigent_reason="A child was seen there.", bases=["imminent_danger"])

    findings = {finding.gate: finding for finding in standing_of(told.plan, now=at + timedelta(days=400)).findings}
    assert findings["presence"].is_waived
    assert not findings["care"].is_waived
    assert told.now().status == "approved"
    assert Clock.objects.get(kind="cases.exigent_review").due_at == at + timedelta(hours=24)


def test_a_stale_section_is_not_written_over_a_newer_one(at):
    told = a_ready_plan(at)
    section = told.plan.sections.get(kind="unknowns")
    fill(section, at, by=told.planner, statement="Newer.")

    def save_the_older():
        fill_section(
            section_id=section.public_id, version=section.version - 1, facts={"statement": "Older."},
            by=told.planner, at=at,
        )  # fmt: skip

    assert refused(save_the_older, told) == "STALE_VERSION"
    section.refresh_from_db()
    assert "Newer." in section.facts
