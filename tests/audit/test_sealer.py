"""The sealer skips nothing: a transaction that began early and commits late is waited for."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random as Chance

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from taskforce.audit.models import AuditBlock, AuditEntry
from taskforce.audit.sealer import RestoredElsewhere, seal_now, seal_state, seal_waiting
from taskforce.audit.services import record
from taskforce.audit.verifying import verify
from tests.audit.builders import a_sealed_trail, lay_down_the_triggers, seeded

THREADS, EACH = 8, 30


def write_and_commit_late(chance: Chance) -> None:
    for _ in range(EACH):
        with transaction.atomic():
            record("test.began", by=None)
            time.sleep(chance.random() * 0.01)
            record("test.ended", by=None)
    connection.close()


class ReadsByTheLastSeen:
    """How not to do it: whoever asks for what lies behind the last row seen misses what commits late."""

    def __init__(self) -> None:
        self.last, self.rows = 0, 0

    def look(self) -> None:
        found = list(AuditEntry.objects.filter(xid__gt=self.last).values_list("xid", flat=True))
        self.rows += len(found)
        self.last = max(found, default=self.last)


@pytest.mark.django_db(transaction=True)
def test_no_row_that_commits_late_is_ever_skipped():
    done, naive = threading.Event(), ReadsByTheLastSeen()

    def seal_all_the_time() -> None:
        while not done.is_set():
            seal_waiting()
            naive.look()
        connection.close()

    sealer = threading.Thread(target=seal_all_the_time)
    writers = [threading.Thread(target=write_and_commit_late, args=[seeded(n)]) for n in range(THREADS)]
    for thread in (sealer, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    sealer.join()
    seal_waiting()
    naive.look()

    verdict = verify()
    assert (verdict.faults, verdict.rows, verdict.unsealed_rows) == ([], THREADS * EACH * 2, 0)
    assert verdict.blocks > 5
    assert naive.rows < verdict.rows  # or nothing was late, and this test proved nothing


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_holds_the_seal_back_and_no_row_is_lost_when_it_ends():
    late, may_end = threading.Event(), threading.Event()

    def take_long() -> None:
        with transaction.atomic():
            record("test.began_early", by=None)
            late.set()
            may_end.wait(10)
        connection.close()

    slow = threading.Thread(target=take_long)
    slow.start()
    late.wait(10)
    record("test.began_later", by=None)
    assert seal_waiting() == 0
    may_end.set()
    slow.join()

    assert seal_waiting() == 2
    assert [row.verb for row in AuditEntry.objects.order_by("xid")] == ["test.began_early", "test.began_later"]


@pytest.mark.django_db(transaction=True)
def test_what_asks_to_be_sealed_at_once_is_sealed_when_its_transaction_ends():
    with transaction.atomic():
        record("test.approved", by=None)
        seal_now()
        assert not AuditBlock.objects.exists()

    assert seal_state().unsealed_rows == 0
    assert AuditBlock.objects.get().rows == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sealers_one_works():
    record("test.done", by=None)
    locked, may_end = threading.Event(), threading.Event()

    def hold_the_lock() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(7240518113)")
            locked.set()
            may_end.wait(10)
        connection.close()

    other = threading.Thread(target=hold_the_lock)
    other.start()
    locked.wait(10)

    assert seal_waiting() == 0
    may_end.set()
    other.join()
    assert seal_waiting() == 1


@pytest.mark.django_db
def test_a_transaction_is_never_split_between_two_blocks(monkeypatch):
    monkeypatch.setattr("taskforce.audit.sealer.LARGEST_BLOCK", 7)
    AuditEntry.objects.bulk_create(AuditEntry(xid=1 + n // 4, verb="test.done") for n in range(20))
    AuditEntry.objects.bulk_create(AuditEntry(xid=9, verb="test.done_at_once") for n in range(11))

    assert seal_waiting(horizon=50) == 31

    assert list(AuditBlock.objects.order_by("number").values_list("rows", flat=True)) == [4, 4, 4, 4, 4, 11]
    assert verify().faults == []


@pytest.mark.django_db
def test_a_database_that_counts_transactions_anew_is_not_sealed_in_silence():
    a_sealed_trail(rows=6, blocks=1, chance=seeded(1))
    lay_down_the_triggers()
    AuditBlock.objects.update(xid_until=2**60)

    with pytest.raises(RestoredElsewhere):
        seal_waiting()


@pytest.mark.django_db
def test_the_commands_seal_anchor_and_verify(tmp_path: Path, capsys):
    a_sealed_trail(rows=12, blocks=2, chance=seeded(1))
    call_command("seal_audit")
    call_command("export_anchor", tmp_path)
    call_command("verify_audit", anchors=tmp_path)
    said = capsys.readouterr().out

    assert "12 rows in 2 blocks held against 1 anchors" in said
    assert "Nothing was changed" in said
    assert [path.name for path in tmp_path.iterdir()] == ["anchor-00000002.json"]

    bad = AuditEntry.objects.order_by("xid", "at")[7]
    lay_down_the_triggers()
    AuditEntry.objects.filter(pk=bad.pk).update(outcome="denied")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", anchors=tmp_path)
    assert ended.value.code == 1
    assert f"ROW_CHANGED in block 2 first row {bad.pk} of {bad.at:%Y-%m-%d %H:%M:%S.%f} UTC" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_check_since_a_day_leaves_older_blocks_alone(capsys):
    blocks = a_sealed_trail(rows=12, blocks=3, chance=seeded(1))
    first = AuditEntry.objects.order_by("xid", "at")[0]
    lay_down_the_triggers()
    AuditEntry.objects.filter(pk=first.pk).update(outcome="denied")

    assert verify(since=blocks[1].sealed_at).faults == []
    assert verify(since=blocks[1].sealed_at).blocks == 2
    assert [fault.code for fault in verify(since=datetime(2020, 1, 1, tzinfo=UTC)).faults] == ["ROW_CHANGED"]


@pytest.mark.django_db
def test_a_file_that_is_no_anchor_is_named(tmp_path: Path):
    (tmp_path / "note.json").write_text('{"block": 1}')

    with pytest.raises(CommandError, match=r"note\.json"):
        call_command("verify_audit", anchors=tmp_path)
