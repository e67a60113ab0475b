"""The commands that bring services of their own: demo, test, bench, and management commands that need a database."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module

from taskforce.local.binaries import NotFound
from taskforce.local.services import temporary_services

Command = Callable[[list[str]], int]
PROCESSES = 2  # of the whole suite: what the smallest machine we test on has cores for


def run(command: str, argv: list[str]) -> int:
    """Run one of the commands; its exit code."""
    commands: dict[str, Command] = {"demo": demo, "test": test, "bench": bench}
    try:
        return commands[command](argv) if command in commands else management(command, argv)
    except NotFound as error:
        print(error, file=sys.stderr)
        return 2


def demo(argv: list[str]) -> int:
    """The whole system on made-up data; Ctrl-C ends it."""
    parser = argparse.ArgumentParser(prog="manage.py demo", description=demo.__doc__)
    parser.add_argument("--fresh", action="store_true", help="throw the demo's state away first")
    parser.add_argument("--check", action="store_true", help="start on a temporary state, look at every page, stop")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (8000, or any free one)")
    options = parser.parse_args(argv)
    from taskforce.local import demo as running

    if options.check:
        return running.check()
    return running.serve(fresh=options.fresh, port=options.port)


def test(argv: list[str]) -> int:
    """The whole suite on a real PostgreSQL and Valkey; any pytest argument can follow."""
    os.environ |= {"TASKFORCE_MODE": "test", "TASKFORCE_OWNER_TAKES_ROLES": "true"}
    given = os.environ.get("TASKFORCE_DATABASE_URL")
    if not argv and not given:
        return _test_in_parts()
    with nullcontext() if given else temporary_services() as services:
        if services is not None:
            os.environ.update(services.environment())
        import pytest

        return int(pytest.main(argv))


def _test_in_parts() -> int:
    """The whole suite, file by file in several processes; whoever names tests has them in one."""
    import pytest

    # --reuse-db: nobody tidies up in a server that is thrown away a moment later.
    shared = ["-p", "taskforce.local.apart", "-n", str(PROCESSES), "--dist", "loadfile", "--reuse-db"]
    return int(pytest.main(shared))


def bench(argv: list[str]) -> int:
    """One benchmark by name. Performance claims are ratios of figures measured in one run."""
    parser = argparse.ArgumentParser(prog="manage.py bench", description=bench.__doc__)
    parser.add_argument("name")
    parser.add_argument("--rows", type=int, default=0, help="how many rows to measure on (the benchmark's own default)")
    parser.add_argument("--json", action="store_true", help="print one object with a flat map of figures")
    options = parser.parse_args(argv)
    try:
        module = import_module(f"taskforce.local.bench.{options.name}")
    except ModuleNotFoundError:
        print(f"There is no benchmark called {options.name}.", file=sys.stderr)
        return 2
    figures: dict[str, float] = module.run(rows=options.rows)
    if options.json:
        print(json.dumps({"bench": options.name, "figures": figures}))
    else:
        for name, value in figures.items():
            print(f"{name:<40} {value:>14,.2f}")
    return 0


def management(command: str, argv: list[str]) -> int:
    """A management command on services of its own, unless it is pointed at a database."""
    if os.environ.get("TASKFORCE_DATABASE_URL"):
        return _execute(command, argv)
    os.environ["TASKFORCE_MODE"] = "test"
    with temporary_services() as services:
        os.environ.update(services.environment())
        _execute("migrate", ["--verbosity", "0"])
        return _execute(command, argv)


def _execute(command: str, argv: list[str]) -> int:
    from django.core.management import execute_from_command_line

    from taskforce.accounts.acting import as_house

    with as_house("a command of the operator's"):
        execute_from_command_line(["manage.py", command, *argv])
    return 0
