"""One source, whose authorisation is about to lapse, and three tips, of which one waits too long for its first look."""

from datetime import datetime, timedelta

from intelligence.services.crossing import sanitise
from intelligence.services.reports import GradeGiven, ReportGiven
from intelligence.services.sources import IdentityGiven, OfficersGiven, TermsGiven, record_contact, register_source
from intelligence.services.tips import TipGiven, dismiss_tip, look_at_tip, take_tip
from taskforce.accounts.models import User


def whisper(people: dict[str, User], *, at: datetime) -> None:
    """Otto Brandt oversees a source whom Jon Mensah meets; the public calls."""
    _a_source(people, at=at)
    _tips(people, at=at)


def _a_source(people: dict[str, User], *, at: datetime) -> None:
    otto, jon, began = people["otto"], people["jon"], at - timedelta(days=80)
    source = register_source(
        identity=IdentityGiven(
            "community", "Copper Kettle", "Made-up Person", "By message, after eight in the evening",
            "Afraid of the landlord. Nothing was promised but a new phone card.",
        ),
        officers=OfficersGiven(otto.public_id, jon.public_id),
        terms=TermsGiven("Tells who comes and goes at the tower site.", at + timedelta(days=6), "no"),
        by=otto, at=began,
    )  # fmt: skip
    told = (
        (40, "My neighbour Ola hears them at night. Three men from the cabins are driven away before five."),
        (3, "I was in the yard on Sunday. The cabins are locked from outside now, and the foreman has the keys."),
    )
    first, _second = [
        record_contact(
            source_id=source.public_id, how="met", held_at=at - timedelta(days=days), tasked_at=None, raw=raw,
            welfare="Calm. Wants to be met further away.", by=jon, at=at - timedelta(days=days, hours=-2),
        )
        for days, raw in told
    ]  # fmt: skip
    sanitise(
        contact_id=first.public_id,
        report=ReportGiven(
            source_type="human_source", source_ref="", access="indirect", legal_basis="voluntary",
            text="Three men are driven away from the cabins of the tower site before five in the morning.",
            observed_at=at - timedelta(days=41),
        ),
        grade=GradeGiven("admiralty_6x6", "C", "3", "Fairly reliable so far; nobody else has said it yet."),
        by=otto, at=at - timedelta(days=39),
    )  # fmt: skip


def _tips(people: dict[str, User], *, at: datetime) -> None:
    ines, leena = people["ines"], people["leena"]
    overdue = TipGiven(
        "phone", "Music all night above the shop on Canal Walk, and a woman at the window who waved for help.",
        at - timedelta(hours=80), "Will call again on Friday at noon.",
    )  # fmt: skip
    letter = TipGiven(
        "letter", "The packing shed keeps its workers' cards. Ask about the blue van.", at - timedelta(hours=9)
    )
    again = TipGiven("web_form", "Blue van at the packing shed, every night.", at - timedelta(days=6))
    take_tip(tip=overdue, by=ines, at=overdue.received_at)
    first = take_tip(tip=letter, by=ines, at=at - timedelta(hours=8))
    look_at_tip(tip_id=first.public_id, by=leena, at=at - timedelta(hours=2))
    repeats = take_tip(tip=again, by=ines, at=again.received_at)
    look_at_tip(tip_id=repeats.public_id, by=leena, at=at - timedelta(days=5))
    dismiss_tip(
        tip_id=repeats.public_id, repeats_id=first.public_id, reason="The same van, told with less.", by=leena,
        at=at - timedelta(hours=2),
    )  # fmt: skip
