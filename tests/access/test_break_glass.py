"""Breaking the glass: one record, an hour, loudly, with two persons where a leak kills, and judged by somebody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intelligence.models import IntelligenceReport, RaidTarget, TargetLink
from shelters.models import Shelter
from taskforce.access.breakglass import Glass, Opens, Someone, is_second_person, may_review, step_up_is_fresh
from taskforce.access.models import BreakGlass, Dissemination
from taskforce.access.policy import policies, policy_of
from taskforce.access.services import fields_of, may
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function, PartnerAgreement, User
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.glass.queries import behind, named
from taskforce.glass.services import break_glass, confirm_glass, end_glass, review_glass
from taskforce.notices.models import Notice
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import KeyGrant
from tests.access.builders import REASON, broken, now, proves_again
from tests.builders import an_agency, someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.shelters.builders import LOCATION, a_shelter
from tests.victims.builders import a_person_in_care, a_talk
from victims.models import CounsellingSession, Interview, Person

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
moments = st.integers(-200, 200).map(lambda minutes: NOON + minutes * MINUTE)


@given(is_lethal=st.booleans(), is_danger=st.booleans(), has_second=st.booleans(), until=st.none() | moments,
       ended_at=st.none() | moments, at=moments)  # fmt: skip
def test_what_is_lethal_opens_wholly_to_two_persons_only_and_nothing_outlasts_its_hour(
    is_lethal, is_danger, has_second, until, ended_at, at
):
    glass = Glass(is_lethal, is_danger, NOON, NOON + 10 * MINUTE, until, ended_at, has_second)

    if glass.opens() == Opens.FULL:
        assert has_second or not is_lethal
    if glass.opens() == Opens.ASSESSMENT:
        assert is_danger
    if glass.lasts(at):
        assert at < until
        assert ended_at is None
    if glass.waits(at):
        assert at < NOON + 10 * MINUTE
        assert not has_second


people = st.builds(
    Someone, st.integers(1, 3), st.integers(1, 3), st.frozensets(st.sampled_from(["a", "b", "overseer"]), max_size=3)
)


@given(asker=people, second=people, owner=st.integers(1, 3))
def test_a_second_person_is_never_the_first_nor_their_equal(asker, second, owner):
    if is_second_person(second, asker=asker, owner=owner, overseers={"overseer"}):
        assert second.pk != asker.pk
        assert second.agency == owner
        assert second.agency != asker.agency or second.functions - asker.functions


@given(reviewer=people, parties=st.frozensets(st.integers(1, 3)), owner=st.integers(1, 3), is_auditor=st.booleans())
def test_nobody_judges_what_they_took_part_in(reviewer, parties, owner, is_auditor):
    if may_review(reviewer, parties=parties, owner=owner, overseers={"overseer"}, is_auditor=is_auditor):
        assert reviewer.pk not in parties
        assert is_auditor or reviewer.agency == owner


@pytest.mark.parametrize(("minutes", "is_fresh"), [(0, True), (4, True), (5, False), (-1, False)])
def test_a_proof_counts_for_five_minutes(minutes, is_fresh):
    assert step_up_is_fresh(NOON - minutes * MINUTE, within=5 * MINUTE, at=NOON) is is_fresh
    assert not step_up_is_fresh(None, within=5 * MINUTE, at=NOON)


def code(call, *args, **facts):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        call(*args, **facts)
    return refusal.value.code


def seen_by(user, model):
    """What PostgreSQL itself shows them, whatever is asked."""
    with acting_as(user):
        return list(model._base_manager.values_list("pk", flat=True))


@pytest.fixture
def target(db):
    """Another police agency's target with one report."""
    target = a_target(now(), by=an_investigator(), address="Mill Lane 0")
    a_report_on(target, now())
    return target


@pytest.fixture
def lead(target):
    """Who oversees for the agency the target belongs to."""
    return someone(Function.SUPERVISOR, agency=target.agency)


