"""A private calendar address: whoever holds it learns when something is due, and nothing else (security paper, A8)."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from taskforce.accounts.acting import acting_as, as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record, record_shown
from taskforce.clocks.calendar import Due, as_calendar
from taskforce.clocks.models import CalendarFeed, Clock
from taskforce.clocks.queries import work_waiting_for
from taskforce.jurisdiction.pack import pack
from taskforce.notices.words import DUE
from taskforce.refusal import NotVisible

MOST = 200


def feed_of(user: User, *, at: datetime) -> CalendarFeed | None:
    """The address this person has, if it still works at `at`; of it we know when it was made and how long it works."""
    return CalendarFeed.objects.visible_to(user).filter(user=user, expires_at__gt=at).first()


@transaction.atomic
def make_feed(*, by: User, at: datetime) -> str:
    """Make a new address for one's own deadlines; gives its token, which nobody can find out again.

    Everybody, for themselves. The former address stops working. How long the new one works stands in the pack
    (`calendar.address`).
    """
    token = secrets.token_urlsafe(32)
    User.objects.select_for_update().get(pk=by.pk)  # two windows at once: one after the other
    CalendarFeed.objects.visible_to(by).filter(user=by).delete()
    made = CalendarFeed.objects.create(
        user=by, token_digest=_digest(token), made_at=at, expires_at=at + pack().duration("calendar.address")
    )
    record("clocks.feed.made", by=by, obj=made)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """Stop one's own address at once. Without one there is nothing to do."""
    for feed in CalendarFeed.objects.visible_to(by).filter(user=by):
        record("clocks.feed.revoked", by=by, obj=feed)
        feed.delete()


@as_house("somebody else's address, when their account is switched off")
def end_feed_of(user: User, *, by: User) -> None:
    """Stop the address of an account that is switched off. The caller has checked that `by` may."""
    for feed in CalendarFeed.objects.filter(user=user):
        record("clocks.feed.revoked", by=by, obj=feed)
        feed.delete()


@transaction.atomic
def read_feed(*, token: str, at: datetime) -> bytes:
    """The calendar behind an address, of the deadlines its person sees now, put on record as `clocks.feed.read`.

    Whoever holds the token. Unknown, revoked and run-out addresses, and those of people whose account is switched off,
    whose training or whose agency's agreement is out of date, are NotVisible alike.
    """
    with as_house("whose calendar an address is"):
        feed = CalendarFeed.objects.select_related("user__agency").filter(token_digest=_digest(token)).first()
    if feed is None or at >= feed.expires_at or not feed.user.is_active or not feed.user.functions:
        raise NotVisible("clocks.CalendarFeed")
    with acting_as(feed.user), override(feed.user.language):
        clocks = list(work_waiting_for(feed.user)[:MOST])
        record_shown(Clock, [clock.public_id for clock in clocks], by=feed.user, verb="clocks.feed.read")
        dues = [Due(_mark(token, clock), clock.due_at) for clock in clocks]
        return as_calendar(dues, saying=str(DUE), now=at)


def _mark(token: str, clock: Clock) -> str:
    """The same at each reading, so that a calendar knows the event again; without the token it leads to no record."""
    return hmac.new(token.encode(), clock.public_id.bytes, hashlib.sha256).hexdigest()[:32]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
