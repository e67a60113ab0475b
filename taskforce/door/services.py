"""What is done at the door: invite, accept, release a locked account, switch one off, keep preferences."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from axes.utils import reset
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from taskforce.access.services import may, require
from taskforce.accounts.models import Agency, HeldFunction, Invitation, User
from taskforce.audit.services import record
from taskforce.clocks.feeds import end_feed_of
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import NotVisible, Refusal

FIRST_TRAINING = timedelta(days=365)


@transaction.atomic
def invite(*, email: str, name: str, functions: Sequence[str], by: User, at: datetime) -> Invitation:
    """Invite somebody into one's own agency; the link goes by mail and works once. Administrators.

    Refuses with ACCOUNT_EXISTS, NOT_YOURS_TO_DO.
    """
    require(by, "invite", by.agency)
    email = email.lower()
    if User.objects.filter(email=email).exists():
        raise Refusal("ACCOUNT_EXISTS", _("Somebody already has an account with this address."), field="email")
    Invitation.objects.filter(email=email, accepted_at__isnull=True).delete()
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email, name=name, agency=by.agency, functions=list(functions), token_digest=_digest(token),
        invited_by=by, invited_at=at, expires_at=at + pack().duration("session.invitation"),
    )  # fmt: skip
    record("accounts.invited", by=by, obj=invitation)
    link = f"{settings.PUBLIC_URL}{reverse('accounts:invitation', args=[token])}"
    send_mail(_("You are invited to Taskforce."), _("Set up your account: %(link)s") % {"link": link}, None, [email])
    return invitation


def invitation_for(token: str, *, at: datetime) -> Invitation:
    """The open invitation this token belongs to; anything else is NotVisible."""
    found = Invitation.objects.select_related("agency").filter(token_digest=_digest(token)).first()
    if found is None or not found.is_open(at):
        raise NotVisible("accounts.Invitation")
    return found


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> User:
    """Make the account an invitation stands for. Whoever holds the link, once."""
    invitation = invitation_for(token, at=at)
    user = User.objects.create_user(invitation.email, password, name=invitation.name, agency=invitation.agency)
    for function in invitation.functions:
        HeldFunction.objects.create(user=user, function=function, trained_until=at + FIRST_TRAINING)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record("accounts.invitation_accepted", by=user, obj=invitation)
    return user


@transaction.atomic
def release_account(*, user_id: UUID, by: User) -> None:
    """Let somebody try again after too many wrong passwords (CJIS AC-7). Administrators of their agency."""
    user = _colleague(user_id, "release", by)
    reset(username=user.email)
    record("accounts.released", by=by, obj=user)


@transaction.atomic
def deactivate_account(*, user_id: UUID, by: User) -> None:
    """Switch an account off; sessions and calendar address end at once (CJIS AC-2). Administrators of its agency."""
    user = _colleague(user_id, "deactivate", by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    end_feed_of(user, by=by)
    record("accounts.deactivated", by=by, obj=user)


def keep_preferences(*, theme: str, density: str, language: str, by: User) -> User:
    """Keep how somebody wants to see the house. Their own."""
    by.theme, by.density, by.language = theme, density, language
    by.save(update_fields=["theme", "density", "language"])
    return by


def people_of(agency: Agency, *, by: User) -> list[User]:
    """The colleagues an administrator looks after, by name."""
    if not may(by, "invite", agency):
        raise NotVisible("accounts.User")
    return list(User.objects.filter(agency=agency).prefetch_related("held_functions").order_by("name"))


def _colleague(user_id: UUID, action: str, by: User) -> User:
    user = User.objects.filter(public_id=user_id, agency=by.agency_id).first()
    if user is None:
        raise NotVisible("accounts.User")
    require(by, action, user)
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