def test_without_a_fresh_proof_nothing_opens_and_nothing_is_written(target):
    by = an_investigator()

    assert code(broken, target, by=by, at=now(), proved=None) == "STEP_UP_NEEDED"
    assert code(broken, target, by=by, at=now(), proved=6 * MINUTE) == "STEP_UP_NEEDED"

    assert not BreakGlass.objects.exists()
    assert not Notice.objects.exists()
    assert seen_by(by, RaidTarget) == []


def test_a_target_waits_for_a_second_person_and_shows_nothing_before(target):
    by = an_investigator()

    glass = broken(target, by=by, at=now())

    assert (glass.opens, glass.until) == ("waiting", None)
    assert seen_by(by, RaidTarget) == []
    assert behind(by, glass, at=now()) == []


def test_the_owner_s_overseers_and_oversight_are_told_at_once_and_nothing_of_what_lies_behind(target, lead):
    auditor = someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)
    elsewhere, by = someone(Function.SUPERVISOR), an_investigator()

    broken(target, by=by, at=now())

    told = {notice.user for notice in Notice.objects.filter(kind="glass.broken")}
    assert told == {lead, auditor}
    assert elsewhere not in told
    said = " ".join(f"{notice.kind} {notice.path} {notice.source}" for notice in Notice.objects.all())
    assert not any(secret in said for secret in (target.title, target.address, REASON, by.name))


def test_two_persons_open_the_one_record_for_reading(target, lead):
    by = an_investigator()
    other = a_target(now(), by=target.opened_by)
    glass = broken(target, by=by, at=now())

    confirm_glass(glass_id=glass.public_id, stepped_up_at=now(), by=lead, at=now())

    glass.refresh_from_db()
    assert seen_by(by, RaidTarget) == [target.pk]
    assert other.pk not in seen_by(by, RaidTarget)
    with acting_as(by):
        assert ("Address", "Mill Lane 0") in behind(by, glass, at=now())
    assert seen_by(by, IntelligenceReport) == seen_by(by, TargetLink) == []
    assert not any(may(by, act, target) for act in policy_of(RaidTarget).acts)
    assert Dissemination.objects.get().purpose == "emergency"
    read = AuditEntry.objects.filter(verb="access.read").latest("at")
    assert (read.codes["need"], read.codes["purpose"]) == ("broke_glass", "emergency")


def test_what_is_read_this_way_is_not_exported_and_opens_on_no_other_page(target, lead, as_user):
    by = an_investigator()
    glass = broken(target, by=by, at=now())
    confirm_glass(glass_id=glass.public_id, stepped_up_at=now(), by=lead, at=now())
    browser = as_user(by)

    api = browser.get("/api/targets/")
    one = browser.get(f"/api/targets/{target.public_id}/")
    page = browser.get(reverse("intelligence:target", args=[target.public_id]))

    assert target.title not in api.text
    assert one.status_code == 404
    assert page.url == reverse("glass:home")


def test_in_imminent_danger_one_person_reads_what_helps_to_judge_it_and_no_more(target):
    by = an_investigator()

    glass = broken(target, by=by, at=now(), is_danger=True)

    with acting_as(by):
        shown = dict(behind(by, glass, at=now()))
    assert glass.opens == "assessment"
    assert shown["Premises"] == "Farm or packing shed"
    assert "Address" not in shown
    assert target.title not in shown.values()
    assert not KeyGrant.objects.filter(agency=by.agency).exists()


def test_a_second_person_after_declared_danger_opens_the_rest_within_the_same_hour(target, lead):
    by = an_investigator()
    glass = broken(target, by=by, at=now(), is_danger=True)

    opened = confirm_glass(glass_id=glass.public_id, stepped_up_at=now(), by=lead, at=now())

    assert (opened.opens, opened.until) == ("full", glass.until)
    assert "address" in fields_of(by, target)


