"""Sentences about people who oversee, about proofs of who one is, and about broken glass."""

from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from taskforce.access.models import BreakGlass, Record
from taskforce.accounts.models import Agency, Function, User
from taskforce.glass.services import break_glass
from tests.builders import someone
from tests.door.builders import PASSWORD

REASON = "A man with a knife waits at the gate."


def now() -> datetime:
    """The database's own clock does not stand still, and it is the one that ends an emergency access."""
    return timezone.now()


def an_overseer(function: Function, agency: Agency) -> User:
    return someone(function, agency=agency)


def broken(
    subject: Record, *, by: User, at: datetime, is_danger: bool = False, proved: timedelta | None = timedelta(minutes=1)
) -> BreakGlass:
    """Somebody who just proved who they are breaks the glass of one record."""
    return break_glass(
        reference=subject.reference, reason=REASON, is_danger=is_danger, by=by, at=at,
        stepped_up_at=None if proved is None else at - proved,
    )  # fmt: skip


def proves_again(browser: Client, user: User) -> None:
    """Give the password once more."""
    user.set_password(PASSWORD)
    user.save()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
