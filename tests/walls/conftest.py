"""The matrix is tried once for whoever asks; and what the walls' tests found out is told at the end of the run."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.conftest import NOON
from tests.walls.ground import a_planted_world
from tests.walls.matrix import Tried, a_matrix, try_all


@pytest.fixture(scope="session")
def tried(django_db_setup: None, django_db_blocker: Any) -> Tried:
    """Every cell of the access matrix, asked once; nothing of it stays in the database."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), transaction.atomic():
        answers = try_all(a_matrix(a_planted_world(NOON), NOON))
        transaction.set_rollback(True)
    return answers


@pytest.fixture
def tell_at_the_end(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """A sentence for the end of the test's output."""
    return lambda sentence: record_property("told", sentence)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [r for found in terminalreporter.stats.values() for r in found if isinstance(r, pytest.TestReport)]
    told = [text for report in reports for name, text in report.user_properties if name == "told"]
    for sentence in dict.fromkeys(told):
        terminalreporter.write_line(sentence)
