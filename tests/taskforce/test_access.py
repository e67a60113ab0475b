"""What a list shows and what a verdict says never differ, in any small world; and nothing is seen without a policy."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intelligence.models import RaidTarget
from taskforce.access.policy import ALL, Condition, Policy, Rows, Where, policies, policy
from taskforce.access.reach import Actor
from taskforce.access.services import Projected, fields_of, find, grant, may, may_any, withdraw_grant
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.models import AuditEntry
from taskforce.refusal import NotVisible
from taskforce.walls.management.commands.access_matrix import models_of_ours
from tests.builders import an_agency, headers_of, someone, what_is_said
from tests.shelters.builders import a_given_placement
from tests.victims.builders import a_booked_interview, a_talk
from victims.models import Person

pytestmark = pytest.mark.django_db
MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def world(at):
    """Two stories side by side; gives the agencies in which newcomers of any function may work."""
    agencies: list[Agency] = []
    for _story in range(2):
        stay = a_given_placement(at)
        a_talk(stay.care, at)
        interview = a_booked_interview(stay.care, at + timedelta(days=2))
        agencies += [
            stay.care.person.agency,
            stay.care.investigator.agency,
            stay.house.shelter.agency,
            interview.interviewer.agency,
        ]
    return agencies


functions = st.sets(st.sampled_from(Function), max_size=4)
some_worlds = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def everybody(agencies):
    """Each agency once with somebody of every function."""
    return [someone(*Function, agency=agency) for agency in agencies] + list(User.objects.all())


def scoped():
    return [declared for declared in policies() if hasattr(declared.model.objects, "visible_to")]


@some_worlds
@given(held=functions, workplace=st.integers(0, 7))
def test_a_list_and_a_verdict_agree_for_whoever_comes(world, held, workplace):
    newcomer = someone(*held, agency=world[workplace])

    for declared in scoped():
        seen = set(declared.model.objects.visible_to(newcomer).values_list("pk", flat=True))
        for row in declared.model._base_manager.all():
            shown = fields_of(newcomer, row)
            assert (row.pk in seen) == (shown is ALL or bool(shown))
            for action in declared.acts:
                if may(newcomer, action, row):
                    assert row.pk in seen
                    assert may_any(newcomer, action, declared.model)


@some_worlds
@given(held=functions, more=functions, workplace=st.integers(0, 7))
def test_one_more_function_never_hides_a_row(world, held, more, workplace):
    before = someone(*held, agency=world[workplace])
    after = someone(*held | more, agency=world[workplace])

    for declared in (one for one in scoped() if one.model._meta.app_label in {"victims", "shelters", "cases"}):
        seen = set(declared.model.objects.visible_to(before).values_list("pk", flat=True))
        assert seen <= set(declared.model.objects.visible_to(after).values_list("pk", flat=True))


def test_rows_read_with_their_fields_show_the_same_as_rows_asked_one_by_one(world):
    for actor in everybody(world):
        for declared in scoped():
            for row in declared.model.objects.with_fields_for(actor):
                alone = fields_of(actor, declared.model._base_manager.get(pk=row.pk))
                together = fields_of(actor, row)
                assert (together is ALL, together) == (alone is ALL, alone)


def test_what_is_kept_says_the_same_wherever_in_a_statement_it_stands(world):
    for actor in everybody(world)[:16]:
        for declared in scoped():
            everything, seen = declared.model._base_manager.all(), declared.model.objects.visible_to(actor)
            rows = set(seen.values_list("pk", flat=True))
            assert set(seen.all().values_list("pk", flat=True)) == rows  # asked again, as it was written
            assert set(everything.filter(pk__in=seen.values("pk")).values_list("pk", flat=True)) == rows
            within = everything.filter(pk__in=everything.filter(pk__in=seen.order_by().values("pk")).values("pk"))
            assert set(within.values_list("pk", flat=True)) == rows
            hidden = everything.exclude(pk__in=seen.values("pk"))
            assert set(hidden.values_list("pk", flat=True)).isdisjoint(rows)
            assert hidden.count() + len(rows) == everything.count()


def test_somebody_switched_off_sees_and_may_nothing(world):
    for actor in everybody(world):
        actor.is_active = False
        actor.save()
        for declared in scoped():
            assert not declared.model.objects.visible_to(actor).exists()
            row = declared.model._base_manager.first()
            if row is not None:
                assert fields_of(actor, row) is not ALL
                assert not fields_of(actor, row)
                assert not any(may(actor, action, row) for action in declared.acts)


def test_every_model_of_ours_says_who_sees_it():
    assert models_of_ours() == {declared.model._meta.label for declared in policies()}


def test_every_field_a_policy_names_is_a_field_of_its_model():
    for declared in policies():
        names = {field.name for field in declared.model._meta.get_fields()} | {"reference"}
        for _condition, fields in declared.row_rules:
            assert fields is ALL or fields <= names, declared.model._meta.label


def test_a_function_whose_training_lapsed_no_longer_counts(world, at):
    counsellor = User.objects.filter(held_functions__function=Function.COUNSELLOR).first()
    assert Person.objects.visible_to(counsellor).exists()
    counsellor.held_functions.update(trained_until=at.replace(year=2020))

    again = User.objects.get(pk=counsellor.pk)

    assert not Person.objects.visible_to(again).exists()


def test_a_withheld_field_reads_as_nothing_and_is_named(world):
    coordinator = someone(Function.COORDINATOR, agency=world[0])
    person = find(Person, coordinator)

    seen = Projected(coordinator, person)

    assert seen.called is None
    assert {"called", "wishes", "safe_contact"} <= seen.withheld
    assert seen.opened_at == person.opened_at


def test_a_grant_opens_one_target_and_its_end_closes_it(world):
    partner, supervisor = someone(Function.INVESTIGATOR), someone(Function.SUPERVISOR, agency=world[1])
    target, other = RaidTarget.objects.order_by("pk")

    grant(partner, "intelligence.on_target", target, by=supervisor)
    assert list(RaidTarget.objects.visible_to(partner)) == [target]
    assert not may(partner, "link", other)

    withdraw_grant(partner, "intelligence.on_target", target, by=supervisor)
    assert not RaidTarget.objects.visible_to(User.objects.get(pk=partner.pk)).exists()


class _Yes(Condition):
    words = "yes"

    def rows(self, actor: Actor) -> Rows:
        return True


class _No(Condition):
    words = "no"

    def rows(self, actor: Actor) -> Rows:
        return False


trees = st.recursive(
    st.sampled_from([(_Yes(), True), (_No(), False)]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: (pair[0][0] & pair[1][0], pair[0][1] and pair[1][1])),
        st.tuples(inner, inner).map(lambda pair: (pair[0][0] | pair[1][0], pair[0][1] or pair[1][1])),
        inner.map(lambda one: (~one[0], not one[1])),
    ),
    max_leaves=8,
)


@given(tree=trees)
def test_conditions_combine_as_the_words_and_or_not_do(tree):
    condition, expected = tree

    assert condition.rows(User()) is expected


@some_worlds
@given(tree=trees, code=st.sampled_from(["here", "elsewhere"]))
def test_conditions_on_rows_combine_with_those_on_the_actor(tree, code):
    condition, expected = tree
    Agency.objects.filter(code="here").delete()
    agency = Agency.objects.create(code="here", name="Here", kind=Agency.Kind.OVERSIGHT)
    rows = (condition & Where("it is so", code=code)).rows(User())

    found = rows if isinstance(rows, bool) else Agency.objects.filter(rows, pk=agency.pk).exists()

    assert found == (expected and code == "here")


def test_a_model_is_declared_once_and_an_act_once():
    with pytest.raises(ValueError, match="already has a policy"):
        policy(Person)
    with pytest.raises(ValueError, match="already says who may"):
        Policy(Person).act("care", _Yes()).act("care", _No())


@pytest.mark.parametrize("page", ["victims:person", "victims:session", "victims:interview", "shelters:placement"])
def test_what_is_hidden_answers_like_what_is_not_there(world, as_user, page):
    row = {
        "victims:person": Person,
        "victims:session": Person.sessions.rel.related_model,
        "victims:interview": Person.interviews.rel.related_model,
        "shelters:placement": Person.placements.rel.related_model,
    }[page].objects.first()
    browser = as_user(someone(*Function, agency=an_agency()))

    hidden = browser.get(reverse(page, args=[row.public_id]))
    missing = browser.get(reverse(page, args=[MISSING]))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert what_is_said(hidden) == what_is_said(missing)
    assert headers_of(hidden) == headers_of(missing)


def test_asking_for_what_is_hidden_is_on_record_without_its_id(world, as_user):
    officer = someone(*Function, agency=an_agency())
    person = Person.objects.first()

    as_user(officer).get(reverse("victims:person", args=[person.public_id]))

    [denied] = AuditEntry.objects.filter(actor=officer, outcome="denied")
    assert (denied.verb, denied.codes) == ("access.not_visible", {"model": "victims.Person"})


def test_hidden_and_missing_are_told_apart_nowhere_in_services(world):
    stranger = someone(*Function, agency=an_agency())

    with pytest.raises(NotVisible) as hidden:
        find(Person, stranger, public_id=Person.objects.first().public_id)
    with pytest.raises(NotVisible) as missing:
        find(Person, stranger, public_id=MISSING)

    assert hidden.value.args == missing.value.args
