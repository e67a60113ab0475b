"""The rules in plain words: one source for page and command, the same for everybody, and no row behind it."""

from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command
from django.urls import reverse

from taskforce.access.policy import ALL, Holds, Where, policies, policy_of, visible_rows
from taskforce.accounts.models import Agency, Function
from taskforce.walls.matrix import Kind, Post, matrix, without_words
from tests.builders import an_agency, someone, what_is_said
from tests.victims.builders import a_person_in_care
from victims.models import CounsellingSession, Person

PAGE = "/who-may-see-what/"
SHELL = 13  # what stands around every page: session, user, agency, agreement, functions, notices, transaction


def kinds(post: Post | None = None) -> dict[str, Kind]:
    return {kind.label: kind for room in matrix(post=post) for kind in room.kinds}


def acts_of(kind: Kind) -> set[str]:
    return {line.what for line in kind.acts}


def test_whatever_the_policies_declare_has_words():
    assert without_words() == []


def test_what_lacks_its_words_is_named():
    person = policy_of(Person)
    person.acts["wave"] = Holds(Function.COUNSELLOR) & ~Where("it rains")
    try:
        assert without_words() == ["victims.Person.wave"]
    finally:
        del person.acts["wave"]


def test_every_declaration_is_read_aloud():
    shown = kinds()

    assert shown.keys() == {declared.model._meta.label for declared in policies()}
    for declared in policies():
        assert len(acts_of(shown[declared.model._meta.label])) == len(declared.acts)
        assert len(shown[declared.model._meta.label].emergencies) >= len(declared.panes)


def test_counselling_is_the_counsellors_alone_but_for_needs_that_a_person_released():
    mine, *released = kinds()["victims.CounsellingSession"].seen

    assert (mine.who, mine.where) == ("Counsellor", "Victim services")
    assert mine.which == "those of people in their own agency's care"
    assert mine.what == "everything"
    assert {line.what for line in released} == {"needs"}
    assert all("released to their agency" in line.which for line in released)
    assert kinds()["victims.CounsellingSession"].emergencies == []


def test_it_says_what_may_leave_in_a_list_and_counselling_never_does():
    shown = kinds()

    assert "what they want to be called" in shown["victims.Person"].leaves
    assert "safe way" not in shown["victims.Person"].leaves
    assert shown["victims.CounsellingSession"].leaves == shown["shelters.Shelter"].leaves == ""


def test_a_place_s_emergency_says_what_one_person_reads_and_what_two_open():
    care, others, police = kinds()["shelters.Shelter"].emergencies

    assert "where it is" in care.together.split(", ")
    assert "where it is" not in care.alone.split(", ")
    assert others.where == "any agency but: Law enforcement"
    assert (police.together, police.alone) == (
        "", "agency it belongs to, code, how to reach it without knowing where it is",
    )  # fmt: skip


def test_turned_round_for_a_counsellor():
    shown = kinds(Post(Function.COUNSELLOR, Agency.Kind.VICTIM_SERVICES))

    assert "Ask a shelter for a place" in acts_of(shown["victims.Person"])
    assert "victims.CounsellingSession" in shown
    assert shown.keys().isdisjoint({"intelligence.RaidTarget", "cases.RaidPlan", "cases.Encounter", "shelters.Bed"})


def test_turned_round_for_police_nothing_of_counselling_is_left():
    for function in Function:
        assert "victims.CounsellingSession" not in kinds(Post(function, Agency.Kind.LAW_ENFORCEMENT))


@pytest.mark.django_db
def test_turned_round_it_never_says_less_than_a_policy_shows():
    """Whoever a policy lets see any row of their own has a line; whoever has none sees none."""
    for kind, function in product(Agency.Kind, Function):
        actor = someone(function, agency=an_agency(kind))
        shown = {label for label, one in kinds(Post(function, kind)).items() if one.seen}
        for declared in policies():
            rows = visible_rows(actor, declared.model, through_glass=False)
            label = declared.model._meta.label
            if label in shown:
                assert rows is not False, (kind, function, label)
            elif rows is not False:
                assert not declared.model._base_manager.filter(rows).exists(), (kind, function, label)


@pytest.mark.django_db
def test_the_command_says_what_the_page_says():
    said = StringIO()
    call_command("access_matrix", stdout=said)

    for kind in kinds().values():
        assert f"{kind.name} ({kind.label})" in said.getvalue()
        assert all(line.which in said.getvalue() and line.what in said.getvalue() for line in [*kind.seen, *kind.acts])


@pytest.mark.django_db
def test_the_page_is_the_same_for_everybody_and_holds_no_row(at, as_user):
    care = a_person_in_care(at)
    pages = []
    for reader in (care.counsellor, care.investigator, someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)):
        page = as_user(reader).get(PAGE)
        assert page.status_code == 200
        pages.append(what_is_said(page).partition('<div class="two">')[2])

    assert pages[0] == pages[1] == pages[2]
    assert care.person.reference not in pages[0]
    assert care.person.agency.name not in pages[0]
    assert "Counselling talks" in pages[0]


@pytest.mark.django_db
def test_strangers_are_led_to_the_door(client):
    assert client.get(PAGE).status_code == 302


@pytest.mark.django_db
def test_it_asks_the_database_for_nothing_of_its_own(at, as_user, django_assert_num_queries):
    browser = as_user(someone(Function.PLANNER))
    browser.get(PAGE)

    with django_assert_num_queries(SHELL):
        browser.get(PAGE)
    with django_assert_num_queries(SHELL):
        browser.get(PAGE, {"function": Function.COUNSELLOR, "agency": Agency.Kind.VICTIM_SERVICES})


@pytest.mark.django_db
def test_a_choice_that_there_is_not_is_said_at_its_field(as_user):
    page = as_user(someone(Function.PLANNER)).get(PAGE, {"function": "king", "agency": Agency.Kind.SHELTER})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text
    assert "Counselling talks" in page.text


@pytest.mark.django_db
def test_the_menu_leads_there(as_user):
    assert reverse("desk:matrix") == PAGE
    assert f'href="{PAGE}"' in as_user(someone(Function.PLANNER)).get("/").text


def test_a_field_is_everything_only_where_it_is_declared_so():
    for declared in policies():
        lines = kinds()[declared.model._meta.label].seen
        declared_all = any(fields is ALL for condition, fields in declared.row_rules)
        assert any(line.what == "everything" for line in lines) <= declared_all


def test_of_a_person_police_are_named_only_where_the_person_released_it():
    to_police = [line for line in kinds()["victims.Person"].seen if "Law enforcement" in line.where]

    assert to_police
    assert all("released" in line.which for line in to_police)
    assert policy_of(CounsellingSession).panes == []
