"""A field that moves into another group: what stood before is sealed anew, and opens for whom it opened."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from taskforce.accounts.acting import acting_as
from taskforce.audit.models import AuditEntry
from taskforce.vault.regrouping import regroup
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.services import shred
from tests.victims.builders import NEEDS, TOLD, Care, somebody_who_told_of_themselves
from victims.models import Person

pytestmark = pytest.mark.django_db
COLUMN = ("victims_person", "called")


@pytest.fixture
def people(at):
    """Three people whose names stand as they did before the field had a group."""
    found = [somebody_who_told_of_themselves(at) for _each in range(3)]
    assert regroup(*COLUMN, before="name", now="") == (3, 0)
    return found


def called(care: Care) -> str:
    """The name as their counsellor reads it today."""
    with acting_as(care.counsellor):
        return str(Person.objects.get(pk=care.person.pk).called)


def test_what_stood_before_opens_again_and_everything_else_still_does(people):
    for care in people:
        with pytest.raises(DoesNotOpen):
            called(care)

    assert regroup(*COLUMN, before="", now="name", batch=2) == (3, 0)

    for care in people:
        assert called(care) == TOLD["called"]
        with acting_as(care.counsellor):
            again = Person.objects.get(pk=care.person.pk)
            assert (again.wishes, again.safe_contact) == (TOLD["wishes"], TOLD["safe_contact"])
            assert again.version == care.person.version


def test_a_run_that_was_killed_goes_on_where_it_was(people, monkeypatch):
    from taskforce.vault import regrouping  # noqa: PLC0415 - to break it

    honest, moved = regrouping._moved, list[int]()

    def killed(*args):
        if len(moved) == 2:
            raise KeyboardInterrupt
        moved.append(1)
        return honest(*args)

    monkeypatch.setattr(regrouping, "_moved", killed)
    with pytest.raises(KeyboardInterrupt):
        regroup(*COLUMN, before="", now="name", batch=1)
    monkeypatch.setattr(regrouping, "_moved", honest)

    assert regroup(*COLUMN, before="", now="name") == (1, 0)
    assert regroup(*COLUMN, before="", now="name") == (0, 0)
    assert [called(care) for care in people] == [TOLD["called"]] * 3


def test_what_nobody_can_open_is_left_and_counted(people, at):
    shred(people[0].person, by=None, at=at + timedelta(days=1))
    Person.objects.filter(pk=people[1].person.pk).update(version=99)

    assert regroup(*COLUMN, before="", now="name") == (1, 1)

    assert called(people[2]) == TOLD["called"]


def test_it_is_on_record_as_a_number_of_rows(people):
    regroup(*COLUMN, before="", now="name")

    row = AuditEntry.objects.filter(verb="vault.regrouped").latest("at")
    assert (row.rows, row.codes) == (3, {"table": "victims_person", "column": "called", "group": "name"})


def test_the_migration_moves_every_part_that_can_be_released_there_and_back(at):
    care = somebody_who_told_of_themselves(at)
    migration = import_module("victims.migrations.0003_what_is_released_has_a_key_of_its_own")
    editor = SimpleNamespace(connection=connection)

    def parts() -> list[str]:
        person = Person.objects.get(pk=care.person.pk)
        return [person.called, person.wishes, person.safe_contact, person.sessions.get().needs]

    migration.backwards(None, editor)
    for row, name in [(care.person, "called"), (care.person.sessions.get(), "needs")]:
        with pytest.raises(DoesNotOpen):
            getattr(type(row).objects.get(pk=row.pk), name)
    migration.forwards(None, editor)
    migration.forwards(None, editor)

    assert parts() == [TOLD["called"], TOLD["wishes"], TOLD["safe_contact"], NEEDS]
