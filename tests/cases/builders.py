"""Sentences that bring a raid plan to where a story begins, through the services that people use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import Encounter, PartnerNotice, PlanSection, RaidPlan
from cases.queries import standing_of
from cases.rules import SECTIONS
from cases.services.approval import approve_plan
from cases.services.day import launch_plan, record_encounter
from cases.services.drafting import PlanGiven, draft_plan, fill_section, submit_plan
from cases.services.partners import record_capacity_hold, release_notice
from intelligence.models import RaidTarget
from taskforce.accounts.models import Agency, Function, User
from tests.builders import an_agency, someone
from tests.intelligence.builders import a_target_where_people_are_held, affirmed

ANSWERS = {"sightlines": "none", "exclusion": "yes"}


@dataclass(frozen=True, slots=True)
class Operation:
    """A plan and the people around it: its planner, two supervisors of one agency, and a shelter's manager."""

    plan: RaidPlan
    planner: User
    supervisors: tuple[User, User]
    manager: User

    @property
    def target(self) -> RaidTarget:
        return self.plan.target

    @property
    def lead(self) -> User:
        return self.supervisors[0]

    @property
    def notice(self) -> PartnerNotice:
        return self.plan.notices.get()

    def now(self) -> RaidPlan:
        """The plan as it stands in the database."""
        return RaidPlan.objects.get(pk=self.plan.pk)


def a_head(at: datetime, **facts: object) -> PlanGiven:
    """A lawful goal, a warrant that outlasts the window, and a window that begins in two hours."""
    given: dict[str, object] = {
        "bases": ["evidence"],
        "objective": "Free the people held there.",
        "success_test": "Everyone who wished to leave is safe.",
        "provisions": ["MTA-4"],
        "authority_kind": "Search warrant",
        "authority_number": "W-0",
        "authority_expires_at": at + timedelta(days=9),
        "starts_at": at + timedelta(hours=2),
        "ends_at": at + timedelta(days=1),
        "expected_people": 3,
    }
    return PlanGiven(**(given | facts))  # type: ignore[arg-type]  # the facts of one test


def a_drafted_plan(at: datetime, **facts: object) -> Operation:
    """A plan on a target where people are held: its head is written, its sections are empty."""
    agency = an_agency()
    target = a_target_where_people_are_held(at, agency=agency)
    planner = someone(Function.PLANNER, agency=agency)
    supervisors = (someone(Function.SUPERVISOR, agency=agency), someone(Function.SUPERVISOR, agency=agency))
    affirmed(target, at, analyst=target.opened_by, supervisor=supervisors[0])
    plan = draft_plan(target_id=target.public_id, plan=a_head(at, **facts), by=planner, at=at)
    return Operation(plan, planner, supervisors, someone(Function.SHELTER_MANAGER, kind=Agency.Kind.SHELTER))


def fill(section: PlanSection, at: datetime, *, by: User, **facts: str) -> PlanSection:
    """Fill one section in wholly, but for what the test says."""
    asked = {name: ANSWERS.get(name, "Named, and told what to do.") for name in SECTIONS[section.kind]}
    return fill_section(section_id=section.public_id, version=section.version, facts=asked | facts, by=by, at=at)


def a_ready_plan(at: datetime, **facts: object) -> Operation:
    """A plan whose every gate is green."""
    told = a_drafted_plan(at, **facts)
    for section in told.plan.sections.all():
        fill(section, at, by=told.planner)
    notice = release_notice(
        plan_id=told.plan.public_id, agency_id=told.manager.agency.public_id, languages="Two", by=told.planner, at=at
    )
    until = notice.window_until + timedelta(days=1)
    hold_places(notice, told.plan.expected_people, until=until, by=told.manager, at=at)
    told.plan.refresh_from_db()
    return told


def hold_places(notice: PartnerNotice, places: int, *, until: datetime, by: User, at: datetime) -> None:
    record_capacity_hold(
        notice_id=notice.public_id, shelter_code="K2", places=places, held_until=until, by=by, at=at
    )  # fmt: skip


def a_submitted_plan(at: datetime, **facts: object) -> Operation:
    told = a_ready_plan(at, **facts)
    submit_plan(plan_id=told.plan.public_id, by=told.planner, at=at)
    told.plan.refresh_from_db()
    return told


def sign(told: Operation, at: datetime, *, by: User) -> RaidPlan:
    """Read the plan as it stands and sign just that."""
    content = standing_of(told.now(), now=at).content_hash
    return approve_plan(plan_id=told.plan.public_id, content_hash=content, by=by, at=at)


def an_approved_plan(at: datetime, **facts: object) -> Operation:
    """A plan that two supervisors signed."""
    told = a_submitted_plan(at, **facts)
    for supervisor in told.supervisors:
        sign(told, at, by=supervisor)
    told.plan.refresh_from_db()
    return told


def a_launched_plan(at: datetime) -> Operation:
    """An operation that was launched at `at`."""
    told = an_approved_plan(at)
    launch_plan(plan_id=told.plan.public_id, by=told.lead, at=at)
    told.plan.refresh_from_db()
    return told


def somebody_met(told: Operation, at: datetime, role: str = "suspected_victim") -> Encounter:
    """A person met on the day, sorted so."""
    return record_encounter(plan_id=told.plan.public_id, role=role, may_be_child=False, by=told.lead, at=at)
