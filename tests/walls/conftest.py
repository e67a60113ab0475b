"""The matrix is tried once for whoever asks."""

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
