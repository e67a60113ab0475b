"""What people do with placements: ask, offer, choose, hand over, receive."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import PartnerNotice
from cases.queries import places_promised
from cases.services.partners import record_capacity_hold
from shelters import rules
from shelters.deadlines import ANSWER, PERSON_CHOICE, RECEIPT
from shelters.models import HandoffReceipt, Placement, Shelter
from shelters.queries import free_beds
from taskforce.access.services import find, locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.vault.services import disclose, withdraw
from victims.models import Person
from victims.services import handoff_done

HOUSE = (Function.SHELTER_MANAGER, Function.SHELTER_WORKER)
CARE = (Function.COUNSELLOR, Function.COORDINATOR)
WORDS = "amber basil cedar delta ember fable grove hazel indigo juniper lilac maple nectar olive pebble saffron".split()


@dataclass(frozen=True, slots=True)
class Handed:
    """What went over with the person."""

    belongings: str = ""
    documents_given: bool = False
    medication_given: bool = False


@transaction.atomic
def request_placement(
    *, person_id: UUID, shelter_id: UUID, gender: str, language: str, needs: str, by: User, at: datetime
) -> Placement:
    """Ask a shelter for a place. Counsellors and coordinators of the person's agency.

    Refuses with NOT_ELIGIBLE (the house takes nobody like that), PLACEMENT_OPEN (another request runs).
    """
    person = locked(Person, by, public_id=person_id)
    require(by, "place", person)
    shelter = find(Shelter, by, public_id=shelter_id)
    reason = rules.eligibility_refusal(shelter.profile(), gender=gender, is_child=person.is_treated_as_child)
    if reason:
        raise Refusal("NOT_ELIGIBLE", _not_eligible(reason), field="shelter", fix=_("Choose another shelter."))
    answer_by = at + pack().duration("placement.answer")
    try:
        with transaction.atomic():
            placement = Placement.objects.create(
                person=person, shelter=shelter, shelter_code=shelter.code, is_child=person.is_treated_as_child,
                gender=gender, language=language, needs=needs, requested_by=by, requested_at=at, answer_by=answer_by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(
            "PLACEMENT_OPEN",
            _("A placement for this person is already open."),
            fix=_("Wait for its answer, or take that request back."),
        ) from error
    disclose(placement, to=shelter.agency_id, by=by)
    record("shelters.placement.requested", by=by, obj=placement)
    start_clock(
        ANSWER, subject=placement, label=placement.reference, agency=shelter.agency, functions=HOUSE,
        due_at=answer_by, at=at,
    )  # fmt: skip
    return placement


@transaction.atomic
def offer_place(*, placement_id: UUID, bed_id: UUID, by: User, at: datetime) -> Placement:
    """Offer a bed. Staff of the shelter asked. The person decides next.

    Refuses with NO_CAPACITY when somebody else has the bed, ILLEGAL_TRANSITION when it was answered already.
    """
    placement = _answering(placement_id, rules.State.OFFERED, by)
    bed = free_beds(by, placement.shelter).filter(public_id=bed_id).first()
    if bed is None:
        raise _no_capacity()
    placement.state, placement.bed = Placement.State.OFFERED, bed
    placement.answered_by, placement.answered_at = by, at
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as error:
        raise _no_capacity() from error
    satisfy_clock(ANSWER, subject=placement, at=at)
    start_clock(
        PERSON_CHOICE, subject=placement, label=placement.reference, agency=_person_of(placement).agency,
        functions=CARE, due_at=at + pack().duration("placement.answer"), at=at,
    )  # fmt: skip
    record("shelters.placement.offered", by=by, obj=placement)
    return placement


@transaction.atomic
def decline_placement(*, placement_id: UUID, reason: str, by: User, at: datetime) -> Placement:
    """Say that the house cannot take somebody, and why, by a code. Staff of the shelter asked; its key goes.

    Refuses with REASON_MISSING, ILLEGAL_TRANSITION.
    """
    placement = _answering(placement_id, rules.State.DECLINED, by)
    if reason not in Placement.DeclineReason.values:
        raise Refusal("REASON_MISSING", _("Choose why the house cannot take this person."), field="reason")
    placement.state, placement.decline_reason = Placement.State.DECLINED, reason
    placement.answered_by, placement.answered_at = by, at
    placement.save()
    _close_to_the_house(placement, by=by)
    satisfy_clock(ANSWER, subject=placement, at=at)
    record("shelters.placement.declined", by=by, obj=placement, reason=reason)
    return placement


@transaction.atomic
def record_choice(*, placement_id: UUID, accepts: bool, meeting_point: str, by: User, at: datetime) -> Placement:
    """Write down what the person chose (9: NO_PERSON_CHOICE). Counsellors and coordinators of their agency.

    A yes opens the handoff receipt with a code word that only the house sees. Refuses with MEETING_POINT_MISSING,
    ILLEGAL_TRANSITION.
    """
    placement = locked(Placement, by, public_id=placement_id)
    _refuse_move(placement, rules.State.ACCEPTED if accepts else rules.State.CANCELLED)
    require(by, "choose", placement)
    satisfy_clock(PERSON_CHOICE, subject=placement, at=at)
    if not accepts:
        placement.state = Placement.State.CANCELLED
        placement.save()
        _close_to_the_house(placement, by=by)
        record("shelters.placement.person_said_no", by=by, obj=placement)
        return placement
    if not meeting_point.strip():
        raise Refusal(
            "MEETING_POINT_MISSING",
            _("Name a neutral meeting point. The shelter's place stays with the shelter."),
            field="meeting_point",
        )
    placement.state = Placement.State.ACCEPTED
    placement.save()
    receipt = HandoffReceipt.objects.create(
        placement=placement, meeting_point=meeting_point, code_word=_code_word()
    )  # fmt: skip
    disclose(receipt, to=by.agency_id, group="handed", by=by)
    start_clock(
        RECEIPT, subject=placement, label=placement.reference, agency=placement.shelter.agency, functions=HOUSE,
        due_at=at + pack().duration("handoff.receipt"), at=at,
    )  # fmt: skip
    record("shelters.placement.accepted", by=by, obj=placement)
    return placement


@transaction.atomic
def sign_as_giver(*, placement_id: UUID, code_word: str, handed: Handed, by: User, at: datetime) -> HandoffReceipt:
    """Sign that the person was brought. The giver types the word the house says at the meeting point.

    Counsellors and coordinators of the person's agency. Refuses with CODE_WORD_WRONG, ALREADY_SIGNED.
    """
    placement, receipt = _receipt(placement_id, "hand_over", by)
    if receipt.given_at is not None:
        raise Refusal("ALREADY_SIGNED", _("Your side has signed already."))
    if not _is_the_word(code_word, receipt):
        raise Refusal(
            "CODE_WORD_WRONG", _("That is not the word agreed for this handoff."), field="code_word",
            fix=_("Ask the colleague from the house again before you leave."),
        )  # fmt: skip
    receipt.given_by, receipt.given_at = by, at
    receipt.belongings = handed.belongings
    receipt.documents_given, receipt.medication_given = handed.documents_given, handed.medication_given
    receipt.save()
    if placement.state == Placement.State.ACCEPTED:
        placement.state = Placement.State.IN_TRANSIT
        placement.save()
    record("shelters.handoff.given", by=by, obj=receipt)
    _arrive_if_whole(placement, receipt, at=at)
    return receipt


@transaction.atomic
def sign_as_receiver(*, placement_id: UUID, by: User, at: datetime) -> HandoffReceipt:
    """Sign that the person arrived. Staff of the shelter. Refuses with ALREADY_SIGNED, HANDOFF_UNCONFIRMED.

    The house signs second: the giver's signature carries the word only the house could have said.
    """
    placement, receipt = _receipt(placement_id, "receive", by)
    if receipt.received_at is not None:
        raise Refusal("ALREADY_SIGNED", _("Your side has signed already."))
    if receipt.given_at is None:
        raise Refusal(
            "HANDOFF_UNCONFIRMED",
            _("The other side has not signed yet."),
            fix=_("Tell them the code word at the door."),
        )
    receipt.received_by, receipt.received_at = by, at
    receipt.save()
    record("shelters.handoff.received", by=by, obj=receipt)
    _arrive_if_whole(placement, receipt, at=at)
    return receipt


@transaction.atomic
def cancel_placement(*, placement_id: UUID, by: User, at: datetime) -> Placement:
    """Take a request back. Counsellors and coordinators of the person's agency."""
    placement = locked(Placement, by, public_id=placement_id)
    require(by, "cancel", placement)
    placement.state = Placement.State.CANCELLED
    placement.save()
    _close_to_the_house(placement, by=by)
    for kind in (ANSWER, PERSON_CHOICE, RECEIPT):
        cancel_clock(kind, subject=placement, at=at)
    record("shelters.placement.cancelled", by=by, obj=placement)
    return placement


