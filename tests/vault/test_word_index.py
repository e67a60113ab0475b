"""Who holds a record's key finds it by its words, and nobody else; what a key opens no longer is not found either."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from intelligence.models import RaidTarget
from taskforce.vault.models import WordIndex
from taskforce.vault.services import delete_expired_grants, disclose, settle, shred, withdraw
from taskforce.vault.status import counts
from taskforce.vault.word_index import index_record, look_up
from taskforce.vault.words import asked
from tests.builders import an_agency, someone
from tests.vault.builders import a_record


def found_by(agency, query: str) -> list[int]:
    return [
        entry.row for entry in look_up(asked(query), agency_id=agency.pk, models=[RaidTarget], limit=100)
    ]  # fmt: skip


def told(*args: str, **options) -> str:
    said = StringIO()
    call_command(*args, stdout=said, **options)
    return said.getvalue()


@pytest.mark.django_db
def test_a_record_is_found_by_its_sealed_words_its_title_and_its_reference(at):
    target = a_record(at)

    for query in ("made-up road", "gate", "packing sheds", target.reference):
        assert found_by(target.agency, query) == [target.pk], query
    assert found_by(target.agency, "gates elsewhere") == []


@pytest.mark.django_db
def test_no_word_of_it_stands_in_the_table_and_no_digest_is_shared_between_agencies(at):
    here, there = a_record(at), a_record(at)

    rows = {row.agency_id: set(row.words) for row in WordIndex.objects.all()}

    assert rows[here.agency_id].isdisjoint(rows[there.agency_id])
    assert len(rows[here.agency_id]) > 6
    assert found_by(there.agency, "packing") == [there.pk]


@pytest.mark.django_db
def test_what_a_record_no_longer_says_no_longer_finds_it(at):
    target = a_record(at)
    target.description = "One door."
    target.save()

    assert found_by(target.agency, "gates") == []
    assert found_by(target.agency, "door") == [target.pk]


@pytest.mark.django_db
def test_whoever_is_given_the_key_finds_it_and_loses_it_with_the_key(at):
    target, elsewhere = a_record(at), an_agency()
    assert found_by(elsewhere, "packing") == []

    disclose(target, to=elsewhere, by=None)
    assert found_by(elsewhere, "packing road") == [target.pk]
    withdraw(target, to=elsewhere, by=None)

    assert found_by(elsewhere, "packing") == []
    assert found_by(target.agency, "packing") == [target.pk]


@pytest.mark.django_db
def test_a_change_is_found_by_every_agency_that_holds_the_key_and_by_no_other(at):
    target, elsewhere, nobody = a_record(at), an_agency(), an_agency()
    settle(target, to=[elsewhere.pk], by=None)
    target.description = "A cellar."
    target.save()

    assert [found_by(agency, "cellar") for agency in (target.agency, elsewhere, nobody)] == [
        [target.pk],
        [target.pk],
        [],
    ]


@pytest.mark.django_db
def test_a_key_until_a_moment_finds_until_that_moment(at):
    target, elsewhere = a_record(at), an_agency()
    disclose(target, to=elsewhere, by=None, until=at + timedelta(hours=1))
    assert found_by(elsewhere, "packing") == [target.pk]

    with time_machine.travel(at + timedelta(hours=2), tick=False):
        assert found_by(elsewhere, "packing") == []
        delete_expired_grants(at=at + timedelta(hours=2))

    assert not WordIndex.objects.filter(agency=elsewhere).exists()


@pytest.mark.django_db
def test_a_shredded_record_leaves_no_word_behind(at):
    target, elsewhere = a_record(at), an_agency()
    disclose(target, to=elsewhere, by=None)

    shred(target, by=None, at=at)

    assert not WordIndex.objects.filter(record=target.public_id).exists()
    index_record(target)
    assert found_by(target.agency, "packing") == []


@pytest.mark.django_db
def test_the_newest_come_first_and_a_page_goes_on_where_the_last_ended(at):
    agency = an_agency()
    by = someone(agency=agency)
    targets = [a_record(at - timedelta(days=day), agency=agency, by=by) for day in range(5)]
    for query in ("packing", ""):
        first = look_up(asked(query), agency_id=agency.pk, models=[RaidTarget], limit=2)
        rest = look_up(asked(query), agency_id=agency.pk, models=[RaidTarget], limit=9, before=first[-1][:2])

        assert [entry.row for entry in [*first, *rest]] == [target.pk for target in targets]


@pytest.mark.django_db
def test_words_written_by_former_rules_or_not_at_all_are_written_by_the_command(at):
    agency = an_agency()
    targets = [a_record(at, agency=agency) for _each in range(5)]
    elsewhere = an_agency()
    disclose(targets[0], to=elsewhere, by=None)
    WordIndex.objects.filter(record=targets[0].public_id).delete()
    WordIndex.objects.filter(record=targets[1].public_id).update(rules=0, words=[])
    assert found_by(agency, "packing") == [target.pk for target in reversed(targets[2:])]
    assert counts(at=at)["grants without words, of intelligence.RaidTarget"] == 3

    assert "intelligence.RaidTarget: 2 records written" in told("reindex_search", batch=1)

    assert set(found_by(agency, "packing")) == {target.pk for target in targets}
    assert found_by(elsewhere, "packing") == [targets[0].pk]
    assert "intelligence.RaidTarget: 0 records written" in told("reindex_search")


@pytest.mark.django_db
def test_what_one_agency_finds_stays_findable_after_a_rotation(at):
    target = a_record(at)

    told("rotate_keys", target.agency.code)

    assert found_by(target.agency, "packing") == [target.pk]


@pytest.mark.django_db(transaction=True)
def test_writing_words_anew_goes_on_where_it_was_killed():
    from datetime import UTC, datetime  # noqa: PLC0415 - the clock runs here, and another process runs with it

    agency = an_agency()
    by = someone(agency=agency)
    for _each in range(120):
        a_record(datetime.now(UTC), agency=agency, by=by)
    WordIndex.objects.all().delete()
    environment = os.environ | {"TASKFORCE_DATABASE_URL": f"postgres:///{connection.settings_dict['NAME']}"}
    running = subprocess.Popen([sys.executable, "manage.py", "reindex_search", "--batch", "1"], env=environment)
    while running.poll() is None and WordIndex.objects.count() < 5:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    written = WordIndex.objects.count()
    assert 5 <= written < 120

    assert f"RaidTarget: {120 - written} records written" in told("reindex_search")

    assert len(look_up(asked("packing"), agency_id=agency.pk, models=[RaidTarget], limit=200)) == 120
