"""Sealing what is too long to hold at once: chunks of 64 KiB, each bound to its place and to whether it is the last.

Format: header as for a value (version byte 3) | nonce prefix (7) | chunks. The nonce of a chunk is the prefix, its
number and a last-flag, so that none can be left out, repeated, reordered or cut off (the STREAM construction).
"""

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from taskforce.vault.sealing import AES_256_GCM, HEADER, DoesNotOpen

VERSION = 3
CHUNK = 64 * 1024
TAG = 16
PREFIX = 7


class Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; fewer only at the end."""
        ...


def seal_stream(source: Iterable[bytes], *, key: AESGCM, key_id: int, cell: bytes) -> Iterator[bytes]:
    """Seal a stream piece by piece into `cell`. `key` is used for this one stream only."""
    head = HEADER.pack(VERSION, AES_256_GCM, key_id, 0) + os.urandom(PREFIX)
    associated = cell + head
    yield head
    for number, (chunk, is_last) in enumerate(_chunks(source)):
        yield key.encrypt(_nonce(head, number, is_last=is_last), chunk, associated)


def open_stream(sealed: Readable, *, key: AESGCM, key_id: int, cell: bytes) -> Iterator[bytes]:
    """Open what `seal_stream` made, piece by piece; raises DoesNotOpen at the first piece that is not as it was.

    What came before that piece was true; a caller that needs all or nothing reads to the end first.
    """
    head = sealed.read(HEADER.size + PREFIX)
    if head[: HEADER.size] != HEADER.pack(VERSION, AES_256_GCM, key_id, 0) or len(head) != HEADER.size + PREFIX:
        raise DoesNotOpen("no stream of this record")
    associated = cell + head
    number, chunk = 0, sealed.read(CHUNK + TAG)
    while True:
        following = sealed.read(CHUNK + TAG)
        try:
            yield key.decrypt(_nonce(head, number, is_last=not following), chunk, associated)
        except InvalidTag as error:
            raise DoesNotOpen("a changed, cut or reordered stream") from error
        if not following:
            return
        number, chunk = number + 1, following


def _chunks(source: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The stream in chunks of full size, and whether each is the last (which may be short, or empty)."""
    held = b""
    for piece in source:
        held += piece
        while len(held) > CHUNK:
            yield held[:CHUNK], False
            held = held[CHUNK:]
    yield held, True


def _nonce(head: bytes, number: int, *, is_last: bool) -> bytes:
    return head[HEADER.size :] + number.to_bytes(4) + bytes([is_last])
