"""Matching with another deployment by three files: ours out, theirs in, and what both have (docs/deconfliction.md)."""

import os
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from intelligence.models import Entity, MatchExchange, RaidTarget
from intelligence.rules import exchanges as rules
from intelligence.rules import psi
from intelligence.rules.entities import Role
from intelligence.services.identifying import COMPARED, marks_of, things_of_bystanders
from taskforce.access.models import Record
from taskforce.access.services import locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal

LEAST_SECRET = 20
KEY_BYTES = 48
LARGEST_FILE = 4 * 1024 * 1024
SIDE, STATE = MatchExchange.Side, MatchExchange.State


@dataclass(frozen=True, slots=True)
class _Hand:
    """What one side compares: each element it sends, and the item it stands for (None: padding)."""

    elements: tuple[str, ...]
    stands_for: list[dict[str, str] | None]
    items: int


@transaction.atomic
def start_exchange(*, partner: str, secret: str, by: User, at: datetime) -> MatchExchange:
    """Begin an exchange: makes the first file. Supervisors of a law-enforcement agency.

    Refuses with SECRET_TOO_SHORT, EXCHANGE_RATE, EXCHANGE_TOO_MANY, NOT_YOURS_TO_DO.
    """
    require_any(by, "exchange", MatchExchange)
    _require_secret(secret)
    _require_slowness(by, at)
    number = str(uuid.uuid4())
    exchange = _made(partner, secret, number, SIDE.STARTER, by=by, at=at)
    key, shared = os.urandom(KEY_BYTES), psi.shared_key(secret)
    hand = _hand_of(by, SIDE.STARTER, key=key, shared=shared, number=number)
    exchange.items = hand.items
    exchange.work = {"key": key.hex(), "sent": hand.elements, "stands_for": hand.stands_for}
    exchange.outgoing = psi.written(psi.Message(number, 1, own=hand.elements), shared=shared).decode()
    exchange.save()
    record("intelligence.exchange.begun", by=by, obj=exchange, items=hand.items)
    return exchange


@transaction.atomic
def answer_exchange(*, partner: str, secret: str, file: bytes, by: User, at: datetime) -> MatchExchange:
    """Answer another deployment's first file: makes the second one. Supervisors of a law-enforcement agency.

    Refuses with EXCHANGE_REPLAYED (a file that was answered here before, or is ours), with the codes of a file that
    does not fit (EXCHANGE_MALFORMED, EXCHANGE_NOT_SEALED, EXCHANGE_STEP), and as `start_exchange` does.
    """
    require_any(by, "exchange", MatchExchange)
    _require_secret(secret)
    _require_slowness(by, at)
    shared = psi.shared_key(secret)
    offer = _read(file, shared=shared, step=1, number=None)
    with as_house("whether a file was answered before"):
        known = Q(side=SIDE.ANSWERER) | Q(agency=by.agency_id)
        if MatchExchange.objects.filter(known, number=offer.exchange).exists():
            raise _does_not_fit("EXCHANGE_REPLAYED")
    exchange = _made(partner, secret, offer.exchange, SIDE.ANSWERER, by=by, at=at)
    key = os.urandom(KEY_BYTES)
    hand = _hand_of(by, SIDE.ANSWERER, key=key, shared=shared, number=offer.exchange)
    returned = psi.masked_again(offer.own, key=psi.key_of(key))
    exchange.items = hand.items
    exchange.work = {"sent": hand.elements, "stands_for": hand.stands_for, "theirs_twice": returned}
    exchange.outgoing = psi.written(
        psi.Message(offer.exchange, 2, own=hand.elements, returned=returned), shared=shared
    ).decode()
    exchange.save()
    record("intelligence.exchange.answered", by=by, obj=exchange, items=hand.items)
    return exchange


