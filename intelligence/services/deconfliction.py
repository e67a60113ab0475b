"""Asking whether another agency is about to be at the same place, and telling both sides at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from intelligence.deadlines import DECONFLICTION, DECONFLICTION_LAST
from intelligence.models import DeconflictionCheck, DeconflictionConflict, DeconflictionContact, RaidTarget
from intelligence.rules import deconfliction as rules
from intelligence.rules.cells import LARGEST_RADIUS_M, SIZES
from intelligence.rules.deconfliction import INTERNAL
from intelligence.services.deconfliction_tokens import met_by, take_turn, write_tokens
from taskforce.access.services import find, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.notices.services import tell
from taskforce.refusal import Refusal

Kind, Result = DeconflictionCheck.Kind, DeconflictionCheck.Result
WHO_PLANS = (Function.PLANNER, Function.INVESTIGATOR, Function.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Event:
    """When and where an operation is planned. Degrees of WGS 84 and metres, or none of the three."""

    starts_at: datetime
    ends_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    radius_m: int | None = None


@transaction.atomic
def ask_deconfliction(*, target_id: UUID, by: User, at: datetime, event: Event | None = None) -> DeconflictionCheck:
    """Ask whether another agency is at this target, or about to be there (`event`). Who works on it in its own agency.

    The entry stands for others to meet from now on: nobody asks without being asked about. Both sides of a conflict
    are told in this transaction, that there is one and whom to call. An earlier entry of the same kind is replaced.
    Refuses with DECONFLICTION_RATE (also by how much the agency asked), CONTACT_MISSING, WINDOW_UNFIT, PLACE_UNFIT,
    NOTHING_TO_COMPARE, NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "deconflict", target)
    _require_contact(by.agency)
    _require_window(event, at)
    _require_place(event)
    take_turn()
    _require_slowness(by, at)
    _replace_earlier(target, Kind.EVENT if event else Kind.TARGET, at)
    entry = _entered(target, event, by=by, at=at)
    digests = write_tokens(entry)
    if not digests:
        raise Refusal(
            "NOTHING_TO_COMPARE",
            _("Nothing on this target can be compared: its address names no street, number or place."),
            fix=_("Write the address, or link a phone, a vehicle, a place or an advert to the target."),
        )
    _meet(entry, digests, at=at)
    record("intelligence.deconfliction.asked", by=by, obj=entry, kind=entry.kind, result=entry.result)
    _watch_over(entry, at=at)
    return entry


def close_entry(entry: DeconflictionCheck, *, at: datetime) -> None:
    """An entry no longer stands for others to meet: its digests go. The caller has asked whether that may be."""
    entry.closed_at = at
    entry.save(update_fields=["closed_at"])
    with as_house("tokens are nobody's to read"):
        entry.tokens.all().delete()


def stop_watching(target: RaidTarget, *, at: datetime) -> None:
    """No entry of the target stands any more: nothing is due."""
    for kind in (DECONFLICTION, DECONFLICTION_LAST):
        cancel_clock(kind, subject=target, at=at)


@as_house("both sides of a conflict are told at once")
def tell_of_conflict(conflict: DeconflictionConflict, *, at: datetime) -> None:
    """Tell whoever entered it and the supervisors of that side: something waits on the page of their own target."""
    entry = conflict.entry
    supervisors = User.objects.filter(
        is_active=True, agency=entry.agency_id, held_functions__function=Function.SUPERVISOR
    )
    tell(
        {user.pk: user for user in (entry.submitted_by, *supervisors)}.values(),
        kind="deconfliction.conflict",
        path=reverse("intelligence:deconfliction", args=[entry.target.public_id]),
        source=f"conflict:{conflict.public_id}",
        at=at,
    )


def _entered(target: RaidTarget, event: Event | None, *, by: User, at: datetime) -> DeconflictionCheck:
    window = (event.starts_at, event.ends_at) if event else (at, at + pack().duration("deconfliction.target_stands"))
    has_circle = event is not None and event.radius_m is not None
    return DeconflictionCheck.objects.create(
        agency_id=target.agency_id, target=target, kind=Kind.EVENT if event else Kind.TARGET, submitted_by=by,
        submitted_at=at, window_from=window[0], window_until=window[1],
        radius_m=event.radius_m if event and has_circle else None,
        point=f"{event.latitude},{event.longitude}" if event and has_circle else "",
        result=Result.NONE, answered_at=at, answered_by=by,
    )  # fmt: skip


@as_house("what the other side entered is compared, and shown to nobody")
def _meet(entry: DeconflictionCheck, digests: dict[bytes, bool], *, at: datetime) -> None:
    for other in met_by(entry, digests):
        for mine, theirs in ((entry, other), (other, entry)):
            conflict = _between(mine, theirs, at=at)
            if conflict is not None:
                tell_of_conflict(conflict, at=at)
            if mine.result != Result.CONFLICT:
                mine.result = Result.CONFLICT
                mine.save(update_fields=["result"])


