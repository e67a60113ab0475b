"""Ten plans in every state: drafts, refused, waiting, approved, exigent, suspended because evidence aged, finished."""

from datetime import datetime, timedelta

from cases.models import Encounter, RaidPlan
from cases.queries import standing_of
from cases.rules import SECTIONS
from cases.services.approval import approve_plan
from cases.services.day import (
    Found,
    finish_operation,
    launch_plan,
    record_encounter,
    record_recovery,
    secure_scene,
    write_after_action,
)
from cases.services.drafting import PlanGiven, assign, draft_plan, fill_section, submit_plan
from cases.services.partners import release_notice
from cases.services.standing import suspend_fallen_plans
from intelligence.models import RaidTarget
from intelligence.queries.presence import presence_at
from intelligence.services.presence import affirm_presence, affirm_second
from shelters.models import Shelter
from shelters.services import hold_beds
from taskforce.accounts.models import Agency, User

# What a filled section says; made up, and no better than a real planner would write.
FILLED = {
    "statement": "How many people sleep on the site.",
    "mitigation": "Places for two more than expected are held.",
    "staging": "Bus at the north gate, out of sight of the yard.",
    "transport": "Bus A for people who may be victims; vans B and C for suspects, by another road.",
    "holding": "Suspects in the yard, then straight to the station.",
    "interview_rooms": "Two rooms at the reception site; nobody else on that floor.",
    "phones": "Suspects' phones are switched off and bagged at once.",
    "sightlines": "none",
    "protocol": "National screening form, two passes.",
    "screeners": "Two screeners for each five people.",
    "interviewer": "Trained forensic interviewer on call.",
    "languages": "Vetted interpreters for two languages.",
    "setting": "Reception site with a kitchen and a garden; no uniforms.",
    "support_person": "A counsellor stays with each person who wishes it.",
    "consent": "Read aloud item by item in the person's language.",
    "specialist": "Child Protection Service, on the bus.",
    "child_place": "Child room, never with unrelated adults.",
    "guardian": "Guardian on call from the first minute.",
    "age_protocol": "Presumed a child until shown otherwise.",
    "elements": "Act, means and purpose, each with two items.",
    "custodian": "Exhibits officer of the unit.",
    "beyond_testimony": "Pay book, phones, adverts, travel records.",
    "receiving_provider": "Safe Harbour, in writing.",
    "reception_site": "Community hall, not a place of detention.",
    "transition": "From the hall to the shelters the same day.",
    "exclusion": "yes",
    "images": "No images of people; body cameras are sealed.",
    "medical_cover": "Ambulance at the north gate.",
}


def run(
    people: dict[str, User], agencies: dict[str, Agency], targets: dict[str, RaidTarget], shelters: dict[str, Shelter],
    *, at: datetime,
) -> list[Encounter]:  # fmt: skip
    """Draft, approve and run the operations; returns who reached a safe place."""
    teller = _Teller(people, agencies, shelters)
    recovered: list[Encounter] = []
    told = (("villa", "carla", 30, 3), ("bricks", "carla", 19, 6), ("trawler", "pia", 11, 6), ("laundry", "jon", 1, 5))
    for key, planner, days, met in told:
        recovered += teller.finished(targets[key], planner, at=at - timedelta(days=days), met=met, write=days > 7)
    teller.approved(targets["flat"], "jon", at=at, exigent=True)
    teller.approved(targets["packing"], "jon", at=at)
    teller.submitted(targets["guesthouse"], "jon", at=at)
    teller.aged(targets["site"], "jon", at=at)
    teller.refused(targets["bar"], "jon", at=at)
    teller.draft(targets["spa"], "jon", at=at)
    suspend_fallen_plans(at=at)
    return recovered


