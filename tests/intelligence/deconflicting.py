"""Sentences about two agencies that may be about to stand in each other's way."""

from datetime import datetime, timedelta

from intelligence.models import DeconflictionCheck, RaidTarget
from intelligence.services.deconfliction import Event, ask_deconfliction
from intelligence.services.deconfliction_answers import name_contact
from taskforce.accounts.models import Agency, Function, User
from tests.builders import an_agency, someone
from tests.intelligence.builders import a_target, an_investigator


def an_agency_with_a_desk(at: datetime) -> Agency:
    """A law-enforcement agency whose supervisor named whom others call."""
    agency = an_agency()
    supervisor = someone(Function.SUPERVISOR, agency=agency)
    name_contact(desk=f"Duty desk of {agency.code}", phone="+1 555 010 0100", by=supervisor, at=at)
    return agency


def supervisor_of(agency: Agency) -> User:
    """Whoever named the desk."""
    return User.objects.filter(agency=agency, held_functions__function=Function.SUPERVISOR).order_by("pk")[0]


def a_target_at(address: str, at: datetime, *, agency: Agency | None = None) -> RaidTarget:
    """A target of an agency that others can call."""
    return a_target(at, by=an_investigator(agency or an_agency_with_a_desk(at)), address=address)


def asked(
    target: RaidTarget, at: datetime, *, event: Event | None = None, by: User | None = None
) -> DeconflictionCheck:
    """Whoever opened the target asks whether another agency is there."""
    entry = ask_deconfliction(target_id=target.public_id, by=by or target.opened_by, at=at, event=event)
    entry.refresh_from_db()
    return entry


def an_operation(at: datetime, *, hours: int = 24, lasts: int = 4, **where: float | int) -> Event:
    """An operation that begins in so many hours."""
    starts_at = at + timedelta(hours=hours)
    return Event(starts_at, starts_at + timedelta(hours=lasts), **where)  # type: ignore[arg-type]  # one test's facts
