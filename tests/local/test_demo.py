"""The demo keeps to itself: one at a time, on a database of its own, from binaries found in a known order."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from taskforce.local import binaries, demo
from taskforce.local.group import DidNotStart

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_a_database_that_is_not_the_demos_own_is_left_alone():
    with pytest.raises(DidNotStart, match="does not touch it"):
        demo.claim_database()


def test_two_demos_never_share_one_state(tmp_path):
    with (
        demo._only_one(tmp_path / "state", fresh=False),
        pytest.raises(demo.Busy),
        demo._only_one(tmp_path / "state", fresh=False),
    ):
        pytest.fail("the second demo got in")


def test_a_fresh_demo_throws_its_state_away(tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    (state / "old").touch()
    with demo._only_one(state, fresh=True):
        assert not (state / "old").exists()


def test_keys_are_made_once_and_for_the_owner_alone(tmp_path):
    keys = demo._keys(tmp_path)

    assert demo._keys(tmp_path) == keys
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_server_that_was_named_is_taken_before_any_other(tmp_path, monkeypatch):
    (tmp_path / "postgres").touch()
    monkeypatch.setenv("TASKFORCE_PG_BINDIR", str(tmp_path))

    assert binaries.postgres_bin() == tmp_path


def test_a_named_folder_without_a_server_is_an_error_and_not_a_guess(tmp_path, monkeypatch):
    monkeypatch.setenv("TASKFORCE_PG_BINDIR", str(tmp_path))

    with pytest.raises(binaries.NotFound):
        binaries.postgres_bin()


def test_a_benchmark_prints_one_object_with_flat_figures():
    argv = [sys.executable, "manage.py", "bench", "house", "--json"]
    told = subprocess.run(argv, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    figures = json.loads(told.stdout)["figures"]

    assert figures["returns_annotated_percent"] == 100
    assert all(isinstance(value, int | float) for value in figures.values())
