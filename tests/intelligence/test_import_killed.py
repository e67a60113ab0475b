"""A worker that is killed while it writes, and two tabs or two workers at once: all of a file, once, or nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from intelligence.models import Grade, IntelligenceReport, ReportImport, TargetLink
from intelligence.services.import_progress import told
from intelligence.services.importing import _begin, work_on_imports, write_import
from intelligence.services.imports import abandon_import, take_import
from taskforce.audit.models import AuditEntry
from taskforce.refusal import Refusal
from taskforce.vault.models import KeyGrant, RecordKey, WordIndex
from tests.intelligence.builders import a_target, an_investigator
from tests.intelligence.files_of_reports import a_checked_file, rows_of

ROWS = 1_100
WORK = "from intelligence.tasks import work_on_imports; work_on_imports.apply(throw=True)"


def again(row: ReportImport) -> ReportImport:
    return ReportImport.objects.get(pk=row.pk)


def a_worker() -> "subprocess.Popen[bytes]":
    """A process of its own that does what is to be done, on this test's database and files."""
    environment = os.environ | {
        "TASKFORCE_DATABASE_URL": f"postgres:///{connection.settings_dict['NAME']}",
        "TASKFORCE_FILES_ROOT": str(settings.FILES_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", WORK], env=environment
    )


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.02)


def written() -> tuple[int, ...]:
    """How much there is of reports and of all that hangs on them."""
    return tuple(
        model.objects.count() for model in (IntelligenceReport, Grade, TargetLink, WordIndex, RecordKey, KeyGrant)
    )


def is_given_back(row: ReportImport) -> bool:
    """The next worker, after the silence that every worker is granted, finds what the dead one left."""
    work_on_imports(at=datetime.now(UTC) + timedelta(seconds=61))
    return again(row).state == "checked"


def killed_while_writing(row: ReportImport, shown: Callable[[], str]) -> None:
    """Have a worker begin, wait until its page says that some reports stand, and kill it."""
    worker = a_worker()
    wait_for(lambda: worker.poll() is not None or told(again(row)) > 0)
    assert worker.poll() is None, "it was done before it could be killed"
    worker.send_signal(signal.SIGSTOP)  # it stands still while we look
    assert 0 < told(again(row)) < ROWS
    assert f"{told(again(row))} of {ROWS} stand." in shown()
    worker.send_signal(signal.SIGKILL)
    worker.wait()


@pytest.mark.django_db(transaction=True)
def test_of_a_writing_that_is_killed_nothing_stays_and_asked_for_again_it_is_written_once(as_user):
    now = datetime.now(UTC)  # the clock runs here, for another process runs with it
    target = a_target(now)
    officer = target.opened_by
    checked = a_checked_file(officer, rows_of(*[{"target": target.reference, "stance": "for"}] * ROWS), now)
    page = reverse("intelligence:import", args=[checked.public_id])

    def shown() -> str:
        return str(as_user(officer).get(page).content.decode())

    take_import(import_id=checked.public_id, by=officer, at=now)
    before = written()
    killed_while_writing(checked, shown)

    wait_for(lambda: is_given_back(checked))
    assert written() == before
    assert not AuditEntry.objects.filter(verb="intelligence.report.logged").exists()
    assert "It did not happen: no report of this file was written. Have it written again." in shown()
    assert f"Write {ROWS} reports" in shown()

    take_import(import_id=checked.public_id, by=officer, at=now)
    assert a_worker().wait() == 0
    assert a_worker().wait() == 0
    row = again(checked)
    assert (row.state, row.rows_taken, row.interrupted_at) == ("taken", ROWS, None)
    assert written()[:3] == tuple(number + ROWS for number in before[:3])
    assert f"{ROWS} reports were written." in shown()


@contextmanager
def at_once(count: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(count) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_two_tabs_and_two_workers_at_once_write_it_once(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of(*[{}] * 40), at)
    ready = Barrier(2, timeout=20)

    def taken(_tab: int) -> bool:
        ready.wait()
        try:
            take_import(import_id=checked.public_id, by=officer, at=at)
            return write_import(import_id=checked.pk, at=at)
        finally:
            connection.close()

    with at_once(2) as pool:
        wrote = list(pool.map(taken, range(2)))

    assert sorted(wrote) == [False, True]
    assert IntelligenceReport.objects.count() == 40
    assert again(checked).rows_taken == 40
    assert AuditEntry.objects.filter(verb="intelligence.import.taken").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_taking_and_giving_up_at_the_same_moment_one_wins(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}, {}), at)
    ready = Barrier(2, timeout=20)

    def does(act: Callable[..., object]) -> str:
        ready.wait()
        try:
            act(import_id=checked.public_id, by=officer, at=at)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "DONE"

    with at_once(2) as pool:
        told_them = sorted(pool.map(does, [take_import, abandon_import]))

    work_on_imports(at=at)
    is_taken = again(checked).state == "taken"
    assert told_them in (["DONE", "IMPORT_NOT_CHECKED"], ["DONE", "IMPORT_UNDER_WAY"])
    assert IntelligenceReport.objects.count() == (2 if is_taken else 0)


@pytest.mark.django_db
def test_a_worker_that_has_just_begun_is_not_taken_for_a_dead_one(at):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}), at)
    take_import(import_id=checked.public_id, by=officer, at=at)

    assert _begin(checked.pk, at)
    assert not _begin(checked.pk, at + timedelta(seconds=59))
    assert again(checked).state == "taking"
    assert not _begin(checked.pk, at + timedelta(seconds=61))
    assert (again(checked).state, again(checked).began_at) == ("checked", None)
