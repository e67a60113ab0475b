"""A source whose authorisation holds, one whose time is over, one shredded; tips at every state that a policy asks."""

from datetime import datetime, timedelta

from intelligence.models import (
    IntelligenceReport,
    SourceAuthorisation,
    SourceContactRecord,
    SourceIdentity,
    SourceReference,
    Tip,
)
from taskforce.accounts.models import Function, User
from tests.builders import someone
from tests.cases.builders import Operation

YEARS = timedelta(days=365)


def sources_and_tips(operation: Operation, report: IntelligenceReport, at: datetime) -> None:
    """What the register and the store of tips of one police agency hold."""
    agency = operation.plan.agency
    controller = someone(Function.SOURCE_CONTROLLER, agency=agency)
    handler, second = (someone(Function.INVESTIGATOR, agency=agency) for _ in range(2))
    kept = a_source_row((controller, handler, second), at - timedelta(days=30))
    a_step(kept, at - timedelta(days=30), expires_at=at + timedelta(days=60))
    over = a_source_row((controller, handler, None), at - 5 * YEARS)
    a_step(over, at - 5 * YEARS, kind="cancelled", in_care="")
    a_source_row((controller, handler, None), at - 5 * YEARS, shredded_at=at)
    contact = SourceContactRecord.objects.create(
        source=kept, how="met", raw="Told me.", welfare="Well.", held_at=at - timedelta(days=1), by=handler,
        written_at=at,
    )  # fmt: skip
    given = {"source": kept, "given_to": operation.lead, "tasked_at": at, "issued_by": controller, "issued_at": at}
    SourceReference.objects.create(**given)
    SourceReference.objects.create(contact=contact, report=report, used_at=at, **given)
    tips(operation.lead, at)


def a_source_row(officers: tuple[User, User, User | None], at: datetime, **facts: object) -> SourceIdentity:
    """A source, as a plain row."""
    controller, handler, second = officers
    return SourceIdentity.objects.create(
        agency=controller.agency, kind="insider", code_name="x", name="x", contact="x", notes="x",
        controller=controller, handler=handler, co_handler=second, registered_by=controller, registered_at=at, **facts,
    )  # fmt: skip


def a_step(source: SourceIdentity, at: datetime, **facts: object) -> SourceAuthorisation:
    given = {"kind": "granted", "in_care": "no", "reason": "x"} | facts
    return SourceAuthorisation.objects.create(source=source, by=source.controller, at=at, **given)


def tips(by: User, at: datetime) -> None:
    """New, looked at, dismissed as a repeat of another, and purged."""
    given = {
        "agency": by.agency, "channel": "phone", "text": "x", "teller": "x", "received_at": at, "taken_by": by,
        "taken_at": at, "purge_at": at + YEARS,
    }  # fmt: skip
    looked = {"looked_by": by, "looked_at": at}
    decided = {"decided_by": by, "decided_at": at, "reason": "x"}
    Tip.objects.create(**given)
    first = Tip.objects.create(state="looked_at", **given, **looked)
    Tip.objects.create(state="dismissed", repeats=first, **given, **looked, **decided)
    Tip.objects.create(state="looked_at", purged_at=at, **given, **looked)
