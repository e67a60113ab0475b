"""Two agencies that met: what each asked, what stands unanswered, and what was settled."""

from datetime import datetime, timedelta

from intelligence.models import (
    DeconflictionCheck,
    DeconflictionConflict,
    DeconflictionContact,
    DeconflictionToken,
    RaidTarget,
)
from taskforce.accounts.models import User
from taskforce.vault.models import HouseKey
from tests.cases.builders import Operation


def a_desk(by: User, at: datetime) -> DeconflictionContact:
    """Whom others call at somebody's agency."""
    return DeconflictionContact.objects.create(
        agency=by.agency, desk="Duty desk", phone="+1 555 010 0100", named_by=by, named_at=at
    )


def an_entry(target: RaidTarget, by: User, at: datetime, **facts: object) -> DeconflictionCheck:
    """A question of two days ago, answered with a conflict unless told."""
    asked_at = at - timedelta(days=2)
    given = {"kind": "target", "result": "conflict", "answered_at": asked_at} | facts
    return DeconflictionCheck.objects.create(
        agency=target.agency, target=target, submitted_by=by, submitted_at=asked_at, window_from=asked_at,
        window_until=at + timedelta(days=20), point="50.0,8.0", external_ref="W-17", **given,
    )  # fmt: skip


def two_who_met(operation: Operation, outsider: User, at: datetime) -> None:
    """The operation's target and one of another agency met; an outside system has not answered; one entry is over."""
    target, by = operation.target, operation.lead
    elsewhere = RaidTarget.objects.create(
        agency=outsider.agency, title="Elsewhere", sector="labour", premises="farm", opened_by=outsider, opened_at=at
    )
    mine, theirs = an_entry(target, by, at), an_entry(elsewhere, outsider, at)
    an_entry(target, by, at, kind="event", system="regional", result="pending", answered_at=None)
    an_entry(target, by, at, closed_at=at)
    for entry, against, desk in ((mine, theirs, a_desk(outsider, at)), (theirs, mine, a_desk(by, at))):
        DeconflictionToken.objects.create(entry=entry, agency=entry.agency, digest=b"d" * 16, decides=True)
        DeconflictionConflict.objects.create(
            agency=entry.agency, entry=entry, against=against, contact=desk, found_at=at, resolution="They go first."
        )
    DeconflictionConflict.objects.create(
        agency=target.agency, entry=mine, counterpart_contact="Desk 4", found_at=at, resolved_at=at, resolved_by=by,
        resolution="Settled.",
    )  # fmt: skip
    HouseKey.objects.get_or_create(purpose="rows", defaults={"wrapped": b"w", "made_at": at})
