"""The arithmetic of the seals: leaves, Merkle roots, block digests, signed checkpoints. Nothing here asks a database.

A leaf is HMAC-SHA-256 over the canonical JSON of a row, so that whoever can write the table but has no key cannot make
one. A checkpoint is an Ed25519 signature over a block's number, digest and time; whoever holds it can later prove that
this chain stood then. Both keys come out of TASKFORCE_AUDIT_KEY by HKDF with different info.
"""

import hmac
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Every column of a row, named: a column added later belongs to a new version of the leaf.
COLUMNS = (
    "public_id", "xid", "at", "actor_id", "agency_id", "sign_in", "verb", "object_type", "object_id", "outcome",
    "codes", "rows", "shown",
)  # fmt: skip
LEAF_VERSION = b"leaf 1|"
BEFORE_THE_FIRST = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = struct.Struct(">16sq32s")


@dataclass(frozen=True, slots=True)
class Stamp:
    """One row as its block remembers it."""

    entry: UUID
    at: datetime
    leaf: bytes

    def packed(self) -> bytes:
        return _STAMP.pack(self.entry.bytes, (self.at - EPOCH) // timedelta(microseconds=1), self.leaf)


@dataclass(frozen=True, slots=True)
class Head:
    """What a block's digest is made over."""

    number: int
    xid_from: int
    xid_until: int
    rows: int
    root: str
    previous: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed block, as it travels: in a partner's anchor, in a file, in a mail. It holds no content."""

    block: int
    digest: str
    sealed_at: datetime
    signature: str = ""
    public_key: str = ""

    def is_genuine(self) -> bool:
        """Whether our own key signed exactly this."""
        try:
            _public_key().verify(bytes.fromhex(self.signature), self._signed())
        except (InvalidSignature, ValueError):
            return False
        return True

    def signed(self) -> Self:
        return type(self)(
            self.block,
            self.digest,
            self.sealed_at,
            _keys(settings.AUDIT_KEY)[1].sign(self._signed()).hex(),
            fingerprint(),
        )

    def as_text(self) -> str:
        return json.dumps({"taskforce_anchor": 1} | asdict(self), default=_plain, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `as_text` wrote; raises ValueError on anything else."""
        try:
            said = json.loads(text)
            return cls(
                int(said["block"]), str(said["digest"]), datetime.fromisoformat(said["sealed_at"]),
                str(said["signature"]), str(said["public_key"]),
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            raise ValueError("This is no anchor of an audit trail.") from error

    def _signed(self) -> bytes:
        facts = {"block": self.block, "digest": self.digest, "sealed_at": self.sealed_at}
        return b"taskforce checkpoint 1|" + _canonical(facts)


def stamp(row: Mapping[str, Any]) -> Stamp:
    """The stamp of a row given as its COLUMNS."""
    message = LEAF_VERSION + _canonical({name: row[name] for name in COLUMNS})
    return Stamp(row["public_id"], row["at"], _mac(message))


def root_of(stamps: Iterable[Stamp]) -> str:
    """The Merkle root over the stamps, in their order. An odd one at the end of a level moves up alone."""
    level = [sha256(b"\x00" + each.packed()).digest() for each in stamps]
    while len(level) > 1:
        pairs = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex() if level else BEFORE_THE_FIRST


def digest_of(head: Head) -> str:
    """The digest of a block's head, keyed, so that nobody can make one without the key."""
    return _mac(b"block 1|" + _canonical(asdict(head))).hex()


def packed(stamps: Sequence[Stamp]) -> bytes:
    """The index of a block."""
    return b"".join(each.packed() for each in stamps)


def unpacked(index: bytes) -> list[Stamp]:
    """The stamps of a block's index; whatever is left over at its end is not one."""
    whole = len(index) - len(index) % _STAMP.size
    return [
        Stamp(UUID(bytes=entry), EPOCH + timedelta(microseconds=at), leaf)
        for entry, at, leaf in _STAMP.iter_unpack(index[:whole])
    ]


def fingerprint() -> str:
    """The public half of the signing key, for partners to keep."""
    return _public_key().public_bytes_raw().hex()


def _mac(message: bytes) -> bytes:
    return hmac.digest(_keys(settings.AUDIT_KEY)[0], message, "sha256")


def _public_key() -> Ed25519PublicKey:
    return _keys(settings.AUDIT_KEY)[1].public_key()


@cache
def _keys(audit_key: str) -> tuple[bytes, Ed25519PrivateKey]:
    def derived(info: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=b"taskforce audit", info=info).derive(audit_key.encode())

    return derived(b"leaves"), Ed25519PrivateKey.from_private_bytes(derived(b"checkpoints"))


def _canonical(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form.")
