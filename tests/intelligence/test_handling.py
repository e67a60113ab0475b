"""What another agency gets of a report: its handling decides, its agency consents, and danger gives words alone."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intelligence.models import DangerAssessment, HandlingConsent, IntelligenceReport
from intelligence.queries.evidence import evidence_on
from intelligence.queries.presence import presence_at
from intelligence.queries.reports import reports_for
from intelligence.rules.handling import GoesOut, Handling, goes_out, what_is_missing
from intelligence.services.consents import answer_consent, ask_consent, end_consent
from intelligence.services.danger import give_danger_assessment, review_danger_assessment
from intelligence.services.handling import handling_in, set_handling
from intelligence.services.reports import link_report, log_report, regrade_report
from intelligence.services.sharing import share_target, stop_sharing
from taskforce.access.models import Dissemination
from taskforce.access.services import fields_of
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal
from taskforce.vault.models import KeyGrant
from tests.builders import saying_why, someone
from tests.intelligence.builders import a_grade, a_report_on, a_target, an_investigator, what_was_seen

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = "They are locked in"


def is_refused(code, act, field=None):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert refusal.value.code == code
    assert field is None or refusal.value.field == field


@pytest.fixture
def shared(at):
    """A target of one agency, shared with an investigator of another; and who decides on its reports."""
    target = a_target(at)
    partner = an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)
    return target, partner, supervisor


def reads(partner, report):
    """Whether they see what it says, by the policy and by the key."""
    [seen] = reports_for(partner).filter(pk=report.pk)
    by_policy = "text" in fields_of(partner, seen)
    by_key = KeyGrant.objects.filter(record=report.public_id, agency=partner.agency).exists()
    assert by_policy == by_key
    return by_policy


def handled(target, at, code="", conditions=(), scheme="admiralty_6x6", grade=None, **facts):
    codes = grade or {"admiralty_6x6": "B2", "uk_3x5x2": "1B", "uk_5x5x5": "B2"}[scheme]
    seen = what_was_seen(
        at, handling_code=code, handling_conditions=conditions, is_taken_over=scheme == "uk_5x5x5", **facts
    )  # fmt: skip
    return log_report(
        by=target.opened_by, at=at, report=seen, grade=a_grade(codes, scheme), target_id=target.public_id,
        stance="supports",
    )  # fmt: skip


CASES = [
    ("admiralty_6x6", "", (), "open"), ("admiralty_6x6", "R", ("REL",), "open"), ("admiralty_6x6", "C", (), "consent"),
    ("admiralty_6x6", "S", ("REL",), "closed"), ("admiralty_6x6", "U", ("ORCON",), "consent"),
    ("admiralty_6x6", "U", ("NOREL",), "closed"), ("uk_3x5x2", "P", (), "open"),
    ("uk_3x5x2", "C", ("A1", "S1"), "open"), ("uk_3x5x2", "C", ("A1", "S2"), "consent"),
    ("uk_5x5x5", "1", (), "open"), ("uk_5x5x5", "4", (), "closed"), ("uk_5x5x5", "5", (), "consent"),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "code", "conditions", "goes"), CASES)
def test_each_code_lets_out_what_its_scheme_says(at, shared, scheme, code, conditions, goes):
    target, partner, _supervisor = shared

    report = handled(target, at, code, conditions, scheme)

    assert report.goes_out == goes
    assert reads(partner, report) == (goes == "open")


def test_what_is_held_back_shows_its_grade_and_stance_and_nothing_else(at, shared, as_user):
    target, partner, _supervisor = shared
    report = handled(target, at, "S")
    browser = as_user(partner)

    [item] = evidence_on(partner, target, presence_at(target, now=at).gathered).rows
    page = browser.get(reverse("intelligence:target", args=[target.public_id])).text
    asked = saying_why(browser, reverse("intelligence:report", args=[report.public_id]), "case").text
    api = browser.get(f"/api/reports/{report.public_id}/").json()

    assert item.is_held_back
    assert item.link.stance == "supports"
    assert fields_of(partner, item.report) == {"logged_at", "goes_out", "retracted_at", "purged_at"}
    for shown in (page, asked):
        assert "Held back by its agency" in shown
        assert report.reference in shown
        assert "Human source" not in shown
        assert "Right before" not in shown
    assert "HANDLING_FORBIDS" in asked
    assert WORDS not in page + asked + str(api)
    assert not {"text", "observed_at", "source_type", "source_ref"} & api.keys()


def test_each_reading_says_under_which_handling_and_by_which_right(at, shared, as_user):
    target, partner, supervisor = shared
    report = handled(target, at, "C", ("A1", "S1"), "uk_3x5x2")

    saying_why(as_user(partner), reverse("intelligence:report", args=[report.public_id]), "case")

    read = Dissemination.objects.get(subject_id=report.public_id)
    assert (read.reader, read.handling, read.purpose) == (partner, "uk_3x5x2 C A1 S1", "case")
    assert "investigator" in read.right
    page = as_user(supervisor).get(reverse("intelligence:report", args=[report.public_id])).text
    assert partner.name in page
    assert "uk_3x5x2 C A1 S1" in page


@pytest.mark.parametrize(
    ("scheme", "code", "conditions", "field"),
    [("uk_3x5x2", "", (), "handling_code"), ("uk_3x5x2", "Z", (), "handling_code"),
     ("uk_3x5x2", "C", (), "handling_conditions"), ("uk_3x5x2", "P", ("A9",), "handling_conditions"),
     ("uk_5x5x5", "", (), "handling_code"), ("admiralty_6x6", "P", (), "handling_code")],
)  # fmt: skip
def test_a_code_is_owed_where_its_scheme_says_so_and_none_is_taken_for_granted(at, scheme, code, conditions, field):
    target = a_target(at)

    is_refused("HANDLING_MISSING", lambda: handled(target, at, code, conditions, scheme), field)

    assert not IntelligenceReport.objects.exists()


def test_old_reports_are_taken_over_in_their_scheme_and_nothing_is_graded_in_it_anew(at):
    target = a_target(at)
    report = handled(target, at, "1", scheme="uk_5x5x5")
    assert str(report.current_grade()) == "B2"

    new = what_was_seen(at, handling_code="1")
    is_refused("SCHEME_IS_LEGACY", lambda: log_report(
        by=target.opened_by, at=at, report=new, grade=a_grade("B2", "uk_5x5x5")))  # fmt: skip
    is_refused("SCHEME_IS_LEGACY", lambda: regrade_report(
        report_id=report.public_id, grade=a_grade("A1", "uk_5x5x5"), by=report.logged_by, at=at))  # fmt: skip

    regrade_report(report_id=report.public_id, grade=a_grade("B3"), by=report.logged_by, at=at + DAY)
    assert [(g.scheme, str(g)) for g in report.grades.all()] == [("uk_5x5x5", "B2"), ("admiralty_6x6", "B3")]


def test_another_code_takes_the_key_back_at_once(at, shared):
    target, partner, supervisor = shared
    report = handled(target, at, "R")
    assert reads(partner, report)

    set_handling(report_id=report.public_id, code="S", conditions=(), by=supervisor, at=at)

    assert not reads(partner, report)
    assert not target.links.get().is_open


def test_only_those_who_decide_change_the_handling(at, shared):
    target, _partner, _supervisor = shared
    report = handled(target, at, "R")
    investigator = someone(Function.INVESTIGATOR, agency=target.agency)

    is_refused("NOT_YOURS_TO_DO", lambda: set_handling(
        report_id=report.public_id, code="U", conditions=(), by=investigator, at=at))  # fmt: skip

    assert IntelligenceReport.objects.get().handling_code == "R"


def test_consent_is_asked_for_given_to_whoever_asked_and_taken_back(at, shared):
    target, partner, supervisor = shared
    colleague = someone(Function.ANALYST, agency=partner.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    report = handled(target, at, "R", ("ORCON",))
    asked = ask_consent(report_id=report.public_id, purpose="case", need="Same phone.", by=partner, at=at)
    assert ask_consent(report_id=report.public_id, purpose="case", need="Again.", by=partner, at=at) == asked
    assert Clock.objects.get(subject_id=asked.public_id).agency == target.agency
    assert (asked.right, asked.purpose, asked.need) == ("intelligence_analyst,investigator", "case", "Same phone.")

    answer_consent(consent_id=asked.public_id, gives=True, by=supervisor, at=at + DAY)

    assert reads(partner, report)
    assert "text" not in fields_of(colleague, reports_for(colleague).get(pk=report.pk))
    assert Clock.objects.get(subject_id=asked.public_id).state == "satisfied"
    end_consent(consent_id=asked.public_id, by=supervisor, at=at + 2 * DAY)
    assert not reads(partner, report)


def test_a_no_leaves_it_held_back(at, shared):
    target, partner, supervisor = shared
    report = handled(target, at, "C")
    asked = ask_consent(report_id=report.public_id, purpose="case", need="Same phone.", by=partner, at=at)

    answer_consent(consent_id=asked.public_id, gives=False, by=supervisor, at=at)

    assert not reads(partner, report)


def test_whoever_asked_does_not_answer_and_an_investigator_neither(at, shared):
    target, partner, _supervisor = shared
    report = handled(target, at, "C")
    asked = ask_consent(report_id=report.public_id, purpose="case", need="Same phone.", by=partner, at=at)
    investigator = someone(Function.INVESTIGATOR, agency=target.agency)

    is_refused("NOT_YOURS_TO_DO", lambda: answer_consent(
        consent_id=asked.public_id, gives=True, by=partner, at=at))  # fmt: skip
    with pytest.raises(Exception, match="HandlingConsent"), transaction.atomic():
        answer_consent(consent_id=asked.public_id, gives=True, by=investigator, at=at)

    assert HandlingConsent.objects.get().state == "asked"
    assert not reads(partner, report)


@pytest.mark.parametrize(("purpose", "need"), [("", "Same phone."), ("case", " "), ("curious", "Same phone.")])
def test_need_to_know_is_asked(at, shared, purpose, need):
    target, partner, _supervisor = shared
    report = handled(target, at, "C")

    is_refused("NO_NEED", lambda: ask_consent(
        report_id=report.public_id, purpose=purpose, need=need, by=partner, at=at))  # fmt: skip

    assert not HandlingConsent.objects.exists()


def test_nobody_asks_for_what_its_handling_forbids(at, shared):
    target, partner, _supervisor = shared
    report = handled(target, at, "S")

    is_refused("HANDLING_FORBIDS", lambda: ask_consent(
        report_id=report.public_id, purpose="case", need="Same phone.", by=partner, at=at))  # fmt: skip


def test_a_consent_ends_with_the_sharing_and_with_a_stricter_code(at, shared):
    target, partner, supervisor = shared
    first, second = handled(target, at, "C"), handled(target, at, "C")
    for report in (first, second):
        asked = ask_consent(report_id=report.public_id, purpose="case", need="Same phone.", by=partner, at=at)
        answer_consent(consent_id=asked.public_id, gives=True, by=supervisor, at=at)

    set_handling(report_id=first.public_id, code="S", conditions=(), by=supervisor, at=at)
    assert not reads(partner, first)
    stop_sharing(target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)

    assert list(reports_for(partner)) == []
    assert {c.state for c in HandlingConsent.objects.all()} == {"ended"}
    assert not KeyGrant.objects.filter(agency=partner.agency, record__in=[first.public_id, second.public_id]).exists()


def test_a_partner_hands_a_report_on_only_as_its_agency_lets_them(at, shared):
    target, partner, supervisor = shared
    own = a_target(at, by=partner)
    open_one, asked_one, shut = (handled(target, at, code) for code in ("R", "C", "S"))

    def link(report):
        return lambda: link_report(
            report_id=report.public_id, target_id=own.public_id, stance="supports", by=partner, at=at
        )

    link(open_one)()
    is_refused("ORIGINATOR_CONSENT", link(asked_one))
    is_refused("HANDLING_FORBIDS", link(shut))
    assert [link.report for link in own.links.all()] == [open_one]
    asked = ask_consent(report_id=asked_one.public_id, purpose="case", need="Same phone.", by=partner, at=at)
    answer_consent(consent_id=asked.public_id, gives=True, by=supervisor, at=at)
    link(asked_one)()
    assert own.links.count() == 2


def test_an_agency_that_has_not_agreed_gets_nothing(at):
    target = a_target(at)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    partner = an_investigator()
    partner.agency.agreements.update(valid_until=date(2026, 3, 1))

    is_refused("RECIPIENT_NOT_AGREED", lambda: share_target(
        purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor, at=at))  # fmt: skip

    assert list(reports_for(partner)) == []
    assert not KeyGrant.objects.filter(record=target.public_id, agency=partner.agency).exists()


@pytest.mark.parametrize("who", [Function.COUNSELLOR, Function.ADMINISTRATOR])
def test_somebody_without_the_right_to_know_gets_no_key(at, who):
    target = a_target(at)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    kind = Agency.Kind.VICTIM_SERVICES if who == Function.COUNSELLOR else Agency.Kind.LAW_ENFORCEMENT
    stranger = someone(who, kind=kind)

    is_refused("NO_RIGHT", lambda: share_target(
        purpose="case", target_id=target.public_id, colleague_id=stranger.public_id, by=supervisor))  # fmt: skip

    assert not KeyGrant.objects.filter(agency=stranger.agency).exists()


def test_sharing_puts_right_and_need_on_record(at, shared):
    target, _partner, _supervisor = shared

    said = AuditEntry.objects.get(verb="intelligence.target.shared", object_id=target.public_id).codes

    assert (said["right"], said["need"]) == ("intelligence_analyst,investigator", "case")


def test_danger_gives_words_and_a_supervisor_who_did_not_give_them_judges(at):
    report = a_report_on(a_target(at), at)
    analyst = someone(Function.ANALYST, agency=report.agency)
    both = someone(Function.ANALYST, Function.SUPERVISOR, agency=report.agency)
    other = someone(Function.SUPERVISOR, kind=Agency.Kind.LAW_ENFORCEMENT)

    given_by = give_danger_assessment(
        report_id=report.public_id, told="Duty officer, by phone.", words="Do not enter the shed.",
        danger="A child.", recipient_id=other.agency.public_id, by=both, at=at,
    )  # fmt: skip

    assert Clock.objects.get(subject_id=given_by.public_id).due_at == at + DAY
    assert not KeyGrant.objects.filter(agency=other.agency).exists()
    for who in (both, analyst):
        is_refused("NOT_YOURS_TO_DO", lambda who=who: review_danger_assessment(
            danger_id=given_by.public_id, verdict="justified", by=who, at=at))  # fmt: skip
    judge = someone(Function.SUPERVISOR, agency=report.agency)
    review_danger_assessment(danger_id=given_by.public_id, verdict="justified", by=judge, at=at)
    assert Clock.objects.get(subject_id=given_by.public_id).state == "satisfied"


@pytest.mark.parametrize(
    ("changes", "code"), [({"words": " "}, "DANGER_MISSING"), ({"danger": ""}, "DANGER_MISSING"),
                          ({"told": ""}, "DANGER_MISSING"), ({"words": "x" * 501}, "ASSESSMENT_TOO_LONG")],
)  # fmt: skip
def test_words_in_danger_are_short_and_say_to_whom_and_why(at, changes, code):
    report = a_report_on(None, at)
    said = {"told": "Duty officer", "words": "Do not enter.", "danger": "A child."} | changes

    is_refused(code, lambda: give_danger_assessment(report_id=report.public_id, by=report.logged_by, at=at, **said))

    assert not DangerAssessment.objects.exists()


def test_the_database_too_keeps_what_was_not_attested_at_home(at):
    report = a_report_on(None, at, legal_basis="")

    with pytest.raises(IntegrityError, match="report_leaves_only_if_lawful"), transaction.atomic():
        IntelligenceReport.objects.filter(pk=report.pk).update(goes_out="open")


def test_nobody_deletes_a_consent_or_words_given_in_danger(at, shared):
    target, partner, _supervisor = shared
    report = handled(target, at, "C")
    asked = ask_consent(report_id=report.public_id, purpose="case", need="Same phone.", by=partner, at=at)

    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        asked.delete()

    assert HandlingConsent.objects.exists()


SOME = st.sampled_from(list(GoesOut))


@given(code=SOME, conditions=st.lists(SOME, max_size=4), extra=SOME, lawful=st.booleans())
def test_one_more_condition_never_lets_more_out(code, conditions, extra, lawful):
    named = {str(number): one.value for number, one in enumerate([*conditions, extra])}
    rule = Handling(codes={"X": code.value}, conditions=named)
    fewer = goes_out(rule, "X", list(named)[:-1], is_lawful=lawful)
    more = goes_out(rule, "X", list(named), is_lawful=lawful)

    assert list(GoesOut).index(more) <= list(GoesOut).index(fewer)
    assert lawful or more is GoesOut.CLOSED


def test_every_code_of_the_pack_is_known_and_says_what_leaves():
    for scheme, said in pack().lists["handling"].items():
        rule = handling_in(scheme)
        for code, condition in itertools.product(said["codes"], said["conditions"]):
            assert what_is_missing(rule, code, [condition]) == ""
            assert goes_out(rule, code, [condition], is_lawful=True) in set(GoesOut)
