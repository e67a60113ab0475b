"""Twenty people in care: periods at every stage, talks, interviews, and placements in every state."""

from datetime import datetime, timedelta

from cases.models import Encounter
from shelters.models import Placement, Shelter
from shelters.queries import free_beds
from shelters.services import (
    Handed,
    decline_placement,
    offer_place,
    record_choice,
    record_exit,
    request_placement,
    sign_as_giver,
    sign_as_receiver,
)
from taskforce.accounts.models import User
from victims.models import Person, Release
from victims.rules import CONSENT_ITEMS
from victims.services import (
    AccountGiven,
    SessionGiven,
    book_interview,
    close_period,
    describe_person,
    record_session,
    save_account,
)
from victims.services.releases import ReleaseGiven, sign_release, withdraw_release

NAMES = ("Wren", "Juno", "Sol", "Ash", "River", "Noa", "Remy", "Skye", "Lior", "Ari")
LANGUAGES = ("Vietnamese", "Romanian", "Bengali", "Amharic", "Tagalog", "Portuguese")
NEEDS = (
    "Ground floor room",
    "Insulin, needs a fridge",
    "Somebody of the same language near",
    "Quiet room",
    "Halal food",
)
# How far each request goes, in the order of the people; "decline stay" is asked twice.
PATHS = (
    "exit", "exit", "stay", "decline stay", "exit", "decline stay", "stay", "exit", "decline exit", "stay",
    "stay", "exit", "decline stay", "exit", "stay", "offer", "wait", "travel", "decline wait", "wait",
)  # fmt: skip


def begin(people: dict[str, User], recovered: list[Encounter], shelters: dict[str, Shelter], *, at: datetime) -> None:
    """Everything that happened in care since each recovery."""
    for number, met in enumerate(recovered):
        person = Person.objects.get(recovery__encounter=met)
        counsellor = people["grace"] if person.agency.code == "lantern" else people["amara" if number % 3 else "tomas"]
        person = _get_to_know(person, counsellor, number)
        _talk(person, counsellor, number, at=at)
        if number % 5 == 0:
            _interview(person, counsellor, people["ines"], at=at)
        _end_in_time(person, counsellor, at=at)
        for attempt, path in enumerate(PATHS[number].split()):
            asked_at = person.opened_at + timedelta(hours=1 + 2 * attempt)
            if path == "wait":  # one answer is overdue, one is due soon, one has time
                asked_at = at - timedelta(hours=(5, 3, 1)[number % 3])
            _place(person, counsellor, people, shelters, number, path, asked_at=asked_at, at=at)
    _releases([Person.objects.get(recovery__encounter=met) for met in recovered], people, at=at)


def _releases(persons: list[Person], people: dict[str, User], *, at: datetime) -> None:
    """One lets their shelter know, one police, and one has thought again."""
    settled, spoke, reconsidered = [p for p in persons if not p.is_treated_as_child and p.agency.code == "harbour"][:3]
    _release(settled, people["ruth"], ("name", "needs"), "stay", people["amara"], at=at - timedelta(hours=3))
    _release(spoke, people["ines"], ("profile", "safe_contact"), "case", people["amara"], at=at - timedelta(days=2))
    taken_back = _release(
        reconsidered, people["ruth"], ("name", "wishes"), "support", people["tomas"], at=at - timedelta(days=3)
    )
    withdraw_release(release_id=taken_back.public_id, how="oral", by=people["mira"], at=at - timedelta(days=1))


def _release(
    person: Person, reader: User, items: tuple[str, ...], purpose: str, counsellor: User, *, at: datetime
) -> Release:
    talks = tuple(person.sessions.values_list("public_id", flat=True)) if "needs" in items else ()
    given = ReleaseGiven(
        recipient_id=reader.agency.public_id, items=items, talks=talks, purpose=purpose, days=30, signed_how="paper",
        alternatives="They thought of calling there themselves, and would rather not tell it again.",
        risks_explained=True, language=person.language, signature="Folder of releases, first shelf", signed_at=at,
    )  # fmt: skip
    return sign_release(person_id=person.public_id, given=given, by=counsellor, at=at)


