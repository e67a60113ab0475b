"""A list that is taken away holds what its reader sees and no more, and is on record before it exists."""

import csv
import io
import re
import uuid
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intelligence.queries.lists import TARGETS
from intelligence.services.sharing import share_target
from shelters.models import Bed
from taskforce.access.knowing import Purpose
from taskforce.access.models import Dissemination
from taskforce.access.policy import ALL, policies, policy_of
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.models import AuditEntry
from taskforce.jurisdiction.pack import Value, pack
from taskforce.kit.exports import Column, Listing, copy_of, listing, listings, take_away
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import KeyGrant
from tests.access.builders import broken, proves_again
from tests.builders import someone
from tests.cases.builders import a_launched_plan, a_ready_plan
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.shelters.builders import LOCATION, a_given_placement
from tests.victims.builders import a_person_in_care, a_talk
from victims.models import Person

pytestmark = pytest.mark.django_db

# What one copy asks of the database: rows, what hangs on them, keys, who may know, two writings, the savepoint.
STATEMENTS = 8
PAGES = {
    "intelligence.targets": "intelligence:take-targets",
    "intelligence.reports": "intelligence:take-reports",
    "cases.plans": "cases:take-plans",
    "victims.people": "victims:take-people",
    "shelters.placements": "shelters:take-placements",
    "shelters.beds": "shelters:take-beds",
    "audit.trail": "oversight:take-trail",
}
import_module(settings.ROOT_URLCONF)  # the pages that give a list away are what registers it
LISTS = {made.code: made for made in listings()}
NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")


def just(at: datetime) -> datetime:
    return at - timedelta(minutes=1)


def taken(code: str, by: User, at: datetime, **given: Any) -> list[list[str]]:
    """The lines of one copy, from the service."""
    asked = {"purpose": Purpose.CASE, "since": None, "stepped_up_at": just(at)} | given
    return lines_of(take_away(LISTS[code], by=by, at=at, **asked).data)


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells(lines: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(lines[1], line, strict=True)) for line in lines[2:]]


def exports() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb="access.exported"))


def proved(browser: Client, user: User) -> Client:
    proves_again(browser, user)
    return browser


def ask(browser: Client, code: str, **given: str) -> Any:
    return browser.post(reverse(PAGES[code]), {"once": uuid.uuid4(), "purpose": "case"} | given)


# --- What may leave at all ---


def test_each_list_names_only_what_its_policy_lets_leave():
    assert LISTS.keys() == PAGES.keys()
    for made in LISTS.values():
        named = {column.name for column in made.columns} - {"reference"}
        assert named <= policy_of(made.model).exportable, made.code


def test_what_is_lethal_or_privileged_never_leaves():
    """The domain paper (4.3, 9) and the security paper (2.1, 5.5), by hand: held against the policies."""
    never = {
        "intelligence.RaidTarget": {"address", "description"},
        "intelligence.IntelligenceReport": {"text", "source_ref"},
        "cases.RaidPlan": {"objective", "success_test", "exigent_reason"},
        "victims.Person": {"wishes", "safe_contact"},
        "shelters.Placement": {"needs"},
    }
    none_at_all = {
        "victims.CounsellingSession", "victims.CounsellingPeriod", "victims.Interview", "shelters.Shelter",
        "shelters.HandoffReceipt", "intelligence.Grade", "cases.PlanSection", "cases.Encounter", "kit.Draft",
        "access.BreakGlass",
    }  # fmt: skip
    for declared in policies():
        label = declared.model._meta.label
        assert declared.exportable is not ALL
        assert declared.exportable.isdisjoint(never.get(label, set()))
        assert not (label in none_at_all and declared.exportable), label


def test_a_column_that_may_not_leave_is_a_mistake_of_ours(at):
    reader = an_investigator()
    with pytest.raises(ValueError, match="address"):
        copy_of(
            TARGETS.rows(reader), model=TARGETS.model, columns=[Column("address", "Address")], code="mine",
            purpose="case", by=reader, stepped_up_at=just(at), at=at,
        )  # fmt: skip


# --- What each reader finds in it ---


def test_an_investigator_takes_the_targets_of_their_agency(at):
    mine, _other = a_target(at, title="Packing shed"), a_target(at, title="Nail bar")

    lines = taken("intelligence.targets", mine.opened_by, at)

    assert lines[1] == ["Target", "Working name", "Sector", "Premises", "Opened", "Closed"]
    assert lines[2:] == [[mine.reference, "Packing shed", "Labour", "Farm or packing shed", "2026-02-08 12:00", ""]]
    assert mine.address not in str(lines)


