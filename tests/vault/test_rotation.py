"""New keys for an agency while everybody goes on working, and after a kill in the middle."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ProtectedError

from intelligence.models import RaidTarget
from taskforce.accounts.acting import acting_as
from taskforce.audit.models import AuditEntry
from taskforce.vault.domains import current_domain
from taskforce.vault.models import DomainKey, KeyGrant
from taskforce.vault.rotation import begin, reseal_batch
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.status import counts
from tests.builders import an_agency, someone
from tests.vault.builders import a_record


def told(*args: str, **options) -> str:
    said = StringIO()
    call_command(*args, stdout=said, **options)
    return said.getvalue()


def versions(agency) -> list[int]:
    return sorted(KeyGrant.objects.filter(agency=agency).values_list("domain_key__version", flat=True))


def addresses(agency, at) -> set[str]:
    """What a colleague reads of every record of the agency."""
    rows = list(RaidTarget.objects.filter(agency=agency))
    with acting_as(someone(agency=agency)):
        return {row.address for row in rows}


@pytest.mark.django_db
def test_after_a_rotation_every_grant_is_sealed_to_the_new_keys_and_opens(at):
    agency = an_agency()
    for _each in range(5):
        a_record(at, agency=agency)

    assert "5 grants sealed anew" in told("rotate_keys", agency.code, batch=2)

    assert versions(agency) == [2] * 5
    assert addresses(agency, at) == {"Made-up road 0"}
    verbs = AuditEntry.objects.filter(verb__startswith="vault.").values_list("verb", flat=True)
    assert sorted(verbs) == ["vault.grants_resealed"] * 3 + ["vault.rotation_begun"]


@pytest.mark.django_db
def test_half_way_both_versions_open_and_new_records_take_the_new_one(at):
    agency = an_agency()
    for _each in range(4):
        a_record(at, agency=agency)

    begin(agency)
    reseal_batch(agency, besides=set(), batch=2)
    a_record(at, agency=agency)

    assert versions(agency) == [1, 1, 2, 2, 2]
    assert addresses(agency, at) == {"Made-up road 0"}


@pytest.mark.django_db
def test_a_rotation_that_was_not_finished_goes_on_and_makes_no_third_pair(at):
    agency = an_agency()
    for _each in range(4):
        a_record(at, agency=agency)
    begin(agency)
    reseal_batch(agency, besides=set(), batch=1)

    assert "an unfinished rotation went on, 3 grants" in told("rotate_keys", agency.code)

    assert versions(agency) == [2] * 4


@pytest.mark.django_db
def test_replaced_keys_are_deleted_an_hour_later_and_never_while_a_grant_needs_them(at):
    agency = an_agency()
    a_record(at, agency=agency)
    told("rotate_keys", agency.code)
    assert DomainKey.objects.filter(agency=agency).count() == 2

    with time_machine.travel(at + timedelta(hours=2), tick=False):
        told("rotate_keys", agency.code)  # makes the third pair; the second is in its hour, the first goes with it
    with time_machine.travel(at + timedelta(hours=4), tick=False):
        told("rotate_keys", agency.code)

    assert versions(agency) == [4]
    assert addresses(agency, at) == {"Made-up road 0"}
    with pytest.raises(ProtectedError):
        DomainKey.objects.filter(agency=agency).delete()


@pytest.mark.django_db
def test_a_grant_that_does_not_open_stops_nothing_and_is_told(at):
    agency = an_agency()
    broken = a_record(at, agency=agency)
    a_record(at, agency=agency)
    KeyGrant.objects.filter(record=broken.public_id).update(sealed=b"\x00" * 80)

    with pytest.raises(CommandError, match="1 grants do not open"):
        told("rotate_keys", agency.code)
    assert versions(agency) == [1, 2]


@pytest.mark.django_db
def test_what_one_agency_can_find_stays_findable_after_a_rotation(at):
    agency = an_agency()
    before = current_domain(agency.pk).index_key

    told("rotate_keys", agency.code)

    assert current_domain(agency.pk).index_key == before


@pytest.mark.django_db
def test_a_new_vault_key_takes_over_while_both_are_given_and_the_old_one_can_then_go(at, settings):
    agency = an_agency()
    a_record(at, agency=agency)
    settings.VAULT_KEY_BEFORE, settings.VAULT_KEY = settings.VAULT_KEY, "a newer key that is long enough to be one"
    assert addresses(agency, at) == {"Made-up road 0"}

    assert "1 key pairs wrapped anew" in told("rotate_keys", wrapping=True)
    assert "0 key pairs wrapped anew" in told("rotate_keys", wrapping=True)

    settings.VAULT_KEY_BEFORE = ""
    assert addresses(agency, at) == {"Made-up road 0"}
    settings.VAULT_KEY = "the key of somebody else, who finds the disk"
    with pytest.raises(DoesNotOpen):
        current_domain(agency.pk)


@pytest.mark.django_db
def test_the_status_counts_by_version_and_finds_what_lost_its_other_half(at):
    agency = an_agency()
    records = [a_record(at, agency=agency) for _each in range(4)]
    told("vault_status", check=True)

    KeyGrant.objects.filter(record=records[0].public_id).delete()
    RaidTarget.objects.filter(pk=records[1].pk).delete()

    found = counts(at=at)
    assert found["records with a key"] == 4
    assert found[f"grants to {agency.code}, key version 1"] == 3
    assert found["orphan keys: no grant opens them"] == 1
    assert found["orphan keys: no row of intelligence.RaidTarget"] == 1
    with pytest.raises(CommandError, match="2 orphans"):
        told("vault_status", check=True, json=True)


@pytest.mark.django_db(transaction=True)
def test_a_rotation_killed_in_the_middle_goes_on_where_it_was():
    from datetime import UTC, datetime  # noqa: PLC0415 - the clock runs here, and another process runs with it

    at = datetime.now(UTC)
    agency = an_agency()
    by = someone(agency=agency)
    for _each in range(120):
        a_record(at, agency=agency, by=by)
    database = connection.settings_dict
    environment = os.environ | {"TASKFORCE_DATABASE_URL": f"postgres:///{database['NAME']}"}
    running = subprocess.Popen(
        [sys.executable, "manage.py", "rotate_keys", agency.code, "--batch", "1"], env=environment
    )  # fmt: skip
    while running.poll() is None and versions(agency).count(2) < 5:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    moved = versions(agency).count(2)
    assert 5 <= moved < 120
    assert addresses(agency, at) == {"Made-up road 0"}

    assert f"went on, {120 - moved} grants" in told("rotate_keys", agency.code)

    assert versions(agency) == [2] * 120
    assert addresses(agency, at) == {"Made-up road 0"}