@transaction.atomic
def record_exit(*, placement_id: UUID, by: User, at: datetime) -> Placement:
    """Somebody moved on; the bed is free again. Staff of the shelter."""
    placement = locked(Placement, by, public_id=placement_id)
    require(by, "exit", placement)
    placement.state, placement.exited_at = Placement.State.EXITED, at
    placement.save()
    record("shelters.placement.exited", by=by, obj=placement)
    return placement


@transaction.atomic
def hold_beds(*, notice_id: UUID, shelter_id: UUID, places: int, held_until: datetime, by: User, at: datetime) -> None:
    """Promise places for an operation. Managers of the shelter sign; cases keeps the promise in its own words.

    Refuses with NO_CAPACITY when fewer beds are free and unpromised now, HOLD_EXPIRED when `held_until` has passed.
    """
    shelter = locked(Shelter, by, public_id=shelter_id)
    require(by, "hold", shelter)
    if held_until <= at:
        raise Refusal("HOLD_EXPIRED", _("Hold the places until a moment still to come."), field="held_until")
    notice = find(PartnerNotice, by, public_id=notice_id)
    promised = places_promised(shelter.code, at=at, besides=notice)
    if places > free_beds(by, shelter).count() - promised:
        raise Refusal(
            "NO_CAPACITY", _("Fewer beds than that are free and not promised to another operation."), field="places"
        )
    record_capacity_hold(
        notice_id=notice_id, shelter_code=shelter.code, places=places, held_until=held_until, by=by, at=at
    )