def test_a_counsellor_finds_names_and_a_coordinator_finds_none(at):
    care = a_person_in_care(at)
    person = Person.objects.get(pk=care.person.pk)
    person.called = "Marisol"
    person.save()
    coordinator = someone(Function.COORDINATOR, agency=person.agency)
    another = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)

    of_counsellor = taken("victims.people", care.counsellor, at)
    of_coordinator = taken("victims.people", coordinator, at)

    assert [row["Called"] for row in cells(of_counsellor)] == ["Marisol"]
    assert of_coordinator[1] == ["Person", "Child or adult", "Language", "Gender", "In care since"]
    assert [line[0] for line in of_coordinator[2:]] == [person.reference]
    assert "Marisol" not in str(of_coordinator)
    assert taken("victims.people", another, at)[2:] == []


def test_what_is_sealed_to_others_says_so(at):
    care = a_person_in_care(at)
    KeyGrant.objects.filter(record=care.person.public_id).delete()

    assert [row["Called"] for row in cells(taken("victims.people", care.counsellor, at))] == ["locked"]


def test_police_find_of_a_placement_its_code_and_how_it_stands(at):
    stay = a_given_placement(at)

    lines = taken("shelters.placements", stay.care.investigator, at)

    assert lines[1] == ["Placement", "House, by its code", "How it stands", "Arrived"]
    assert [line[1] for line in lines[2:]] == [stay.house.shelter.code]
    assert taken("shelters.placements", an_investigator(), at)[2:] == []


def test_the_house_takes_its_beds_and_no_other_does(at):
    stay = a_given_placement(at)

    rows = cells(taken("shelters.beds", stay.house.worker, at))

    assert [(row["Label"], row["State"]) for row in rows] == [("1", "Held"), ("2", "Free"), ("3", "Free")]
    with pytest.raises(NotVisible):
        taken("shelters.beds", stay.care.counsellor, at)
    assert LOCATION not in str(rows)


def test_the_day_of_an_operation_that_is_still_ahead_stands_in_no_file(at):
    ahead, launched = a_ready_plan(at), a_launched_plan(at)

    [row] = cells(taken("cases.plans", ahead.planner, at))
    [begun] = cells(taken("cases.plans", launched.planner, at))

    assert row["Begins"] == "kept back until it has begun"
    assert begun["Begins"] == "2026-03-10 14:00"
    assert "2026-03-10 14:00" not in str(row)


def test_a_report_behind_a_shared_target_shows_what_is_shared(at):
    owner, partner = an_investigator(), an_investigator()
    target = a_target(at, by=owner)
    report = a_report_on(target, at)
    supervisor = someone(Function.SUPERVISOR, agency=owner.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)

    [row] = cells(taken("intelligence.reports", partner, at))

    assert row["Report"] == report.reference
    assert row["Kind of source"] == row["Grade"] == "not shown"
    assert row["First-hand or second-hand"].startswith("First-hand")
    written = Dissemination.objects.get()
    assert (written.subject_id, written.recipient, written.purpose) == (report.public_id, partner.agency, "case")


def test_nothing_leaves_that_is_seen_through_broken_glass(at):
    care, target = a_person_in_care(at), a_target(at)
    officer, carer = an_investigator(), someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    broken(target, by=officer, at=at, is_danger=True)
    broken(care.person, by=carer, at=at, is_danger=True)

    assert taken("intelligence.targets", officer, at)[2:] == []
    assert taken("victims.people", carer, at)[2:] == []


# --- On record before the first byte ---


def test_one_row_on_record_says_who_why_how_many_and_which(at):
    target = a_target(at)
    second = a_target(at, by=target.opened_by)

    lines = taken("intelligence.targets", target.opened_by, at, purpose="check")

    [entry] = exports()
    assert (entry.actor, entry.object_type, entry.rows) == (target.opened_by, "intelligence.RaidTarget", 2)
    assert set(entry.shown) == {target.public_id, second.public_id}
    assert entry.codes["purpose"] == "check"
    assert entry.codes["list"] == "intelligence.targets"
    assert NUMBER.fullmatch(entry.codes["copy"])
    assert entry.codes["copy"] in lines[0][0]
    assert str(target.opened_by.public_id) in lines[0][0]
    assert target.opened_by.name not in lines[0][0]


