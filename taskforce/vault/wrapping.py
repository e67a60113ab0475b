"""Keeping private keys: wrapped by a key-encryption key that is not in the database.

Format of a wrapped secret: version byte | mode | id of the wrapping key (4) | nonce (12) | ciphertext and tag. Mode
`server` wraps with a key derived from TASKFORCE_VAULT_KEY. Mode `org-held`, in which only the members' own sign-in
unwraps, has its byte here and a seam in `unwrap`; it is not built (docs/vault.md).
"""

import os
from collections.abc import Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from taskforce.vault.sealing import NONCE_BYTES, DoesNotOpen

VERSION = 1
SERVER, ORG_HELD = 1, 2
ID_BYTES = 4
HEAD_BYTES = 2 + ID_BYTES


def wrap(secret: bytes, *, about: str) -> bytes:
    """Wrap `secret` with the newest key-encryption key; it unwraps only for the same `about`."""
    key_id, key = _key(settings.VAULT_KEY)
    head = bytes([VERSION, SERVER]) + key_id
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + key.encrypt(nonce, secret, about.encode() + head)


def unwrap(wrapped: bytes, *, about: str) -> bytes:
    """The secret that was wrapped for `about`, by today's key-encryption key or the one before.

    Raises DoesNotOpen when neither fits, when it was changed or swapped, or when its mode is not built.
    """
    head, rest = wrapped[:HEAD_BYTES], wrapped[HEAD_BYTES:]
    if head[:1] != bytes([VERSION]) or head[1:2] != bytes([SERVER]):
        raise DoesNotOpen("a mode of custody that is not built")
    for key_id, key in map(_key, _providers()):
        if key_id == head[2:]:
            try:
                return key.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], about.encode() + head)
            except InvalidTag as error:
                raise DoesNotOpen("a changed wrapping") from error
    raise DoesNotOpen("the vault key is another one")


def is_newest(wrapped: bytes) -> bool:
    """Whether today's key-encryption key wrapped it."""
    return wrapped[2:HEAD_BYTES] == _key(settings.VAULT_KEY)[0]


def _providers() -> Sequence[str]:
    return [key for key in (settings.VAULT_KEY, settings.VAULT_KEY_BEFORE) if key]


@cache
def _key(deployment_key: str) -> tuple[bytes, AESGCM]:
    """The id of a key-encryption key, which tells nothing about it, and the key."""
    material = HKDF(algorithm=SHA256(), length=32 + ID_BYTES, salt=b"taskforce vault", info=b"key-encryption key")
    derived = material.derive(deployment_key.encode())
    return derived[32:], AESGCM(derived[:32])
