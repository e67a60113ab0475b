"""The chain of custody: handing on by two, checking, explaining a break, holding, and the end of an exhibit."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import CUSTODY_AUDIT, PERISHABLE
from intelligence.models import CustodyTransfer, EvidenceItem, ExhibitDisclosure
from intelligence.queries.exhibits import Standing, receivers_for, standing_of
from intelligence.rules.custody import Step, found_otherwise
from taskforce.access.services import find, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.vault.services import settle

KEEPERS = (Function.INVESTIGATOR, Function.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found when they took an exhibit into their hands: the seal's number, and in what state."""

    seal: str
    condition: str


@dataclass(frozen=True, slots=True)
class Told:
    """Where it happened and why."""

    place: str = ""
    reason: str = ""


@transaction.atomic
def offer_exhibit(
    *, item_id: UUID, to: UUID, found: Found, told: Told, by: User, at: datetime, new_seal: str = ""
) -> CustodyTransfer:
    """Hand an exhibit over. It stays with whoever holds it until the receiver takes it. Its holder alone.

    Refuses with EXHIBIT_DISPOSED, NOT_THE_HOLDER, ALREADY_OFFERED, CHAIN_BROKEN (a break is explained first, or what is
    found now is not what is on record), CHAIN_REVIEW (its custody audit is overdue), RECEIVER_UNFIT, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "handle", by, at)
    _refuse_unless_holder(stands, by)
    if stands.custody.offered_to:
        raise Refusal("ALREADY_OFFERED", _("It was handed over already, and waits to be taken."))
    _refuse_broken(stands, found)
    if stands.is_overdue:
        raise Refusal(
            "CHAIN_REVIEW",
            _("Nobody has checked this exhibit within the time of the custody audit."),
            fix=_("Somebody other than its holder checks it first."),
        )
    receiver = receivers_for(by, item).filter(public_id=to).first()
    if receiver is None:
        raise Refusal("RECEIVER_UNFIT", _("It cannot be handed to this person."), field="to")
    return extend(item, Step.OFFERED, by=by, at=at, receiver=receiver, found=found, told=told, new_seal=new_seal)


@transaction.atomic
def accept_exhibit(*, item_id: UUID, found: Found, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """Take an exhibit that was handed to you, as the second of two: from now on you hold it.

    Refuses with NOT_OFFERED_TO_YOU, NOT_YOURS_TO_DO, and with CHAIN_BROKEN where the seal is another one or the exhibit
    not intact: then it is declined, saying what was found.
    """
    item, stands = _under_hand(item_id, "handle", by, at)
    _refuse_unless_offered(stands, by)
    _refuse_broken(stands, found)
    return extend(item, Step.ACCEPTED, by=by, at=at, found=found, told=told)


@transaction.atomic
def decline_exhibit(*, item_id: UUID, found: Found, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """Not take an exhibit that was handed to you, and say what was found. Another seal, or damage, breaks the chain.

    Refuses with NOT_OFFERED_TO_YOU, REASON_MISSING, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "handle", by, at)
    _refuse_unless_offered(stands, by)
    _refuse_silent(told)
    return extend(item, Step.DECLINED, by=by, at=at, found=found, told=told)


@transaction.atomic
def recall_offer(*, item_id: UUID, by: User, at: datetime) -> CustodyTransfer:
    """Keep an exhibit after all that was handed over and not taken yet. Its holder.

    Refuses with NOT_THE_HOLDER, NOT_OFFERED, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "handle", by, at)
    _refuse_unless_holder(stands, by)
    if not stands.custody.offered_to:
        raise Refusal("NOT_OFFERED", _("It was not handed over, so there is nothing to take back."))
    return extend(item, Step.RECALLED, by=by, at=at)


@transaction.atomic
def check_custody(*, item_id: UUID, found: Found, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """The custody audit: somebody of its agency other than the holder says where it is and in what state.

    Another seal, or damage, breaks the chain and is on record for good. The next audit counts from now. Refuses with
    OWN_CUSTODY, EXHIBIT_DISPOSED, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "check", by, at)
    if stands.custody.holder == str(by.pk):
        raise Refusal(
            "OWN_CUSTODY",
            _("Whoever holds an exhibit does not audit it."),
            fix=_("Ask a colleague to look at it and to write down what they find."),
        )
    row = extend(item, Step.CHECKED, by=by, at=at, found=found, told=told)
    start_audit(item, at=at)
    return row


