"""Processes start in order, end in reverse order, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from taskforce.local.group import DidNotStart, Group

CHECKOUT = Path(__file__).resolve().parents[2]
SAYS_WHEN_IT_ENDS = """
import signal, sys, time
def end(*_): open(sys.argv[1], "a").write(sys.argv[2] + " "); sys.exit(0)
signal.signal(signal.SIGTERM, end); open(sys.argv[3], "w").close(); time.sleep(60)
"""
STARTS_A_CHILD = """
import sys, time
from taskforce.local.group import Group
group = Group(loud=False); print(group.start("child", ["sleep", "60"]).process.pid, flush=True); time.sleep(60)
"""


def test_the_last_started_ends_first(tmp_path):
    ended = tmp_path / "ended"
    with Group(loud=False) as group:
        for name in ("first", "second", "third"):
            ready = tmp_path / name
            group.start(name, [sys.executable, "-c", SAYS_WHEN_IT_ENDS, ended, name, ready], is_ready=ready.exists)

    assert ended.read_text().split() == ["third", "second", "first"]


def test_a_process_that_ends_before_it_is_ready_is_named():
    with Group(loud=False) as group, pytest.raises(DidNotStart, match="broken ended"):
        group.start("broken", [sys.executable, "-c", "raise SystemExit(3)"], is_ready=lambda: False)


def test_a_process_that_ends_by_itself_is_noticed():
    with Group(loud=False) as group:
        member = group.start("brief", [sys.executable, "-c", ""])
        member.process.wait()

        assert group.ended() is member


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does this on Linux alone")
def test_children_die_with_a_parent_that_was_killed():
    argv = [sys.executable, "-c", STARTS_A_CHILD]
    with subprocess.Popen(argv, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)

    late = time.monotonic() + 10
    while _runs(child):
        assert time.monotonic() < late, "the child outlived its parent"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
