"""Fixtures every story needs: a moment that stands still, and a signed-in browser for whoever acts."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.core.management.commands import flush
from django.test import Client, override_settings

from taskforce.accounts.models import User

CHROMIUM = Path(os.environ.get("TASKFORCE_CHROMIUM", "/usr/bin/chromium"))
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright keeps a loop running in this thread; Django would take it for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """A test that commits is followed by a flush; there alone may the tables that are kept for ever be emptied."""
    empty = flush.Command.handle

    def emptied(self: flush.Command, **options: Any) -> None:
        with pgtrigger.ignore():
            empty(self, **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush.Command, "handle", emptied)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Sealed files of tests lie in a folder that goes with them."""
    root = tmp_path_factory.mktemp("files")
    storages = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": root}}}
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(FILES_ROOT=root, STORAGES=storages):
        yield root


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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own Chromium, talking to nobody but this machine. Only outside CI may it be missing."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("no Chromium: `apt install chromium` to run the browser tests")
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": QUIET}


@pytest.fixture
def tell_at_the_end(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """A sentence for the end of the test's output."""
    return lambda sentence: record_property("told", sentence)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what tests found out, also where they ran in other processes."""
    reports = [r for found in terminalreporter.stats.values() for r in found if isinstance(r, pytest.TestReport)]
    told = [text for report in reports for name, text in report.user_properties if name == "told"]
    for sentence in dict.fromkeys(told):
        terminalreporter.write_line(sentence)