def test_each_copy_has_a_number_of_its_own(at):
    reader = a_target(at).opened_by

    first, second = taken("intelligence.targets", reader, at), taken("intelligence.targets", reader, at)

    assert first[0] != second[0]
    assert first[1:] == second[1:]


def test_an_empty_list_is_on_record_too(at):
    assert taken("intelligence.targets", an_investigator(), at)[2:] == []

    assert [entry.rows for entry in exports()] == [0]


def test_what_another_agency_takes_is_written_down_for_its_owner(at):
    stay = a_given_placement(at)

    taken("shelters.placements", stay.house.worker, at, purpose="care")

    written = Dissemination.objects.get()
    assert (written.owner, written.recipient) == (stay.care.person.agency, stay.house.worker.agency)
    assert (written.subject_id, written.purpose) == (stay.placement.public_id, "care")


def test_what_cannot_be_written_down_does_not_leave(at, as_user):
    stay = a_given_placement(at)
    browser = proved(as_user(stay.house.worker), stay.house.worker)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_dissemination ADD CONSTRAINT nothing_more CHECK (false) NOT VALID")

    answer = ask(browser, "shelters.placements")

    assert stay.placement.reference.encode() not in answer.content
    assert "AUDIT_UNAVAILABLE" in answer.text
    assert exports() == []


# --- Refusals ---


@pytest.mark.parametrize("ago", [None, timedelta(minutes=6)])
def test_without_a_fresh_proof_nothing_leaves(at, ago):
    reader = a_target(at).opened_by

    with pytest.raises(Refusal, match="STEP_UP_NEEDED"):
        taken("intelligence.targets", reader, at, stepped_up_at=None if ago is None else at - ago)

    assert exports() == []


@pytest.mark.parametrize("purpose", ["", "curious", "own_work", "listed"])
def test_without_a_purpose_nothing_leaves(at, purpose):
    reader = a_target(at).opened_by

    with pytest.raises(Refusal, match="PURPOSE_NEEDED"):
        taken("intelligence.targets", reader, at, purpose=purpose)

    assert exports() == []


def test_a_longer_list_is_refused_and_a_shorter_one_is_not(at, monkeypatch):
    target = a_target(at)
    reader = target.opened_by
    newer = a_target(at + timedelta(days=30), by=reader)
    monkeypatch.setitem(pack().values, "export.rows", Value("export.rows", 1, "number", "of this test"))

    with pytest.raises(Refusal, match="EXPORT_TOO_LARGE") as refused:
        taken("intelligence.targets", reader, at)
    lines = taken("intelligence.targets", reader, at, since=at.date())

    assert refused.value.field == "since"
    assert refused.value.fix
    assert [line[0] for line in lines[2:]] == [newer.reference]
    assert [entry.rows for entry in exports()] == [1]


def test_an_account_that_is_switched_off_takes_nothing(at):
    target = a_target(at)
    User.objects.filter(pk=target.opened_by_id).update(is_active=False)

    with pytest.raises(NotVisible):
        taken("intelligence.targets", User.objects.get(pk=target.opened_by_id), at)


# --- The page ---


def test_the_page_asks_for_a_proof_first_and_then_gives_the_file(at, as_user):
    target = a_target(at)
    reader, path = target.opened_by, reverse(PAGES["intelligence.targets"])
    browser = as_user(reader)
    assert "reauthenticate" in browser.get(path).url

    proves_again(browser, reader)
    page = browser.get(path)
    answer = ask(browser, "intelligence.targets")

    assert page.status_code == 200
    assert "Working name" in page.text
    number = exports()[0].codes["copy"]
    assert answer["Content-Disposition"] == f'attachment; filename="list-{number}.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert not answer.streaming
    assert lines_of(answer.content)[2][0] == target.reference


def test_a_form_without_a_purpose_says_so_and_nothing_leaves(at, as_user):
    reader = a_target(at).opened_by
    browser = proved(as_user(reader), reader)

    answer = ask(browser, "intelligence.targets", purpose="", since="2026-01-01")

    assert answer.status_code == 422
    assert 'value="2026-01-01"' in answer.text
    assert exports() == []


def test_sent_twice_it_is_one_copy(at, as_user):
    reader = a_target(at).opened_by
    browser, once = proved(as_user(reader), reader), str(uuid.uuid4())

    first = ask(browser, "intelligence.targets", once=once)
    again = ask(browser, "intelligence.targets", once=once)

    assert first.status_code == 200
    assert (again.status_code, again.url) == (302, reverse(PAGES["intelligence.targets"]))
    assert len(exports()) == 1


