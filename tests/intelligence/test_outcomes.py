"""What is kept of operations to learn from: frozen as they go, written once, and never read by a gate."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases.queries import plan_facts, standing_of
from cases.services.day import launch_plan
from cases.services.standing import suspend_fallen_plans
from intelligence.models import OperationOutcome
from intelligence.services.outcomes import enter_past_operation, record_outcome
from taskforce.access.services import fields_of
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.refusal import Refusal
from tests.builders import someone
from tests.cases.builders import a_launched_plan, an_approved_plan
from tests.intelligence.builders import a_report_on
from tests.intelligence.calibrating import PastOperation, a_past_operation, a_supervisor, past_operations, reviewed

pytestmark = pytest.mark.django_db


def kept_of(told):
    return OperationOutcome.objects.get(operation=told.plan.public_id)


def test_when_an_operation_goes_it_is_kept_how_its_evidence_stood(at):
    told = a_launched_plan(at)

    kept = kept_of(told)
    assert (kept.origins, kept.first_hand, kept.fresh_days, kept.sector) == (2, 2, 1, "labour")
    assert (kept.level, kept.rule, kept.result) == ("high", "presence v1", "pending")
    assert kept.source_types == ["human_source", "survivor_account"]
    assert (kept.target, kept.agency, kept.went_at) == (told.target, told.plan.agency, at)


def test_an_operation_that_did_not_go_leaves_nothing_to_learn_from(at):
    told = an_approved_plan(at)

    launch_plan(plan_id=told.plan.public_id, by=told.lead, at=at + timedelta(days=20))  # its evidence aged meanwhile

    assert told.now().status == "suspended"
    assert not OperationOutcome.objects.exists()


@pytest.mark.parametrize(("people", "result"), [(3, "found"), (0, "nobody")])
def test_the_review_says_what_it_found(at, people, result):
    told = a_launched_plan(at)

    reviewed(told, at, people=people)

    kept = kept_of(told)
    assert (kept.result, kept.recorded_by, kept.recorded_at) == (result, told.lead, at + timedelta(days=2))
    assert AuditEntry.objects.filter(verb="intelligence.outcome.recorded", object_id=kept.public_id).exists()


def test_what_came_in_after_it_went_changes_nothing_of_what_is_kept(at):
    told = a_launched_plan(at)
    before = kept_of(told).features

    a_report_on(told.target, at + timedelta(hours=5), source_ref="S-9", source_type="technical")
    reviewed(told, at)

    assert kept_of(told).features == before
    assert "technical" not in kept_of(told).source_types


def test_what_an_operation_found_is_written_once(at):
    told = a_launched_plan(at)
    reviewed(told, at)

    with pytest.raises(Refusal) as refused:
        record_outcome(operation=told.plan.public_id, found=False, by=told.lead, at=at)

    assert refused.value.code == "OUTCOME_KNOWN"
    assert kept_of(told).result == "found"


def test_an_operation_from_before_this_was_kept_is_reviewed_without_it(at):
    told = a_launched_plan(at)
    row = kept_of(told)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        row.delete()
        cursor.execute("set local session_replication_role = origin")

    reviewed(told, at)

    assert told.now().after_action.found_people == 2


def test_the_database_freezes_how_the_evidence_stood(at):
    told = a_launched_plan(at)
    yesterday, nothing = at - timedelta(days=1), [""]
    changes = ("origins", 3), ("level", "low"), ("went_at", yesterday), ("source_types", nothing)
    for field, value in changes:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            OperationOutcome.objects.filter(pk=kept_of(told).pk).update(**{field: value})

    assert kept_of(told).origins == 2


def test_the_database_lets_nobody_turn_or_delete_what_was_found(at):
    told = a_launched_plan(at)
    reviewed(told, at)
    row = OperationOutcome.objects.filter(pk=kept_of(told).pk)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        row.update(result="nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()

    assert row.get().result == "found"


@pytest.mark.parametrize(
    "figures",
    [
        {"origins": 4},
        {"first_hand": 0, "fresh_days": 3},
        {"first_hand": 2, "fresh_days": None},
        {"origins": 0, "first_hand": 1, "fresh_days": 3},
        {"level": "high"},
        {"result": "pending"},
    ],
)
def test_the_database_holds_no_figures_that_cannot_be_together(at, figures):
    by = a_supervisor()
    facts = {"origins": 2, "first_hand": 1, "fresh_days": 3, "sector": "labour", "result": "found"} | figures
    with pytest.raises(DatabaseError), transaction.atomic():
        OperationOutcome.objects.create(agency=by.agency, went_at=at, recorded_by=by, recorded_at=at, **facts)


def test_a_unit_enters_its_operations_from_before(at):
    kept = a_past_operation(at, source_types=("technical", "survivor_account", "technical"))

    assert kept.is_from_before
    assert kept.source_types == ["survivor_account", "technical"]
    assert (kept.level, kept.target, kept.result) == ("", None, "found")


def test_an_operation_from_before_lies_in_the_past(at):
    with pytest.raises(Refusal) as refused:
        a_past_operation(at, went_at=at + timedelta(hours=1))

    assert refused.value.code == "OUTCOME_AHEAD"
    assert not OperationOutcome.objects.exists()


@pytest.mark.parametrize("facts", [{"first_hand": 0}, {"fresh_days": None}, {"origins": 0}])
def test_figures_that_cannot_be_together_are_refused(at, facts):
    with pytest.raises(Refusal) as refused:
        a_past_operation(at, **facts)

    assert refused.value.code == "OUTCOME_FIGURES_DISAGREE"
    assert not OperationOutcome.objects.exists()


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (Function.INVESTIGATOR, Agency.Kind.LAW_ENFORCEMENT),
        (Function.PLANNER, Agency.Kind.LAW_ENFORCEMENT),
        (Function.SUPERVISOR, Agency.Kind.VICTIM_SERVICES),
        (Function.AUDITOR, Agency.Kind.OVERSIGHT),
    ],
)
def test_whoever_neither_weighs_nor_approves_enters_none(at, function, kind):
    past = PastOperation(at - timedelta(days=9), "labour", 1, 0, None, "nobody")

    with pytest.raises(Refusal) as refused:
        enter_past_operation(past=past, by=someone(function, kind=kind), at=at)

    assert refused.value.code == "NOT_YOURS_TO_DO"
    assert not OperationOutcome.objects.exists()


def test_of_another_units_operation_one_sees_figures_once_it_is_reviewed_and_no_more(at):
    told = a_launched_plan(at)
    elsewhere = a_supervisor()
    assert not OperationOutcome.objects.visible_to(elsewhere).exists()

    reviewed(told, at)

    row = OperationOutcome.objects.visible_to(elsewhere).get()
    assert fields_of(elsewhere, row) == {
        "agency", "sector", "origins", "first_hand", "fresh_days", "level", "rule", "result",
    }  # fmt: skip
    assert OperationOutcome.objects.visible_to(told.lead).get() == row


@as_house("a gate looks at everything")
def what_the_gate_says(told, at):
    standing = standing_of(told.plan, now=at)
    return standing.content_hash, [(f.code, f.is_green) for f in standing.findings], plan_facts(told.plan, now=at)


def test_no_gate_says_another_thing_for_whatever_past_operations_found(at):
    told = an_approved_plan(at)
    before = what_the_gate_says(told, at)

    past_operations(at, 40, by=a_supervisor(told.plan.agency), found=0)

    assert what_the_gate_says(told, at) == before
    assert suspend_fallen_plans(at=at) == 0
    assert told.now().status == "approved"


NOTHING_LEARNED = """
import django, sys
django.setup()
import cases.rules, cases.queries, cases.services.approval, cases.services.drafting, cases.services.standing
import cases.services.day, cases.tasks, intelligence.services.presence
learned = sorted({"intelligence.rules.calibration", "intelligence.queries.calibration"} & sys.modules.keys())
sys.exit(f"the gate has loaded {learned}" if learned else 0)
"""


def test_whoever_asks_the_gate_has_not_even_loaded_what_learns():
    asked = subprocess.run([sys.executable, "-c", NOTHING_LEARNED], capture_output=True, text=True, check=False)

    assert asked.returncode == 0, asked.stderr
