"""When somebody last proved, in this session, that they are who signed in: password or second factor (5.7)."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from taskforce.accounts.models import User


def stepped_up_at(request: HttpRequest) -> datetime | None:
    """The last proof after sign-in, or None. Made-up colleagues of the demo have nothing to prove it with."""
    user = request.user
    if settings.IS_DEMO and isinstance(user, User) and not user.has_usable_password():
        return timezone.now()
    proofs = [proof["at"] for proof in get_authentication_records(request, user) if proof.get("reauthenticated")]
    return datetime.fromtimestamp(max(proofs), UTC) if proofs else None
