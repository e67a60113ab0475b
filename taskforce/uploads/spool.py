"""Where a file waits while it comes in: a nameless file under a key that only this request knows.

At most 64 KiB of it are in memory, and what is no longer never reaches a disk. The file has no name from the moment it
is made (0600 until then) and goes with the process; what lies on the disk meanwhile is ciphertext.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 64 * 1024
TAG = 16


class Spool:
    """Bytes that are added piece by piece, then read from the beginning, as often as needed."""

    def __init__(self, folder: Path) -> None:
        self.size = 0
        self.head = b""
        self._digest = hashlib.sha256()
        self._key = AESGCM(AESGCM.generate_key(bit_length=256))
        self._held = bytearray()
        self._written = 0
        self._folder = folder
        self._file: IO[bytes] | None = None

    def add(self, piece: bytes, *, head: int = 0) -> None:
        """Take the next bytes; the first `head` of all are kept at hand."""
        self.size += len(piece)
        self._digest.update(piece)
        if len(self.head) < head:
            self.head += piece[: head - len(self.head)]
        self._held += piece
        while len(self._held) > CHUNK:
            self._write(bytes(self._held[:CHUNK]))
            del self._held[:CHUNK]

    @property
    def sha256(self) -> str:
        """The digest of all that came, as it came."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        for number in range(self._written):
            self._on_disk.seek(number * (CHUNK + TAG))
            yield self._key.decrypt(_nonce(number), self._on_disk.read(CHUNK + TAG), None)
        yield bytes(self._held)

    def close(self) -> None:
        """Forget it."""
        self._held.clear()
        if self._file is not None:
            self._file.close()

    @property
    def _on_disk(self) -> IO[bytes]:
        if self._file is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - it lives as long as the request
        return self._file

    def _write(self, chunk: bytes) -> None:
        self._on_disk.seek(self._written * (CHUNK + TAG))
        self._on_disk.write(self._key.encrypt(_nonce(self._written), chunk, None))
        self._written += 1


def _nonce(number: int) -> bytes:
    """One key, one file, each number once."""
    return number.to_bytes(12)
