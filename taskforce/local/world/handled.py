"""Reports on which something was decided: held back by their handling, tainted, and due for review in five days."""

from datetime import datetime, timedelta

from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.services.consents import ask_consent
from intelligence.services.lawfulness import mark_unlawful
from intelligence.services.reports import GradeGiven, ReportGiven, declare_derivation, log_report
from intelligence.services.retention import open_reviews
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack


def decide(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """Log them as they came, and let colleagues decide."""
    _held_back(people, targets["guesthouse"], at=at)
    _tainted(people, targets["spa"], at=at)
    longest = pack().duration("report.retention")
    _log(people["ines"], None, at=at - longest + timedelta(days=5), text="The same van stood at two farms.")
    open_reviews(at=at)


def _held_back(people: dict[str, User], target: RaidTarget, *, at: datetime) -> None:
    """One that stays at home, and one that a colleague of the harbour service asked to read."""
    ines, day = people["ines"], timedelta(days=1)
    _log(ines, target, at=at - 6 * day, text="A bill names who pays for the rooms.", code="S", conditions=["NOREL"])
    asked = _log(
        ines, target, at=at - 5 * day, text="The rooms are booked from one phone.", code="C", conditions=["A1", "S2"],
        scheme="uk_3x5x2",
    )  # fmt: skip
    ask_consent(
        report_id=asked.public_id, purpose="case", need="The same phone books berths in the harbour.",
        by=people["noor"], at=at - day,
    )  # fmt: skip


def _tainted(people: dict[str, User], target: RaidTarget, *, at: datetime) -> None:
    """A search without a warrant, and the report that only sums it up."""
    ines, day = people["ines"], timedelta(days=1)
    origin = _log(ines, target, at=at - 12 * day, text="A notebook from the desk lists debts.")
    echo = _log(ines, target, at=at - 11 * day, text="They are said to owe for their travel.")
    declare_derivation(child_id=echo.public_id, parent_id=origin.public_id, kind="summarises", by=ines)
    mark_unlawful(
        report_id=origin.public_id, reasons="The desk was opened without a warrant and without danger.",
        by=people["leena"], at=at - 10 * day,
    )  # fmt: skip


def _log(
    by: User, target: RaidTarget | None, *, at: datetime, text: str, code: str = "",
    conditions: list[str] | None = None, scheme: str = "admiralty_6x6",
) -> IntelligenceReport:  # fmt: skip
    grades = {"admiralty_6x6": ("C", "3"), "uk_3x5x2": ("2", "C")}[scheme]
    seen = ReportGiven(
        source_type="document", source_ref=f"S-{by.pk:02d}9{len(text):02d}", access="indirect", text=text,
        observed_at=at - timedelta(hours=3), legal_basis="duty", handling_code=code,
        handling_conditions=conditions or [],
    )  # fmt: skip
    grade = GradeGiven(scheme, *grades, "New to us; nothing speaks against it.")
    target_id = target.public_id if target else None
    return log_report(by=by, at=at, report=seen, grade=grade, target_id=target_id, stance="neutral" if target else "")
