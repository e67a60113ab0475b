"""What people do in care: open a person's record, keep their time, talk with them, hold an interview they agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.events import PersonRecovered
from cases.models import RecoveryEvent
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.services import record, record_shown
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.uploads.examining import Examined
from taskforce.uploads.services import receive_file, withdraw_file
from taskforce.vault.blind_index import find_by_words, index_words
from victims import rules
from victims.deadlines import COUNSELLING, HANDOFF, INTERVIEW
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, PersonFile

CARE = (Function.COUNSELLOR, Function.COORDINATOR)


@dataclass(frozen=True, slots=True)
class SessionGiven:
    """What a counsellor wrote of a talk."""

    held_at: datetime
    said: str = ""
    needs: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class AccountGiven:
    """What was told in an interview, and the answer to each consent item ("yes", "no" or "")."""

    consent: Mapping[str, str]
    account: str = ""
    people_named: str = ""
    places_named: str = ""
    needs: str = ""


@transaction.atomic
@as_house("those who met a person may not see the record that care opens")
def open_person(*, recovery: RecoveryEvent, agency: Agency, at: datetime) -> Person:
    """Open the record of a recovered person, their counselling period (SR-31) and the handoff clock (SR-13).

    Called on PersonRecovered. A person who may be a child is presumed one (5.4). Repeating it changes nothing.
    """
    status = Person.ChildStatus.PRESUMED_CHILD if recovery.encounter.may_be_child else Person.ChildStatus.ADULT
    person, is_new = Person.objects.get_or_create(
        recovery=recovery, defaults={"agency": agency, "child_status": status, "opened_at": at}
    )
    if not is_new:
        return person
    length = pack().duration("counselling_period.default")
    CounsellingPeriod.objects.create(person=person, started_at=at, length=length)
    start_clock(
        COUNSELLING,
        subject=person,
        label=person.reference,
        agency=agency,
        functions=CARE,
        due_at=at + length,
        at=at,
    )
    within = pack().duration("handoff.child" if person.is_treated_as_child else "handoff.adult")
    start_clock(
        HANDOFF,
        subject=person,
        label=person.reference,
        agency=agency,
        functions=CARE,
        due_at=at + within,
        at=at,
    )
    record("victims.person.opened", by=None, obj=person)
    return person


@as_house("those who met a person may not see the record that care opens")
def on_person_recovered(event: PersonRecovered) -> None:
    """A person left a site: their record and their time begin."""
    recovery = RecoveryEvent.objects.select_related("encounter").get(pk=event.recovery_id)
    open_person(recovery=recovery, agency=Agency.objects.get(pk=event.agency_id), at=event.at)


@transaction.atomic
def describe_person(
    *, person_id: UUID, version: int | None, called: str, language: str, gender: str, wishes: str, safe_contact: str,
    says_child: bool, by: User,
) -> Person:  # fmt: skip
    """Write down what the person told about themselves. Counsellors of the person's agency.

    Saying to be a child counts at once; nothing here makes a presumed child an adult (SR-23, AGE_BY_CLAIM_ONLY).
    Refuses with STALE_VERSION, NOT_YOURS_TO_DO.
    """
    person = locked(Person, by, public_id=person_id, version=version)
    require(by, "care", person)
    person.called, person.language, person.gender = called, language, gender
    person.wishes, person.safe_contact = wishes, safe_contact
    if says_child:
        person.child_status = Person.ChildStatus.CHILD
    person.save()
    index_words(person, "called", called)
    record("victims.person.described", by=by, obj=person)
    return person


@transaction.atomic
def find_people(*, text: str, by: User) -> list[Person]:
    """The people in care of one's own agency who are called so, or whose name sounds so. Counsellors.

    On record stands who was found, not what was searched for. Refuses with NOT_YOURS_TO_DO.
    """
    require_any(by, "care", Person)
    found = find_by_words(Person, "called", text, agency_id=by.agency_id)
    people = Person.objects.visible_to(by).in_bulk(found, field_name="public_id")
    shown = [people[public_id] for public_id in found if public_id in people]
    record_shown(Person, [person.public_id for person in shown], by=by, verb="victims.person.searched")
    return shown


@transaction.atomic
def lengthen_period(*, person_id: UUID, days: int, by: User, at: datetime) -> CounsellingPeriod:
    """Give a person more time. Counsellors of their agency. Refuses with COUNSELLING_CLOSED_EARLY, PERIOD_TOO_LONG."""
    period = locked(CounsellingPeriod, by, person__public_id=person_id)
    require(by, "lengthen", period)
    length = timedelta(days=days)
    refusal = rules.length_refusal(length, current=period.length, longest=pack().duration("counselling_period.longest"))
    if refusal:
        raise Refusal(refusal, _("The period can only be lengthened, up to the limit of the law here."), field="days")
    period.length = length
    period.save()
    person = period.person
    start_clock(
        COUNSELLING, subject=person, label=person.reference, agency=person.agency, functions=CARE,
        due_at=period.ends_at, at=at,
    )  # fmt: skip
    record("victims.period.lengthened", by=by, obj=period, days=days)
    return period


@transaction.atomic
def close_period(*, person_id: UUID, by: User, at: datetime) -> CounsellingPeriod:
    """End a counselling period because the person wishes it. Counsellors of their agency.

    Refuses with COUNSELLING_CLOSED_EARLY in its first days (SR-31) and PERIOD_CLOSED.
    """
    period = locked(CounsellingPeriod, by, person__public_id=person_id)
    require(by, "close", period)
    shortest = pack().duration("counselling_period.minimum")
    refusal = rules.closing_refusal(period.value(), shortest=shortest, now=at)
    if refusal:
        raise Refusal(
            refusal,
            _("A counselling period lasts at least %(days)s days. This time is the person's.")
            % {"days": shortest.days},
        )
    period.closed_at, period.closed_by = at, by
    period.save()
    satisfy_clock(COUNSELLING, subject=period.person, at=at)
    record("victims.period.closed", by=by, obj=period)
    return period


@transaction.atomic
def record_session(*, person_id: UUID, session: SessionGiven, by: User, at: datetime) -> CounsellingSession:
    """Record a talk for care. Counsellors of the person's agency; police can never open it (0.12).

    Refuses with OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    person = find(Person, by, public_id=person_id)
    require(by, "care", person)
    _refuse_future(session.held_at, at)
    written = CounsellingSession.objects.create(
        person=person, counsellor=by, held_at=session.held_at, said=session.said, needs=session.needs,
        next_step=session.next_step,
    )  # fmt: skip
    record("victims.session.recorded", by=by, obj=written)
    return written


