"""The public tells; somebody looks within three days; an analyst decides; within a year the words are gone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from intelligence.models import IntelligenceReport, Tip
from intelligence.queries.presence import presence_at
from intelligence.queries.tips import open_tips
from intelligence.services.reports import declare_derivation, link_report, log_report
from intelligence.services.tips import (
    TipGiven,
    dismiss_tip,
    look_at_tip,
    pass_tip_on,
    promote_tip,
    purge_tips,
    take_tip,
)
from taskforce.access.services import fields_of
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.sealing import DoesNotOpen
from tests.builders import someone
from tests.intelligence.builders import a_grade, a_report_on, a_target, an_investigator, what_was_seen
from tests.intelligence.sources import a_tip, an_analyst

pytestmark = pytest.mark.django_db


def refused(code, act, **facts):
    with pytest.raises(Refusal) as caught, transaction.atomic():
        act(**facts)
    assert caught.value.code == code, caught.value
    return caught.value


def promoted(tip, at, *, by, **facts):
    return promote_tip(
        tip_id=tip.public_id, report=what_was_seen(at, source_ref="", **facts), grade=a_grade("C3"),
        reason="Fits two other accounts.", by=by, at=at,
    )  # fmt: skip


def test_a_tip_becomes_a_report_by_an_analysts_decision_and_stays_its_origin(at):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst, looked_at=True)
    report = promoted(tip, at, by=analyst)

    tip.refresh_from_db()
    assert (report.source_type, report.source_ref) == ("public_tip", tip.reference)
    assert (tip.state, tip.report, tip.decided_by) == ("promoted", report, analyst)


def test_nothing_is_decided_before_somebody_looked(at):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst)
    facts = {"tip_id": tip.public_id, "reason": "x", "by": analyst, "at": at}

    refused("TIP_UNVETTED", dismiss_tip, **facts)
    refused("TIP_UNVETTED", pass_tip_on, to="Labour inspection", **facts)
    with pytest.raises(Refusal, match="TIP_UNVETTED"), transaction.atomic():
        promoted(tip, at, by=analyst)
    assert not IntelligenceReport.objects.exists()


def test_nothing_is_decided_twice(at):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst, looked_at=True)
    dismiss_tip(tip_id=tip.public_id, reason="A prank.", by=analyst, at=at)

    refused("TIP_UNVETTED", pass_tip_on, tip_id=tip.public_id, to="x", reason="x", by=analyst, at=at)


def test_an_investigator_takes_down_and_looks_and_decides_nothing(at):
    investigator = someone(Function.INVESTIGATOR)
    tip = a_tip(at, by=investigator, looked_at=True)

    refused("NOT_YOURS_TO_DO", dismiss_tip, tip_id=tip.public_id, reason="x", by=investigator, at=at)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"), transaction.atomic():
        promoted(tip, at, by=investigator)


def test_nothing_else_rests_on_a_tip(at):
    analyst = an_analyst()
    investigator = someone(Function.INVESTIGATOR, agency=analyst.agency)
    tip = a_tip(at, by=analyst, looked_at=True)

    for kind in ("human_source", "public_tip"):
        given = what_was_seen(at, source_type=kind, source_ref=tip.reference.lower())
        refused("TIP_UNVETTED", log_report, by=analyst, at=at, report=given, grade=a_grade())
    given = what_was_seen(at, source_type="public_tip", source_ref="Line 7")
    refused("TIP_UNVETTED", log_report, by=investigator, at=at, report=given, grade=a_grade())
    child = a_report_on(None, at, by=analyst)
    with pytest.raises(NotVisible):
        declare_derivation(child_id=child.public_id, parent_id=tip.public_id, kind="cites", by=analyst)


def test_a_tip_never_counts_for_presence_and_its_report_only_by_its_grade(at):
    worker = an_investigator()
    target = a_target(at, by=worker)
    before = presence_at(target, now=at).digest
    tip = a_tip(at, by=worker, looked_at=True)
    assert presence_at(target, now=at).digest == before

    report = promoted(tip, at, by=worker)
    link_report(report_id=report.public_id, target_id=target.public_id, stance="supports", by=worker, at=at)
    assert presence_at(target, now=at).assessment.clause("a").found == 1


def test_a_report_does_not_carry_the_number_of_whoever_told_it(at):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst, looked_at=True)
    with pytest.raises(Refusal, match="SOURCE_IN_TEXT"), transaction.atomic():
        promoted(tip, at, by=analyst, text="Ask for Rosa at 600-555-0199.", text_is_clean=True)


def test_how_they_are_reached_is_for_analysts(at):
    analyst = an_analyst()
    investigator = someone(Function.INVESTIGATOR, agency=analyst.agency)
    tip = a_tip(at, by=investigator)

    assert "teller" in fields_of(analyst, tip)
    assert "teller" not in fields_of(investigator, tip)
    assert "text" in fields_of(investigator, tip)


@pytest.mark.parametrize("function", [Function.SUPERVISOR, Function.PLANNER, Function.AUDITOR, Function.ADMINISTRATOR])
def test_nobody_else_sees_a_tip(at, function):
    tip = a_tip(at)
    assert not Tip.objects.visible_to(someone(function, agency=tip.agency)).exists()
    assert not Tip.objects.visible_to(someone(*Function)).exists()


def test_repeats_lead_to_the_first_that_told_it(at):
    analyst = an_analyst()
    first, second, third = (a_tip(at, by=analyst, looked_at=True) for _n in range(3))
    dismiss_tip(tip_id=second.public_id, repeats_id=first.public_id, reason="Same call.", by=analyst, at=at)
    dismiss_tip(tip_id=third.public_id, repeats_id=second.public_id, reason="Again.", by=analyst, at=at)

    third.refresh_from_db()
    assert third.repeats == first
    refused(
        "TIP_REPEATS_ITSELF", dismiss_tip, tip_id=first.public_id, repeats_id=second.public_id, reason="x", by=analyst,
        at=at,
    )  # fmt: skip


def test_the_first_look_is_due_three_days_after_it_came_and_late_letters_at_once(at):
    tip = a_tip(at, received_at=at - timedelta(hours=10))
    late = a_tip(at, by=tip.taken_by, received_at=at - timedelta(days=5))
    clocks = {c.subject_id: c for c in Clock.objects.filter(kind="intelligence.tip_first_look")}

    assert clocks[tip.public_id].due_at == at + timedelta(hours=62)
    assert clocks[late.public_id].due_at == at
    assert list(clocks[tip.public_id].people()) == [tip.taken_by]
    assert open_tips(tip.taken_by) == [late, tip]

    look_at_tip(tip_id=tip.public_id, by=tip.taken_by, at=at)
    assert Clock.objects.get(pk=clocks[tip.public_id].pk).state == "satisfied"


def test_the_words_are_gone_after_a_year_whatever_was_decided_and_a_tombstone_stays(at):
    analyst = an_analyst()
    told, waits = a_tip(at, by=analyst, looked_at=True), a_tip(at, by=analyst)
    report = promoted(told, at, by=analyst)
    year = at + timedelta(days=365)

    assert purge_tips(at=year - timedelta(minutes=1)) == 0
    assert purge_tips(at=year + timedelta(days=3)) == 2
    assert purge_tips(at=year + timedelta(days=3)) == 0

    with acting_as(analyst):
        for tip in Tip.objects.filter(pk__in=[told.pk, waits.pk]):
            for field in ("text", "teller", "reason"):
                with pytest.raises(DoesNotOpen):
                    getattr(tip, field)
    assert not Clock.objects.filter(state="running", kind__startswith="intelligence.tip").exists()
    report.refresh_from_db()
    assert report.text
    assert open_tips(analyst) == []


def test_a_tip_from_two_years_ago_is_not_taken_down(at):
    tip = TipGiven("letter", "An old letter.", at - timedelta(days=366))
    refused("TIP_TOO_OLD", take_tip, tip=tip, by=an_analyst(), at=at)
    tip = TipGiven("letter", "A letter from tomorrow.", at + timedelta(days=1))
    refused("OBSERVED_IN_FUTURE", take_tip, tip=tip, by=an_analyst(), at=at)


def test_a_tip_has_a_report_only_when_it_was_promoted_past_the_service(at):
    tip = a_tip(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.filter(pk=tip.pk).update(state="promoted", looked_at=at, decided_at=at, decided_by=tip.taken_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.filter(pk=tip.pk).update(state="dismissed")