def test_after_its_hour_it_ends_by_itself_in_policy_and_in_postgresql(target):
    by, began = an_investigator(), now() - 61 * MINUTE

    glass = broken(target, by=by, at=began, is_danger=True)

    assert glass.until == began + HOUR
    assert seen_by(by, RaidTarget) == []
    assert not RaidTarget.objects.visible_to(by).exists()
    assert fields_of(by, target) == frozenset()
    assert behind(by, glass, at=now()) == []


def test_the_key_to_what_is_sealed_ends_at_the_same_moment(target, lead):
    by = an_investigator()
    glass = broken(target, by=by, at=now())

    glass = confirm_glass(glass_id=glass.public_id, stepped_up_at=now(), by=lead, at=now())

    assert KeyGrant.objects.get(agency=by.agency, record=target.public_id).until == glass.until


def test_the_owner_closes_it_early_and_its_key_goes_with_it(target, lead):
    by = an_investigator()
    glass = broken(target, by=by, at=now())
    confirm_glass(glass_id=glass.public_id, stepped_up_at=now(), by=lead, at=now())

    end_glass(glass_id=glass.public_id, by=lead, at=now())

    assert seen_by(by, RaidTarget) == []
    assert not KeyGrant.objects.filter(agency=by.agency, record=target.public_id).exists()
    assert code(end_glass, glass_id=glass.public_id, by=lead, at=now()) == "BREAK_GLASS_OVER"


def test_a_second_person_too_late_opens_nothing(target, lead):
    by = an_investigator()
    glass = broken(target, by=by, at=now() - 11 * MINUTE)

    refused = code(confirm_glass, glass_id=glass.public_id, stepped_up_at=now(), by=lead, at=now())

    assert refused == "BREAK_GLASS_OVER"
    assert seen_by(by, RaidTarget) == []


def test_a_second_person_proves_who_they_are_too(target, lead):
    glass = broken(target, by=an_investigator(), at=now())

    assert code(confirm_glass, glass_id=glass.public_id, stepped_up_at=None, by=lead, at=now()) == "STEP_UP_NEEDED"
    assert BreakGlass.objects.get().second is None


def test_neither_oneself_nor_one_s_own_supervisor_is_the_second_person_across_agencies(target):
    by = an_investigator()
    own_lead = someone(Function.SUPERVISOR, agency=by.agency)
    glass = broken(target, by=by, at=now())
    facts = {"glass_id": glass.public_id, "stepped_up_at": now(), "at": now()}

    with pytest.raises(NotVisible):
        confirm_glass(by=own_lead, **facts)
    assert code(confirm_glass, by=by, **facts) == "NOT_YOURS_TO_DO"
    assert seen_by(by, RaidTarget) == []


def test_within_an_agency_the_second_person_has_another_function(db):
    care = a_person_in_care(now())
    first, second = (someone(Function.COORDINATOR, agency=care.person.agency) for _each in range(2))
    glass = broken(care.person, by=first, at=now())

    refused = code(confirm_glass, glass_id=glass.public_id, stepped_up_at=now(), by=second, at=now())

    assert refused == "SECOND_PERSON_NEEDED"
    assert "called" not in fields_of(first, care.person)


def test_asking_again_while_it_lasts_gives_the_same_one(target):
    by = an_investigator()

    first, again = (broken(target, by=by, at=now(), is_danger=True) for _each in range(2))

    assert first == again
    assert BreakGlass.objects.count() == 1


def test_what_can_be_opened_anyway_is_not_broken(target):
    assert code(broken, target, by=target.opened_by, at=now()) == "BREAK_GLASS_REFUSED"


@pytest.mark.parametrize("reference", ["T-000000", "X-000000", "T-", "", "T-OOOOOO", "T-7Q2K9D0"])
def test_what_is_not_there_is_refused_in_the_words_of_what_is_not_allowed(target, reference):
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    with pytest.raises(Refusal) as hidden, transaction.atomic():
        broken(target, by=counsellor, at=now())
    with pytest.raises(Refusal) as absent, transaction.atomic():
        break_glass(reference=reference, reason=REASON, is_danger=False, stepped_up_at=now(), by=counsellor, at=now())

    assert str(hidden.value) == str(absent.value)
    assert not BreakGlass.objects.exists()


