"""What PostgreSQL itself shows and refuses, whatever our own queries ask."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from intelligence.models import IntelligenceReport, RaidTarget
from taskforce.access.services import grant, withdraw_grant
from taskforce.accounts.acting import acting_as, as_house, current_actor
from taskforce.accounts.models import Function
from taskforce.walls.compiler import statements, walled
from taskforce.walls.pinned import newest_pin
from taskforce.walls.roles import refuse_to_serve_unwalled
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.shelters.builders import an_accepted_placement

pytestmark = pytest.mark.django_db


def asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_the_newest_migration_puts_up_the_walls_that_the_policies_declare():
    assert newest_pin() == statements()


def test_who_has_not_said_who_they_are_is_shown_nothing(at):
    an_accepted_placement(at)

    with acting_as(None):
        seen = {model._meta.label: model._base_manager.count() for model in walled()}

    assert set(seen.values()) == {0}


def test_an_account_that_was_switched_off_is_shown_nothing(at):
    by = an_investigator()
    a_target(at, by=by)
    by.is_active = False
    by.save()

    with acting_as(by):
        assert RaidTarget._base_manager.count() == 0


def test_a_forgotten_filter_shows_each_officer_their_own_agency_only(at):
    mine, theirs = an_investigator(), an_investigator()
    a_report_on(a_target(at, by=mine), at)
    a_report_on(a_target(at, by=theirs), at)

    with acting_as(mine):
        seen = list(IntelligenceReport._base_manager.all())

    assert [report.agency_id for report in seen] == [mine.agency_id]


def test_a_grant_opens_one_target_and_its_withdrawal_closes_it_in_the_same_transaction(at):
    owner, partner = an_investigator(), an_investigator()
    shared, kept = a_target(at, by=owner), a_target(at, by=owner)
    a_report_on(shared, at)
    a_report_on(kept, at)

    grant(partner, "intelligence.on_target", shared, by=owner)
    with acting_as(partner):
        assert list(RaidTarget._base_manager.all()) == [shared]
        assert IntelligenceReport._base_manager.count() == 1
    withdraw_grant(partner, "intelligence.on_target", shared, by=owner)
    with acting_as(partner):
        assert not IntelligenceReport._base_manager.exists()


def test_training_that_lapses_closes_the_rows(at):
    by = an_investigator()
    a_target(at, by=by)
    asked(
        "update accounts_heldfunction set trained_until = now() - interval '1 second' where user_id = %s returning 1",
        by.pk,
    )

    with acting_as(by):
        assert RaidTarget._base_manager.count() == 0


def test_nobody_writes_a_row_they_may_not_see(at):
    mine, theirs = an_investigator(), an_investigator()
    a_target(at, by=theirs)

    with acting_as(mine):
        assert RaidTarget._base_manager.update(title="Taken over") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            a_target(at, by=theirs)


@pytest.mark.parametrize("change", ["update {} set verb = ''", "delete from {}", "truncate {}"])
def test_the_role_that_serves_cannot_change_what_is_on_record(at, change):
    with acting_as(someone(Function.AUDITOR)), pytest.raises(ProgrammingError, match="permission denied"):
        asked(change.format("audit_auditentry"))


def test_the_house_looks_for_a_reason_and_only_while_it_looks(at):
    owner, other = an_investigator(), an_investigator()
    a_target(at, by=owner)

    with acting_as(other):
        with as_house("a test of it"):
            assert RaidTarget._base_manager.count() == 1
        assert RaidTarget._base_manager.count() == 0
    assert current_actor() == ""
    with pytest.raises(ValueError, match="reason"), as_house(""):
        pass


def test_a_failed_statement_leaves_nobody_elses_sight_behind(at):
    owner, other = an_investigator(), an_investigator()
    a_target(at, by=owner)

    with acting_as(other):
        with pytest.raises(ProgrammingError), transaction.atomic(), as_house("a test of it"):
            asked("select * from no_such_table")
        assert RaidTarget._base_manager.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_forgets_who_acted_when_the_transaction_ends(at):
    owner = an_investigator()
    a_target(at, by=owner)

    with acting_as(owner), transaction.atomic():
        assert RaidTarget._base_manager.count() == 1
    with transaction.atomic():
        [[actor, role]] = asked("select current_setting('taskforce.actor', true), current_user")

    assert (actor, role) == ("", "postgres")


def test_a_process_refuses_to_serve_as_somebody_row_security_does_not_bind(settings):
    settings.OWNER_TAKES_ROLES = False
    refuse_to_serve_unwalled.cache_clear()

    with pytest.raises(ImproperlyConfigured, match="does not bind"):
        refuse_to_serve_unwalled()


def test_the_role_of_web_and_worker_is_made_and_owns_nothing(monkeypatch):
    monkeypatch.setenv("TASKFORCE_WEB_DATABASE_URL", "postgres://made_up_app:a%20word@db/taskforce")

    call_command("web_role")
    call_command("web_role")

    assert asked("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'made_up_app'") == [
        (False, False, False)
    ]
    assert asked("select pg_has_role('made_up_app', 'taskforce_web', 'member')") == [(True,)]
