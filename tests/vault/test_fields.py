"""What is sealed reads back to its own agency, and to nobody and nowhere else."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from intelligence.models import RaidTarget
from taskforce.accounts.acting import acting_as
from taskforce.kit.models import Draft
from taskforce.vault.domains import current_domain
from taskforce.vault.fields import SealedField
from taskforce.vault.models import DomainKey, KeyGrant
from taskforce.vault.rows import SealedRow
from taskforce.vault.sealing import DoesNotOpen, seal, unseal
from tests.builders import an_agency, someone
from tests.vault.builders import KEY, a_record

pytestmark = pytest.mark.django_db


def test_what_is_written_reads_back_and_is_not_in_the_table(at):
    draft = Draft.objects.create(user=someone(), key="k:1", body="the blue door", base_version=0, saved_at=at)

    assert Draft.objects.get(pk=draft.pk).body == "the blue door"
    with connection.cursor() as cursor:
        cursor.execute("select body from kit_draft where id = %s", [draft.pk])
        assert b"blue" not in bytes(cursor.fetchone()[0])


def test_a_sealed_text_moved_to_another_row_does_not_open(at):
    user = someone()
    first = Draft.objects.create(user=user, key="k:1", body="the blue door", base_version=0, saved_at=at)
    second = Draft.objects.create(user=user, key="k:2", body="", base_version=0, saved_at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "update kit_draft set body = (select body from kit_draft where id = %s) where id = %s",
            [first.pk, second.pk],
        )

    with pytest.raises(DoesNotOpen):
        _opened = Draft.objects.get(pk=second.pk).body


def test_a_sealed_text_cannot_be_written_around_the_seal(at):
    draft = Draft.objects.create(user=someone(), key="k:1", body="before", base_version=0, saved_at=at)

    with pytest.raises(TypeError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(body="after")
    assert Draft.objects.get(pk=draft.pk).body == "before"


@pytest.mark.parametrize("text", ["", "a", "x" * 62, "x" * 63, "x" * 64, "ends in a null\x00", "ü" * 40])
def test_padding_gives_back_exactly_what_was_sealed(text):
    sealed = seal(text.encode(), key=KEY, key_id=7, cell=b"c", row_version=1)

    assert unseal(sealed, key=KEY, key_id=7, cell=b"c", row_version=1).decode() == text


def test_a_yes_and_a_no_and_nothing_at_all_are_sealed_to_the_same_length():
    lengths = {len(seal(data, key=KEY, key_id=7, cell=b"c", row_version=1)) for data in (b"", b"no", b"yes, by night")}
    assert len(lengths) == 1


def test_only_the_agency_it_belongs_to_opens_a_record(at):
    record = a_record(at)
    colleague, stranger = someone(agency=record.agency), someone()

    found = RaidTarget.objects.get(pk=record.pk)
    with acting_as(colleague):
        assert found.address == "Made-up road 0"
    found = RaidTarget.objects.get(pk=record.pk)
    with acting_as(stranger), pytest.raises(DoesNotOpen):
        _opened = found.address


def test_nobody_in_particular_opens_nothing(at):
    found = a_record(at)
    found.refresh_from_db()

    with acting_as(None), pytest.raises(DoesNotOpen):
        _opened = found.address


def test_who_left_opens_nothing_any_more(at):
    record = a_record(at)
    found = RaidTarget.objects.get(pk=record.pk)
    gone = someone(agency=record.agency)
    gone.is_active = False
    gone.save()

    with acting_as(gone), pytest.raises(DoesNotOpen):
        _opened = found.address


def test_what_the_house_read_for_a_verdict_is_not_left_where_a_page_finds_it(at):
    record = a_record(at)
    found = RaidTarget.objects.get(pk=record.pk)

    assert found.address == "Made-up road 0"
    with acting_as(someone()), pytest.raises(DoesNotOpen):
        _opened = found.address


def test_the_keys_of_fifty_rows_are_fetched_in_one_statement(at, django_assert_num_queries):
    agency = an_agency()
    colleague = someone(agency=agency)
    for _each in range(50):
        a_record(at, agency=agency, by=colleague)

    found = list(RaidTarget.objects.filter(agency=agency))
    with acting_as(colleague), django_assert_num_queries(1):
        assert {row.address for row in found} == {"Made-up road 0"}


def test_a_save_of_what_was_never_opened_keeps_what_is_sealed(at):
    record = a_record(at)
    found = RaidTarget.objects.get(pk=record.pk)

    found.title = "Another name"
    found.save(update_fields=["title"])
    found.save()

    again = RaidTarget.objects.get(pk=record.pk)
    assert (again.title, again.version, again.address) == ("Another name", 3, "Made-up road 0")


def test_a_record_that_was_refreshed_opens_at_its_new_version(at):
    record = a_record(at)
    other = RaidTarget.objects.get(pk=record.pk)
    other.address = "Made-up road 1"
    other.save()

    record.refresh_from_db()
    assert record.address == "Made-up road 1"


def test_an_agency_gets_its_keys_when_they_are_first_needed_and_only_once(at):
    agency = an_agency()
    assert not DomainKey.objects.filter(agency=agency).exists()

    first, second = current_domain(agency.pk), current_domain(agency.pk)

    assert first.id == second.id
    assert DomainKey.objects.filter(agency=agency).count() == 1


def test_a_key_pair_that_was_slipped_in_is_not_sealed_to(at):
    agency = an_agency()
    true = DomainKey.objects.get(pk=current_domain(agency.pk).id)
    DomainKey.objects.create(
        agency=agency, version=2, public_key=b"\x05" * 32, wrapped=bytes(true.wrapped), made_at=at
    )  # fmt: skip

    with pytest.raises(DoesNotOpen):
        current_domain(agency.pk)


@pytest.mark.parametrize("part", [0, 1, 3, 10, 40])
def test_a_changed_wrapping_does_not_unwrap(part):
    agency = an_agency()
    key = DomainKey.objects.get(pk=current_domain(agency.pk).id)
    wrapped = bytearray(key.wrapped)
    wrapped[part] ^= 1
    DomainKey.objects.filter(pk=key.pk).update(wrapped=bytes(wrapped))

    with pytest.raises(DoesNotOpen):
        current_domain(agency.pk)


def test_another_vault_key_unwraps_nothing(at, settings):
    agency = an_agency()
    current_domain(agency.pk)
    settings.VAULT_KEY = "another key that is long enough to be one"

    with pytest.raises(DoesNotOpen):
        current_domain(agency.pk)


def test_a_grant_given_to_one_agency_does_not_open_as_the_grant_of_another(at):
    record, other = a_record(at), an_agency()
    grant = KeyGrant.objects.get(record=record.public_id)
    KeyGrant.objects.filter(pk=grant.pk).update(agency=other)

    found = RaidTarget.objects.get(pk=record.pk)
    with acting_as(someone(agency=other)), pytest.raises(DoesNotOpen):
        _opened = found.address


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if any(isinstance(f, SealedField) for f in m._meta.concrete_fields)],
    ids=lambda m: m._meta.label,
)
def test_every_model_with_sealed_fields_says_whose_its_rows_are(model):
    assert issubclass(model, SealedRow)
    assert model.sealed_to
    model._meta.get_field(model.sealed_to.split("__")[0])
