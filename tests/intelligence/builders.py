"""Sentences that make targets and what is reported of them, through the services that people use."""

from datetime import datetime, timedelta

from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.queries.presence import standing_presence
from intelligence.services.presence import affirm_presence, affirm_second
from intelligence.services.reports import GradeGiven, ReportGiven, log_report
from intelligence.services.targets import log_verification, open_target
from taskforce.accounts.models import Agency, Function, User
from tests.builders import someone

# Together they show exploitation (D4) and means of control (D5) of adults at work.
HELD_AT_WORK = ("D4.01", "D4.02", "D5.01", "D5.02")


def an_investigator(agency: Agency | None = None) -> User:
    """Logs reports, and grades them anew."""
    return someone(Function.INVESTIGATOR, Function.ANALYST, agency=agency)


def a_target(at: datetime, *, by: User | None = None, **facts: str) -> RaidTarget:
    """One premises that an investigator opened a month ago."""
    given = {"title": "Packing shed", "sector": "labour", "premises": "farm", "address": "Mill Lane 0"} | facts
    return open_target(by=by or an_investigator(), at=at - timedelta(days=30), **({"scope": "premises"} | given))


def a_grade(codes: str = "B2", scheme: str = "admiralty_6x6") -> GradeGiven:
    return GradeGiven(scheme, codes[:1], codes[1:], "Right before; fits what else is known.")


def what_was_seen(at: datetime, **facts: object) -> ReportGiven:
    """A first-hand account of yesterday."""
    seen: dict[str, object] = {
        "source_type": "human_source",
        "source_ref": "S-1",
        "access": "direct",
        "text": "They are locked in after the shift.",
        "observed_at": at - timedelta(days=1),
        "indicators": HELD_AT_WORK,
        "legal_basis": "voluntary",
    }
    return ReportGiven(**(seen | facts))  # type: ignore[arg-type]  # the facts of one test


def a_report_on(
    target: RaidTarget | None,
    at: datetime,
    *,
    by: User | None = None,
    grade: str = "B2",
    stance: str = "supports",
    **facts: object,
) -> IntelligenceReport:
    """A report, logged now, that speaks of `target`; by whoever opened it unless told."""
    author = by or (target.opened_by if target else an_investigator())
    return log_report(
        by=author, at=at, report=what_was_seen(at, **facts), grade=a_grade(grade),
        target_id=target.public_id if target else None, stance=stance if target else "",
    )  # fmt: skip


def a_target_where_people_are_held(at: datetime, *, agency: Agency | None = None) -> RaidTarget:
    """Two independent fresh first-hand accounts, both good, and a verification: presence is high."""
    target = a_target(at, by=an_investigator(agency))
    a_report_on(target, at)
    a_report_on(target, at, source_type="survivor_account", source_ref="S-2", observed_at=at - timedelta(days=2))
    log_verification(
        target_id=target.public_id, method="surveillance", result="consistent",
        attempted_at=at - timedelta(hours=6), by=target.opened_by, at=at,
    )  # fmt: skip
    return target


def affirmed(target: RaidTarget, at: datetime, *, analyst: User | None = None, supervisor: User | None = None) -> None:
    """An analyst and a supervisor of its agency read the evidence as it stands and affirm it."""
    digest = standing_presence(target, now=at).digest
    affirm_presence(
        target_id=target.public_id, digest=digest, reasons="Two accounts, far apart, fit.", at=at,
        by=analyst or someone(Function.ANALYST, agency=target.agency),
    )  # fmt: skip
    affirm_second(
        target_id=target.public_id, digest=digest, reasons="I read both and asked.", at=at,
        by=supervisor or someone(Function.SUPERVISOR, agency=target.agency),
    )  # fmt: skip