@transaction.atomic
def amend_session(
    *, session_id: UUID, version: int | None, session: SessionGiven, by: User, at: datetime
) -> CounsellingSession:
    """Add to the record of a talk. Counsellors of the person's agency. Refuses with STALE_VERSION."""
    written = locked(CounsellingSession, by, public_id=session_id, version=version)
    require(by, "write", written)
    _refuse_future(session.held_at, at)
    written.held_at, written.said = session.held_at, session.said
    written.needs, written.next_step = session.needs, session.next_step
    written.save()
    record("victims.session.amended", by=by, obj=written)
    return written


@transaction.atomic
def book_interview(
    *, person_id: UUID, interviewer_id: UUID, held_at: datetime, place: str, language: str, interpreter: str,
    by: User, at: datetime,
) -> Interview:  # fmt: skip
    """Book an investigative interview that the person chose to have. Counsellors of their agency book, nobody else.

    Refuses with INTERVIEW_AT_SITE, SETTING_UNSUITABLE, TRIAGE_ONLY, INTERVIEW_CAP, INTERVIEW_TOO_SOON,
    UNTRAINED_INTERVIEWER (5.3).
    """
    person = locked(Person, by, public_id=person_id)
    require(by, "care", person)
    interviewer = User.objects.get(public_id=interviewer_id, is_active=True)
    if not interviewer.holds(Function.INTERVIEWER):
        raise Refusal("UNTRAINED_INTERVIEWER", _("Choose somebody trained to interview."), field="interviewer")
    refusal = rules.interview_refusal(
        place=place,
        at=held_at,
        left_site_at=_left_site_at(person),
        earlier=list(person.interviews.values_list("held_at", flat=True)),
        limits=_limits(),
    )
    if refusal:
        raise _not_then_or_there(refusal)
    booked = Interview.objects.create(
        person=person, interviewer=interviewer, booked_by=by, held_at=held_at, place=place, language=language,
        interpreter=interpreter,
    )  # fmt: skip
    start_clock(
        INTERVIEW, subject=booked, label=booked.reference, agency=interviewer.agency, holder=interviewer,
        due_at=held_at + timedelta(days=1), at=at,
    )  # fmt: skip
    record("victims.interview.booked", by=by, obj=booked)
    return booked