@transaction.atomic
def take_file(*, exchange_id: UUID, file: bytes, by: User, at: datetime) -> MatchExchange:
    """Take the other side's next file and compare. Supervisors of the agency that holds the exchange; each step once.

    Refuses with EXCHANGE_STEP (it waits for no such file), EXCHANGE_OVER (its time is over), EXCHANGE_OTHER,
    EXCHANGE_NOT_SEALED, EXCHANGE_MALFORMED, EXCHANGE_REFLECTED (our own elements sent back as theirs), NOT_YOURS_TO_DO.
    """
    exchange = locked(MatchExchange, by, public_id=exchange_id)
    require(by, "exchange", exchange)
    step = rules.waits_for(exchange.side, exchange.state)
    if step is None:
        raise _does_not_fit("EXCHANGE_STEP")
    if at >= exchange.stands_until:
        raise _does_not_fit("EXCHANGE_OVER")
    shared, work = psi.shared_key(exchange.secret), exchange.work
    message = _read(file, shared=shared, step=step, number=exchange.number)
    sent = work["sent"]
    if len(message.returned) != len(sent):
        raise _does_not_fit("EXCHANGE_MALFORMED")
    if not set(sent).isdisjoint(message.own) or not set(sent).isdisjoint(message.returned):
        raise _does_not_fit("EXCHANGE_REFLECTED")
    if exchange.side == SIDE.STARTER:
        theirs_twice = psi.masked_again(message.own, key=psi.key_of(bytes.fromhex(work["key"])))
        last = psi.written(psi.Message(exchange.number, 3, returned=theirs_twice), shared=shared).decode()
    else:
        theirs_twice, last = tuple(work["theirs_twice"]), ""
    both = [work["stands_for"][place] for place in psi.common(message.returned, theirs_twice)]
    items = _each_once([item for item in both if item is not None])
    exchange.found = {"items": items}
    _end(exchange, STATE.CLOSED, outgoing=last, at=at)
    record("intelligence.exchange.compared", by=by, obj=exchange, rows=len(items))
    return exchange


@transaction.atomic
def abandon_exchange(*, exchange_id: UUID, by: User, at: datetime) -> MatchExchange:
    """Give an exchange up: its key and what was sent are deleted. Supervisors of its agency; NOT_YOURS_TO_DO."""
    exchange = locked(MatchExchange, by, public_id=exchange_id)
    require(by, "exchange", exchange)
    if rules.waits_for(exchange.side, exchange.state) is None:
        raise _does_not_fit("EXCHANGE_STEP")
    _end(exchange, STATE.ABANDONED, outgoing="", at=at)
    record("intelligence.exchange.abandoned", by=by, obj=exchange)
    return exchange


@transaction.atomic
@as_house("what nobody answered in time is nobody's any more")
def end_overdue_exchanges(*, at: datetime) -> int:
    """Give up what was not answered in time, and delete its keys; returns how many. Safe to run twice at once."""
    overdue = MatchExchange.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ended_at__isnull=True, stands_until__lte=at
    )
    count = 0
    for exchange in overdue:
        _end(exchange, STATE.ABANDONED, outgoing="", at=at)
        record("intelligence.exchange.abandoned", by=None, obj=exchange)
        count += 1
    return count


def file_taken(exchange: MatchExchange, *, by: User) -> str:
    """The file to carry to the other side, put on record. The caller found the exchange through its policy."""
    require(by, "exchange", exchange)
    record("intelligence.exchange.file_taken", by=by, obj=exchange)
    return str(exchange.outgoing)


def _made(partner: str, secret: str, number: str, side: str, *, by: User, at: datetime) -> MatchExchange:
    return MatchExchange(
        agency=by.agency, partner=partner, number=number, side=side, secret=secret, begun_by=by, begun_at=at,
        state=STATE.OFFERED if side == SIDE.STARTER else STATE.ANSWERED,
        stands_until=at + pack().duration("exchange.stands"),
    )  # fmt: skip


def _end(exchange: MatchExchange, state: str, *, outgoing: str, at: datetime) -> None:
    """Nothing stays from which the other side's elements could be compared with anything else."""
    exchange.state, exchange.ended_at, exchange.outgoing = state, at, outgoing
    exchange.secret, exchange.work = "", None
    exchange.save()


