"""Agencies' key pairs: made when first needed, sealed to by anybody, opened with what the wrapping keeps.

HPKE in base mode: X25519, HKDF-SHA-256, AES-256-GCM (`cryptography`); no cryptography of our own.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from taskforce.vault.models import DomainKey
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.wrapping import unwrap, wrap

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Domain:
    """One version of an agency's keys, unwrapped. Its wrapping proved that the public key is no impostor's."""

    id: int
    version: int
    private_key: X25519PrivateKey
    public_key: X25519PublicKey
    index_key: bytes

    def seal(self, secret: bytes, *, about: str) -> bytes:
        """Seal a key so that only this domain opens it."""
        return SUITE.encrypt(secret, self.public_key, about.encode())

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Open what was sealed to this domain about just this; raises DoesNotOpen otherwise."""
        try:
            return SUITE.decrypt(sealed, self.private_key, about.encode())
        except (InvalidTag, ValueError) as error:
            raise DoesNotOpen("a changed grant") from error


def unwrapped(key: DomainKey) -> Domain:
    """The keys of one version; raises DoesNotOpen when the row was tampered with or the vault key is another one."""
    secret = unwrap(bytes(key.wrapped), about=key.about)
    public_key = X25519PublicKey.from_public_bytes(bytes(key.public_key))
    private_key = X25519PrivateKey.from_private_bytes(secret[:KEY_BYTES])
    return Domain(key.pk, key.version, private_key, public_key, secret[KEY_BYTES:])


def current_domain(agency_id: int) -> Domain:
    """The newest keys of an agency, made now if it has none. Two who need the first at once get the same one."""
    newest = _newest(agency_id)
    if newest is None:
        DomainKey.objects.bulk_create([_pair(agency_id, 1, _index_key())], ignore_conflicts=True)
        newest = _newest(agency_id)
    if newest is None:
        raise DoesNotOpen("no domain")
    return unwrapped(newest)


def next_version(agency_id: int) -> DomainKey:
    """Give an agency a new key pair. Its index key stays, so that what it can find stays findable."""
    current = current_domain(agency_id)
    made = _pair(agency_id, current.version + 1, current.index_key)
    made.save(force_insert=True)
    return made


def _newest(agency_id: int) -> DomainKey | None:
    return DomainKey.objects.filter(agency=agency_id).order_by("-version").first()


def _index_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def _pair(agency_id: int, version: int, index_key: bytes) -> DomainKey:
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    made = DomainKey(agency_id=agency_id, version=version, public_key=public, made_at=timezone.now())
    made.wrapped = wrap(private.private_bytes_raw() + index_key, about=made.about)
    return made
