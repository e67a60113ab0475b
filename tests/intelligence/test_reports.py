"""Logging, grading and linking what was seen: grades are owed, origins count once, and nothing is overwritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from intelligence.models import Grade, IntelligenceReport, RaidTarget, ReportDerivation, TargetLink
from intelligence.queries.evidence import evidence_on
from intelligence.queries.presence import presence_at
from intelligence.queries.reports import reports_for
from intelligence.queries.targets import targets_for
from intelligence.services.reports import declare_derivation, link_report, log_report, regrade_report, retract_report
from intelligence.services.sharing import share_target
from intelligence.services.targets import log_verification, open_target
from taskforce.access.services import fields_of, find
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.intelligence.builders import (
    a_grade,
    a_report_on,
    a_target,
    a_target_where_people_are_held,
    an_investigator,
    what_was_seen,
)

pytestmark = pytest.mark.django_db


def everything():
    """What a refused act must leave as it was."""
    kept = (RaidTarget, IntelligenceReport, Grade, ReportDerivation, TargetLink)
    return [list(model.objects.order_by("pk").values()) for model in kept]


def refused(act):
    before = everything()
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert everything() == before
    return refusal.value


def test_a_report_is_logged_with_both_grades_and_linked_to_its_target(at):
    target = a_target(at)

    report = a_report_on(target, at, grade="C2")

    assert str(report.current_grade()) == "C2"
    assert target.links.get().stance == "supports"
    assert AuditEntry.objects.filter(verb="intelligence.report.logged", object_id=report.public_id).exists()


def test_a_report_can_wait_for_a_target(at):
    report = a_report_on(None, at)

    assert not report.links.exists()


@pytest.mark.parametrize(
    ("scheme", "codes", "field"),
    [
        ("admiralty_6x6", "", "source_code"),
        ("admiralty_6x6", "B", "info_code"),
        ("admiralty_6x6", "G2", "source_code"),
        ("admiralty_6x6", "B7", "info_code"),
        ("uk_3x5x2", "B2", "source_code"),
        ("uk_3x5x2", "1F", "info_code"),
        ("none", "B2", "source_code"),
    ],
)
def test_both_grades_are_owed_in_one_scheme_and_none_is_taken_for_granted(at, scheme, codes, field):
    by = an_investigator()

    no = refused(lambda: log_report(by=by, at=at, report=what_was_seen(at), grade=a_grade(codes, scheme)))

    assert (no.code, no.field) == ("UNGRADED", field)


def test_the_database_too_keeps_each_grade_in_its_scheme(at):
    report = a_report_on(None, at)
    before = everything()

    with pytest.raises(IntegrityError, match="grade_fits_its_scheme"), transaction.atomic():
        Grade.objects.create(
            report=report, scheme="uk_3x5x2", source_code="A", info_code="1", grader=report.logged_by, at=at
        )  # fmt: skip

    assert everything() == before


def test_nothing_is_observed_in_the_future(at):
    by = an_investigator()
    seen = what_was_seen(at, observed_at=at + timedelta(minutes=1))

    assert refused(lambda: log_report(by=by, at=at, report=seen, grade=a_grade())).code == "OBSERVED_IN_FUTURE"


def test_a_report_on_a_target_says_what_it_says_of_it(at):
    target = a_target(at)

    assert refused(lambda: a_report_on(target, at, stance="")).code == "STANCE_MISSING"


@pytest.mark.parametrize("function", [Function.SUPERVISOR, Function.PLANNER])
def test_only_investigators_and_analysts_log(at, function):
    by = someone(function)

    assert refused(lambda: a_report_on(None, at, by=by)).code == "NOT_YOURS_TO_DO"


def test_a_counsellor_logs_nothing_and_sees_nothing(at):
    counsellor = someone(Function.COUNSELLOR, Function.INVESTIGATOR, kind=Agency.Kind.VICTIM_SERVICES)
    a_target_where_people_are_held(at)

    assert refused(lambda: a_report_on(None, at, by=counsellor)).code == "NOT_YOURS_TO_DO"
    assert not reports_for(counsellor).exists()
    assert not targets_for(counsellor).exists()


@pytest.mark.parametrize("scope", ["street", "block", "district", ""])
def test_an_area_is_never_a_target(at, scope):
    by = an_investigator()

    no = refused(lambda: a_target(at, by=by, scope=scope))

    assert (no.code, no.field) == ("TARGET_NOT_SPECIFIC", "scope")


def test_a_planner_opens_no_target(at):
    by = someone(Function.PLANNER)

    def open_one():
        open_target(by=by, at=at, title="x", sector="sex", premises="venue", scope="premises", address="y")

    assert refused(open_one).code == "NOT_YOURS_TO_DO"


def test_a_first_report_is_not_confirmed_by_others(at):
    target = a_target(at)

    no = refused(lambda: a_report_on(target, at, grade="B1"))

    assert (no.code, no.field) == ("CONFIRMED_WITHOUT_INDEPENDENCE", "info_code")


def test_a_report_without_a_target_is_confirmed_by_nobody(at):
    by = an_investigator()

    assert refused(lambda: a_report_on(None, at, by=by, grade="B1")).code == "CONFIRMED_WITHOUT_INDEPENDENCE"


def test_a_second_origin_confirms(at):
    target = a_target(at)
    a_report_on(target, at)

    confirmed = a_report_on(target, at, grade="B1", source_ref="S-2")

    assert str(confirmed.current_grade()) == "B1"


def test_a_report_that_only_repeats_confirms_nothing(at):
    target = a_target(at)
    first = a_report_on(target, at)
    echo = a_report_on(target, at, source_ref="S-2")
    declare_derivation(child_id=echo.public_id, parent_id=first.public_id, kind="repeats", by=target.opened_by)

    def confirm():
        regrade_report(report_id=echo.public_id, grade=a_grade("B1"), by=target.opened_by, at=at)

    assert refused(confirm).code == "CONFIRMED_WITHOUT_INDEPENDENCE"


def test_two_good_independent_accounts_establish_presence(at):
    target = a_target_where_people_are_held(at)

    presence = presence_at(target, now=at)

    assert presence.level == "high"
    assert presence.assessment.lapses_at == at - timedelta(days=1) + timedelta(days=14)


def test_presence_falls_when_the_second_account_turns_out_to_repeat_the_first(at):
    target = a_target_where_people_are_held(at)
    first, second = (link.report for link in target.links.order_by("pk"))
    before = presence_at(target, now=at).digest

    declare_derivation(child_id=second.public_id, parent_id=first.public_id, kind="cites", by=target.opened_by)

    after = presence_at(target, now=at)
    assert (after.level, after.assessment.clause("a").found) == ("moderate", 1)
    assert after.digest != before


def test_two_reports_with_one_undeclared_origin_count_once(at):
    target = a_target(at)
    for number in range(3):
        a_report_on(target, at, source_ref=f"S-{number}", origin_declared=False)

    assert presence_at(target, now=at).assessment.clause("a").found == 1


def test_an_ancestor_on_no_target_is_still_the_one_origin(at):
    target = a_target(at)
    origin = a_report_on(None, at, by=target.opened_by)
    for number in range(3):
        echo = a_report_on(target, at, source_ref=f"S-{number}")
        declare_derivation(child_id=echo.public_id, parent_id=origin.public_id, kind="repeats", by=target.opened_by)

    assert presence_at(target, now=at).assessment.clause("a").found == 1


def test_a_report_never_rests_on_itself(at):
    report = a_report_on(None, at)

    def rest_on_itself():
        declare_derivation(
            child_id=report.public_id, parent_id=report.public_id, kind="cites", by=report.logged_by
        )  # fmt: skip

    assert refused(rest_on_itself).code == "DERIVES_FROM_ITSELF"


def test_declaring_a_derivation_twice_is_declaring_it_once(at):
    by = an_investigator()
    child, parent = a_report_on(None, at, by=by), a_report_on(None, at, by=by)

    for _again in range(2):
        declare_derivation(child_id=child.public_id, parent_id=parent.public_id, kind="cites", by=by)

    assert ReportDerivation.objects.count() == 1


def test_a_regrade_is_a_new_grade_and_the_former_stays(at):
    report = a_report_on(None, at)

    regrade_report(report_id=report.public_id, grade=a_grade("D4"), by=report.logged_by, at=at + timedelta(hours=1))

    assert [str(grade) for grade in report.grades.all()] == ["B2", "D4"]
    assert str(report.current_grade()) == "D4"


def test_an_investigator_who_is_no_analyst_does_not_regrade(at):
    report = a_report_on(None, at)
    investigator = someone(Function.INVESTIGATOR, agency=report.agency)

    def regrade():
        regrade_report(report_id=report.public_id, grade=a_grade("A2"), by=investigator, at=at)

    assert refused(regrade).code == "NOT_YOURS_TO_DO"


def test_the_database_keeps_every_grade_as_it_was_written(at):
    report = a_report_on(None, at)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        report.grades.update(source_code="A")

    assert str(report.grades.get()) == "B2"


def test_linking_again_changes_what_it_says_and_keeps_one_link(at):
    target = a_target(at)
    report = a_report_on(target, at)

    link_report(
        report_id=report.public_id, target_id=target.public_id, stance="contradicts", by=target.opened_by, at=at
    )  # fmt: skip

    assert target.links.get().stance == "contradicts"


def test_a_retracted_report_stays_readable_and_proves_nothing(at):
    target = a_target_where_people_are_held(at)
    report = target.links.all()[0].report

    retract_report(report_id=report.public_id, by=target.opened_by, at=at)

    assert presence_at(target, now=at).level == "moderate"
    assert find(IntelligenceReport, target.opened_by, public_id=report.public_id).retracted_at == at


def test_presence_ages_by_itself(at):
    target = a_target_where_people_are_held(at)

    assert presence_at(target, now=at + timedelta(days=12)).level == "high"
    assert presence_at(target, now=at + timedelta(days=13)).level == "high"
    assert presence_at(target, now=at + timedelta(days=13, seconds=1)).level == "moderate"


def test_no_attempt_to_verify_lies_in_the_future(at):
    target = a_target(at)

    def verify():
        log_verification(
            target_id=target.public_id, method="visit", result="not_seen",
            attempted_at=at + timedelta(hours=1), by=target.opened_by, at=at,
        )  # fmt: skip

    assert refused(verify).code == "OBSERVED_IN_FUTURE"
    assert not target.verifications.exists()


def test_another_agency_sees_neither_target_nor_report(at):
    target = a_target_where_people_are_held(at)
    stranger = an_investigator()

    assert not targets_for(stranger).exists()
    assert not reports_for(stranger).exists()
    assert evidence_on(stranger, target, presence_at(target, now=at).gathered).rows == []
    with pytest.raises(NotVisible):
        a_report_on(target, at, by=stranger)
    assert target.links.count() == 2


def test_a_shared_target_shows_what_was_said_and_never_by_whom(at):
    target = a_target_where_people_are_held(at)
    stranger = an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)

    share_target(purpose="case", target_id=target.public_id, colleague_id=stranger.public_id, by=supervisor)

    assert list(targets_for(stranger)) == [target]
    report = reports_for(stranger)[0]
    assert "text" in fields_of(stranger, report)
    assert not {"source_ref", "source_type", "logged_by"} & fields_of(stranger, report)


def test_an_investigator_shares_nothing(at):
    target = a_target(at)
    stranger = an_investigator()

    def share():
        share_target(purpose="case", target_id=target.public_id, colleague_id=stranger.public_id, by=target.opened_by)

    assert refused(share).code == "NOT_YOURS_TO_DO"
    assert not targets_for(stranger).exists()


def test_what_was_seen_stands_sealed_in_the_database(at):
    report = a_report_on(a_target(at), at)

    stored = IntelligenceReport.objects.filter(pk=report.pk).extra(select={"raw": "text"}).values_list("raw", flat=True)

    assert b"locked in" not in bytes(stored.get())
