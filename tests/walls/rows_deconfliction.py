"""Two agencies that met: what each asked, what stands unanswered, and what was settled."""

from datetime import datetime, timedelta

from intelligence.models import (
    DeconflictionCheck,
    DeconflictionConflict,
    DeconflictionContact,
    DeconflictionToken,
    Entity,
    EntityApart,
    EntityMerge,
    MatchExchange,
    RaidTarget,
)
from taskforce.accounts.models import User
from taskforce.vault.models import HouseKey
from tests.cases.builders import Operation

COLUMNS = ("EntityLink.entity", "EntityTie.one", "EntityTie.other")


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
    for state, facts in (("offered", {}), ("closed", {"ended_at": at})):
        MatchExchange.objects.create(
            agency=target.agency, partner="Coast", number=state, side="starter", state=state, items=1, begun_by=by,
            begun_at=at, stands_until=at + timedelta(days=9), outgoing="A file.", **facts,
        )  # fmt: skip
    entities = [
        Entity.objects.create(
            agency=target.agency, kind="vehicle", label="XX 00 ABC", added_by=by, added_at=at,
            kept_until=at + timedelta(days=9),
        )
        for _number in range(4)
    ]  # fmt: skip
    undone: dict[str, object] = {"undone_at": at, "undone_by": by}
    for gone, ending in ((entities[1], {}), (entities[2], undone)):
        moved: dict[str, list[int]] = {name: [] for name in COLUMNS}
        EntityMerge.objects.create(
            agency=target.agency, kept=entities[0], merged=gone, by=by, at=at, moved=moved, **ending
        )  # fmt: skip
    EntityApart.objects.create(agency=target.agency, one=entities[0], other=entities[3], by=by, at=at)
    HouseKey.objects.get_or_create(purpose="rows", defaults={"wrapped": b"w", "made_at": at})