class _Teller:
    """Tells one operation after the other in the words of the services."""

    def __init__(self, people: dict[str, User], agencies: dict[str, Agency], shelters: dict[str, Shelter]) -> None:
        self.people, self.agencies, self.shelters = people, agencies, shelters

    def draft(self, target: RaidTarget, planner: str, *, at: datetime) -> RaidPlan:
        """A beginning: goal and window, sections still open."""
        plan = PlanGiven(bases=["evidence", "nuisance"], objective="Free the people held there.", provisions=["MTA-5"])
        return draft_plan(target_id=target.public_id, plan=plan, by=self.people[planner], at=at - timedelta(days=1))

    def refused(self, target: RaidTarget, planner: str, *, at: datetime) -> RaidPlan:
        """The blind sweep: complaints about a street, and a story that one tip told five times."""
        plan = PlanGiven(
            bases=["area_clean_up", "nuisance", "assumption"], objective="Clear the street.", provisions=["MPO-12"]
        )
        drafted = draft_plan(target_id=target.public_id, plan=plan, by=self.people[planner], at=at - timedelta(days=2))
        return submit_plan(plan_id=drafted.public_id, by=self.people[planner], at=at - timedelta(days=2))

    def ready(
        self, target: RaidTarget, planner: str, *, at: datetime, people: int = 3, exigent: bool = False
    ) -> RaidPlan:
        """A plan with every section filled and places held."""
        by = self.people[planner]
        plan = draft_plan(
            target_id=target.public_id, by=by, at=at - timedelta(hours=20), plan=self._head(at, people, exigent=exigent)
        )
        for section in plan.sections.all():
            facts = {
                name: FILLED.get(name, "Named and told what to do; one officer stays with them.")
                for name in SECTIONS[section.kind]
            }
            fill_section(
                section_id=section.public_id, version=section.version, facts=facts, by=by, at=at - timedelta(hours=18)
            )
        assign(plan_id=plan.public_id, colleague_id=self.people["amara"].public_id, kind="comfort", by=by)
        self._places(plan, by, people, at=at)
        if not exigent:
            self._affirm(target, at=at - timedelta(hours=15))
        return plan

    def submitted(self, target: RaidTarget, planner: str, *, at: datetime) -> RaidPlan:
        plan = self.ready(target, planner, at=at)
        return submit_plan(plan_id=plan.public_id, by=self.people[planner], at=at - timedelta(hours=3))

    def approved(self, target: RaidTarget, planner: str, *, at: datetime, exigent: bool = False) -> RaidPlan:
        """Signed by two supervisors of the planner's agency."""
        plan = self.ready(target, planner, at=at, exigent=exigent)
        signed_at = at - timedelta(hours=2)
        submit_plan(plan_id=plan.public_id, by=self.people[planner], at=signed_at)
        return self._sign(plan, signed_at)

    def aged(self, target: RaidTarget, planner: str, *, at: datetime) -> RaidPlan:
        """Approved when its evidence was fresh; by now the newest observation is too old."""
        return self.approved(target, planner, at=at - timedelta(days=3))

    def finished(self, target: RaidTarget, planner: str, *, at: datetime, met: int, write: bool) -> list[Encounter]:
        """From the plan to the week after; all but two of those met may be victims."""
        day = at + timedelta(hours=3)
        plan = self.approved(target, planner, at=at)
        lead = self._supervisors(plan)[0]
        launch_plan(plan_id=plan.public_id, by=lead, at=day)
        secure_scene(plan_id=plan.public_id, by=lead, at=day + timedelta(minutes=12))
        roles = ["suspected_trafficker", "bystander"] + ["suspected_victim"] * met
        met_people = [
            record_encounter(
                plan_id=plan.public_id, role=role, may_be_child=number == 3, by=lead,
                at=day + timedelta(minutes=15 + number),
            )
            for number, role in enumerate(roles)
        ]  # fmt: skip
        for number, person in enumerate(met_people[2:]):
            agency = self.agencies["lantern" if number % 4 == 3 else "harbour"]
            record_recovery(
                encounter_id=person.public_id, safe_place="reception", agency_id=agency.public_id, by=lead,
                at=day + timedelta(minutes=40 + number),
            )  # fmt: skip
        finish_operation(plan_id=plan.public_id, by=lead, at=day + timedelta(hours=4))
        if not write:
            return met_people[2:]
        found = Found(people=met, children=1, what_misled="The back room was used as a store.", welfare_checked=True)
        write_after_action(plan_id=plan.public_id, found=found, by=lead, at=day + timedelta(days=3))
        return met_people[2:]

    def _head(self, at: datetime, people: int, *, exigent: bool) -> PlanGiven:
        return PlanGiven(
            bases=["evidence", *(["imminent_danger"] if exigent else [])],
            objective="Free the people held there and secure what proves it.",
            success_test="Everyone who wished to leave is safe; evidence for act, means and purpose is secured.",
            provisions=["MTA-4", "MTA-7"],
            authority_kind="Search warrant",
            authority_number="W-0000",
            authority_expires_at=at + timedelta(days=9),
            starts_at=at + timedelta(hours=2),
            ends_at=at + timedelta(days=2),
            expected_people=people,
            children="likely" if exigent else "possible",
            is_exigent=exigent,
            exigent_reason="A child was seen there yesterday." if exigent else "",
        )

    def _places(self, plan: RaidPlan, by: User, people: int, *, at: datetime) -> None:
        # M7 waits for what is approved, K2 for what is asked: each house promises a bed only once.
        house = "k2" if plan.target.sector == "sex" and not plan.is_exigent else "m7"
        notice = release_notice(
            plan_id=plan.public_id, agency_id=self.agencies[house].public_id, languages="Two, interpreters are found",
            by=by, at=at - timedelta(hours=16),
        )  # fmt: skip
        hold_beds(
            notice_id=notice.public_id, shelter_id=self.shelters[house].public_id, places=people,
            held_until=at + timedelta(days=3), by=self.people["ruth" if house == "k2" else "ilse"],
            at=at - timedelta(hours=12),
        )  # fmt: skip

    def _affirm(self, target: RaidTarget, *, at: datetime) -> None:
        """An analyst and a supervisor of the target's agency read its evidence and affirm it."""
        analyst, supervisor = {"north": ("leena", "vera"), "south": ("carla", "bela"), "border": ("noor", "hugo")}[
            target.agency.code
        ]
        digest = presence_at(target, now=at).digest
        affirm_presence(
            target_id=target.public_id, digest=digest, by=self.people[analyst], at=at,
            reasons="Two first-hand accounts that do not rest on each other; papers held and debts in both.",
        )  # fmt: skip
        affirm_second(
            target_id=target.public_id, digest=digest, by=self.people[supervisor], at=at + timedelta(minutes=40),
            reasons="Read both accounts with the analyst. Nothing else explains the vans and the locked door.",
        )  # fmt: skip

    def _supervisors(self, plan: RaidPlan) -> list[User]:
        keys = {"north": ("vera", "paul"), "south": ("bela", "dina"), "border": ("hugo", "olga")}[plan.agency.code]
        return [self.people[key] for key in keys if self.people[key].pk != plan.planner_id]

    def _sign(self, plan: RaidPlan, at: datetime) -> RaidPlan:
        for signer in self._supervisors(plan):
            plan.refresh_from_db()
            content = standing_of(plan, now=at).content_hash
            plan = approve_plan(plan_id=plan.public_id, content_hash=content, by=signer, at=at)
        return plan
