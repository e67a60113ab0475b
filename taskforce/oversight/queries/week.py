"""The week in numbers, the reviews, and what they are about."""

from datetime import datetime

from django.db.models import Count, Q

from taskforce.access.models import BreakGlass, Dissemination
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import User
from taskforce.audit.models import AuditEntry
from taskforce.audit.sealer import seal_state
from taskforce.jurisdiction.pack import pack
from taskforce.oversight.models import AuditReview, Finding
from taskforce.oversight.queries import require_auditor
from taskforce.oversight.queries.trail import DENIED, READINGS


def reviews_for(user: User) -> ScopedQuerySet[AuditReview]:
    """The reviews of the auditor's own agency, newest first."""
    require_auditor(user)
    return AuditReview.objects.visible_to(user).select_related("signed_by", "agency")


def open_review_of(user: User) -> AuditReview | None:
    """The review that waits for a signature, or will when its week is over."""
    return reviews_for(user).filter(signed_at__isnull=True).first()


def findings_of(user: User, review: AuditReview) -> list[Finding]:
    """What was said of a signed review's outliers."""
    return list(Finding.objects.visible_to(user).filter(review=review).select_related("who__agency"))


def figures_of(user: User, *, since: datetime, until: datetime, at: datetime) -> dict[str, int]:
    """The week in numbers, by code. Six statements; rows that nobody has sealed yet count as they stand now."""
    require_auditor(user)
    span = {"at__gte": since, "at__lt": until}
    entries = AuditEntry.objects.filter(**span).aggregate(
        entries=Count("public_id"), denied=Count("public_id", filter=Q(outcome=DENIED)),
        reads=Count("public_id", filter=READINGS), people=Count("actor", distinct=True),
    )  # fmt: skip
    glasses = BreakGlass.objects.visible_to(user)
    overdue = glasses.filter(
        verdict="", opened_at__isnull=False, asked_at__lt=at - pack().duration("glass.review")
    ).count()
    state = seal_state()
    return entries | {
        "disseminations": Dissemination.objects.visible_to(user).filter(**span).count(),
        "glasses": glasses.filter(asked_at__gte=since, asked_at__lt=until).count(),
        "overdue": overdue,
        "unsealed_rows": state.unsealed_rows,
        "unsealed_seconds": int(state.unsealed_seconds),
    }
