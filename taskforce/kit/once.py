"""An act happens once, however often its form is sent."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from taskforce.accounts.models import User
from taskforce.kit.models import SubmittedOnce


def begin(*, token: UUID, user: User, at: datetime) -> SubmittedOnce | None:
    """Take the form's token; None when it was taken before. Two at once: the second waits, then gets None."""
    try:
        with transaction.atomic():
            return SubmittedOnce.objects.create(token=token, user=user, at=at)
    except IntegrityError:
        return None


def landed_on(*, token: UUID, user: User) -> str:
    """Where the first sending of this form led its own user; empty when it led nowhere of theirs."""
    before = SubmittedOnce.objects.filter(token=token, user=user).first()
    return before.landed_on if before else ""
