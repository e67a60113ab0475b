"""Sentences that bring somebody from a site into care. What came before the recovery is written as plain rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.events import PersonRecovered
from cases.models import Encounter, RaidPlan, RecoveryEvent
from intelligence.models import RaidTarget
from taskforce.accounts.models import Agency, Function, User
from taskforce.events import publish
from tests.builders import an_agency, someone
from victims.models import CounsellingSession, Interview, Person, Release
from victims.rules import CONSENT_ITEMS
from victims.services import SessionGiven, book_interview, describe_person, record_session
from victims.services.releases import ReleaseGiven, sign_release

YES_TO_ALL = dict.fromkeys(CONSENT_ITEMS, "yes")


@dataclass(frozen=True, slots=True)
class Care:
    """Somebody in care, their counsellor, and the investigator who recorded the recovery."""

    person: Person
    counsellor: User
    investigator: User


def a_recovery(at: datetime, *, investigator: User, to: Agency, may_be_child: bool = False) -> RecoveryEvent:
    """Somebody met in an operation that was launched two hours ago has just left the site."""
    agency = investigator.agency
    target = RaidTarget.objects.create(
        agency=agency, title="Packing shed", sector="labour", premises="farm", opened_by=investigator, opened_at=at
    )
    plan = RaidPlan.objects.create(
        agency=agency,
        target=target,
        planner=investigator,
        status=RaidPlan.Status.LAUNCHED,
        drafted_at=at - timedelta(days=3),
        approved_at=at - timedelta(days=1),
        approved_hash="f" * 64,
        launched_at=at - timedelta(hours=2),
    )
    met = Encounter.objects.create(
        plan=plan, met_at=at, met_by=investigator, may_be_child=may_be_child, provisional_role="may_be_victim"
    )
    return RecoveryEvent.objects.create(
        encounter=met, left_site_at=at, safe_place="reception", receiving_agency=to, recorded_by=investigator
    )


def a_person_in_care(at: datetime, *, may_be_child: bool = False) -> Care:
    """Somebody recovered at `at` and now in the care of a victim services agency with one counsellor."""
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    investigator = someone(Function.INVESTIGATOR)
    recovery = a_recovery(at, investigator=investigator, to=counsellor.agency, may_be_child=may_be_child)
    publish(PersonRecovered(recovery_id=recovery.pk, agency_id=counsellor.agency_id, at=at))
    return Care(Person.objects.get(recovery=recovery), counsellor, investigator)


TOLD = {
    "called": "Quince", "language": "Tagalog", "gender": "in their words", "wishes": "To call a sister.",
    "safe_contact": "Mornings, through the counsellor.",
}  # fmt: skip
NEEDS, SAID = "A coat, and sleep.", "They miss their sister."


def somebody_who_told_of_themselves(at: datetime, *, may_be_child: bool = False) -> Care:
    """A person in care with every part of their record filled, and one talk."""
    care = a_person_in_care(at, may_be_child=may_be_child)
    describe_person(person_id=care.person.public_id, version=None, says_child=False, by=care.counsellor, **TOLD)
    given = SessionGiven(held_at=at, said=SAID, needs=NEEDS, next_step="Talk again.")
    record_session(person_id=care.person.public_id, session=given, by=care.counsellor, at=at)
    return Care(Person.objects.get(pk=care.person.pk), care.counsellor, care.investigator)


def given(care: Care, to: Agency, *items: str, at: datetime, **facts: object) -> ReleaseGiven:
    """What they sign; of what they need, from all their talks."""
    talks = tuple(care.person.sessions.values_list("public_id", flat=True)) if "needs" in items else ()
    return ReleaseGiven(
        **{
            "recipient_id": to.public_id, "items": items, "talks": talks, "purpose": "stay", "days": 30,
            "alternatives": "They could have called there themselves.", "risks_explained": True,
            "language": "Tagalog", "signed_how": "paper", "signature": "In our folder", "signed_at": at,
        }
        | facts
    )  # fmt: skip


def a_release(care: Care, to: Agency, *items: str, at: datetime, **facts: object) -> Release:
    """They sign a release of these items to this agency; their counsellor sees it."""
    what = given(care, to, *items, at=at, **facts)
    return sign_release(person_id=care.person.public_id, given=what, by=care.counsellor, at=at)


def an_interviewer(agency: Agency | None = None) -> User:
    return someone(Function.INTERVIEWER, agency=agency or an_agency())


def a_talk(care: Care, at: datetime, said: str = "They miss their sister.") -> CounsellingSession:
    """A counselling session of which the counsellor wrote a record."""
    given = SessionGiven(held_at=at, said=said)
    return record_session(person_id=care.person.public_id, session=given, by=care.counsellor, at=at)


def a_booked_interview(care: Care, held_at: datetime, *, interviewer: User | None = None, **facts: str) -> Interview:
    """An interview the person chose to have, booked by their counsellor."""
    return book_interview(
        person_id=care.person.public_id,
        interviewer_id=(interviewer or an_interviewer()).public_id,
        held_at=held_at,
        by=care.counsellor,
        at=care.person.opened_at,
        **({"place": "ngo_room", "language": "Tagalog", "interpreter": ""} | facts),
    )
