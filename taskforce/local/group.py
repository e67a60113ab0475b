"""A group of processes that start in order, end in reverse order, and never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PR_SET_PDEATHSIG = 1
PATIENCE = 60.0
STOP_PATIENCE = 15.0


class DidNotStart(Exception):
    """A process ended or stayed silent before it was ready."""


@dataclass
class Member:
    name: str
    process: subprocess.Popen[bytes]
    stop_with: signal.Signals
    pump: threading.Thread


class Group:
    """Use as a context: whatever was started inside is stopped at its end, the last one first."""

    def __init__(self, *, loud: bool = True) -> None:
        self.members: list[Member] = []
        self.loud = loud

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        is_ready: Callable[[], bool] | None = None,
        stop_with: signal.Signals = signal.SIGTERM,
        user: int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Member:
        """Start a process and wait until `is_ready()`; raises DidNotStart when it ends or 60 s pass first."""
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only us; we end the others in order
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only calls prctl
            env=dict(os.environ) | dict(env or {}),
            cwd=cwd,
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
        )
        pump = threading.Thread(target=self._pump, args=(name, process.stdout), daemon=True)
        member = Member(name, process, stop_with, pump)
        self.members.append(member)
        pump.start()
        if is_ready is not None:
            self._wait(member, is_ready)
        return member

    def ended(self) -> Member | None:
        """A member that ended by itself, if any."""
        return next((member for member in self.members if member.process.poll() is not None), None)

    def stop(self) -> None:
        """End every member, the last started first; a deaf one is killed with its children."""
        while self.members:
            member = self.members.pop()
            if member.process.poll() is None:
                member.process.send_signal(member.stop_with)
                try:
                    member.process.wait(STOP_PATIENCE)
                except subprocess.TimeoutExpired:
                    os.killpg(member.process.pid, signal.SIGKILL)
                    member.process.wait()
            member.pump.join(STOP_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait(self, member: Member, is_ready: Callable[[], bool]) -> None:
        late = time.monotonic() + PATIENCE
        while not is_ready():
            if member.process.poll() is not None:
                raise DidNotStart(f"{member.name} ended before it was ready (code {member.process.returncode}).")
            if time.monotonic() > late:
                raise DidNotStart(f"{member.name} was not ready after {PATIENCE:.0f} s.")
            time.sleep(0.02)

    def _pump(self, name: str, stream: IO[bytes] | None) -> None:
        with stream or nullcontext(()) as lines:
            for line in lines:
                if self.loud:
                    sys.stderr.write(f"{name:>9} | {line.decode(errors='replace')}")


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose parent is gone, even after kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
