"""What stands in the vault: counts by key version, and what has lost its other half."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, OuterRef

from taskforce.accounts.acting import as_house
from taskforce.vault.files import KeptFile, SealedFileField, is_in_storage, names_in_storage
from taskforce.vault.keyring import gather
from taskforce.vault.models import DomainKey, KeyGrant, RecordKey
from taskforce.vault.rows import SealedRow
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.word_index import searched_models, unfindable

COMES_IN = timedelta(hours=1)  # a stream is written a moment before its row
AT_ONCE = 500


def counts(*, at: datetime) -> dict[str, int]:
    """Figures by name. Those that begin with `orphan` should be nought: something was lost or made by hand."""
    alive = RecordKey.objects.filter(shredded_at__isnull=True)
    granted = KeyGrant.objects.filter(key=OuterRef("pk"))
    return {
        "records with a key": alive.count(),
        "records shredded": RecordKey.objects.filter(shredded_at__isnull=False).count(),
        "grants": KeyGrant.objects.count(),
        "grants expired, not yet deleted": KeyGrant.objects.filter(until__lte=at).count(),
        **{f"grants to {agency}, key version {version}": n for agency, version, n in _by_version()},
        "orphan keys: no grant opens them": alive.filter(~Exists(granted)).count(),
        "orphan grants: of a shredded record": KeyGrant.objects.filter(key__shredded_at__isnull=False).count(),
        **{f"orphan keys: no row of {label}": n for label, n in _without_a_row()},
        **{f"orphan rows: no key of {label}": n for label, n in _without_a_key()},
        **{f"grants without words, of {model._meta.label}": unfindable(model).count() for model in searched_models()},
        **_files(at=at),
    }


def sealed_models() -> list[type[SealedRow]]:
    """Every model with sealed fields."""
    return [m for m in apps.get_models() if issubclass(m, SealedRow) and m.sealed_fields and m._meta.managed]


def _files(*, at: datetime) -> dict[str, int]:
    """Which stream is whose stands sealed in the rows: the house opens each to compare. A shredded row names none."""
    with as_house("which sealed files have a row"):
        named = set(_named_files())
    stored = set(names_in_storage(before=at - COMES_IN))
    return {
        "files": len(named),
        "orphan files: no row names them": len(stored - named),
        "orphan rows: their file is gone": sum(not is_in_storage(name) for name in named - stored),
    }


def _named_files() -> Iterator[str]:
    for model in sealed_models():
        fields = [f.name for f in model._meta.concrete_fields if isinstance(f, SealedFileField)]
        for row in _rows_of(model) if fields else ():
            for name in fields:
                try:
                    kept = getattr(row, name)
                except DoesNotOpen:
                    continue
                if isinstance(kept, KeptFile):
                    yield kept.name


def _rows_of(model: type[SealedRow]) -> Iterator[SealedRow]:
    """Every row, the keys of five hundred at a time."""
    rows: Any = model._base_manager.order_by("pk")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        gather(found)
        yield from found
        last = found[-1].pk


def _by_version() -> Iterator[tuple[str, int, int]]:
    versions = DomainKey.objects.annotate(n=Count("grants")).order_by("agency__code", "version")
    yield from versions.values_list("agency__code", "version", "n")


def _without_a_row() -> Iterator[tuple[str, int]]:
    """A tombstone's row may be gone: that is what it was shredded for."""
    for model in sealed_models():
        keys = RecordKey.objects.filter(table=model._meta.db_table, shredded_at__isnull=True)
        everything: Any = model._base_manager
        rows = everything.filter(public_id=OuterRef("record"))
        yield model._meta.label, keys.filter(~Exists(rows)).count()


def _without_a_key() -> Iterator[tuple[str, int]]:
    for model in sealed_models():
        rows: Any = model._base_manager
        keys = RecordKey.objects.filter(record=OuterRef("public_id"), table=model._meta.db_table)
        yield model._meta.label, rows.filter(~Exists(keys)).count()