@transaction.atomic
def explain_break(*, item_id: UUID, told: Told, new_seal: str, by: User, at: datetime) -> CustodyTransfer:
    """Say how a break came about, and seal the exhibit anew: it can be handed on again; the break stays on record.

    Supervisors of its agency, other than its holder. Refuses with NOTHING_TO_EXPLAIN, REASON_MISSING, SEAL_MISSING,
    CHAIN_ALTERED (rows that were changed cannot be explained away), OWN_CUSTODY, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "explain", by, at)
    if stands.custody.is_altered:
        raise Refusal("CHAIN_ALTERED", _("Rows of this chain are missing or were changed. Nothing can mend that here."))
    if not stands.custody.is_broken:
        raise Refusal("NOTHING_TO_EXPLAIN", _("This chain is not broken."))
    if stands.custody.holder == str(by.pk):
        raise Refusal("OWN_CUSTODY", _("Whoever holds an exhibit does not explain its break."))
    _refuse_silent(told)
    refuse_unsealed(new_seal)
    return extend(item, Step.EXPLAINED, by=by, at=at, told=told, new_seal=new_seal)


@transaction.atomic
def place_hold(*, item_id: UUID, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """Forbid the disposal of an exhibit; an earlier consent no longer counts.

    Supervisors of its agency, and prosecutors and legal advisers it is disclosed to. Refuses with REASON_MISSING,
    UNDER_HOLD, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "hold", by, at)
    _refuse_held(stands)
    _refuse_silent(told)
    return extend(item, Step.HELD, by=by, at=at, told=told)


