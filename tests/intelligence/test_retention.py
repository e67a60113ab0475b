"""A report is kept five years, then validated with fresh facts or gone; a legal hold is the only brake (23.20(h))."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from intelligence import tasks
from intelligence.events import EvidenceChanged
from intelligence.models import (
    AccountContamination,
    Grade,
    IntelligenceReport,
    LegalHold,
    ReviewDecision,
    TargetUnlinking,
)
from intelligence.queries.presence import presence_at
from intelligence.rules import retention as rules
from intelligence.services import evidence
from intelligence.services.lineage import declare_contamination, strike_contamination
from intelligence.services.presence import unlink_report
from intelligence.services.reports import declare_derivation, link_report, regrade_report
from intelligence.services.retention import (
    confirm_purge,
    let_go,
    open_reviews,
    place_hold,
    purge_due_reports,
    purge_report,
    release_hold,
    validate_report,
)
from taskforce.accounts.models import Function, User
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.clocks.services import sweep_clocks
from taskforce.notices.models import Notice
from taskforce.refusal import Refusal
from taskforce.vault.models import BlindIndex, KeyGrant
from taskforce.vault.sealing import DoesNotOpen
from tests.builders import someone
from tests.intelligence.builders import a_grade, a_report_on, a_target, a_target_where_people_are_held

pytestmark = pytest.mark.django_db
FIVE_YEARS = timedelta(days=1825)
DAY = timedelta(days=1)


def swept(at: datetime) -> None:
    """One round of the worker."""
    with transaction.atomic():
        open_reviews(at=at)
        sweep_clocks(at=at)
    purge_due_reports(at=at)


def told(user: User) -> int:
    return Notice.objects.filter(user=user, kind="intelligence.report_review").count()


def read_anew(report: IntelligenceReport) -> IntelligenceReport:
    return IntelligenceReport.objects.get(pk=report.pk)


def is_refused(code, act):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert refusal.value.code == code


@pytest.fixture
def kept(at):
    """A report on a target, and two people who decide on it."""
    target = a_target(at)
    report = a_report_on(target, at)
    analyst, supervisor = (someone(f, agency=report.agency) for f in (Function.ANALYST, Function.SUPERVISOR))
    return report, analyst, supervisor


def test_a_report_is_kept_five_years_from_its_entry_and_no_longer(at, kept):
    report, *_people = kept

    assert report.retention_due == at + FIVE_YEARS


@pytest.mark.parametrize(("days", "words"), [(91, 0), (90, 1), (31, 1), (30, 2), (8, 2), (7, 3), (1, 3)])
def test_its_people_are_told_ninety_thirty_and_seven_days_before(at, kept, days, words):
    report, analyst, supervisor = kept
    due = at + FIVE_YEARS
    for moment in (due - 91 * DAY, due - 90 * DAY, due - 30 * DAY, due - 7 * DAY, due - DAY):
        if moment <= due - days * DAY:
            swept(moment)
    swept(due - days * DAY)
    swept(due - days * DAY)

    assert (told(analyst), told(supervisor)) == (words, words)
    assert read_anew(report).purged_at is None


def test_at_its_day_it_is_purged_by_itself_once(at, kept):
    report, *_people = kept
    due = at + FIVE_YEARS
    swept(due - timedelta(seconds=1))
    assert read_anew(report).purged_at is None

    for _again in range(2):
        swept(due)

    gone = read_anew(report)
    assert gone.purged_at == due
    assert AuditEntry.objects.filter(verb="intelligence.report.purged", object_id=report.public_id).count() == 1
    assert Clock.objects.get(subject_id=report.public_id).state == "satisfied"


def test_a_worker_that_was_away_for_three_days_catches_up_and_says_each_thing_once(at, kept):
    report, analyst, _supervisor = kept
    due = at + FIVE_YEARS
    swept(due - 91 * DAY)

    swept(due - 87 * DAY)
    assert told(analyst) == 1

    swept(due - 8 * DAY)
    swept(due + 3 * DAY)
    assert read_anew(report).purged_at == due + 3 * DAY
    assert told(analyst) == 4


def test_nothing_is_left_but_a_tombstone(at, kept):
    report, _analyst, _supervisor = kept
    grade = report.grades.get()

    swept(at + FIVE_YEARS)

    gone = read_anew(report)
    assert (gone.source_ref, gone.indicators, gone.speaks_of_child) == ("", [], False)
    assert gone.observed_at == gone.logged_at
    assert gone.reference == report.reference
    for row, field in ((gone, "text"), (Grade.objects.get(pk=grade.pk), "rationale")):
        with pytest.raises(DoesNotOpen):
            getattr(row, field)
        assert not KeyGrant.objects.filter(record=row.public_id).exists()
        assert not BlindIndex.objects.filter(key__record=row.public_id).exists()


def test_the_database_takes_no_content_back_into_a_tombstone(at, kept):
    report, *_people = kept
    swept(at + FIVE_YEARS)

    with pytest.raises(IntegrityError, match="report_purged_counts_nothing"), transaction.atomic():
        IntelligenceReport.objects.filter(pk=report.pk).update(source_ref="S-1")


def test_presence_falls_with_the_report_it_stood_on_and_whoever_stands_on_it_is_told(at, monkeypatch):
    target = a_target_where_people_are_held(at)
    report = target.links.order_by("pk")[0].report
    echo = a_report_on(a_target(at, by=target.opened_by), at)
    declare_derivation(child_id=echo.public_id, parent_id=report.public_id, kind="cites", by=target.opened_by)
    IntelligenceReport.objects.filter(pk=report.pk).update(retention_due=at + DAY)
    heard: list[EvidenceChanged] = []
    monkeypatch.setattr(evidence, "publish", heard.append)

    swept(at + DAY)

    assert presence_at(target, now=at + DAY).level != "high"
    assert {event.target_id for event in heard} == {target.pk, echo.links.get().target_id}


def test_fresh_facts_keep_it_five_more_years(at, kept):
    report, analyst, _supervisor = kept
    then = at + FIVE_YEARS - 10 * DAY
    swept(then)

    validate_report(
        report_id=report.public_id, facts="Seen there again.", learned_at=then - DAY, by=analyst, at=then
    )  # fmt: skip

    assert read_anew(report).retention_due == then + FIVE_YEARS
    assert Clock.objects.get(subject_id=report.public_id).state == "satisfied"
    swept(at + FIVE_YEARS)
    assert read_anew(report).purged_at is None
    assert read_anew(report).text


@pytest.mark.parametrize("facts", ["", "   "])
def test_a_review_without_facts_validates_nothing(at, kept, facts):
    report, analyst, _supervisor = kept
    then = at + 100 * DAY

    is_refused("SUSPICION_NOT_FRESH", lambda: validate_report(
        report_id=report.public_id, facts=facts, learned_at=then, by=analyst, at=then))  # fmt: skip

    assert not ReviewDecision.objects.exists()
    assert read_anew(report).retention_due == at + FIVE_YEARS


@pytest.mark.parametrize("learned", [timedelta(0), -DAY, 101 * DAY])
def test_facts_from_before_its_entry_or_from_tomorrow_are_not_fresh(at, kept, learned):
    report, analyst, _supervisor = kept
    then = at + 100 * DAY

    is_refused("SUSPICION_NOT_FRESH", lambda: validate_report(
        report_id=report.public_id, facts="Known.", learned_at=at + learned, by=analyst, at=then))  # fmt: skip


def test_neither_a_regrade_nor_a_link_nor_an_update_keeps_it_longer(at, kept):
    report, analyst, _supervisor = kept
    due = report.retention_due
    other = a_target(at, by=report.logged_by)

    regrade_report(report_id=report.public_id, grade=a_grade("C3"), by=analyst, at=at)
    link_report(
        report_id=report.public_id, target_id=other.public_id, stance="neutral", by=report.logged_by, at=at
    )  # fmt: skip
    assert read_anew(report).retention_due == due

    with pytest.raises(InternalError, match="Only a review"), transaction.atomic():
        IntelligenceReport.objects.filter(pk=report.pk).update(retention_due=due + DAY)
    assert read_anew(report).retention_due == due


def test_a_hold_is_the_only_brake_and_somebody_else_releases_it(at, kept):
    report, analyst, supervisor = kept
    due = at + FIVE_YEARS
    hold = place_hold(
        report_id=report.public_id, reason="Court order.", until=due + 30 * DAY, by=analyst, at=due - DAY
    )  # fmt: skip
    swept(due + DAY)
    assert read_anew(report).purged_at is None
    is_refused("NOT_YOURS_TO_DO", lambda: release_hold(hold_id=hold.public_id, by=analyst, at=due + DAY))

    release_hold(hold_id=hold.public_id, by=supervisor, at=due + 2 * DAY)
    swept(due + 2 * DAY)

    assert read_anew(report).purged_at == due + 2 * DAY


def test_a_hold_that_nobody_released_ends_by_itself(at, kept):
    report, analyst, _supervisor = kept
    due = at + FIVE_YEARS
    place_hold(report_id=report.public_id, reason="Court.", until=due + DAY, by=analyst, at=due - DAY)

    swept(due + DAY)

    assert read_anew(report).purged_at == due + DAY


@pytest.mark.parametrize(("days", "reason", "code"), [(366, "Court.", "HOLD_TOO_LONG"), (0, "Court.", "HOLD_TOO_LONG"),
                                                      (30, " ", "REASON_MISSING")])  # fmt: skip
def test_a_hold_has_a_reason_and_an_end_within_a_year(at, kept, days, reason, code):
    report, analyst, _supervisor = kept

    is_refused(code, lambda: place_hold(
        report_id=report.public_id, reason=reason, until=at + days * DAY, by=analyst, at=at))  # fmt: skip

    assert not LegalHold.objects.exists()


def test_a_held_report_whose_time_is_over_is_used_for_nothing_new(at, kept):
    report, analyst, _supervisor = kept
    due = at + FIVE_YEARS
    place_hold(report_id=report.public_id, reason="Court.", until=due + 30 * DAY, by=analyst, at=due - DAY)
    other = a_target(at, by=report.logged_by)

    is_refused("INTEL_REVIEW_DUE", lambda: link_report(
        report_id=report.public_id, target_id=other.public_id, stance="supports", by=report.logged_by, at=due
    ))  # fmt: skip

    assert not other.links.exists()


def test_two_people_purge_it_before_its_time(at, kept):
    report, analyst, supervisor = kept
    decision = let_go(report_id=report.public_id, by=analyst, at=at)
    assert let_go(report_id=report.public_id, by=analyst, at=at) == decision
    is_refused("NOT_YOURS_TO_DO", lambda: confirm_purge(review_id=decision.public_id, by=analyst, at=at))
    assert read_anew(report).purged_at is None

    confirm_purge(review_id=decision.public_id, by=supervisor, at=at)

    assert read_anew(report).purged_at == at


def test_a_hold_stops_two_people_too(at, kept):
    report, analyst, supervisor = kept
    decision = let_go(report_id=report.public_id, by=analyst, at=at)
    place_hold(report_id=report.public_id, reason="Court.", until=at + DAY, by=analyst, at=at)

    is_refused("LEGAL_HOLD", lambda: confirm_purge(review_id=decision.public_id, by=supervisor, at=at))

    assert read_anew(report).purged_at is None
    assert ReviewDecision.objects.get().confirmed_at is None


def test_an_investigator_decides_nothing_on_how_long_it_is_kept(at, kept):
    report, *_people = kept
    investigator = someone(Function.INVESTIGATOR, agency=report.agency)

    for act in (
        lambda: let_go(report_id=report.public_id, by=investigator, at=at),
        lambda: place_hold(report_id=report.public_id, reason="x", until=at + DAY, by=investigator, at=at),
        lambda: validate_report(report_id=report.public_id, facts="x", learned_at=at, by=investigator, at=at),
    ):
        is_refused("NOT_YOURS_TO_DO", act)


def test_what_was_written_about_it_elsewhere_goes_with_it(at):
    """Why it was taken off a target, and how its account may have shaped another, are words about it too."""
    target = a_target(at)
    one, other = (a_report_on(target, at, source_type="survivor_account", source_ref=f"S-{n}") for n in (1, 2))
    facts = {"by": target.opened_by, "at": at}
    noted = declare_contamination(
        report_id=one.public_id, other_id=other.public_id, how="relayed", reason="One interpreter.", **facts
    )
    strike_contamination(contamination_id=noted.public_id, reason="Another interpreter.", **facts)
    off = unlink_report(report_id=one.public_id, target_id=target.public_id, reason="Another house.", **facts)

    purge_report(one, by=None, at=at)

    for said in (AccountContamination.objects.get(pk=noted.pk), TargetUnlinking.objects.get(pk=off.pk)):
        assert not KeyGrant.objects.filter(record=said.public_id).exists()
        with pytest.raises(DoesNotOpen):
            said.reason  # noqa: B018 - reading opens it
    with pytest.raises(DoesNotOpen):
        AccountContamination.objects.get(pk=noted.pk).struck_because  # noqa: B018 - reading opens it
    assert other.text


def test_the_tasks_of_the_worker_do_it(at, kept):
    report, *_people = kept
    with time_machine.travel(at + FIVE_YEARS - 89 * DAY, tick=False):
        assert (tasks.open_report_reviews(), tasks.purge_due_reports()) == (1, 0)
    with time_machine.travel(at + FIVE_YEARS, tick=False):
        assert (tasks.open_report_reviews(), tasks.purge_due_reports()) == (0, 1)
    assert read_anew(report).purged_at == at + FIVE_YEARS


moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1))  # noqa: DTZ001 - plain values


@given(facts=st.text(), learned=moments, since=moments, now=moments)
def test_facts_validate_only_if_there_are_some_and_they_are_newer_than_the_last_look(facts, learned, since, now):
    fresh = rules.are_facts_fresh(facts, learned, since=since, now=now)

    assert fresh == (facts.strip() != "" and learned > since and learned <= now)


@given(due=moments, since=moments, days=st.integers(0, 400))
def test_a_review_opens_with_its_first_warning_and_never_before_it_was_entered(due, since, days):
    opens = rules.review_opens_at(due, since, timedelta(days=days))

    assert opens >= since
    assert opens == since or opens == due - timedelta(days=days)
