"""Sealing text with AES-256-GCM. A sealed value opens only in the cell it was sealed for.

Format, version 1: b"\x01" + 12 bytes nonce + ciphertext with tag. The key is derived per domain from the deployment's
vault key (HKDF-SHA-256); the associated data bind table, field and row, so a ciphertext moved to another cell does not
open (security paper, 0.2). Key grants per agency replace the derived key later; the version byte keeps room for them.
"""

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE_BYTES = 12
PAD_TO = 32  # the length of a short text says too much about it


class DoesNotOpen(Exception):
    """The ciphertext was moved, changed, or sealed with another key."""


@cache
def _key(vault_key: str, domain: str) -> AESGCM:
    material = HKDF(algorithm=SHA256(), length=32, salt=b"taskforce vault", info=domain.encode()).derive(
        vault_key.encode()
    )
    return AESGCM(material)


def seal(text: str, *, domain: str, cell: str) -> bytes:
    """Seal `text` for `domain` into `cell` ("table|field|row")."""
    data = text.encode()
    padded = data + b"\x80" + b"\x00" * (-(len(data) + 1) % PAD_TO)
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + _key(settings.VAULT_KEY, domain).encrypt(nonce, padded, cell.encode())


def unseal(sealed: bytes, *, domain: str, cell: str) -> str:
    """Open what `seal` made for exactly this domain and cell; raises DoesNotOpen otherwise."""
    if sealed[:1] != VERSION:
        raise DoesNotOpen(cell)
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        padded = _key(settings.VAULT_KEY, domain).decrypt(nonce, body, cell.encode())
    except InvalidTag as error:
        raise DoesNotOpen(cell) from error
    return padded.rstrip(b"\x00")[:-1].decode()
