"""Keys of the deployment itself: random, wrapped by the vault key, made when first needed, read by the house alone."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils import timezone

from taskforce.accounts.acting import as_house
from taskforce.audit.services import record
from taskforce.vault.models import HouseKey
from taskforce.vault.wrapping import unwrap, wrap


@as_house("a key of the house is nobody's to read")
def house_key(purpose: str) -> bytes:
    """The key for `purpose`, made now if there is none. Two who need the first at once get the same one.

    Raises DoesNotOpen when the vault key is another one.
    """
    kept = HouseKey.objects.filter(purpose=purpose).first()
    if kept is None:
        HouseKey.objects.bulk_create([_made(purpose)], ignore_conflicts=True)
        kept = HouseKey.objects.get(purpose=purpose)
    return unwrap(bytes(kept.wrapped), about=kept.about)


@transaction.atomic
@as_house("a key of the house is nobody's to read")
def replace_house_key(purpose: str) -> None:
    """Make a new key for `purpose`: whatever was derived from the one before, the caller derives anew."""
    HouseKey.objects.filter(purpose=purpose).delete()
    _made(purpose).save(force_insert=True)
    record("vault.house_key_replaced", by=None, purpose=purpose)


def _made(purpose: str) -> HouseKey:
    made = HouseKey(purpose=purpose, made_at=timezone.now())
    made.wrapped = wrap(AESGCM.generate_key(bit_length=256), about=made.about)
    return made