def test_a_reference_names_its_record(target):
    assert named(f" {target.reference.lower()} ") == target


@pytest.mark.django_db
def test_police_reach_neither_counselling_nor_a_source_nor_the_place_of_a_shelter_whatever_they_break():
    officer = someone(*Function)
    house, care = a_shelter(), a_person_in_care(now())
    talk = a_talk(care, now())
    report = a_report_on(a_target(now()), now())
    someone(Function.SHELTER_MANAGER, agency=house.worker.agency)

    for subject in (talk, report):
        assert code(broken, subject, by=officer, at=now(), is_danger=True) == "BREAK_GLASS_REFUSED"
    for near in (house.shelter, care.person):
        glass = broken(near, by=officer, at=now(), is_danger=True)
        with acting_as(officer):
            shown = str(behind(officer, glass, at=now()))
        assert LOCATION not in shown
        assert "sister" not in shown
    assert fields_of(officer, house.shelter).isdisjoint({"location"})
    assert fields_of(officer, care.person).isdisjoint({"called", "safe_contact", "wishes"})
    assert not KeyGrant.objects.filter(agency=officer.agency, record=house.shelter.public_id).exists()
    assert not KeyGrant.objects.filter(agency=officer.agency, record=care.person.public_id).exists()
    assert seen_by(officer, CounsellingSession) == []


@pytest.mark.django_db
def test_no_pane_of_any_policy_shows_police_what_is_lethal_in_care_or_anybody_counselling():
    officer = someone(*Function)
    with_glass = {policy.model for policy in policies() if policy.panes}

    assert with_glass == {RaidTarget, Person, Shelter}
    for model, sealed in ((Person, {"called", "wishes", "safe_contact"}), (Shelter, {"location"})):
        for pane in policy_of(model).panes:
            if pane.who.rows(officer) is not False:
                assert pane.fields.isdisjoint(sealed)
    assert not {CounsellingSession, Interview, IntelligenceReport} & with_glass


@pytest.mark.django_db
def test_the_place_of_a_shelter_takes_two_persons_even_in_danger_and_the_second_is_its_own_manager():
    house = a_shelter()
    manager = someone(Function.SHELTER_MANAGER, agency=house.worker.agency)
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)

    glass = broken(house.shelter, by=counsellor, at=now(), is_danger=True)
    with acting_as(counsellor):
        alone = str(behind(counsellor, glass, at=now()))
    confirm_glass(glass_id=glass.public_id, stepped_up_at=now(), by=manager, at=now())
    glass.refresh_from_db()
    with acting_as(counsellor):
        together = str(behind(counsellor, glass, at=now()))

    assert LOCATION not in alone
    assert LOCATION in together


def test_it_is_reviewed_within_a_day_by_somebody_who_took_no_part(target, lead):
    by, began = an_investigator(), now()
    glass = broken(target, by=by, at=began)
    confirm_glass(glass_id=glass.public_id, stepped_up_at=began, by=lead, at=began)
    judge = someone(Function.SUPERVISOR, agency=target.agency)
    clock = Clock.objects.get(kind="glass.review")
    facts = {"glass_id": glass.public_id, "verdict": "not_justified", "at": now()}

    assert clock.due_at == began + timedelta(hours=24)
    assert code(review_glass, by=by, **facts) == "NOT_YOURS_TO_DO"
    assert code(review_glass, by=lead, **facts) == "SECOND_PERSON_NEEDED"
    review_glass(by=judge, **facts)

    clock.refresh_from_db()
    assert clock.state == "satisfied"
    assert Notice.objects.filter(user=by, kind="glass.reviewed").exists()
    assert code(review_glass, by=judge, **facts) == "NOT_YOURS_TO_DO"


