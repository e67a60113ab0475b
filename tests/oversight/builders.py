"""Sentences about auditors, and about a trail of weeks that other people left."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.models import AuditEntry
from taskforce.oversight.models import AuditReview
from taskforce.oversight.services import check_chain, open_review, open_reviews, sign_review
from tests.builders import someone

WEEK = timedelta(days=7)


def an_auditor(agency: Agency | None = None) -> User:
    return someone(Function.AUDITOR, agency=agency, kind=Agency.Kind.OVERSIGHT)


def a_week_to_review(auditor: User, at: datetime) -> AuditReview:
    """The review of the week that ended a moment ago."""
    open_review(agency=auditor.agency, at=at, since=at - WEEK)
    return AuditReview.objects.get(agency=auditor.agency)


def a_running_review(auditor: User, at: datetime) -> AuditReview:
    open_reviews(at=at)
    return AuditReview.objects.get(agency=auditor.agency, signed_at__isnull=True)


def a_signed_week(at: datetime) -> AuditReview:
    """A week in which nothing stood out, signed."""
    auditor = an_auditor()
    review = a_week_to_review(auditor, at)
    check_chain(review_id=review.public_id, by=auditor, at=at)
    return sign_review(review_id=review.public_id, judgements={}, note="Nothing stood out.", by=auditor, at=at)


def on_record(by: User | None, at: datetime, verb: str = "access.read", **facts: Any) -> AuditEntry:
    """One row of the trail as it was written at `at`."""
    return AuditEntry.objects.create(
        public_id=uuid4(), at=at, verb=verb, actor=by, agency=by.agency if by else None, **facts
    )


def reads(
    by: User, at: datetime, number: int = 1, *, need: str = "own_agency", of: UUID | None = None, every: int = 1
) -> None:
    """So many records opened, one each `every` seconds."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at + timedelta(seconds=every * n), verb="access.read", actor=by, agency=by.agency,
            object_type="victims.Person", object_id=of or uuid4(),
            codes={"right": "counsellor", "need": need, "purpose": "own_work"},
        )
        for n in range(number)
    )  # fmt: skip


def is_turned_away(by: User, at: datetime, number: int = 1) -> None:
    """So many times they asked for what is hidden or absent, one a minute."""
    for n in range(number):
        on_record(
            by, at + timedelta(minutes=n), "access.not_visible", outcome="denied", codes={"model": "victims.Person"}
        )


def usual_weeks(by: User, until: datetime, *, a_day: int = 5, hour: int = 10) -> None:
    """Four weeks in which they opened so many records each day, in one hour."""
    for day in range(1, 29):
        morning = (until - timedelta(days=day)).replace(hour=hour, minute=0)
        if morning < until:
            reads(by, morning, a_day)