def _end_in_time(person: Person, counsellor: User, *, at: datetime) -> None:
    """A period that has run its length was ended with the person."""
    if person.period.ends_at < at:
        close_period(person_id=person.public_id, by=counsellor, at=person.period.ends_at)


def _get_to_know(person: Person, counsellor: User, number: int) -> Person:
    return describe_person(
        person_id=person.public_id, version=None, called=NAMES[number % 10], language=LANGUAGES[number % 6],
        gender="feminine" if number % 4 else "masculine", wishes="To call a sister, not yet the family.",
        safe_contact="Through the counsellor, mornings.", says_child=False, by=counsellor,
    )  # fmt: skip


def _talk(person: Person, counsellor: User, number: int, *, at: datetime) -> None:
    first = person.opened_at + timedelta(hours=6)
    for talk in range(1 + number % 3):
        held_at = first + timedelta(days=talk)
        if held_at < at:
            given = SessionGiven(
                held_at=held_at, said="They talked about the journey and about home.",
                needs="Sleep, a phone call, a coat.", next_step="Talk again tomorrow, if they wish.",
            )  # fmt: skip
            record_session(person_id=person.public_id, session=given, by=counsellor, at=at)


def _interview(person: Person, counsellor: User, interviewer: User, *, at: datetime) -> None:
    held_at = max(person.opened_at + timedelta(days=2), at - timedelta(days=1))
    booked = book_interview(
        person_id=person.public_id, interviewer_id=interviewer.public_id, held_at=held_at, place="ngo_room",
        language=person.language, interpreter="Vetted, chosen by the person", by=counsellor, at=person.opened_at,
    )  # fmt: skip
    account = AccountGiven(
        consent={item: "no" if item == "recording" else "yes" for item in CONSENT_ITEMS},
        account="They were promised work in a kitchen. Their passport was taken on arrival, for the office.",
        needs="To know what happens with the papers.",
    )
    is_old = person.opened_at < at - timedelta(days=8)
    save_account(
        interview_id=booked.public_id, version=None, account=account, finish=is_old, by=interviewer, at=held_at
    )


def _place(
    person: Person, counsellor: User, people: dict[str, User], shelters: dict[str, Shelter], number: int, path: str,
    *, asked_at: datetime, at: datetime,
) -> None:  # fmt: skip
    house = shelters["k2" if person.is_treated_as_child or person.gender == "feminine" else "m7"]
    staff = people["sami" if house.code == "K2" else "ilse"]
    placement = request_placement(
        person_id=person.public_id, shelter_id=house.public_id, gender="" if house.code == "M7" else "feminine",
        language=person.language, needs=NEEDS[number % 5], by=counsellor, at=asked_at,
    )  # fmt: skip
    if path == "wait":
        return
    if path == "decline":
        decline_placement(
            placement_id=placement.public_id, reason="staffing", by=staff, at=asked_at + timedelta(hours=1)
        )
        return
    _go_on(placement, path, counsellor, staff, asked_at=asked_at, at=at)


def _go_on(placement: Placement, path: str, counsellor: User, staff: User, *, asked_at: datetime, at: datetime) -> None:
    """Offer, choice, handoff by both sides, and for some the way on."""
    public_id = placement.public_id
    bed = free_beds(staff, placement.shelter)[0]
    offer_place(placement_id=public_id, bed_id=bed.public_id, by=staff, at=asked_at + timedelta(hours=1))
    if path == "offer":
        return
    chosen_at = asked_at + timedelta(hours=2)
    record_choice(
        placement_id=public_id, accepts=True, meeting_point="Station hall, east side", by=counsellor, at=chosen_at
    )
    if path == "accept":
        return
    placement.refresh_from_db()
    word = placement.receipt.code_word
    handed = Handed(belongings="One bag, one coat", documents_given=False, medication_given=True)
    given_at = asked_at + timedelta(hours=3)
    sign_as_giver(placement_id=public_id, code_word=word, handed=handed, by=counsellor, at=given_at)
    if path == "travel":
        return
    sign_as_receiver(placement_id=public_id, by=staff, at=asked_at + timedelta(hours=4))
    if path == "exit":
        record_exit(placement_id=public_id, by=staff, at=at - timedelta(days=1))
