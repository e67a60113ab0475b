"""Taking down, vetting and purging tips. Nothing rests on a tip but the report that an analyst makes of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import TIP_FIRST_LOOK, TIP_PURGE
from intelligence.models import IntelligenceReport, Tip
from intelligence.rules.tips import Vetting, first_look_due, may_become, purge_due
from intelligence.services.reports import GradeGiven, ReportGiven, write_report
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.vault.services import shred

BATCH = 200


@dataclass(frozen=True, slots=True)
class TipGiven:
    """A tip as it came. `teller` is how whoever told it can be reached, if they said."""

    channel: str
    text: str
    received_at: datetime
    teller: str = ""


@transaction.atomic
def take_tip(*, tip: TipGiven, by: User, at: datetime) -> Tip:
    """Take down a tip. Investigators and analysts of a law-enforcement agency.

    Somebody looks at it within `tip.first_look`, its words are gone after `tip.kept_for` (pack), both counted from
    when it came. Refuses with OBSERVED_IN_FUTURE, TIP_TOO_OLD (its time is over already), NOT_YOURS_TO_DO.
    """
    require_any(by, "take", Tip)
    purge_at = purge_due(tip.received_at, pack().duration("tip.kept_for"))
    if tip.received_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This lies in the future."), field="received_at")
    if purge_at <= at:
        raise Refusal("TIP_TOO_OLD", _("A tip as old as this may not be kept any more."), field="received_at")
    taken = Tip.objects.create(
        agency=by.agency, channel=tip.channel, text=tip.text, teller=tip.teller, received_at=tip.received_at,
        taken_by=by, taken_at=at, purge_at=purge_at,
    )  # fmt: skip
    look_by = first_look_due(tip.received_at, pack().duration("tip.first_look"))
    for kind, due_at in ((TIP_FIRST_LOOK, max(look_by, at)), (TIP_PURGE, purge_at)):
        start_clock(
            kind, subject=taken, label=taken.reference, agency=by.agency, functions=(Function.ANALYST,), due_at=due_at,
            at=at,
        )  # fmt: skip
    record("intelligence.tip.taken", by=by, obj=taken)
    return taken


@transaction.atomic
def look_at_tip(*, tip_id: UUID, by: User, at: datetime) -> Tip:
    """Say that one has looked at a tip. Investigators and analysts of its agency. Again: nothing changes.

    Refuses with NOT_YOURS_TO_DO.
    """
    tip = locked(Tip, by, public_id=tip_id)
    if tip.state != Tip.State.NEW:
        return tip
    require(by, "look", tip)
    tip.state, tip.looked_by, tip.looked_at = Tip.State.LOOKED_AT, by, at
    tip.save(update_fields=["state", "looked_by", "looked_at"])
    satisfy_clock(TIP_FIRST_LOOK, subject=tip, at=at)
    record("intelligence.tip.looked_at", by=by, obj=tip)
    return tip


@transaction.atomic
def promote_tip(
    *, tip_id: UUID, report: ReportGiven, grade: GradeGiven, reason: str, by: User, at: datetime
) -> IntelligenceReport:
    """Make a report of a tip: its kind is a tip from the public, and its source reference is the tip's own.

    Analysts of its agency, after somebody has looked at it. Refuses with TIP_UNVETTED (nobody looked at it, or it
    was decided about), HANDLING_MISSING, SOURCE_IN_TEXT, UNGRADED, OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    tip = _to_decide(tip_id, Vetting.PROMOTED, by=by)
    given = replace(report, source_type=IntelligenceReport.SourceType.PUBLIC_TIP, source_ref=tip.reference)
    logged = write_report(by=by, at=at, report=given, grade=grade, teller=tip.teller)
    tip.report = logged
    _decide(tip, Vetting.PROMOTED, reason=reason, by=by, at=at)
    return logged


@transaction.atomic
def dismiss_tip(*, tip_id: UUID, reason: str, by: User, at: datetime, repeats_id: UUID | None = None) -> Tip:
    """Decide that nothing follows from a tip; where it repeats another, say which. Analysts of its agency.

    Refuses with TIP_UNVETTED (nobody looked at it, or it was decided about), TIP_REPEATS_ITSELF, NOT_YOURS_TO_DO.
    """
    tip = _to_decide(tip_id, Vetting.DISMISSED, by=by)
    if repeats_id is not None:
        tip.repeats = _first_of(find(Tip, by, public_id=repeats_id), tip)
    return _decide(tip, Vetting.DISMISSED, reason=reason, by=by, at=at)


@transaction.atomic
def pass_tip_on(*, tip_id: UUID, to: str, reason: str, by: User, at: datetime) -> Tip:
    """Decide that a tip is somebody else's, and write down whose. The house sends nothing. Analysts of its agency.

    Refuses with TIP_UNVETTED (nobody looked at it, or it was decided about), NOT_YOURS_TO_DO.
    """
    tip = _to_decide(tip_id, Vetting.PASSED_ON, by=by)
    tip.passed_to = to
    return _decide(tip, Vetting.PASSED_ON, reason=reason, by=by, at=at)


@transaction.atomic
@as_house("the words of a tip end with its time, whoever sees it")
def purge_tips(*, at: datetime) -> int:
    """Shred the words of every tip whose time is over; a tombstone without them stays. Returns how many.

    For the sweep. Two at once share the work; after days of silence it catches up.
    """
    due = Tip.objects.select_for_update(skip_locked=True).filter(purged_at=None, purge_at__lte=at)
    tips = list(due.order_by("purge_at", "pk")[:BATCH])
    for tip in tips:
        tip.purged_at = at
        tip.save(update_fields=["purged_at"])
        shred(tip, by=None, at=at)
        cancel_clock(TIP_FIRST_LOOK, subject=tip, at=at)
        satisfy_clock(TIP_PURGE, subject=tip, at=at)
        record("intelligence.tip.purged", by=None, obj=tip)
    return len(tips)


def _to_decide(tip_id: UUID, then: Vetting, *, by: User) -> Tip:
    tip = locked(Tip, by, public_id=tip_id)
    if not may_become(Vetting(tip.state), then):
        raise _unvetted(tip)
    require(by, "decide", tip)
    return tip


def _decide(tip: Tip, then: Vetting, *, reason: str, by: User, at: datetime) -> Tip:
    tip.state, tip.reason, tip.decided_by, tip.decided_at = then.value, reason, by, at
    tip.save()
    record(f"intelligence.tip.{then.value}", by=by, obj=tip)
    return tip


def _first_of(other: Tip, tip: Tip) -> Tip:
    """The tip that a chain of repeats begins with, so that no two repeat each other."""
    first = other.repeats or other
    if first.pk == tip.pk:
        raise Refusal("TIP_REPEATS_ITSELF", _("A tip cannot repeat itself."), field="repeats")
    return first


def _unvetted(tip: Tip) -> Refusal:
    if tip.state == Tip.State.NEW:
        return Refusal(
            "TIP_UNVETTED",
            _("Nobody has looked at this tip yet."),
            fix=_("Read it, say that you did, then decide."),
        )
    return Refusal("TIP_UNVETTED", _("This tip was decided about already."))
