#!/usr/bin/env python3
"""Django's manage.py, plus what makes `demo`, `test` and `bench` work on a bare machine: only the standard library."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCKS = HERE / "taskforce" / "local" / "locks"
# Which lock a command needs. Commands that are not named here run in whatever environment they are given.
NEEDS = {"demo": "demo", "test": "test"} | dict.fromkeys(
    ["bench", "access_matrix", "makemigrations", "row_security"], "demo"
)


def bootstrap(command: str) -> None:
    """Build `.venv` from the hashed lock when nothing else provides Django, then start again inside it."""
    if command not in NEEDS or sys.prefix != sys.base_prefix or importlib.util.find_spec("django"):
        return
    if sys.version_info < (3, 11):
        sys.exit("taskforce needs Python 3.11 or newer.")
    python = VENV / "bin" / "python"
    lock = LOCKS / f"{NEEDS[command]}.lock"
    if not is_installed(lock):
        build(python, lock)
    os.execv(python, [str(python), str(HERE / "manage.py"), *sys.argv[1:]])


def is_installed(lock: Path) -> bool:
    """Whether `.venv` holds this lock already; the test lock holds everything of the demo's."""
    stamps = {path.name: path.read_text() for path in VENV.glob("*.stamp")}
    wanted = {name: digest(LOCKS / f"{name}.lock") for name in (lock.stem, "test")}
    return any(stamps.get(f"{name}.stamp") == value for name, value in wanted.items())


def build(python: Path, lock: Path) -> None:
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        sys.exit("Python's venv module is missing: `apt install python3-venv`, then run this again.")
    if not python.exists():
        print("Making .venv (once) ...", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    print(f"Installing the packages of {lock.name} (once) ...", flush=True)
    # --no-compile: Python compiles what is imported, and most of what is installed never is.
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
    subprocess.run([*pip, "--only-binary", ":all:", "-r", str(lock)], check=True)
    (VENV / f"{lock.stem}.stamp").write_text(digest(lock))


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    bootstrap(command)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")
    if command in NEEDS:
        from taskforce.local.commands import run

        sys.exit(run(command, sys.argv[2:]))
    from django.core.management import execute_from_command_line

    from taskforce.accounts.acting import as_house

    with as_house("a command of the operator's"):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