def _hand_of(by: User, side: str, *, key: bytes, shared: bytes, number: str) -> _Hand:
    """Our items in an order by chance, among as many elements that stand for nothing as fill the list."""
    stands_for: dict[str, dict[str, str]] = {}
    for thing in _compared_by(by):
        for form in rules.forms_of_all(marks_of(thing), side):
            stands_for.setdefault(form, {"model": thing._meta.label, "id": str(thing.public_id)})
    most = pack().number("exchange.most_items")
    if len(stands_for) > most:
        raise Refusal(
            "EXCHANGE_TOO_MANY",
            _("Your agency has more to compare than one exchange takes (%(most)s).") % {"most": most},
            fix=_("Close targets that are over, or let counsel raise the number."),
        )
    multiplier = psi.key_of(key)
    elements = psi.masked(stands_for, key=multiplier, shared=shared, exchange=number)
    filled = psi.padding(len(elements), key=multiplier, seed=os.urandom(KEY_BYTES))
    hand: list[tuple[str, dict[str, str] | None]] = [
        *zip(elements, stands_for.values(), strict=True), *((element, None) for element in filled)
    ]  # fmt: skip
    secrets.SystemRandom().shuffle(hand)
    return _Hand(tuple(e for e, _item in hand), [item for _element, item in hand], len(stands_for))


def _compared_by(by: User) -> Iterator[Record]:
    """What the agency compares: the premises of its open targets, its things, and subjects among its people."""
    yield from RaidTarget.objects.visible_to(by, through_glass=False).filter(
        agency=by.agency_id, closed_at__isnull=True
    )
    with as_house("whose a thing is, also where the tie is hidden"):
        theirs = list(things_of_bystanders(by.agency_id))
    yield from (
        Entity.objects.visible_to(by)
        .filter(agency=by.agency_id, kind__in=COMPARED, role__in=["", Role.SUBJECT], purged_at__isnull=True)
        .exclude(pk__in=theirs)
    )


def _each_once(items: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({item["id"]: item for item in items}.values())


def _read(file: bytes, *, shared: bytes, step: int, number: str | None) -> psi.Message:
    if len(file) > LARGEST_FILE:
        raise _does_not_fit("EXCHANGE_MALFORMED")
    try:
        return psi.read(file, shared=shared, step=step, exchange=number, most=pack().number("exchange.most_items"))
    except psi.DoesNotFit as error:
        raise _does_not_fit(error.code) from error


def _does_not_fit(code: str) -> Refusal:
    return Refusal(code, str(_WHY[code]()), field="file", fix=_("Nothing of it was used. Ask the other side."))


_WHY: dict[str, Any] = {
    "EXCHANGE_MALFORMED": lambda: _("This is no file of an exchange, or it was cut."),
    "EXCHANGE_NOT_SEALED": lambda: _("This file was changed, or sealed with another secret than yours."),
    "EXCHANGE_OTHER": lambda: _("This file belongs to another exchange."),
    "EXCHANGE_STEP": lambda: _("This is not the file that is waited for; each is taken once."),
    "EXCHANGE_OVER": lambda: _("The time of this exchange is over."),
    "EXCHANGE_REFLECTED": lambda: _("This file gives our own elements back as if they were theirs."),
    "EXCHANGE_REPLAYED": lambda: _("This file was answered before, or is one of ours."),
}


def _require_secret(secret: str) -> None:
    if len(secret.strip()) < LEAST_SECRET:
        raise Refusal(
            "SECRET_TOO_SHORT",
            _("Agree on a longer secret: at least %(least)s characters.") % {"least": LEAST_SECRET},
            field="secret",
            fix=_("Five words by chance, told by telephone, are good."),
        )


def _require_slowness(by: User, at: datetime) -> None:
    since = at - pack().duration("exchange.within")
    with as_house("how often an agency matched"):
        begun = MatchExchange.objects.filter(agency=by.agency_id, begun_at__gt=since).count()
    if begun >= pack().number("exchange.most"):
        raise Refusal(
            "EXCHANGE_RATE",
            _("Your agency matched often enough for a while. Each exchange tells the other side a little."),
            fix=_("Wait until tomorrow."),
        )
