"""Sealing bytes with AES-256-GCM. A sealed value opens only in the cell, and at the row version, it was sealed for.

Format: version byte | alg | key id (8) | row version (4) | nonce (12) | ciphertext and tag. The associated data are
the cell ("schema|table|field|row") and everything before the nonce, so a value that was moved to another column or row,
or given another header, does not open (security paper, 0.2). The row version is what finds a replay: each save of a row
seals all its fields anew, so an older value of the same cell names a version that the row no longer has.
"""

import os
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from taskforce.refusal import Refusal

VERSION = 2
AES_256_GCM = 1
NONCE_BYTES = 12
PAD_TO = 64  # the length of a short text says too much about it
HEADER = Struct(">BBQI")
BODY = HEADER.size + NONCE_BYTES


class DoesNotOpen(Refusal):
    """No key for whoever asks, or the ciphertext was moved, changed or replayed. `why` is a word for tests and logs."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "DOES_NOT_OPEN",
            _("This is sealed, and your agency holds no key to it."),
            fix=_("Ask the agency it belongs to. They can disclose it to yours."),
        )
        self.why = why


def seal(data: bytes, *, key: AESGCM, key_id: int, cell: bytes, row_version: int) -> bytes:
    """Seal `data` with `key` into `cell` ("schema|table|field|row") at the row's version (0: it counts none)."""
    header = HEADER.pack(VERSION, AES_256_GCM, key_id, row_version)
    padded = data + b"\x80" + b"\x00" * (-(len(data) + 1) % PAD_TO)
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + key.encrypt(nonce, padded, cell + header)


def unseal(sealed: bytes, *, key: AESGCM, key_id: int, cell: bytes, row_version: int) -> bytes:
    """Open what `seal` made with just these arguments; raises DoesNotOpen otherwise."""
    header = HEADER.pack(VERSION, AES_256_GCM, key_id, row_version)
    if not sealed.startswith(header) or len(sealed) < BODY:
        raise DoesNotOpen("another format, key or version of the row")
    try:
        padded = key.decrypt(sealed[HEADER.size : BODY], sealed[BODY:], cell + header)
    except InvalidTag as error:
        raise DoesNotOpen("changed or moved") from error
    return padded.rstrip(b"\x00")[:-1]
