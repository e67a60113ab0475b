"""What people decided on reports, as plain rows: in every state that a policy asks."""

from datetime import datetime, timedelta

from intelligence.models import (
    DangerAssessment,
    HandlingConsent,
    IntelligenceReport,
    LegalHold,
    RaidTarget,
    ReviewDecision,
    TargetLink,
    UnlawfulMark,
)
from taskforce.accounts.models import User
from tests.cases.builders import Operation

FIVE_YEARS = timedelta(days=1825)


def decided_on(
    report: IntelligenceReport, by: User, outsider: User, at: datetime, *, second: User | None = None
) -> None:
    """One of each decision on a report: as it was put, or with `second` as somebody else answered it."""
    on = {"report": report, "agency": report.agency}
    answered = {"answered_by": second, "answered_at": at, "state": "given"} if second else {}
    HandlingConsent.objects.create(
        **on, recipient=outsider.agency, reader=outsider, right="investigator", purpose="case", need="Same phone.",
        asked_at=at, **answered,
    )  # fmt: skip
    DangerAssessment.objects.create(
        **on, recipient=outsider.agency, told="Duty officer", words="Do not enter.", danger="A child.",
        handling=report.handled_under, given_by=by, given_at=at, verdict="justified" if second else "",
        reviewed_by=second, reviewed_at=at if second else None,
    )  # fmt: skip
    UnlawfulMark.objects.create(
        **on, reasons="No warrant.", marked_by=by, marked_at=at, lifted_by=second, lifted_at=at if second else None
    )
    ReviewDecision.objects.create(
        **on, decision="purge", decided_by=by, decided_at=at, former_due=report.retention_due, confirmed_by=second,
        confirmed_at=at if second else None,
    )  # fmt: skip
    LegalHold.objects.create(
        **on, reason="Court order.", placed_by=by, placed_at=at, until=at + timedelta(days=30), released_by=second,
        released_at=at if second else None,
    )  # fmt: skip


def reports_in_every_state(operation: Operation, outsider: User, at: datetime) -> None:
    """One that can be asked for, one that was given and validated, one that nobody attested, and one that is gone."""
    by, second = operation.lead, operation.planner
    a_report(operation, at, goes_out="consent", handling_code="C")
    given = a_report(operation, at, goes_out="consent", handling_code="C")
    decided_on(given, by, outsider, at, second=second)
    ReviewDecision.objects.create(
        report=given, agency=given.agency, decision="validated", facts="Seen again.", learned_at=at, decided_by=by,
        decided_at=at, former_due=at, new_due=at + FIVE_YEARS,
    )  # fmt: skip
    a_report(operation, at, is_lawful=False, legal_basis="", attested_by=None, attested_at=None)
    a_report(operation, at, source_ref="", retracted_at=at, purged_at=at)


def a_report(operation: Operation, at: datetime, **facts: object) -> IntelligenceReport:
    """A report of the agency that runs the operation, on the oldest target there is."""
    given: dict[str, object] = {
        "source_type": "document", "source_ref": "S-77", "access": "indirect", "text": "A ledger.",
        "observed_at": at - timedelta(days=1), "is_lawful": True, "legal_basis": "duty", "attested_by": operation.lead,
        "attested_at": at, "logged_by": operation.lead, "logged_at": at, "kept_since": at,
    }  # fmt: skip
    report = IntelligenceReport.objects.create(agency=operation.plan.agency, **(given | facts))
    report.grades.create(
        scheme="uk_3x5x2", source_code="2", info_code="C", rationale="New to us.", grader=operation.lead, at=at
    )
    target = RaidTarget.objects.order_by("pk")[0]
    TargetLink.objects.create(target=target, report=report, stance="neutral", linked_by=operation.lead, linked_at=at)
    return report
