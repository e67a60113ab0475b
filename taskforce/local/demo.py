"""`manage.py demo`: every part of the system at once, on made-up data, ended as a whole."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from taskforce.local.group import DidNotStart, Group
from taskforce.local.services import start_services, state_folder

CHECKOUT = Path(__file__).resolve().parents[2]
MARK = "taskforce demo: made-up data"
WARNING = "MADE-UP DATA. For looking around only; never for real people (no TLS, no second factor, throw-away storage)."


class Busy(Exception):
    """Another demo already runs on this state."""


def serve(*, fresh: bool, port: int) -> int:
    """Run the demo until Ctrl-C; 0 when it was ended so, 1 when one of its parts ended by itself."""
    state = state_folder(CHECKOUT)
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    signal.signal(signal.SIGINT, lambda *_: ending.set())
    try:
        with _only_one(state, fresh=fresh), Group() as group:
            address = start(group, state, port=port)
            _greet(address)
            while not ending.wait(0.5):
                if gone := group.ended():
                    print(f"{gone.name} ended by itself; stopping.", file=sys.stderr)
                    return 1
            print("\nStopping ...", flush=True)
    except (Busy, DidNotStart) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check() -> int:
    """Start on a temporary state, open every page of everybody, see a reminder arrive; 0, or 1 naming what failed."""
    from taskforce.local.walk import faults

    with tempfile.TemporaryDirectory(prefix="taskforce-") as folder, Group(loud=False) as group:
        Path(folder).chmod(0o711)
        try:
            address = start(group, Path(folder), port=0, sweep_seconds=2)
        except DidNotStart as error:
            print(error, file=sys.stderr)
            return 1
        found = faults(address)
    for fault in found:
        print(fault, file=sys.stderr)
    print("demo --check: every page opened, a reminder arrived." if not found else f"{len(found)} faults.")
    return 1 if found else 0


def start(group: Group, state: Path, *, port: int, sweep_seconds: int = 10) -> str:
    """Start everything in order, each part when the one before is ready; the address of the first page."""
    services = start_services(group, state)
    port = port if port and _is_free(port) else 8000 if not port and _is_free(8000) else _free_port()
    address = f"http://127.0.0.1:{port}"
    os.environ.update(
        services.environment()
        | _keys(state)
        | {
            "TASKFORCE_MODE": "demo",
            "TASKFORCE_FILES_ROOT": str(state / "files"),
            "TASKFORCE_PUBLIC_URL": address,
            "TASKFORCE_SWEEP_SECONDS": os.environ.get("TASKFORCE_SWEEP_SECONDS", str(sweep_seconds)),
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        }
    )
    _prepare()
    os.environ["TASKFORCE_DATABASE_URL"] = os.environ["TASKFORCE_WEB_DATABASE_URL"]
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "taskforce"]
    group.start("worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "1"], cwd=CHECKOUT)
    group.start("beat", [*celery, "beat", "--loglevel", "WARNING", "--schedule", state / "beat"], cwd=CHECKOUT)
    group.start(
        "web",
        [python, "-m", "gunicorn", "taskforce.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4",
         "--config", "python:taskforce.logs.gunicorn", "--log-level", "warning"],
        cwd=CHECKOUT,
        is_ready=lambda: _answers(f"{address}/demo/"),
    )  # fmt: skip
    return address


def _prepare() -> None:
    """Migrate and fill an empty database, in this process: it saves three interpreter starts."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from taskforce.accounts.acting import as_house
    from taskforce.local import world

    claim_database()
    with as_house("laying the demo's ground"):
        call_command("migrate", verbosity=0)
        call_command("web_role")
    if not world.is_filled():
        world.fill(at=timezone.now())
    connection.close()


def claim_database() -> None:
    """Mark an empty database as a demo's; raises DidNotStart when it is anybody else's."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select current_database(), shobj_description(oid, 'pg_database'),"
            " exists (select from pg_class where relname = 'accounts_user')"
            " from pg_database where datname = current_database()"
        )
        name, mark, is_used = cursor.fetchone()
        if is_used and mark != MARK:
            raise DidNotStart("This database is not a demo's own; the demo does not touch it.")
        cursor.execute(f"comment on database {connection.ops.quote_name(name)} is '{MARK}'")


def _greet(address: str) -> None:
    from taskforce.local import world

    print(f"\n  {WARNING}\n")
    for name, functions, agency, _mailbox in world.sign_ins():
        print(f"  {name:<16} {functions:<42} {agency}")
    print(f"\nREADY {address}/demo/  (choose a colleague; Ctrl-C ends everything)\n", flush=True)


@contextmanager
def _only_one(state: Path, *, fresh: bool) -> Iterator[None]:
    """Hold the state's lock, so that two demos never share one cluster; throw the state away first when asked."""
    state.mkdir(parents=True, exist_ok=True)
    with (state.parent / f"{state.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("A demo already runs on this state. End it first, or set TASKFORCE_STATE_DIR.") from error
        if fresh:
            shutil.rmtree(state)
        yield


def _keys(state: Path) -> dict[str, str]:
    """The demo's own keys, made once and kept beside its data."""
    keys = {}
    for name in ("TASKFORCE_SECRET_KEY", "TASKFORCE_VAULT_KEY", "TASKFORCE_AUDIT_KEY"):
        path = state / name.lower()
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        keys[name] = path.read_text()
    return keys


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as reply:  # noqa: S310 - our own address
            return bool(reply.status == 200)
    except (URLError, OSError):
        time.sleep(0.1)
        return False