def _answering(placement_id: UUID, wanted: rules.State, by: User) -> Placement:
    placement = locked(Placement, by, public_id=placement_id)
    _refuse_move(placement, wanted)
    require(by, "answer", placement)
    return placement


def _refuse_move(placement: Placement, wanted: rules.State) -> None:
    if not rules.may_move(placement.state, wanted):
        raise Refusal(
            "ILLEGAL_TRANSITION",
            _("This was answered meanwhile: %(state)s.") % {"state": placement.get_state_display()},
            fix=_("Reload the page to see where it stands."),
        )


def _receipt(placement_id: UUID, act: str, by: User) -> tuple[Placement, HandoffReceipt]:
    placement = locked(Placement, by, public_id=placement_id)
    require(by, act, placement)
    return placement, HandoffReceipt.objects.select_for_update().get(placement=placement)


def _arrive_if_whole(placement: Placement, receipt: HandoffReceipt, *, at: datetime) -> None:
    if not receipt.signed().is_whole:
        return
    placement.state, placement.arrived_at = Placement.State.ACTIVE, at
    placement.save()
    satisfy_clock(RECEIPT, subject=placement, at=at)
    handoff_done(person=_person_of(placement), at=at)


@as_house("the word is compared, never shown to whoever says it")
def _is_the_word(said: str, receipt: HandoffReceipt) -> bool:
    return rules.code_word_matches(said, receipt.code_word)


def _close_to_the_house(placement: Placement, *, by: User) -> None:
    """A house that does not take somebody keeps no key to what it was told of them."""
    withdraw(placement, to=placement.shelter.agency_id, by=by)


@as_house("the house knows somebody by their placement, not by their record")
def _person_of(placement: Placement) -> Person:
    return Person.objects.select_related("agency").get(pk=placement.person_id)


def _code_word() -> str:
    return f"{secrets.choice(WORDS)} {secrets.choice(WORDS)}"


def _no_capacity() -> Refusal:
    return Refusal(
        "NO_CAPACITY",
        _("That bed is no longer free."),
        field="bed",
        fix=_("Choose another bed, or say why the house cannot take them."),
    )


def _not_eligible(reason: str) -> str:
    return {
        "NO_CHILDREN": _("This house takes no children."),
        "NO_ADULTS": _("This house takes children only."),
        "GENDER": _("This house does not take people of that gender."),
    }[reason]
