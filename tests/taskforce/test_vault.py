import pytest
from django.db import connection, transaction

from taskforce.kit.models import Draft
from taskforce.vault.sealing import DoesNotOpen, seal, unseal
from tests.builders import someone

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


@pytest.mark.parametrize("text", ["", "a", "x" * 31, "x" * 32, "x" * 33, "ends in a null\x00", "ü" * 40])
def test_padding_gives_back_exactly_what_was_sealed(text):
    assert unseal(seal(text, domain="d", cell="c"), domain="d", cell="c") == text
