"""Sentences about accounts with passwords, and about invitations that came by mail."""

from datetime import datetime

from django.core import mail
from django.test import Client
from django.urls import reverse

from taskforce.accounts.models import Function, User
from taskforce.door.services import invite
from tests.builders import someone

PASSWORD = "a lighthouse, nine gulls and rain"


def someone_with_a_password(*functions: Function) -> User:
    """A colleague who signs in with PASSWORD."""
    user = someone(*functions or (Function.INVESTIGATOR,))
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(browser: Client, user: User, password: str = PASSWORD):
    """Send the sign-in form."""
    return browser.post(reverse("account_login"), {"login": user.email, "password": password})


def an_invitation(at: datetime, email: str = "newcomer@taskforce.example") -> str:
    """Invite somebody; gives the link that came by mail."""
    administrator = someone(Function.ADMINISTRATOR)
    invite(email=email, name="New Comer", functions=[Function.INVESTIGATOR], by=administrator, at=at)
    return next(word for word in mail.outbox[-1].body.split() if "/invitation/" in word)
