"""Sealed files: the bytes lie in the storage as one sealed stream, and the row keeps, sealed, which one is its own."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any, Self
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage

from taskforce.vault.fields import SealedJSONField
from taskforce.vault.keyring import keys_of, keys_to_seal, reader
from taskforce.vault.rows import SealedRow
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.streams import open_stream, seal_stream

FOLDER = "sealed"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Which stream of the storage is a row's own; its size and SHA-256 before sealing."""

    name: str
    size: int
    sha256: str


class SealedFileField(SealedJSONField):
    """A file of a sealed row: a KeptFile, or None. Written with `keep_file`, read with `read_file`."""

    def encoded(self, value: Any) -> bytes:
        return super().encoded(None if value is None else asdict(value))

    def decoded(self, data: bytes) -> Any:
        facts = super().decoded(data)
        return None if facts is None else KeptFile(**facts)


def keep_file(row: SealedRow, field: str, source: Iterable[bytes]) -> KeptFile:
    """Seal a stream into the storage and set it on `row`, which exists already; the caller saves the row.

    A stream that raises half-way leaves nothing on the row. The former file, if any, stays in the storage, and nothing
    names it any more once the row is saved.
    """
    keys = keys_to_seal(row)
    name = f"{FOLDER}/{uuid4().hex}"
    counted = _Counted(source)
    key = keys.file_cipher(_field(row, field).group, name)
    stream = seal_stream(counted, key=key, key_id=keys.key_id, cell=_cell(row, field, name))
    default_storage.save(name, _Stream(stream, name))
    kept = KeptFile(name, counted.size, counted.digest.hexdigest())
    setattr(row, field, kept)
    return kept


def read_file(row: SealedRow, field: str) -> Iterator[bytes]:
    """The bytes of a row's file, piece by piece, for whoever holds its key.

    Raises DoesNotOpen without a key, and at the first piece that is not as it was sealed.
    """
    with checked_file(row, field) as checked:
        yield from checked


class CheckedFile:
    """A row's file that was read to its end once and was as it was sealed. Reading it again needs no key and no row.

    So it can be given out piece by piece after the transaction, and the sight of whoever asked, are over.
    """

    def __init__(self, kept: KeptFile, stored: IO[bytes], opening: dict[str, Any]) -> None:
        self.kept = kept
        self.stored = stored
        self.opening = opening

    def __iter__(self) -> Iterator[bytes]:
        self.stored.seek(0)
        yield from open_stream(self.stored, **self.opening)

    def close(self) -> None:
        self.stored.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def checked_file(row: SealedRow, field: str) -> CheckedFile:
    """A row's file for whoever holds its key, with not one byte given out before all of them were checked.

    Raises DoesNotOpen without a key, and when the stream is not there, or is not in every piece, in size and in digest
    what was sealed. The caller closes it.
    """
    kept = getattr(row, field)
    if not isinstance(kept, KeptFile):
        raise DoesNotOpen("no file")
    keys = keys_of(row, reader())
    key = keys.file_cipher(_field(row, field).group, kept.name)
    try:
        stored = default_storage.open(kept.name)
    except FileNotFoundError as error:
        raise DoesNotOpen("the stream is gone") from error
    opening = {"key": key, "key_id": keys.key_id, "cell": _cell(row, field, kept.name)}
    checked = CheckedFile(kept, stored, opening)
    try:
        _read_to_the_end(checked)
    except DoesNotOpen:
        checked.close()
        raise
    return checked


def _read_to_the_end(checked: CheckedFile) -> None:
    counted = _Counted(checked)
    for _piece in counted:
        pass
    if (counted.size, counted.digest.hexdigest()) != (checked.kept.size, checked.kept.sha256):
        raise DoesNotOpen("another stream of this record")


def delete_file(name: str) -> None:
    """Throw a sealed stream away. What opened it is gone already, or never was."""
    default_storage.delete(name)


def names_in_storage(*, before: datetime) -> Iterator[str]:
    """The sealed streams that lie in the storage since before then: one that comes in now has no row yet."""
    if default_storage.exists(FOLDER):
        for name in default_storage.listdir(FOLDER)[1]:
            if default_storage.get_modified_time(f"{FOLDER}/{name}") < before:
                yield f"{FOLDER}/{name}"


def is_in_storage(name: str) -> bool:
    return bool(default_storage.exists(name))


class _Counted:
    """A stream that is counted and hashed as it goes by."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self.source = source
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.source:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


class _Stream(File):  # type: ignore[type-arg]  # generic in its stubs only
    """A generator in the shape in which a storage takes files."""

    def __init__(self, pieces: Iterator[bytes], name: str) -> None:
        super().__init__(None, name)
        self.pieces = pieces

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self.pieces


def _field(row: SealedRow, name: str) -> SealedFileField:
    field = row._meta.get_field(name)
    if not isinstance(field, SealedFileField):
        raise TypeError(f"{name} holds no file.")
    return field


def _cell(row: SealedRow, field: str, name: str) -> bytes:
    return _field(row, field).cell(row) + name.encode()