@transaction.atomic
def save_account(
    *, interview_id: UUID, version: int | None, account: AccountGiven, finish: bool, by: User, at: datetime
) -> Interview:
    """Save what was told so far, and close the record when `finish`. The interviewer named on it.

    Refuses with STALE_VERSION, CONSENT_MISSING (an item was not put, or the person did not agree to talk).
    """
    interview = locked(Interview, by, public_id=interview_id, version=version)
    require(by, "write", interview)
    interview.agreed = [item for item in rules.CONSENT_ITEMS if account.consent.get(item) == "yes"]
    interview.declined = [item for item in rules.CONSENT_ITEMS if account.consent.get(item) == "no"]
    interview.account, interview.needs = account.account, account.needs
    interview.people_named, interview.places_named = account.people_named, account.places_named
    if finish:
        _refuse_without_consent(account)
        interview.state, interview.finished_at = Interview.State.FINISHED, at
        satisfy_clock(INTERVIEW, subject=interview, at=at)
    interview.save()
    record("victims.interview.finished" if finish else "victims.interview.saved", by=by, obj=interview)
    return interview


@transaction.atomic
def stop_interview(*, interview_id: UUID, by: User, at: datetime) -> Interview:
    """The person wants to stop. No reason is asked and none is recorded (5.3). The interviewer named on it."""
    interview = locked(Interview, by, public_id=interview_id)
    require(by, "write", interview)
    interview.state, interview.finished_at = Interview.State.STOPPED, at
    interview.save(update_fields=["state", "finished_at"])
    satisfy_clock(INTERVIEW, subject=interview, at=at)
    record("victims.interview.stopped", by=by, obj=interview)
    return interview


def handoff_done(*, person: Person, at: datetime) -> None:
    """The person arrived in care: the handoff clock ends. Called by shelters when both sides have signed."""
    satisfy_clock(HANDOFF, subject=person, at=at)


@as_house("care knows when somebody came, and not from where")
def _left_site_at(person: Person) -> datetime:
    return person.recovery.left_site_at if person.recovery else person.opened_at


def _limits() -> rules.InterviewLimits:
    values = pack()
    return rules.InterviewLimits(
        spacing=values.duration("interview.spacing"),
        cap=values.number("interview.cap"),
        triage_only=values.duration("interview.triage_only"),
    )


def _not_then_or_there(code: str) -> Refusal:
    field, sentence = {
        "INTERVIEW_AT_SITE": (
            "place",
            _("Nobody is interviewed at the site. Choose a safe place away from it."),
        ),
        "SETTING_UNSUITABLE": (
            "place",
            _("A police station is no setting for this talk. Choose a safe, quiet place."),
        ),
        "TRIAGE_ONLY": (
            "held_at",
            _("In the first 24 hours only life-saving questions are asked. Choose a later time."),
        ),
        "INTERVIEW_CAP": ("held_at", _("This person has been interviewed as often as the rules allow.")),
        "INTERVIEW_TOO_SOON": ("held_at", _("Leave at least 24 hours between two interviews.")),
    }[code]
    return Refusal(code, sentence, field=field)


def _refuse_future(held_at: datetime, at: datetime) -> None:
    if held_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This talk lies in the future."), field="held_at")


def _refuse_without_consent(account: AccountGiven) -> None:
    missing = rules.missing_consent(account.consent)
    if missing or not rules.may_go_on(account.consent):
        raise Refusal(
            "CONSENT_MISSING",
            _("Put every item of consent to the person, and hold the talk only if they agree to it."),
            field=f"consent_{missing[0]}" if missing else "consent_purpose",
            fix=_("If they do not agree, choose: They want to stop."),
        )


@transaction.atomic
def keep_paper(*, person_id: UUID, file: Examined, caption: str, by: User, at: datetime) -> PersonFile:
    """Keep a paper for somebody in care. Counsellors of their agency; police can never open it.

    Of a picture only what is shown is kept, without place and device: the original would tell where people are. Refuses
    with FILE_TELLS_A_PLACE, NOT_YOURS_TO_DO.
    """
    person = find(Person, by, public_id=person_id)
    require(by, "care", person)
    row = PersonFile(person=person)
    receive_file(row, file, caption=caption, keeps_original=False, by=by, at=at)
    return row


@transaction.atomic
def withdraw_paper(*, file_id: UUID, by: User, at: datetime) -> None:
    """Make a paper unreadable for everybody, for ever, as when the person asks for it. Counsellors of their agency.

    Refuses with NOT_YOURS_TO_DO.
    """
    row = locked(PersonFile, by, public_id=file_id)
    require(by, "withdraw", row)
    withdraw_file(row, by=by, at=at)
