"""A source tells their handler; somebody else writes it down without them; nobody who reads it learns who they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from cases.services.approval import approve_plan
from intelligence.models import (
    DisclosureReview,
    IntelligenceReport,
    SourceAuthorisation,
    SourceContactRecord,
    SourceIdentity,
    SourceReference,
)
from intelligence.queries.origins import same_source
from intelligence.queries.sources import handlers_behind, references_given_to, sources_for
from intelligence.rules.sources import Standing
from intelligence.services.crossing import issue_reference, sanitise
from intelligence.services.exhibits import ask_for_review
from intelligence.services.reports import declare_derivation, link_report, log_report
from intelligence.services.sources import (
    appoint_officers,
    authorise_source,
    cancel_authorisation,
    register_source,
    shred_source,
)
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function, HeldFunction
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.sealing import DoesNotOpen
from tests.builders import ALWAYS, someone
from tests.cases.builders import a_submitted_plan
from tests.intelligence.builders import a_grade, a_report_on, a_target, what_was_seen
from tests.intelligence.site import a_prosecutor
from tests.intelligence.sources import (
    CLEANSED,
    RAW,
    a_contact,
    a_source,
    an_analyst,
    officers,
    terms,
    who_they_are,
)

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **facts):
    with pytest.raises(Refusal) as caught, transaction.atomic():
        act(*args, **facts)
    assert caught.value.code == code, caught.value
    return caught.value


def sanitised(corridor, at, *, by=None, raw=RAW, text=CLEANSED, **facts):
    contact = a_contact(corridor, at, raw=raw, **facts)
    return sanitise(
        contact_id=contact.public_id, report=what_was_seen(at, text=text), grade=a_grade(),
        by=by or corridor.controller, at=at,
    )  # fmt: skip


def referred(corridor, at, **facts):
    """A report by the writer under a reference that the handler gave them."""
    issued = issue_reference(
        source_id=corridor.source.public_id, writer_id=corridor.writer.public_id, tasked_at=at, by=corridor.handler,
        at=at,
    )  # fmt: skip
    given = what_was_seen(at, source_ref=issued.code.lower(), **facts)
    return log_report(by=corridor.writer, at=at, report=given, grade=a_grade())


def test_two_reports_of_one_source_share_nothing_that_a_reader_sees(at):
    corridor = a_source(at)
    first, second = sanitised(corridor, at).report, referred(corridor, at)
    unknown = a_report_on(None, at, by=corridor.writer)

    assert first.source_ref != second.source_ref
    assert first.source_ref.startswith("S-")
    assert second.source_ref.startswith("S-")
    tokens = same_source([first.pk, second.pk, unknown.pk])
    assert tokens[first.pk] == tokens[second.pk]
    assert unknown.pk not in tokens
    for told in (str(corridor.source.public_id), corridor.source.reference):
        assert told not in tokens[first.pk]


def test_reports_of_two_sources_are_told_apart(at):
    one = a_source(at)
    other = a_source(at, agency=one.agency, name="Somebody Else", code_name="Copper Kettle")
    first, second = sanitised(one, at).report, sanitised(other, at).report

    assert len(set(same_source([first.pk, second.pk]).values())) == 2


def test_only_the_cleansed_text_crosses_and_the_difference_stays(at):
    corridor = a_source(at)
    issued = sanitised(corridor, at)

    assert issued.report.text == CLEANSED
    assert issued.report.source_type == "human_source"
    assert ["-", "My cousin Silvana cleans there on Fridays."] in [
        list(change) for change in issued.taken_out["changes"]
    ]
    assert issued.report.logged_by == corridor.controller


@pytest.mark.parametrize("who", ["handler", "co_handler"])
def test_whoever_meets_the_source_never_sanitises(at, who):
    corridor = a_source(at)
    second = someone(Function.INVESTIGATOR, agency=corridor.agency)
    named = officers(corridor.controller, corridor.handler, second)
    appoint_officers(source_id=corridor.source.public_id, officers=named, by=corridor.controller, at=at)
    by = corridor.handler if who == "handler" else second
    HeldFunction.objects.create(user=by, function=Function.SOURCE_CONTROLLER, trained_until=ALWAYS)

    refused("NOT_SANITISED", sanitised, corridor, at, by=by)
    assert not IntelligenceReport.objects.exists()


def test_the_raw_record_word_for_word_does_not_cross(at):
    refused("NOT_SANITISED", sanitised, a_source(at), at, raw=CLEANSED + "  ", text=CLEANSED)


def test_a_report_is_not_written_by_the_handler_under_a_reference_of_their_own(at):
    corridor = a_source(at)
    refused(
        "NOT_SANITISED", issue_reference, source_id=corridor.source.public_id, writer_id=corridor.handler.public_id,
        tasked_at=at, by=corridor.controller, at=at,
    )  # fmt: skip
    assert not SourceReference.objects.exists()


def test_a_reference_serves_its_own_writer_once(at):
    corridor = a_source(at)
    report = referred(corridor, at)
    again = what_was_seen(at, source_ref=report.source_ref)
    refused("SOURCE_WALL", log_report, by=corridor.writer, at=at, report=again, grade=a_grade())

    issued = issue_reference(
        source_id=corridor.source.public_id, writer_id=corridor.writer.public_id, tasked_at=at, by=corridor.controller,
        at=at,
    )  # fmt: skip
    given = what_was_seen(at, source_ref=issued.code)
    refused("SOURCE_WALL", log_report, by=an_analyst(corridor.agency), at=at, report=given, grade=a_grade())
    assert references_given_to(corridor.writer) == [issued.code]
    assert references_given_to(corridor.handler) == []


def test_a_used_reference_cannot_be_given_to_another_report_past_the_service(at):
    corridor = a_source(at)
    issued, other = sanitised(corridor, at), a_report_on(None, at, by=corridor.writer)
    with pytest.raises(InternalError), transaction.atomic():
        SourceReference.objects.filter(pk=issued.pk).update(report=other)
    with pytest.raises(InternalError), transaction.atomic():
        SourceReference.objects.filter(pk=issued.pk).delete()


def test_what_was_asked_for_without_an_authorisation_does_not_cross(at):
    corridor = a_source(at, days=10)
    later = at + timedelta(days=12)
    refused("SOURCE_UNAUTHORISED", sanitised, corridor, later)
    refused("SOURCE_UNAUTHORISED", sanitised, corridor, later, tasked_at=later - timedelta(days=1))

    assert sanitised(corridor, later, tasked_at=at + timedelta(days=1)).report is not None


def test_renewing_afterwards_does_not_reach_back(at):
    corridor = a_source(at, days=10)
    contact = a_contact(corridor, at + timedelta(days=12))
    renewed_at = at + timedelta(days=13)
    authorise_source(
        source_id=corridor.source.public_id, terms=terms(renewed_at), by=corridor.controller, at=renewed_at
    )

    refused(
        "SOURCE_UNAUTHORISED", sanitise, contact_id=contact.public_id, report=what_was_seen(at, text=CLEANSED),
        grade=a_grade(), by=corridor.controller, at=renewed_at,
    )  # fmt: skip


def test_a_cancelled_source_is_tasked_no_more(at):
    corridor = a_source(at)
    cancel_authorisation(source_id=corridor.source.public_id, reason="Moved away.", by=corridor.controller, at=at)

    refused("SOURCE_UNAUTHORISED", referred, corridor, at + timedelta(minutes=1))
    assert not Clock.objects.filter(state="running", kind__startswith="intelligence.source").exists()


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_nobody_in_a_counselling_period_is_recruited(at, answer):
    controller, handler = someone(Function.SOURCE_CONTROLLER), None
    handler = someone(Function.INVESTIGATOR, agency=controller.agency)
    refused(
        "SURVIVOR_RECRUITMENT", register_source, identity=who_they_are(), officers=officers(controller, handler),
        terms=terms(at, in_care=answer), by=controller, at=at,
    )  # fmt: skip
    refused(
        "SURVIVOR_RECRUITMENT", register_source, identity=who_they_are(kind="survivor"),
        officers=officers(controller, handler), terms=terms(at), by=controller, at=at,
    )  # fmt: skip
    assert not SourceIdentity.objects.exists()


def test_the_question_is_asked_again_at_each_renewal(at):
    corridor = a_source(at)
    refused(
        "SURVIVOR_RECRUITMENT", authorise_source, source_id=corridor.source.public_id, terms=terms(at, in_care="yes"),
        by=corridor.controller, at=at,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceAuthorisation.objects.create(
            source=corridor.source, kind="renewed", reason="", in_care="yes", by=corridor.controller, at=at,
            expires_at=at + timedelta(days=1),
        )  # fmt: skip


def test_one_officer_does_not_both_meet_and_oversee(at):
    both = someone(Function.SOURCE_CONTROLLER, Function.INVESTIGATOR)
    refused(
        "SOURCE_WALL", register_source, identity=who_they_are(), officers=officers(both, both), terms=terms(at),
        by=both, at=at,
    )  # fmt: skip
    corridor = a_source(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceIdentity.objects.filter(pk=corridor.source.pk).update(controller=corridor.handler)


def test_an_authorisation_lasts_no_longer_than_the_pack_says(at):
    corridor = a_source(at)
    for days in (-1, 0, 181):
        refused(
            "AUTHORISATION_TOO_LONG", authorise_source, source_id=corridor.source.public_id, terms=terms(at, days=days),
            by=corridor.controller, at=at,
        )  # fmt: skip


def test_both_officers_are_warned_before_it_lapses(at):
    corridor = a_source(at, days=30)
    clocks = {clock.kind: clock for clock in Clock.objects.filter(subject_id=corridor.source.public_id)}

    assert list(clocks["intelligence.source_authorisation"].people()) == [corridor.controller]
    assert list(clocks["intelligence.source_handling"].people()) == [corridor.handler]
    moments = clocks["intelligence.source_handling"].steps.values_list("at", flat=True)
    assert set(moments) == {at + timedelta(days=16), at + timedelta(days=27), at + timedelta(days=30)}


def test_nobody_but_the_named_officers_sees_a_row(at):
    corridor = a_source(at)
    a_contact(corridor, at)
    sanitised(corridor, at)
    others = [
        someone(*(set(Function) - {Function.SOURCE_CONTROLLER}), agency=corridor.agency),
        someone(*Function),
        corridor.writer,
    ]
    for model in (SourceIdentity, SourceAuthorisation, SourceContactRecord, SourceReference):
        assert model.objects.visible_to(corridor.controller).exists()
        assert model.objects.visible_to(corridor.handler).exists()
        for other in others:
            assert not model.objects.visible_to(other).exists(), (model, other.functions)


def test_who_is_no_longer_named_sees_nothing_any_more(at):
    corridor = a_source(at)
    successor = someone(Function.INVESTIGATOR, agency=corridor.agency)
    appoint_officers(
        source_id=corridor.source.public_id, officers=officers(corridor.controller, successor), by=corridor.controller,
        at=at,
    )  # fmt: skip

    assert sources_for(corridor.handler, now=at) == []
    assert [one.standing for one in sources_for(successor, now=at)] == [Standing.ACTIVE]
    assert Clock.objects.get(kind="intelligence.source_handling").holder == successor


def test_a_handler_does_not_authorise_their_own_source(at):
    corridor = a_source(at)
    HeldFunction.objects.create(user=corridor.handler, function=Function.SOURCE_CONTROLLER, trained_until=ALWAYS)
    refused(
        "NOT_YOURS_TO_DO", authorise_source, source_id=corridor.source.public_id, terms=terms(at), by=corridor.handler,
        at=at,
    )  # fmt: skip


def test_an_officer_elsewhere_finds_no_source_to_act_on(at):
    corridor = a_source(at)
    with pytest.raises(NotVisible):
        authorise_source(
            source_id=corridor.source.public_id, terms=terms(at), by=someone(Function.SOURCE_CONTROLLER), at=at
        )


@pytest.mark.parametrize(
    "text",
    [
        "The woman called Quintero opens the side door.",
        "A heron is painted on the gate.",
        "Ask at 0034 600-555-0142 after dark.",
        "MARTA and two others sleep there.",
    ],
)
def test_a_word_by_which_the_register_knows_the_source_is_refused_and_not_named(at, text):
    corridor = a_source(at)
    refusal = refused("SOURCE_IN_TEXT", referred, corridor, at, text=text, text_is_clean=True)

    assert refusal.field == "text"
    for word in ("quintero", "heron", "marta", "0142"):
        assert word not in f"{refusal.message} {refusal.fix}".lower()
    assert not IntelligenceReport.objects.exists()


def test_words_that_may_tell_are_let_pass_by_somebody_who_read_them_again(at):
    corridor = a_source(at)
    text = "She says that her cousin sleeps there."
    refusal = refused("SOURCE_IN_TEXT", referred, corridor, at, text=text)
    assert refusal.field == "text_is_clean"
    assert "her cousin" in refusal.message

    assert referred(corridor, at, text=text, text_is_clean=True).text == text


def test_a_supervisor_who_meets_a_source_behind_a_plan_does_not_sign_it(at):
    plan = a_submitted_plan(at).plan
    supervisor, other = (someone(Function.SUPERVISOR, Function.INVESTIGATOR, agency=plan.agency) for _n in range(2))
    corridor = a_source(at, agency=plan.agency)
    appoint_officers(
        source_id=corridor.source.public_id, officers=officers(corridor.controller, supervisor), by=corridor.controller,
        at=at,
    )  # fmt: skip
    report = sanitised_for(corridor, at)
    refusal_before = supervisor.pk in handlers_behind(plan.target)
    origin = plan.target.links.first().report
    declare_derivation(child_id=origin.public_id, parent_id=report.public_id, kind="cites", by=corridor.writer)

    assert not refusal_before
    refusal = refused("SOURCE_WALL", approve_plan, plan_id=plan.public_id, content_hash="", by=supervisor, at=at)
    assert corridor.source.reference not in refusal.message + refusal.fix
    refused("PLAN_CHANGED", approve_plan, plan_id=plan.public_id, content_hash="", by=other, at=at)


def sanitised_for(corridor, at):
    """A report by the writer under a reference that the controller gave them."""
    issued = issue_reference(
        source_id=corridor.source.public_id, writer_id=corridor.writer.public_id, tasked_at=at, by=corridor.controller,
        at=at,
    )  # fmt: skip
    return log_report(by=corridor.writer, at=at, report=what_was_seen(at, source_ref=issued.code), grade=a_grade())


def test_a_report_that_speaks_of_the_target_itself_puts_its_handler_behind_it(at):
    corridor = a_source(at)
    target = a_target(at, by=corridor.writer)
    issued = sanitised(corridor, at)
    assert handlers_behind(target) == frozenset()

    link_report(
        report_id=issued.report.public_id, target_id=target.public_id, stance="supports", by=corridor.writer, at=at
    )

    assert handlers_behind(target) == {corridor.handler.pk}


def test_records_are_kept_for_three_years_after_the_end_and_then_open_for_nobody(at):
    corridor = a_source(at, days=90)
    contact = a_contact(corridor, at)
    report = sanitised(corridor, at).report
    source_id = corridor.source.public_id
    for days in (10, 91, 90 + 1095):
        refused("SOURCE_KEPT", shred_source, source_id=source_id, by=corridor.controller, at=at + timedelta(days=days))

    shred_source(source_id=source_id, by=corridor.controller, at=at + timedelta(days=90 + 1096))

    source = SourceIdentity.objects.get()
    with acting_as(corridor.controller):
        for row, field in (
            (source, "name"),
            (source, "code_name"),
            (SourceContactRecord.objects.get(pk=contact.pk), "raw"),
        ):
            with pytest.raises(DoesNotOpen):
                getattr(row, field)
    report.refresh_from_db()
    assert report.text == CLEANSED


def test_nobody_deletes_or_rewrites_what_the_register_holds_past_the_service(at):
    corridor = a_source(at)
    a_contact(corridor, at)
    for rows in (SourceIdentity.objects, SourceAuthorisation.objects, SourceContactRecord.objects):
        with pytest.raises(InternalError), transaction.atomic():
            rows.all()._raw_delete("default")
    with pytest.raises(InternalError), transaction.atomic():
        SourceContactRecord.objects.update(how="phone")
    with pytest.raises(InternalError), transaction.atomic():
        SourceAuthorisation.objects.update(expires_at=at + timedelta(days=999))


def test_words_for_the_court_that_name_a_registered_source_are_never_taken(at):
    report = referred(a_source(at, name="Vesna Ilic"), at)
    karim = a_prosecutor()

    with pytest.raises(Refusal) as no:
        ask_for_review(
            report_id=report.public_id, of=karim.agency.public_id, proposed="Vesna Ilic saw the door.",
            text_is_clean=True, by=report.logged_by, at=at,
        )  # fmt: skip

    assert (no.value.code, no.value.field) == ("SOURCE_IN_TEXT", "proposed")
    assert "Vesna" not in str(no.value) + no.value.message + no.value.fix
    assert not DisclosureReview.objects.exists()