@transaction.atomic
def lift_hold(*, item_id: UUID, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """Lift a legal hold. Whoever may place one. Refuses with NOT_HELD, REASON_MISSING, NOT_YOURS_TO_DO."""
    item, stands = _under_hand(item_id, "hold", by, at)
    if not stands.custody.is_held:
        raise Refusal("NOT_HELD", _("There is no legal hold on it."))
    _refuse_silent(told)
    return extend(item, Step.LIFTED, by=by, at=at, told=told)


@transaction.atomic
def consent_to_disposal(*, item_id: UUID, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """A prosecutor's written consent that an exhibit may be disposed of. Prosecutors it is disclosed to.

    Refuses with UNDER_HOLD, REASON_MISSING, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "consent", by, at)
    _refuse_held(stands)
    _refuse_silent(told)
    return extend(item, Step.CONSENTED, by=by, at=at, told=told)


@transaction.atomic
def dispose_of_exhibit(*, item_id: UUID, told: Told, by: User, at: datetime) -> CustodyTransfer:
    """End an exhibit: returned, destroyed, or given to a court. Its chain stays for ever. Supervisors of its agency.

    Refuses with UNDER_HOLD, DISPOSAL_UNCONSENTED, ALREADY_OFFERED, REASON_MISSING, NOT_YOURS_TO_DO.
    """
    item, stands = _under_hand(item_id, "dispose", by, at)
    _refuse_held(stands)
    if not stands.custody.is_consented:
        raise Refusal(
            "DISPOSAL_UNCONSENTED",
            _("No prosecutor has consented in writing."),
            fix=_("Disclose it to the prosecution and ask for their consent."),
        )
    if stands.custody.offered_to:
        raise Refusal("ALREADY_OFFERED", _("It was handed over, and waits to be taken."))
    _refuse_silent(told)
    row = extend(item, Step.DISPOSED, by=by, at=at, told=told)
    for kind in (CUSTODY_AUDIT, PERISHABLE):
        cancel_clock(kind, subject=item, at=at)
    return row


def extend(
    item: EvidenceItem, step: Step, *, by: User, at: datetime, receiver: User | None = None, told: Told | None = None,
    found: Found | None = None, new_seal: str = "",
) -> CustodyTransfer:  # fmt: skip
    """Write the next row of a chain, bound to the last one. The calling service has asked whether `by` may."""
    with as_house("a chain is one line, whoever may read a part of it"):
        last = CustodyTransfer.objects.filter(item=item).order_by("-position").first()
    row = CustodyTransfer(
        item=item, position=last.position + 1 if last else 1, step=step, by=by, at=at, receiver=receiver,
        seal_before=found.seal if found else "", condition=found.condition if found else "", seal_after=new_seal,
        **asdict(told or Told()),
    )  # fmt: skip
    row.bind(last.digest if last else "")
    row.save()
    disclose_rows([row], item, by=by)
    record(f"intelligence.exhibit.{step.value}", by=by, obj=item, position=row.position)
    return row


@as_house("who reads an exhibit may work elsewhere")
def disclose_rows(rows: Iterable[CustodyTransfer], item: EvidenceItem, *, by: User) -> None:
    """The agencies an exhibit is disclosed to hold the keys of these rows of its chain, and no others."""
    told = set(ExhibitDisclosure.objects.filter(item=item, ended_at=None).values_list("recipient", flat=True))
    for row in rows:
        settle(row, to=told, by=by)


def start_audit(item: EvidenceItem, *, at: datetime) -> None:
    """The next custody audit is due from now on (`custody.audit` of the pack)."""
    start_clock(
        CUSTODY_AUDIT, subject=item, label=item.reference, agency=item.agency, at=at,
        due_at=at + pack().duration("custody.audit"), functions=KEEPERS,
    )  # fmt: skip


def refuse_unsealed(seal: str) -> None:
    """Refuse with SEAL_MISSING where there is no number on the new seal."""
    if not seal.strip():
        raise Refusal("SEAL_MISSING", _("Write down the number of the new seal."), field="new_seal")


def _under_hand(item_id: UUID, act: str, by: User, at: datetime) -> tuple[EvidenceItem, Standing]:
    """The exhibit and how it stands, nobody else writing on its chain until this transaction ends."""
    item = find(EvidenceItem, by, public_id=item_id)
    require(by, act, item)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('intelligence.custody'), %s::int)", [item.pk])
    stands = standing_of(item, now=at)
    if stands.custody.is_disposed:
        raise Refusal("EXHIBIT_DISPOSED", _("This exhibit was disposed of. Its chain has ended."))
    return item, stands


def _refuse_unless_holder(stands: Standing, by: User) -> None:
    if stands.custody.holder != str(by.pk):
        raise Refusal("NOT_THE_HOLDER", _("You do not hold this exhibit."), fix=_("Its holder hands it over."))


def _refuse_unless_offered(stands: Standing, by: User) -> None:
    if stands.custody.offered_to != str(by.pk):
        raise Refusal("NOT_OFFERED_TO_YOU", _("Nobody has handed this exhibit to you."))


def _refuse_broken(stands: Standing, found: Found) -> None:
    if stands.custody.is_broken:
        raise Refusal(
            "CHAIN_BROKEN",
            _("The chain of custody is broken."),
            fix=_("A supervisor who does not hold it explains the break and seals it anew."),
        )
    if found_otherwise(stands.custody, seal=found.seal, condition=found.condition):
        raise Refusal(
            "CHAIN_BROKEN",
            _("The seal or the state is not what is on record. It cannot be handed on like this."),
            field="seal",
            fix=_("Read the number again. If it is so, do not take it, or have it checked, and say what you found."),
        )


def _refuse_held(stands: Standing) -> None:
    if stands.custody.is_held:
        raise Refusal("UNDER_HOLD", _("It is under legal hold."), fix=_("Whoever may place a hold can lift it."))


def _refuse_silent(told: Told) -> None:
    if not told.reason.strip():
        raise Refusal("REASON_MISSING", _("Write down why."), field="reason")