def test_a_refused_copy_is_on_record(at, as_user):
    reader = a_target(at).opened_by

    answer = ask(as_user(reader), "intelligence.targets")

    assert answer.status_code == 422
    assert "STEP_UP_NEEDED" in answer.text
    assert "/reauthenticate/?next=" in answer.text
    assert AuditEntry.objects.filter(verb="act.refused", outcome="denied", codes__code="STEP_UP_NEEDED").exists()


def test_it_is_never_fetched_by_get_nor_sent_from_elsewhere(at, as_user):
    reader = a_target(at).opened_by
    browser = proved(as_user(reader), reader)
    path = reverse(PAGES["intelligence.targets"])

    fetched = browser.get(path, {"purpose": "case", "format": "csv"})
    foreign = Client(enforce_csrf_checks=True)
    foreign.cookies = browser.cookies

    assert fetched["Content-Type"].startswith("text/html")
    assert foreign.post(path, {"once": uuid.uuid4(), "purpose": "case"}).status_code == 403
    assert exports() == []


def test_in_the_demo_where_nobody_has_a_password_it_can_be_tried(as_user, settings):
    settings.IS_DEMO = True
    reader = a_target(timezone.now()).opened_by

    assert ask(as_user(reader), "intelligence.targets")["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("code", PAGES)
def test_who_has_no_such_list_finds_no_page(at, as_user, code):
    somebody = someone(Function.GUARDIAN if code == "audit.trail" else Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)
    browser = proved(as_user(somebody), somebody)

    assert browser.get(reverse(PAGES[code])).status_code == 404
    assert ask(browser, code).status_code == 404
    assert exports() == []


@pytest.mark.parametrize("path", ["/api/targets/", "/api/reports/", "/api/placements/"])
def test_endpoints_give_no_file(at, as_user, path):
    browser = as_user(a_target(at).opened_by)

    assert browser.get(path, {"format": "csv"}).status_code == 404
    assert browser.get(path, headers={"accept": "text/csv"}).status_code == 406
    assert browser.get(path)["Content-Type"] == "application/json"


@pytest.mark.parametrize("many", [1, 6])
def test_a_file_asks_the_same_of_the_database_for_one_row_and_for_six(at, many, django_assert_num_queries):
    stay = a_given_placement(at)
    for number in range(4, 3 + many):
        Bed.objects.create(shelter=stay.house.shelter, unit="West wing", label=str(number))
    made = LISTS["shelters.beds"]
    reader = User.objects.get(pk=stay.house.worker.pk)

    with django_assert_num_queries(STATEMENTS):
        take_away(made, purpose="care", since=None, by=reader, stepped_up_at=just(at), at=at)


@pytest.mark.parametrize("many", [1, 4])
def test_and_so_does_a_file_of_reports(at, many, django_assert_num_queries):
    target = a_target(at)
    for _each in range(many):
        a_report_on(target, at)
    reader = User.objects.get(pk=target.opened_by_id)
    reports = LISTS["intelligence.reports"]

    with django_assert_num_queries(STATEMENTS):
        take_away(reports, purpose="case", since=None, by=reader, stepped_up_at=just(at), at=at)


def test_a_room_s_own_queryset_can_be_taken(at):
    """As oversight does with a filtered trail: rows without an owner, read by a function alone."""
    auditor = someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)
    care = a_person_in_care(at)
    a_talk(care, at)
    columns = [Column("verb", "What"), Column("rows", "Rows"), Column("actor", "Who", lambda row: row.actor.public_id)]
    trail = AuditEntry.objects.filter(actor=care.counsellor).select_related("actor")
    verbs = sorted(trail.values_list("verb", flat=True))

    copy = copy_of(
        trail, model=AuditEntry, columns=columns, code="audit.trail", purpose="check", by=auditor,
        stepped_up_at=just(at), at=at,
    )  # fmt: skip

    rows = cells(lines_of(copy.data))
    assert copy.rows == len(rows) == len(verbs) > 0
    assert sorted(row["What"] for row in rows) == verbs
    assert exports()[0].codes["list"] == "audit.trail"


def test_two_lists_never_share_a_code():
    with pytest.raises(ValueError, match="exists already"):
        listing(Listing("victims.people", "Again", Person, lambda user: Person.objects.none(), ()))
