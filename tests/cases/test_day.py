"""The day of an operation and the week after: sorting, safety, the end, and what was found (SR-09, SR-18, SR-25)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import AfterAction, Encounter, RecoveryEvent, RoleChange
from cases.services.day import (
    Found,
    finish_operation,
    launch_plan,
    record_encounter,
    record_recovery,
    secure_scene,
    sort_encounter,
    write_after_action,
)
from taskforce.accounts.models import Agency, Function
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from tests.builders import an_agency, someone
from tests.cases.builders import a_launched_plan, an_approved_plan, somebody_met
from victims.models import Person

pytestmark = pytest.mark.django_db


def the_day(told):
    """What a refused act must leave as it was."""
    plan = told.now()
    return (
        plan.status, plan.version, plan.launched_at, plan.finished_at,
        list(Encounter.objects.values_list("pk", "provisional_role")),
        RoleChange.objects.count(), RecoveryEvent.objects.count(), AfterAction.objects.count(), Person.objects.count(),
    )  # fmt: skip


def refused(act, told):
    before = the_day(told)
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert the_day(told) == before
    return refusal.value.code


def victim_services():
    return an_agency(Agency.Kind.VICTIM_SERVICES)


def bring_to_safety(met, told, at, *, agency=None, place="reception"):
    return record_recovery(
        encounter_id=met.public_id, safe_place=place, agency_id=(agency or victim_services()).public_id,
        by=told.lead, at=at,
    )  # fmt: skip


def test_a_supervisor_launches_an_approved_plan(at):
    told = an_approved_plan(at)

    launch_plan(plan_id=told.plan.public_id, by=told.lead, at=at)

    assert (told.now().status, told.now().launched_at) == ("launched", at)


def test_its_planner_cannot_launch_it(at):
    told = an_approved_plan(at)

    assert refused(lambda: launch_plan(plan_id=told.plan.public_id, by=told.planner, at=at), told) == "NOT_YOURS_TO_DO"


def test_the_scene_is_secured_once(at):
    told = a_launched_plan(at)

    for minutes in (10, 40):
        secure_scene(plan_id=told.plan.public_id, by=told.lead, at=at + timedelta(minutes=minutes))

    assert told.now().scene_secured_at == at + timedelta(minutes=10)


def test_nobody_is_met_before_the_operation_is_under_way(at):
    told = an_approved_plan(at)

    assert refused(lambda: somebody_met(told, at), told) == "NOT_YOURS_TO_DO"


def test_somebody_met_and_not_sorted_is_owed_a_role_within_thirty_minutes(at):
    told = a_launched_plan(at)

    met = somebody_met(told, at, role="unset")

    assert met.provisional_role == "unset"
    assert Clock.objects.get(kind="cases.role").due_at == at + timedelta(minutes=30)


def test_sorting_somebody_ends_the_wait_and_keeps_every_earlier_role(at):
    told = a_launched_plan(at)
    met = somebody_met(told, at, role="unset")

    for role in ("suspected_trafficker", "suspected_victim"):
        sort_encounter(encounter_id=met.public_id, role=role, by=told.planner, at=at)

    assert list(met.role_changes.values_list("role", flat=True)) == ["suspected_trafficker", "suspected_victim"]
    assert Clock.objects.get(kind="cases.role").state == "satisfied"


def test_the_database_keeps_every_role_as_it_was_given(at):
    met = somebody_met(a_launched_plan(at), at, role="bystander")

    with pytest.raises(DatabaseError, match="role_change_stands"), transaction.atomic():
        met.role_changes.update(role="suspected_victim")

    assert met.role_changes.get().role == "bystander"


def test_another_agency_can_neither_sort_nor_find_somebody_met(at):
    told = a_launched_plan(at)
    met = somebody_met(told, at)
    before = the_day(told)

    with pytest.raises(NotVisible):
        sort_encounter(encounter_id=met.public_id, role="bystander", by=someone(Function.SUPERVISOR), at=at)

    assert the_day(told) == before


@pytest.mark.parametrize("role", ["suspected_victim", "unknown"])
def test_somebody_who_may_be_a_victim_is_brought_into_the_care_of_victim_services(at, role):
    told = a_launched_plan(at)
    agency = victim_services()

    event = bring_to_safety(somebody_met(told, at, role=role), told, at, agency=agency)

    assert (event.receiving_agency, event.left_site_at) == (agency, at)
    assert Person.objects.get(recovery=event).agency == agency


@pytest.mark.parametrize("role", ["unset", "suspected_trafficker", "guard_or_enforcer", "bystander"])
def test_nobody_else_is_recovered(at, role):
    told = a_launched_plan(at)
    met = somebody_met(told, at, role=role)

    assert refused(lambda: bring_to_safety(met, told, at), told) == "ROLE_FORBIDS_RECOVERY"


@pytest.mark.parametrize("kind", [Agency.Kind.LAW_ENFORCEMENT, Agency.Kind.SHELTER])
def test_only_victim_services_receive_a_person(at, kind):
    told = a_launched_plan(at)
    met = somebody_met(told, at)

    assert refused(lambda: bring_to_safety(met, told, at, agency=an_agency(kind)), told) == "NOT_A_PROVIDER"


def test_nobody_is_recovered_twice(at):
    told = a_launched_plan(at)
    met = somebody_met(told, at)
    bring_to_safety(met, told, at)

    assert refused(lambda: bring_to_safety(met, told, at), told) == "ALREADY_RECOVERED"


def test_the_database_knows_no_cell_among_the_safe_places(at):
    told = a_launched_plan(at)
    met = somebody_met(told, at)
    before = the_day(told)

    with pytest.raises(IntegrityError, match="safe_place_is_never_a_cell"), transaction.atomic():
        bring_to_safety(met, told, at, place="cell")

    assert the_day(told) == before


def test_an_operation_does_not_end_while_somebody_is_not_sorted(at):
    told = a_launched_plan(at)
    somebody_met(told, at, role="unset")

    assert refused(lambda: finish_operation(plan_id=told.plan.public_id, by=told.lead, at=at), told) == "ROLE_UNSET"


def test_a_finished_operation_owes_its_review_within_a_week(at):
    told = a_launched_plan(at)

    finish_operation(plan_id=told.plan.public_id, by=told.lead, at=at)

    assert (told.now().status, told.now().finished_at) == ("finished", at)
    assert Clock.objects.get(kind="cases.after_action").due_at == at + timedelta(days=7)


def test_nobody_is_met_after_the_end(at):
    told = a_launched_plan(at)
    finish_operation(plan_id=told.plan.public_id, by=told.lead, at=at)

    assert refused(lambda: somebody_met(told, at), told) == "NOT_YOURS_TO_DO"


def test_the_review_sets_what_was_found_beside_what_was_predicted(at):
    told = a_launched_plan(at)
    finish_operation(plan_id=told.plan.public_id, by=told.lead, at=at)

    write_after_action(plan_id=told.plan.public_id, found=Found(people=5, children=1), by=told.planner, at=at)

    review = AfterAction.objects.get()
    assert (review.predicted_people, review.found_people, review.found_children) == (3, 5, 1)
    assert Clock.objects.get(kind="cases.after_action").state == "satisfied"


def test_a_review_is_refused_before_the_end_twice_and_where_figures_contradict(at):
    told = a_launched_plan(at)

    def review(**found):
        write_after_action(plan_id=told.plan.public_id, found=Found(**found), by=told.lead, at=at)

    assert refused(lambda: review(people=1), told) == "PLAN_NOT_FINISHED"
    finish_operation(plan_id=told.plan.public_id, by=told.lead, at=at)
    assert refused(lambda: review(people=1, children=2), told) == "CHILDREN_AMONG_FOUND"
    review(people=1)
    assert refused(lambda: review(people=2), told) == "REVIEW_WRITTEN"


def test_an_investigator_of_the_agency_writes_down_who_was_met_and_a_partner_cannot(at):
    told = a_launched_plan(at)
    investigator = someone(Function.INVESTIGATOR, agency=told.planner.agency)
    facts = {"plan_id": told.plan.public_id, "role": "unknown", "may_be_child": True, "at": at}

    assert record_encounter(by=investigator, **facts).may_be_child
    with pytest.raises(NotVisible):
        record_encounter(by=told.manager, **facts)
    assert Encounter.objects.count() == 1
