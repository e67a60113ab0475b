"""Sentences that make sources and those who answer for them, through the services that people use."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intelligence.models import SourceContactRecord, SourceIdentity, Tip
from intelligence.services.sources import (
    IdentityGiven,
    OfficersGiven,
    TermsGiven,
    record_contact,
    register_source,
)
from intelligence.services.tips import TipGiven, look_at_tip, take_tip
from taskforce.accounts.models import Agency, Function, User
from tests.builders import an_agency, someone

RAW = "My cousin Silvana cleans there on Fridays. Four women sleep behind the laundry."
CLEANSED = "Four women sleep in a room behind the laundry."


@dataclass(frozen=True)
class Corridor:
    """A source, who oversees them, who meets them, and who writes what they told."""

    source: SourceIdentity
    controller: User
    handler: User
    writer: User

    @property
    def agency(self) -> Agency:
        return self.source.agency


def who_they_are(**facts: str) -> IdentityGiven:
    given = IdentityGiven(kind="insider", code_name="Silver Heron", name="Marta Quintero",
                          contact="+34 600 555 0142, evenings", notes="Worked nights there.")  # fmt: skip
    return replace(given, **facts)


def terms(at: datetime, *, days: int = 90, in_care: str = "no") -> TermsGiven:
    return TermsGiven("Tells what happens inside.", at + timedelta(days=days), in_care)


def officers(controller: User, handler: User, co_handler: User | None = None) -> OfficersGiven:
    return OfficersGiven(controller.public_id, handler.public_id, co_handler.public_id if co_handler else None)


def a_source(at: datetime, *, agency: Agency | None = None, days: int = 90, **facts: str) -> Corridor:
    """A source of one police agency, authorised since now."""
    agency = agency or an_agency()
    controller = someone(Function.SOURCE_CONTROLLER, agency=agency)
    handler = someone(Function.INVESTIGATOR, agency=agency)
    source = register_source(
        identity=who_they_are(**facts), officers=officers(controller, handler), terms=terms(at, days=days),
        by=controller, at=at,
    )  # fmt: skip
    writer = someone(Function.INVESTIGATOR, Function.ANALYST, agency=agency)
    return Corridor(source, controller, handler, writer)


def a_contact(
    corridor: Corridor, at: datetime, *, raw: str = RAW, tasked_at: datetime | None = None
) -> SourceContactRecord:
    """What the source told their handler, just now."""
    return record_contact(
        source_id=corridor.source.public_id, how="met", held_at=at, tasked_at=tasked_at, raw=raw,
        welfare="Afraid of being seen with us.", by=corridor.handler, at=at,
    )  # fmt: skip


def an_analyst(agency: Agency | None = None) -> User:
    return someone(Function.ANALYST, agency=agency)


def a_tip(at: datetime, *, by: User | None = None, looked_at: bool = False, **facts: object) -> Tip:
    """A tip that came this minute; looked at where wanted."""
    given: dict[str, object] = {"channel": "phone", "text": "Vans bring people to the cold store at night.",
                                "received_at": at, "teller": "Rosa, 600 555 0199"}  # fmt: skip
    by = by or an_analyst()
    tip = take_tip(tip=TipGiven(**(given | facts)), by=by, at=at)  # type: ignore[arg-type]  # the facts of one test
    return look_at_tip(tip_id=tip.public_id, by=by, at=at) if looked_at else tip
