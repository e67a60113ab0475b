"""Right to know and need to know: both are asked at every reading, and both answers stand on record."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intelligence.models import IntelligenceReport
from intelligence.services.reports import retract_report
from intelligence.services.sharing import share_target
from shelters.models import HandoffReceipt, Placement, Shelter
from taskforce.access.knowing import GIVEN, GLASS, Purpose, Rule, known
from taskforce.access.policy import policy_of
from taskforce.access.reading import put_list_on_record, put_on_record
from taskforce.accounts.models import Function, HeldFunction, PartnerAgreement, User
from taskforce.audit.models import AuditEntry
from taskforce.refusal import Refusal
from tests.builders import saying_why, someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.shelters.builders import a_given_placement
from tests.victims.builders import a_booked_interview, a_person_in_care, a_talk
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, Release

FUNCTIONS = ("counsellor", "investigator", "oversight_auditor")
RELATIONS = ("own_agency", "named", "granted", "released", GLASS, "function")
rules = st.lists(
    st.builds(Rule, st.frozensets(st.sampled_from(FUNCTIONS)), st.sampled_from(RELATIONS), st.booleans()), max_size=4
)
purposes = st.sampled_from(["", "for fun", *sorted(GIVEN)])


@given(rules=rules, held=st.frozensets(st.sampled_from(FUNCTIONS)), is_unusual=st.booleans(), purpose=purposes)
def test_nobody_reads_without_a_right_a_need_and_a_purpose(rules, held, is_unusual, purpose):
    answer = known(rules, held=held, is_unusual=is_unusual, purpose=purpose)

    if not answer.refusal:
        assert held
        assert set(answer.right.split(",")) <= held
        assert any(rule.shows and rule.relation == answer.need for rule in rules)
        assert answer.purpose in GIVEN
    else:
        assert answer.purpose == ""


@given(rules=rules, held=st.frozensets(st.sampled_from(FUNCTIONS)), purpose=purposes)
def test_routine_work_is_never_asked_why(rules, held, purpose):
    rules = [Rule(rule.functions & held or held, rule.relation, rule.shows) for rule in rules]
    mine = [*rules, Rule(held, "own_agency", shows=True)]

    answer = known(mine, held=held, is_unusual=False, purpose="")

    assert answer.refusal == ("" if held else "NO_RIGHT")


def test_a_broken_glass_needs_no_second_reason_where_another_rule_shows_less():
    partly = Rule(frozenset({"counsellor"}), "function", shows=True)
    glass = Rule(frozenset({"counsellor"}), GLASS, shows=True)

    answer = known([partly, glass], held=frozenset({"counsellor"}), is_unusual=False, purpose="")

    assert (answer.need, answer.purpose, answer.refusal) == (GLASS, "emergency", "")


@pytest.mark.parametrize(
    "model",
    [
        Person, CounsellingPeriod, CounsellingSession, Interview, Shelter, Placement, HandoffReceipt,
        IntelligenceReport, Release,
    ],
)  # fmt: skip
def test_every_record_of_a_source_victim_or_shelter_says_so_and_whose_it_is(model):
    assert policy_of(model).kind in {"source", "victim", "shelter"}
    assert policy_of(model).owner


def last_reading() -> AuditEntry:
    return AuditEntry.objects.filter(verb="access.read").latest("at")


def refusal_of(user, obj, **said):
    before = AuditEntry.objects.count()
    with pytest.raises(Refusal) as refusal:
        put_on_record(user, obj, **said)
    assert AuditEntry.objects.count() == before
    return refusal.value.code


@pytest.mark.django_db
def test_a_counsellor_opens_a_person_of_their_agency_with_no_question_and_both_answers_stand(at, as_user):
    care = a_person_in_care(at)

    page = as_user(care.counsellor).get(reverse("victims:person", args=[care.person.public_id]))

    assert page.status_code == 200
    assert last_reading().codes == {"right": "counsellor", "need": "own_agency", "purpose": "own_work"}


@pytest.mark.django_db
def test_without_a_function_there_is_no_right_and_without_a_tie_there_is_no_need(at):
    care = a_person_in_care(at)
    nobody = someone(agency=care.person.agency)
    elsewhere = someone(Function.COUNSELLOR, kind="victim_services")

    assert refusal_of(nobody, care.person) == "NO_RIGHT"
    assert refusal_of(elsewhere, care.person, purpose="care") == "NO_NEED"
    with pytest.raises(Refusal, match="NO_NEED"):
        put_list_on_record(elsewhere, [care.person])


@pytest.mark.django_db
def test_a_talk_somebody_else_wrote_asks_why_once_and_remembers_it_for_the_person(at, as_user):
    care = a_person_in_care(at)
    first, second = a_talk(care, at), a_talk(care, at, "They slept.")
    cover = someone(Function.COUNSELLOR, agency=care.person.agency)
    browser = as_user(cover)

    page = saying_why(browser, reverse("victims:session", args=[first.public_id]), "cover")
    other = browser.get(reverse("victims:session", args=[second.public_id]))

    assert "They miss their sister." in page.text
    assert "They slept." in other.text
    assert last_reading().codes["purpose"] == "cover"


@pytest.mark.django_db
def test_the_question_shows_nothing_of_the_record_and_takes_no_other_answer(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at)
    browser = as_user(someone(Function.COUNSELLOR, agency=care.person.agency))
    asked = browser.get(reverse("victims:session", args=[talk.public_id])).url

    assert "sister" not in browser.get(asked).text
    assert str(talk.public_id) not in asked
    assert browser.post(asked, {"purpose": "for fun"}).status_code == 404
    assert browser.get(reverse("glass:purpose", args=["0" * 32])).status_code == 404
    assert not AuditEntry.objects.filter(verb="access.read", object_id=talk.public_id).exists()


@pytest.mark.django_db
def test_a_report_that_was_retracted_or_shared_asks_why(at, as_user):
    owner, partner = an_investigator(), an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=owner.agency)
    target = a_target(at, by=owner)
    report = a_report_on(target, at)
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)

    assert refusal_of(partner, report) == "PURPOSE_NEEDED"
    retract_report(report_id=report.public_id, by=owner, at=at)
    report.refresh_from_db()
    assert refusal_of(owner, report) == "PURPOSE_NEEDED"
    assert put_on_record(owner, report, purpose=Purpose.CHECK).need == "own_agency"


@pytest.mark.django_db
def test_the_api_asks_in_a_header_and_puts_list_and_record_on_record(at, as_user):
    owner = an_investigator()
    report = a_report_on(a_target(at, by=owner), at)
    retract_report(report_id=report.public_id, by=owner, at=at)
    browser, path = as_user(owner), f"/api/reports/{report.public_id}/"

    refused = browser.get(path)
    read = browser.get(path, headers={"X-Purpose": "check"})
    browser.get("/api/reports/")

    assert (refused.status_code, refused.json()["code"]) == (422, "PURPOSE_NEEDED")
    assert report.text not in refused.text
    assert read.json()["text"] == report.text
    listed = AuditEntry.objects.get(verb="access.listed")
    assert (listed.shown, listed.rows, listed.codes["need"]) == ([report.public_id], 1, "own_agency")


@pytest.mark.django_db
def test_each_page_of_a_list_is_on_record_once(at, as_user):
    stay = a_given_placement(at)

    as_user(stay.house.worker).get(reverse("shelters:board"))

    listed = AuditEntry.objects.get(verb="access.listed")
    assert listed.shown == [stay.placement.public_id]


@pytest.mark.django_db
def test_a_page_that_shows_a_receipt_puts_the_receipt_on_record_too(at, as_user):
    stay = a_given_placement(at)

    as_user(stay.house.worker).get(reverse("shelters:placement", args=[stay.placement.public_id]))

    read = AuditEntry.objects.filter(verb="access.read").values_list("object_type", flat=True)
    assert sorted(read) == ["shelters.HandoffReceipt", "shelters.Placement"]


@pytest.mark.django_db
def test_an_interviewer_is_tied_to_the_person_by_name(at):
    care = a_person_in_care(at)
    interview = a_booked_interview(care, at + timedelta(days=2))

    assert put_on_record(interview.interviewer, care.person).need == "named"


@pytest.mark.django_db
def test_a_function_counts_only_while_the_agreement_of_its_agency_is_in_date(at):
    care = a_person_in_care(at)
    PartnerAgreement.objects.filter(agency=care.counsellor.agency).update(valid_until=date(2021, 1, 1))
    later = User.objects.get(pk=care.counsellor.pk)

    assert later.functions == frozenset()
    assert not Person.objects.visible_to(later).exists()
    assert refusal_of(later, care.person) == "NO_RIGHT"
    assert not HeldFunction.objects.in_date().filter(user=later).exists()


@pytest.mark.django_db
def test_an_agreement_that_is_signed_for_later_gives_no_function_yet(at):
    counsellor = someone(Function.COUNSELLOR)
    PartnerAgreement.objects.filter(agency=counsellor.agency).update(signed_on=date(2998, 1, 1))

    assert not User.objects.get(pk=counsellor.pk).holds(Function.COUNSELLOR)
