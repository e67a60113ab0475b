"""Rows that no story of the builders ends with: one of every model at least, and one in every state that a policy asks.

They are written as plain rows. The walls are tried on them; how people come to them is tested elsewhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from django.db import connection

from cases.models import AfterAction, Encounter, OperationAssignment, PartnerNotice, RaidPlan
from intelligence.models import (
    AccountContamination,
    Entity,
    EntityLink,
    EntityRole,
    EntityTie,
    HandlingConsent,
    IntelligenceReport,
    OperationOutcome,
    RaidTarget,
    ReasonableSuspicion,
    ReportDerivation,
    ReportImport,
    Search,
    TargetUnlinking,
)
from shelters.models import Bed, HandoffReceipt, Placement
from taskforce.access.models import BreakGlass, Dissemination, Record
from taskforce.accounts.models import Agency, Function, Invitation, User
from taskforce.audit.models import AuditAnchor, AuditBlock
from taskforce.clocks.models import CalendarFeed
from taskforce.kit.models import SubmittedOnce
from taskforce.notices.models import Notice
from taskforce.oversight.models import AuditReview, Finding
from tests.builders import someone
from tests.cases.builders import Operation, a_submitted_plan
from tests.intelligence.site import exhibits_of, the_inside_of
from tests.oversight.builders import a_week_to_review, an_auditor
from tests.shelters.builders import Stay
from tests.victims.builders import a_booked_interview
from tests.walls.rows_deconfliction import two_who_met
from tests.walls.rows_reports import decided_on, reports_in_every_state
from tests.walls.rows_sources import sources_and_tips
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, Release
from victims.rules import receivable

OPEN_WITH_A_BED = {"offered", "accepted", "in_transit", "active"}
_numbers = count(1)


@contextmanager
def triggers_stand_aside() -> Iterator[None]:
    """Rows that the triggers of the database would not let anybody write by hand."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def one_of_what_is_missing(stay: Stay, operation: Operation, at: datetime) -> None:
    """The kinds of row that neither a stay nor an operation leaves behind."""
    police, care = operation.plan.agency, stay.care.person.agency
    the_inside_of(operation.target, operation.planner, at)
    report = IntelligenceReport.objects.filter(agency=police).order_by("pk")[0]
    exhibits_of(someone(Function.INVESTIGATOR, Function.ANALYST, agency=police), report, at)
    child, parent, *_rest = IntelligenceReport.objects.filter(agency=police).order_by("pk")
    ReportDerivation.objects.create(child=child, parent=parent, kind="repeats")
    struck: dict[str, object] = {"struck_because": "Another night.", "struck_by": operation.lead, "struck_at": at}
    for how, ending in (("shared_a_room", {}), ("relayed", struck)):
        AccountContamination.objects.create(
            agency=police, one=child, other=parent, how=how, reason="One night.", by=operation.lead, at=at, **ending
        )
    TargetUnlinking.objects.create(
        target=operation.target, report=child, stance="neutral", reason="Another house.", by=operation.lead, at=at
    )
    OperationAssignment.objects.create(
        plan=operation.plan, person=operation.lead, agency_kind=police.kind, kind="command"
    )
    people_and_things(operation, child, at)
    an_after_action(operation, at)
    what_operations_found(operation, at)
    an_import(operation, at)
    outsider = someone(Function.INVESTIGATOR)
    two_who_met(operation, outsider, at)
    decided_on(child, operation.lead, outsider, at)
    sources_and_tips(operation, child, at)
    for subject in (operation.target, stay.care.person, stay.house.shelter):
        a_glass(subject, by=outsider, at=at)
        Dissemination.objects.create(
            owner=subject.agency, recipient=outsider.agency, reader=outsider, subject_type=subject._meta.label,
            subject_id=subject.public_id, reference=subject.reference, need="granted", purpose="case",
        )  # fmt: skip
    a_kept_search(operation.lead, at)
    for agency in (police, care, stay.house.shelter.agency):
        an_invitation(agency, at)
    Notice.objects.create(user=operation.lead, kind="glass.broken", path="/emergency/", source="rows:1", created_at=at)
    SubmittedOnce.objects.create(token=uuid4(), user=stay.care.counsellor, at=at, landed_on="/")
    CalendarFeed.objects.create(
        user=stay.care.counsellor, token_digest="c" * 64, made_at=at, expires_at=at + timedelta(days=90)
    )
    a_block(police)


