"""Fixtures every story needs: a moment that stands still, and a signed-in browser for whoever acts."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from taskforce.accounts.models import User

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[datetime]:
    """Noon on a Tuesday in March; the clock of the process stands still there (the database's own does not)."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
