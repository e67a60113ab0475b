"""Making many records at once: each still has a key of its own, in a few statements a batch instead of five a row."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record_many
from taskforce.vault.keyring import Maker, forget
from taskforce.vault.models import KeyGrant, RecordKey
from taskforce.vault.rows import SealedRow
from taskforce.vault.word_index import index_new, index_records

BATCH = 500


@transaction.atomic
def create_sealed(model: type[Any], rows: Sequence[Any], *, agency_id: int) -> None:
    """Create these new rows of one model and one agency, sealed, and found by their words as if saved one by one.

    The calling service has checked that whoever acts may. What a model's own `save` does beyond counting its version
    is not done here.
    """
    with as_house("keys are given to the agency of the records"):
        maker = Maker(agency_id, at=timezone.now())
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            made = [maker.make(row) for row in some]
            RecordKey.objects.bulk_create([key for key, _grant in made])
            KeyGrant.objects.bulk_create([grant for _key, grant in made])
            model._base_manager.bulk_create(some)
            index_new(some)


@transaction.atomic
def disclose_new(rows: Sequence[SealedRow], *, to: Iterable[int], by: User | None) -> None:
    """Give other agencies the whole key of rows that were created in this transaction. As `disclose`, one by one."""
    with as_house("a grant belongs to whoever receives it"):
        for agency_id in sorted(to):
            maker = Maker(agency_id, at=timezone.now())
            KeyGrant.objects.bulk_create([maker.give(row) for row in rows])
            for row in rows:
                forget(row.public_id)
            index_records(rows, agencies=[agency_id])
            record_many("vault.disclosed", by=by, rows=rows, to=agency_id, group="")
