from datetime import timedelta

import pytest
from django.utils.translation import gettext_lazy as _

from taskforce.accounts.models import Function
from taskforce.clocks.kinds import ClockKind
from taskforce.clocks.models import Clock
from taskforce.clocks.queries import work_waiting_for
from taskforce.clocks.services import satisfy_clock, start_clock, sweep_clocks
from taskforce.notices.models import Notice
from taskforce.notices.services import send_waiting_mail
from tests.builders import an_agency, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """A deadline that warns a day before, and an hour after it was missed."""
    warned = ClockKind("test.kind", _("Something is due"), "desk:inbox", (timedelta(days=-1), timedelta(hours=1)))
    monkeypatch.setattr("taskforce.clocks.models.kind_of", lambda code: warned)
    monkeypatch.setattr(Clock, "get_absolute_url", lambda clock: f"/somewhere/{clock.subject_id}/")
    return warned


def a_deadline(kind, *, at, agency):
    subject = someone(Function.COUNSELLOR, agency=agency)
    start_clock(
        kind,
        subject=subject,
        label="X-1",
        agency=agency,
        due_at=at + timedelta(days=3),
        at=at,
        functions=(Function.COUNSELLOR,),
    )
    return subject


def test_each_warning_reaches_each_colleague_once_however_often_the_sweep_runs(kind, at):
    agency = an_agency()
    a_deadline(kind, at=at, agency=agency)
    someone(Function.COUNSELLOR, agency=agency)
    someone(Function.INVESTIGATOR, agency=agency)

    for _again in range(3):
        sweep_clocks(at=at + timedelta(days=2))

    assert Notice.objects.count() == 2


def test_a_worker_away_for_days_catches_up_without_repeating(kind, at):
    a_deadline(kind, at=at, agency=an_agency())

    assert sweep_clocks(at=at + timedelta(days=30)) == 3
    assert sweep_clocks(at=at + timedelta(days=31)) == 0


def test_what_was_done_in_time_reminds_nobody(kind, at):
    agency = an_agency()
    subject = a_deadline(kind, at=at, agency=agency)
    satisfy_clock(kind, subject=subject, at=at + timedelta(hours=1))

    assert sweep_clocks(at=at + timedelta(days=30)) == 0
    assert not work_waiting_for(subject)


def test_the_mail_says_that_work_waits_and_nothing_else(kind, at, mailoutbox):
    a_deadline(kind, at=at, agency=an_agency())
    sweep_clocks(at=at + timedelta(days=2))

    assert send_waiting_mail(at=at) == 1
    assert send_waiting_mail(at=at) == 0
    assert mailoutbox[0].subject == "You have work waiting in Taskforce."
    assert "X-1" not in mailoutbox[0].body