def test_where_the_agency_has_nobody_else_oversight_judges_and_never_reads_the_reason(target, as_user):
    auditor = someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)
    glass = broken(target, by=an_investigator(), at=now(), is_danger=True)

    assert Clock.objects.get(kind="glass.review").agency == auditor.agency
    page = as_user(auditor).get(reverse("glass:one", args=[glass.public_id]))
    review_glass(glass_id=glass.public_id, verdict="justified", by=auditor, at=now())

    assert page.status_code == 200
    assert REASON not in page.text
    assert "reason" not in fields_of(auditor, glass)


def test_the_database_holds_the_rules_itself(target, lead):
    glass = broken(target, by=an_investigator(), at=now())
    for change in (
        "opens = 'full', opened_at = now(), until = now() + interval '1 hour'",
        "opens = 'assessment', opened_at = now(), until = now() + interval '1 hour'",
        "opens = 'assessment', is_danger = true",
        "second_id = by_id",
        "verdict = 'justified', reviewed_by_id = by_id, reviewed_at = now()",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_breakglass SET {change} WHERE id = %s", [glass.pk])


def test_it_ends_with_the_agreement_of_the_reader_s_agency(target):
    by = an_investigator()
    broken(target, by=by, at=now(), is_danger=True)
    assert seen_by(by, RaidTarget) == [target.pk]

    PartnerAgreement.objects.filter(agency=by.agency).update(valid_until=date(2021, 1, 1))

    assert seen_by(User.objects.get(pk=by.pk), RaidTarget) == []


def test_the_pages_ask_for_the_password_open_the_record_and_carry_a_banner(target, as_user):
    by = an_investigator()
    browser = as_user(by)
    page = reverse("glass:break")
    assert "reauthenticate" in browser.get(page).url

    proves_again(browser, by)
    form = browser.get(page).context["form"]
    sent = browser.post(
        page, {"reference": target.reference, "reason": REASON, "is_danger": "on", "once": str(form["once"].value())}
    )
    shown = browser.get(sent.url)
    home = browser.get(reverse("desk:home"))
    browser.post(reverse("glass:end", args=[BreakGlass.objects.get().public_id]))
    after = browser.get(reverse("desk:home"))

    assert "Farm or packing shed" in shown.text
    assert "Mill Lane" not in shown.text
    assert target.reference in home.text
    assert target.reference not in after.text


def test_a_form_whose_proof_is_stale_loses_nothing_that_was_typed(target, as_user):
    browser = as_user(an_investigator())

    sent = browser.post(
        reverse("glass:break"),
        {"reference": target.reference, "reason": REASON, "once": "0b0e7a52-3a55-4b0c-9a86-0d9b4c9f8a11"},
    )

    assert (sent.status_code, BreakGlass.objects.count()) == (422, 0)
    assert "five minutes" in sent.text
    assert REASON in sent.text


def test_the_second_person_confirms_on_their_page_and_others_find_no_page(target, lead, as_user):
    by = an_investigator()
    glass = broken(target, by=by, at=now())
    browser, page = as_user(lead), reverse("glass:one", args=[glass.public_id])

    assert REASON in browser.get(page).text
    assert target.reference in browser.get(reverse("glass:home")).text
    assert "reauthenticate" in browser.post(reverse("glass:confirm", args=[glass.public_id])).url
    proves_again(browser, lead)
    browser.post(reverse("glass:confirm", args=[glass.public_id]))

    assert BreakGlass.objects.get().second == lead
    assert as_user(someone(Function.SUPERVISOR, agency=an_agency())).get(page).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_the_page_takes_as_many_statements_for_four_as_for_one(lead, as_user, django_assert_num_queries, number):
    for _each in range(number):
        broken(a_target(now(), by=an_investigator(lead.agency)), by=an_investigator(), at=now(), is_danger=True)
    browser, page = as_user(lead), reverse("glass:home")
    browser.get(page)

    with django_assert_num_queries(14):
        shown = browser.get(page)

    assert shown.status_code == 200
