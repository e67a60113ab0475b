"""What every model with sealed fields is: a row that knows whose it is, and that seals itself anew at each save."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models

from taskforce.accounts.acting import as_house

_as_stored: ContextVar[bool] = ContextVar("as_stored", default=False)


class SealedRow(models.Model):
    """A row with sealed fields. `sealed_to` is the path to the agency it belongs to, e.g. "person__agency".

    Its agencies find it by the words of the fields named in `searched` (taskforce.vault.word_index); `searched_at`
    names the field that says when it was made.
    """

    sealed_to: ClassVar[str] = ""
    searched: ClassVar[tuple[str, ...]] = ()
    searched_at: ClassVar[str] = ""
    sealed_fields: ClassVar[tuple[str, ...]] = ()  # filled by the fields themselves, in their order
    loaded_version: int = 0
    if TYPE_CHECKING:
        public_id: UUID

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> Self:
        row = super().from_db(db, field_names, values, **options)
        row.loaded_version = row.__dict__.get("version", 0)
        return row

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        """Take the row as it stands. Nothing is opened on the way: whoever asks may hold no key."""
        with as_stored():
            super().refresh_from_db(*args, **options)
        self.loaded_version = self.__dict__.get("version", 0)

    def save(self, *args: Any, **options: Any) -> None:
        """Save; where the version counts up, every sealed field is sealed anew at it, so that no older one fits."""
        named = options.get("update_fields")
        if named is not None and "version" in named:
            options["update_fields"] = {*named, *self.sealed_fields}
        super().save(*args, **options)
        self.loaded_version = getattr(self, "version", 0)

    def owner_agency_id(self) -> int:
        """The agency this row is sealed to, at the end of `sealed_to`."""
        *path, last = self.sealed_to.split("__")
        at: Any = self
        for step in path:
            at = _joined(at, step)
        return int(getattr(at, f"{last}_id"))


@contextmanager
def as_stored() -> Iterator[None]:
    """While this lasts, sealed fields give their ciphertext."""
    token = _as_stored.set(True)
    try:
        yield
    finally:
        _as_stored.reset(token)


def is_wanted_as_stored() -> bool:
    return _as_stored.get()


def _joined(row: models.Model, name: str) -> Any:
    """The row that a foreign key leads to, also where whoever acts may not see it."""
    if name in row._state.fields_cache:
        return getattr(row, name)
    with as_house("whose record this is"):
        return getattr(row, name)
