"""A pytest plugin for a suite that runs in several processes: each has a PostgreSQL and a Valkey of its own.

Apart, because roles, the horizon of transactions (which the sealer follows) and the cache belong to a whole server.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from taskforce.local.services import temporary_services


def is_one_of_several() -> bool:
    """Whether this process is one of those that a suite was shared out to."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the servers before anything reads the settings, and stop them with the process."""
    if is_one_of_several():
        servers = ExitStack()
        early_config.add_cleanup(servers.close)
        os.environ.update(servers.enter_context(temporary_services()).environment())
    return (yield)