def one_in_every_state(stay: Stay, operation: Operation, at: datetime) -> None:
    """What a policy says of a state is tried in that state and outside it."""
    a_submitted_plan(at)
    a_notice(a_plan_of(operation, at), stay.house.shelter.agency, by=operation.planner, at=at)
    CounsellingPeriod.objects.update(started_at=at - timedelta(days=5))
    Person.objects.create(
        agency=stay.care.person.agency, called="Somebody without a place", child_status="adult", opened_at=at
    )
    with triggers_stand_aside():
        for status in RaidPlan.Status:
            plan = a_plan(operation, status, at)
            Encounter.objects.create(plan=plan, met_at=at, met_by=operation.lead)
        for state in Placement.State:
            placement = a_placement(stay, state, at)
            if state in {"accepted", "in_transit"}:
                HandoffReceipt.objects.create(placement=placement, code_word="Words", meeting_point="Station hall")
    closed = RaidTarget.objects.create(
        agency=operation.plan.agency, title="Closed", sector="labour", premises="farm", opened_by=operation.planner,
        opened_at=at - timedelta(days=40), closed_at=at,
    )  # fmt: skip
    a_glass(closed, by=someone(Function.ANALYST), at=at, second=operation.lead)
    a_glass(closed, by=someone(Function.PLANNER), at=at, second=operation.lead, verdict="justified")
    IntelligenceReport.objects.filter(pk=IntelligenceReport.objects.order_by("pk")[0].pk).update(retracted_at=at)
    reports_in_every_state(operation, HandlingConsent.objects.get().reader, at)
    a_finding(a_week_to_review(an_auditor(), at), about=operation.lead)
    finished = a_booked_interview(stay.care, at + timedelta(days=4))
    Interview.objects.filter(pk=finished.pk).update(state="finished", agreed=["purpose", "content"], finished_at=at)
    an_invitation(operation.plan.agency, at, accepted_at=at)


def an_entity(operation: Operation, at: datetime, **facts: object) -> Entity:
    """Something that intelligence names; a van, unless told."""
    given = {"kind": "vehicle", "label": "XX 00 ABC", "kept_until": at + timedelta(days=9)} | facts
    return Entity.objects.create(agency=operation.plan.agency, added_by=operation.lead, added_at=at, **given)


def people_and_things(operation: Operation, report: IntelligenceReport, at: datetime) -> None:
    """Somebody who may be a victim, a subject, a van; what ties them, what no longer does, and what was deleted."""
    van, gone = an_entity(operation, at), an_entity(operation, at, purged_at=at)
    victim, subject = (an_entity(operation, at, kind="person", role="possible_victim") for _ in range(2))
    given = {"facts": "He keeps the key.", "offence": "MTA-4", "author": operation.lead, "at": at}
    ReasonableSuspicion.objects.create(entity=victim, **given)
    reviewer = someone(Function.SUPERVISOR, agency=operation.plan.agency)
    reviewed = ReasonableSuspicion.objects.create(entity=subject, reviewer=reviewer, reviewed_at=at, **given)
    Entity.objects.filter(pk=subject.pk).update(role="subject", suspicion=reviewed)
    EntityRole.objects.create(entity=subject, was="unknown", became="subject", by=reviewer, at=at)
    by = {"agency": operation.plan.agency, "by": operation.lead, "at": at}
    for entity in (van, victim, subject, gone):
        EntityLink.objects.create(entity=entity, target=operation.target, relation="seen_at", **by)
    EntityLink.objects.create(entity=van, report=report, relation="mentioned", **by)
    ended = {"ended_at": at, "ended_because": "mistake", "ended_by": operation.lead}
    EntityLink.objects.create(entity=van, target=operation.target, relation="owns", **by, **ended)
    for other in (van, victim):
        EntityTie.objects.create(one=subject, other=other, relation="knows", by=operation.lead, at=at)


def a_release_to(agency: Agency, *, at: datetime, ends_at: datetime, is_taken_back: bool = False) -> Release:
    """Somebody who had a talk released all that an agency of this kind may get, of that talk too."""
    talk = CounsellingSession.objects.select_related("person__agency").order_by("pk")[0]
    items = [item.value for item in receivable(agency.kind)]
    over = {"withdrawn_at": at, "withdrawn_by": talk.counsellor, "withdrawn_how": "oral"} if is_taken_back else {}
    return Release.objects.create(
        person=talk.person, discloser=talk.person.agency, recipient=agency, items=items, purpose="stay",
        talks=[talk.public_id] if "needs" in items else [], risks_explained=True, language="Tagalog",
        signed_how="paper", witnessed_by=talk.counsellor, is_child=False, signed_at=talk.held_at,
        expires_at=ends_at, **over,
    )  # fmt: skip


def a_kept_search(user: User, at: datetime) -> Search:
    """Somebody keeps looking for something, and it found something new."""
    return Search.objects.create(
        user=user, asked={"words": "van"}, called="Vans", asked_at=at, saved_at=at, cadence="soon", looked_at=at,
        fresh=[uuid4()],
    )  # fmt: skip


def a_finding(review: AuditReview, *, about: User) -> None:
    """Somebody stood out in the week of this review."""
    Finding.objects.create(
        review=review, kind="mass", who=about, from_at=review.from_at, until_at=review.until_at, count=90,
        judgement="explained",
    )  # fmt: skip


def an_import(operation: Operation, at: datetime) -> ReportImport:
    """A file of two reports, checked: one is good, of the other the day is not clear."""
    return ReportImport.objects.create(
        agency=operation.plan.agency, by=operation.target.opened_by, name="reports.csv", kind="csv", state="checked",
        received={"size": 100, "sha256": "a" * 64}, received_at=at, heard_at=at, rows=2, rows_checked=2,
        rows_bad=1, faults=[[3, "observed_at", "MOMENT_UNCLEAR"]],
    )  # fmt: skip


