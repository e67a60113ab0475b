"""People and things: who may be called what, who sees them, and when they are gone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from intelligence.models import Entity, EntityLink, EntityRole, EntityTie, ReasonableSuspicion
from intelligence.services.entities import (
    EntityGiven,
    TieGiven,
    add_entity,
    describe_entity,
    end_link,
    identifier_of,
    link_to_target,
    tie_entities,
)
from intelligence.services.entity_retention import purge_due_entities, renew_entity
from intelligence.services.sharing import share_target, stop_sharing
from intelligence.services.suspicion import change_role, review_suspicion, suspect
from taskforce.access.services import fields_of
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.keyring import DoesNotOpen
from taskforce.vault.models import KeyGrant
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.things import FACTS, a_person, a_subject, a_thing, linked, tied

pytestmark = pytest.mark.django_db


@pytest.fixture
def investigator():
    return an_investigator()


def seen_by(user, entity):
    return Entity.objects.visible_to(user).filter(pk=entity.pk).first()


def holds_a_key(user, entity):
    return KeyGrant.objects.filter(record=entity.public_id, agency=user.agency_id).exists()


def let_in(target):
    """A colleague of another agency who works on the target now, and the supervisor who let them in."""
    colleague, supervisor = someone(Function.INVESTIGATOR), someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    return colleague, supervisor


def test_nobody_begins_as_a_subject(at, investigator):
    with pytest.raises(Refusal, match="SUSPICION_REQUIRED"):
        add_entity(given=EntityGiven("person", "Somebody", role="subject"), by=investigator, at=at)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        add_entity(given=EntityGiven("person", "Somebody"), by=investigator, at=at)
    with pytest.raises(Refusal, match="ROLE_OF_A_THING"):
        add_entity(given=EntityGiven("phone", "+000", role="witness"), by=investigator, at=at)

    assert not Entity.objects.exists()


def test_a_subject_takes_facts_an_offence_and_a_second_person(at, investigator):
    person = a_person(at, by=investigator)
    analyst = someone(Function.ANALYST, agency=investigator.agency)
    facts = {"entity_id": person.public_id, "bears_on_offence": False, "by": investigator, "at": at}
    for given in ({"facts": " ", "offence": "MTA-4"}, {"facts": FACTS, "offence": "no such thing"}):
        with pytest.raises(Refusal, match="SUSPICION_REQUIRED"):
            suspect(**facts, **given)
    written = suspect(**facts, facts=FACTS, offence="MTA-4")
    person.refresh_from_db()
    assert person.role == "unknown"
    assert Clock.objects.filter(kind="intelligence.suspicion", state="running").count() == 1
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        review_suspicion(suspicion_id=written.public_id, is_enough=True, by=investigator, at=at)

    review_suspicion(suspicion_id=written.public_id, is_enough=True, by=analyst, at=at)

    person.refresh_from_db()
    assert (person.role, person.suspicion_id) == ("subject", written.pk)
    assert [(r.was, r.became, r.by_id) for r in person.roles.all()] == [("unknown", "subject", analyst.pk)]
    assert not Clock.objects.filter(kind="intelligence.suspicion", state="running").exists()


def test_facts_that_are_not_enough_change_nothing(at, investigator):
    person = a_person(at, by=investigator, role="witness")
    written = suspect(
        entity_id=person.public_id, facts=FACTS, offence="MTA-4", bears_on_offence=False, by=investigator, at=at
    )
    supervisor = someone(Function.SUPERVISOR, agency=investigator.agency)

    review_suspicion(suspicion_id=written.public_id, is_enough=False, by=supervisor, at=at)

    person.refresh_from_db()
    assert (person.role, person.suspicion_id) == ("witness", None)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        review_suspicion(suspicion_id=written.public_id, is_enough=True, by=supervisor, at=at)


def test_the_database_itself_holds_that_a_subject_is_suspected(at, investigator):
    person, other = a_person(at, by=investigator), a_person(at, by=investigator, role="witness")
    waiting = ReasonableSuspicion.objects.create(
        entity=person, facts=FACTS, offence="MTA-4", author=investigator, at=at
    )
    subject = a_subject(at, by=investigator)
    for pk, facts in (
        (person.pk, {"role": "subject"}),
        (person.pk, {"role": "subject", "suspicion": waiting}),  # nobody has reviewed it
        (other.pk, {"role": "subject", "suspicion": subject.suspicion}),  # it is of somebody else
        (subject.pk, {"role": "bystander"}),  # a bystander carries no suspicion
        (person.pk, {"role": ""}),
        (person.pk, {"kind": "phone"}),
    ):
        with pytest.raises((IntegrityError, InternalError, ProgrammingError)), transaction.atomic():
            Entity.objects.filter(pk=pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReasonableSuspicion.objects.filter(pk=waiting.pk).update(reviewer=investigator, reviewed_at=at)
    with pytest.raises(InternalError), transaction.atomic():
        EntityRole.objects.all().delete()


def test_who_is_no_subject_any_more_is_kept_apart_again_and_the_change_stays_on_record(at, investigator):
    person = a_subject(at, by=investigator)
    assert person.kept_until == at + timedelta(days=1825)

    change_role(entity_id=person.public_id, role="possible_victim", by=investigator, at=at)

    person.refresh_from_db()
    assert (person.role, person.suspicion, person.is_non_criminal) == ("possible_victim", None, True)
    assert person.kept_until == at + timedelta(days=365)
    assert [r.became for r in person.roles.all()] == ["subject", "possible_victim"]
    with pytest.raises(Refusal, match="SUSPICION_REQUIRED"):
        change_role(entity_id=person.public_id, role="subject", by=investigator, at=at)
    with pytest.raises(Refusal, match="NCI_AS_SUBJECT"):
        identifier_of(person)


def test_what_somebody_believes_is_named_and_left_out_unless_it_bears_on_an_offence(at, investigator):
    told = "Meets workers after church; a trade union member."
    with pytest.raises(Refusal, match="PROTECTED_VIEW") as refused:
        a_person(at, by=investigator, details=told)
    assert "church" in str(refused.value.message)
    assert "trade union" in str(refused.value.message)
    assert not Entity.objects.exists()

    person = a_person(at, by=investigator, details=told, bears_on_offence=True)

    with pytest.raises(Refusal, match="PROTECTED_VIEW"):
        describe_entity(
            entity_id=person.public_id, version=person.version, label="Somebody", details="An activist.",
            bears_on_offence=False, by=investigator,
        )  # fmt: skip
    group = a_thing(at, by=investigator, kind="organisation", label="Harvest Ltd")
    with pytest.raises(Refusal, match="PROTECTED_VIEW"):
        tied(person, group, at, relation="belongs_to")
    with pytest.raises(IntegrityError), transaction.atomic():
        EntityTie.objects.create(one=person, other=group, relation="belongs_to", by=investigator, at=at)


def test_a_colleague_let_in_learns_what_there_is_and_of_bystanders_never_who(at, investigator):
    target = a_target(at, by=investigator)
    van = linked(a_thing(at, by=investigator, details="Dent on the left."), target, at)
    bystander = linked(a_person(at, by=investigator, role="bystander", label="A neighbour"), target, at)
    elsewhere = a_thing(at, by=investigator, label="YY 11 DEF")
    colleague, supervisor = let_in(target)

    with acting_as(colleague):
        seen, hidden = seen_by(colleague, van), seen_by(colleague, bystander)
        assert seen.label == "XX 00 ABC"
        assert {"label", "kind"} <= fields_of(colleague, seen)
        assert "details" not in fields_of(colleague, seen)
        with pytest.raises(DoesNotOpen):
            seen.details  # noqa: B018 - reading is what is tried
        assert "label" not in fields_of(colleague, hidden)
        with pytest.raises(DoesNotOpen):
            hidden.label  # noqa: B018 - reading is what is tried
        assert seen_by(colleague, elsewhere) is None
    assert holds_a_key(colleague, van)

    stop_sharing(target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)

    assert seen_by(colleague, van) is None
    assert not holds_a_key(colleague, van)


def test_what_is_linked_after_sharing_opens_too_and_closes_when_the_link_ends(at, investigator):
    target = a_target(at, by=investigator)
    colleague, _supervisor = let_in(target)
    van = linked(a_thing(at, by=investigator), target, at)
    with acting_as(colleague):
        assert seen_by(colleague, van).label == "XX 00 ABC"
    link = EntityLink.objects.get()

    end_link(link_id=link.public_id, because="mistake", by=investigator, at=at)

    assert seen_by(colleague, van) is None
    assert not holds_a_key(colleague, van)
    link.refresh_from_db()
    assert (link.ended_by_id, link.ended_because) == (investigator.pk, "mistake")


def test_a_subject_who_becomes_a_possible_victim_closes_for_other_agencies_at_once(at, investigator):
    target = a_target(at, by=investigator)
    person = linked(a_subject(at, by=investigator), target, at)
    colleague, _supervisor = let_in(target)
    with acting_as(colleague):
        assert seen_by(colleague, person).label == "Somebody"

    change_role(entity_id=person.public_id, role="possible_victim", by=investigator, at=at)

    with acting_as(colleague):
        hidden = seen_by(colleague, person)
        assert "label" not in fields_of(colleague, hidden)
        with pytest.raises(DoesNotOpen):
            hidden.label  # noqa: B018 - reading is what is tried


def test_ties_are_seen_by_whoever_sees_both_ends(at, investigator):
    target = a_target(at, by=investigator)
    van, phone = linked(a_thing(at, by=investigator), target, at), a_thing(at, by=investigator, kind="phone")
    tie = tied(van, phone, at)
    colleague, _supervisor = let_in(target)
    assert not EntityTie.objects.visible_to(colleague).exists()

    linked(phone, target, at)

    assert EntityTie.objects.visible_to(colleague).get() == tie
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        tie_entities(one_id=van.public_id, other_id=phone.public_id, tie=TieGiven("owns"), by=colleague, at=at)


def test_saying_it_twice_ties_once_and_to_itself_never(at, investigator):
    target, van = a_target(at, by=investigator), a_thing(at, by=investigator)
    linked(van, target, at)
    linked(van, target, at)
    assert EntityLink.objects.count() == 1
    with pytest.raises(Refusal, match="TIED_TO_ITSELF"):
        tied(van, van, at)
    with pytest.raises(Refusal, match="RELATION_UNFIT"):
        tied(van, a_thing(at, by=investigator), at, relation="mentioned")
    tie = TieGiven("owns", since=at.date(), until=at.date() - timedelta(days=1))
    with pytest.raises(Refusal, match="ENDS_BEFORE_IT_BEGINS"):
        link_to_target(entity_id=van.public_id, target_id=target.public_id, tie=tie, by=investigator, at=at)


def test_a_source_report_that_one_may_not_see_cannot_be_named(at, investigator):
    target, stranger = a_target(at, by=investigator), an_investigator()
    report = a_report_on(None, at, by=stranger)
    with pytest.raises(NotVisible):
        linked(a_thing(at, by=investigator), target, at, source=report)
    assert not EntityLink.objects.exists()


def test_what_nobody_renews_is_deleted_for_good(at, investigator):
    target = a_target(at, by=investigator)
    neighbour = linked(a_person(at, by=investigator, role="bystander"), target, at)
    van = linked(a_thing(at, by=investigator), target, at)
    due = at + timedelta(days=365)
    assert purge_due_entities(at=due - timedelta(minutes=1)) == 0

    assert purge_due_entities(at=due) == 1
    assert purge_due_entities(at=due) == 0

    neighbour.refresh_from_db()
    assert neighbour.purged_at == due
    with acting_as(investigator):
        with pytest.raises(DoesNotOpen):
            neighbour.label  # noqa: B018 - reading is what is tried
        assert seen_by(investigator, neighbour) is None
        assert seen_by(investigator, van).label == "XX 00 ABC"
    assert neighbour.links.get().ended_because == "purged"
    assert not Clock.objects.filter(subject_id=neighbour.public_id, state="running").exists()


def test_a_supervisor_keeps_a_thing_longer_and_a_subject_only_on_fresh_facts(at, investigator):
    supervisor = someone(Function.SUPERVISOR, agency=investigator.agency)
    van, later = a_thing(at, by=investigator), at + timedelta(days=1800)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        renew_entity(entity_id=van.public_id, version=van.version, by=investigator, at=later)

    renew_entity(entity_id=van.public_id, version=van.version, by=supervisor, at=later)

    van.refresh_from_db()
    assert van.kept_until == later + timedelta(days=1825)
    person = a_subject(at, by=investigator)
    with pytest.raises(Refusal, match="SUSPICION_REQUIRED"):
        renew_entity(entity_id=person.public_id, version=person.version, by=supervisor, at=later)
    fresh = suspect(
        entity_id=person.public_id, facts="Seen again with the key.", offence="MTA-4", bears_on_offence=False,
        by=investigator, at=later,
    )  # fmt: skip
    review_suspicion(suspicion_id=fresh.public_id, is_enough=True, by=supervisor, at=later)
    person.refresh_from_db()
    assert (person.kept_until, person.suspicion_id) == (later + timedelta(days=1825), fresh.pk)


def test_correcting_a_name_validates_nothing(at, investigator):
    person = a_subject(at, by=investigator)

    describe_entity(
        entity_id=person.public_id, version=person.version, label="Somebody else", details="", bears_on_offence=False,
        by=investigator,
    )  # fmt: skip

    person.refresh_from_db()
    assert (person.label, person.kept_until) == ("Somebody else", at + timedelta(days=1825))


def test_of_other_agencies_and_other_functions_nobody_sees_anything(at, investigator):
    person = a_person(at, by=investigator)
    for reader in (an_investigator(), someone(Function.COUNSELLOR), someone(Function.PROSECUTOR, agency=person.agency)):
        assert seen_by(reader, person) is None
        with pytest.raises((NotVisible, Refusal)):
            change_role(entity_id=person.public_id, role="witness", by=reader, at=at)
