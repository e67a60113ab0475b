"""Opening a target and verifying it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.events import EvidenceChanged
from intelligence.models import (
    RaidTarget,
    VerificationAttempt,
)
from intelligence.rules.targets import is_specific_place
from intelligence.services.sharing import disclose_inside
from taskforce.access.services import find, require, require_any
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.refusal import Refusal


@transaction.atomic
def open_target(
    *,
    by: User,
    at: datetime,
    title: str,
    sector: str,
    premises: str,
    scope: str,
    address: str,
    description: str = "",
) -> RaidTarget:
    """Open a raid target: one premises. Investigators and analysts of a law-enforcement agency.

    Refuses with TARGET_NOT_SPECIFIC (SR-16: a street, block or district is never a target) and NOT_YOURS_TO_DO.
    """
    require_any(by, "open", RaidTarget)
    if not is_specific_place(scope):
        raise Refusal(
            "TARGET_NOT_SPECIFIC",
            _("A target is one premises. A street, block or district cannot be one."),
            field="scope",
            fix=_("Name the single place where reports say people are held, or wait until you know it."),
        )
    target = RaidTarget.objects.create(
        agency=by.agency, title=title, sector=sector, premises=premises, address=address, description=description,
        opened_by=by, opened_at=at,
    )  # fmt: skip
    record("intelligence.target.opened", by=by, obj=target)
    return target


@transaction.atomic
def log_verification(
    *, target_id: UUID, method: str, result: str, attempted_at: datetime, by: User, at: datetime, note: str = ""
) -> VerificationAttempt:
    """Log an attempt to verify that people are there (SR-14). Investigators and analysts who see the target.

    Refuses with OBSERVED_IN_FUTURE, NOT_YOURS_TO_DO.
    """
    target = find(RaidTarget, by, public_id=target_id)
    require(by, "verify", target)
    if attempted_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This attempt lies in the future."), field="attempted_at")
    attempt = VerificationAttempt.objects.create(
        target=target, method=method, result=result, attempted_at=attempted_at, note=note, by=by
    )
    disclose_inside(attempt, by=by)
    record("intelligence.target.verified", by=by, obj=target, method=method, result=result)
    publish(EvidenceChanged(target.pk))
    return attempt