def an_after_action(operation: Operation, at: datetime) -> AfterAction:
    """A review of an operation that is over."""
    return AfterAction.objects.create(
        plan=operation.plan, predicted_people=3, found_people=2, what_misled="A van.", written_by=operation.lead,
        written_at=at,
    )  # fmt: skip


def what_operations_found(operation: Operation, at: datetime) -> None:
    """One whose review is still to be written, one that found people, one from before that found nobody."""
    stood = {"sector": "labour", "origins": 2, "first_hand": 1, "fresh_days": 3, "went_at": at - timedelta(days=9)}
    ours = stood | {"agency": operation.plan.agency}
    here = {"target": operation.target, "level": "high", "rule": "presence v1", "source_types": ["technical"]}
    known = {"recorded_by": operation.lead, "recorded_at": at}
    OperationOutcome.objects.create(operation=uuid4(), **ours, **here)
    OperationOutcome.objects.create(operation=uuid4(), result="found", **ours, **here, **known)
    OperationOutcome.objects.create(result="nobody", **ours, **known)


def a_plan_of(operation: Operation, at: datetime) -> RaidPlan:
    """A draft beside the operation."""
    return a_plan(operation, RaidPlan.Status.DRAFT, at)


def a_notice(plan: RaidPlan, agency: Agency, *, by: User, at: datetime) -> PartnerNotice:
    """A house is told what to make ready, and has not answered."""
    return PartnerNotice.objects.create(
        plan=plan, agency=agency, window_from=at + timedelta(hours=2), window_until=at + timedelta(days=1), people=1,
        may_include_children=False, released_by=by, released_at=at,
    )  # fmt: skip


def a_plan(operation: Operation, status: str, at: datetime) -> RaidPlan:
    """A plan as it lies in the table at this status."""
    return RaidPlan.objects.create(
        agency=operation.plan.agency, target=operation.target, planner=operation.planner, status=status,
        drafted_at=at - timedelta(days=3), approved_at=at - timedelta(days=1), approved_hash="f" * 64,
        launched_at=at - timedelta(hours=2),
    )  # fmt: skip


def a_placement(stay: Stay, state: str, at: datetime) -> Placement:
    """A placement at this state, of a person of its own, in the same house."""
    shelter, number = stay.house.shelter, next(_numbers)
    person = Person.objects.create(agency=stay.care.person.agency, called=f"Somebody {number}", opened_at=at)
    bed = Bed.objects.create(shelter=shelter, unit="West wing", label=f"W{number}")
    return Placement.objects.create(
        person=person, shelter=shelter, shelter_code=shelter.code, state=state, is_child=False, needs="Rest",
        requested_by=stay.care.counsellor, requested_at=at, answer_by=at + timedelta(hours=2),
        bed=bed if state in OPEN_WITH_A_BED else None, decline_reason="no_bed" if state == "declined" else "",
    )  # fmt: skip


def a_glass(subject: Record, *, by: User, at: datetime, second: User | None = None, verdict: str = "") -> BreakGlass:
    """An emergency access that waits for a second person, or was confirmed by `second`; judged where there is one."""
    is_open = second is not None
    return BreakGlass.objects.create(
        by=by, owner=subject.agency, subject_type=subject._meta.label, subject_id=subject.public_id,
        subject_reference=subject.reference, reason="A man with a knife.", is_lethal=True, asked_at=at,
        confirm_by=at + timedelta(minutes=10), opens="full" if is_open else "waiting", second=second,
        opened_at=at if is_open else None, until=at + timedelta(hours=1) if is_open else None, verdict=verdict,
        reviewed_by=someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT) if verdict else None,
        reviewed_at=at if verdict else None,
    )  # fmt: skip


def an_invitation(agency: Agency, at: datetime, accepted_at: datetime | None = None) -> Invitation:
    """Somebody was invited into this agency."""
    number = next(_numbers)
    return Invitation.objects.create(
        email=f"new{number}@taskforce.example", name=f"New {number}", agency=agency, functions=["interpreter"],
        token_digest=f"{number:064d}", invited_by=someone(Function.ADMINISTRATOR, agency=agency), invited_at=at,
        expires_at=at + timedelta(days=2), accepted_at=accepted_at,
    )  # fmt: skip


def a_block(agency: Agency) -> None:
    """A seal over the audit trail, and its anchor with one agency."""
    AuditBlock.objects.create(
        number=10_000, xid_from=2**40, xid_until=2**40 + 1, rows=1, index=b"x", root="r" * 64, previous="p" * 64,
        sealed_at=datetime.fromisoformat("2026-03-10T12:00:00+00:00"), digest="d" * 64, signature="s" * 128,
    )  # fmt: skip
    AuditAnchor.objects.create(
        agency=agency, block=10_000, digest="d" * 64, signature="s" * 128, public_key="k" * 64,
        sealed_at=datetime.fromisoformat("2026-03-10T12:00:00+00:00"),
    )  # fmt: skip