def _between(mine: DeconflictionCheck, theirs: DeconflictionCheck, *, at: datetime) -> DeconflictionConflict | None:
    """The row of one side, if it is new. What both sides know already, and what was settled and still covers, stays."""
    known = (
        DeconflictionConflict.objects.filter(
            agency=mine.agency_id, entry__target=mine.target_id, against__target=theirs.target_id
        )
        .select_related("entry", "against")
        .order_by("-found_at", "-pk")
        .first()
    )
    if known is not None and known.against is not None:
        pairs = ((known.entry, mine), (known.against, theirs))
        if known.resolved_at is None or all(_is_covered(before, now) for before, now in pairs):
            known.entry, known.against = mine, theirs
            known.save(update_fields=["entry", "against"])
            return None
    return DeconflictionConflict.objects.create(
        agency_id=mine.agency_id, entry=mine, against=theirs, contact=theirs.agency.deconfliction_contact, found_at=at
    )


def _is_covered(before: DeconflictionCheck, now: DeconflictionCheck) -> bool:
    """Whether what was settled for the entry before settles the one now: the same target, or no wider a window."""
    return before.kind == now.kind and (now.kind == Kind.TARGET or rules.still_holds(before.window, now.window))


def _replace_earlier(target: RaidTarget, kind: str, at: datetime) -> None:
    earlier = DeconflictionCheck.objects.filter(
        target=target, agency=target.agency_id, kind=kind, system=INTERNAL, closed_at__isnull=True
    )
    for entry in earlier.select_for_update(of=("self",)):
        close_entry(entry, at=at)


def _watch_over(entry: DeconflictionCheck, *, at: datetime) -> None:
    """The deadline of the next check; for an operation the last one before it, until that was asked."""
    target, agency = entry.target, entry.agency
    due = at + pack().duration("deconfliction.fresh")
    start_clock(
        DECONFLICTION, subject=target, label=target.reference, agency=agency, due_at=due, at=at, functions=WHO_PLANS
    )
    if entry.kind != Kind.EVENT:
        return
    if at >= entry.window_from - pack().duration("deconfliction.last"):
        satisfy_clock(DECONFLICTION_LAST, subject=target, at=at)
    else:
        start_clock(
            DECONFLICTION_LAST, subject=target, label=target.reference, agency=agency, due_at=entry.window_from,
            at=at, functions=WHO_PLANS,
        )  # fmt: skip


def _require_contact(agency: Agency) -> None:
    if not DeconflictionContact.objects.filter(agency=agency).exists():
        raise Refusal(
            "CONTACT_MISSING",
            _("Your agency has named nobody whom another agency could call."),
            fix=_("A supervisor names the duty desk first."),
        )


def _require_slowness(by: User, at: datetime) -> None:
    """Whoever asks about everything finds out where everybody is: a person and an agency ask only so often."""
    for whose, lookup in (("person", {"submitted_by": by}), ("agency", {"agency": by.agency_id})):
        within, most = pack().duration(f"deconfliction.{whose}_within"), pack().number(f"deconfliction.{whose}_most")
        with as_house("how often an agency asked"):
            asked = DeconflictionCheck.objects.filter(**lookup, system=INTERNAL, submitted_at__gt=at - within)
            moments = list(asked.values_list("submitted_at", flat=True))
        if rules.is_too_many(moments, now=at, within=within, most=most):
            raise Refusal(
                "DECONFLICTION_RATE",
                _("So many checks in so short a time look like a search. This one was not made."),
                fix=_("Wait, or let a supervisor call the other agencies."),
            )


def _require_window(event: Event | None, at: datetime) -> None:
    if event is None:
        return
    longest = pack().duration("deconfliction.longest_event")
    if event.ends_at <= max(event.starts_at, at) or event.ends_at - event.starts_at > longest:
        raise Refusal(
            "WINDOW_UNFIT",
            _("An operation lies ahead, begins before it ends, and takes at most %(days)s days.")
            % {"days": longest.days},
            field="ends_at",
        )


def _require_place(event: Event | None) -> None:
    """Coordinates come with a radius, or not at all."""
    if event is None:
        return
    given = [event.latitude, event.longitude, event.radius_m]
    if all(part is None for part in given):
        return
    latitude, longitude, radius_m = given
    if latitude is None or longitude is None or radius_m is None:
        raise Refusal("PLACE_UNFIT", _("A point takes latitude, longitude and radius."), field="radius_m")
    is_on_earth = abs(latitude) <= 89 and abs(longitude) <= 180
    if not is_on_earth or not SIZES[0] <= radius_m <= LARGEST_RADIUS_M:
        raise Refusal(
            "PLACE_UNFIT",
            _("Give degrees, and a radius from %(least)s to %(most)s metres.")
            % {"least": SIZES[0], "most": LARGEST_RADIUS_M},
            field="radius_m",
        )
