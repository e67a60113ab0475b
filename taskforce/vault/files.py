"""Sealed files: the bytes lie in the storage as one sealed stream, and the row keeps, sealed, which one is its own."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage

from taskforce.vault.fields import SealedJSONField
from taskforce.vault.keyring import keys_of, keys_to_seal, reader
from taskforce.vault.rows import SealedRow
from taskforce.vault.streams import open_stream, seal_stream


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
    name = f"sealed/{uuid4().hex}"
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
    kept = getattr(row, field)
    keys = keys_of(row, reader())
    key = keys.file_cipher(_field(row, field).group, kept.name)
    with default_storage.open(kept.name) as stored:
        yield from open_stream(stored, key=key, key_id=keys.key_id, cell=_cell(row, field, kept.name))


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
