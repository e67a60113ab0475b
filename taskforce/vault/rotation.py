"""Giving agencies new key pairs while everybody goes on working. Where it stands is in the rows: a kill loses nothing.

New grants go to the newest pair at once; older ones are sealed anew in batches, each a transaction; both versions open
meanwhile. A pair that no grant needs any more is deleted by a later run, an hour after it was replaced: requests that
began before have ended by then, and the foreign key of a late grant would stop the deletion.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from taskforce.accounts.models import Agency
from taskforce.audit.services import record
from taskforce.vault.domains import Domain, current_domain, next_version, unwrapped
from taskforce.vault.models import DomainKey, HouseKey, KeyGrant
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.wrapping import is_newest, unwrap, wrap

BATCH = 200
IN_USE_FOR = timedelta(hours=1)


@transaction.atomic
def begin(agency: Agency) -> bool:
    """Give an agency a new key pair, unless the rotation before is not finished: then that one goes on (False)."""
    newest = current_domain(agency.pk)
    if KeyGrant.objects.filter(agency=agency).exclude(domain_key=newest.id).exists():
        return False
    made = next_version(agency.pk)
    record("vault.rotation_begun", by=None, agency=agency.pk, version=made.version)
    return True


@transaction.atomic
def reseal_batch(agency: Agency, *, besides: set[int], batch: int = BATCH) -> int:
    """Seal the next grants of an agency to its newest pair; how many. What does not open is added to `besides`."""
    newest = current_domain(agency.pk)
    older = KeyGrant.objects.filter(agency=agency).exclude(domain_key=newest.id).exclude(pk__in=besides)
    grants = list(older.select_for_update(of=("self",)).select_related("domain_key").order_by("pk")[:batch])
    domains: dict[int, Domain] = {}
    moved = [grant for grant in grants if _moves(grant, newest, domains)]
    besides |= {grant.pk for grant in grants} - {grant.pk for grant in moved}
    KeyGrant.objects.bulk_update(moved, ["domain_key", "sealed"])
    if moved:
        record("vault.grants_resealed", by=None, rows=len(moved), agency=agency.pk, version=newest.version)
    return len(grants)


@transaction.atomic
def delete_replaced(agency: Agency, *, at: datetime) -> int:
    """Delete the pairs that were replaced an hour ago and that no grant needs; how many."""
    newest = DomainKey.objects.filter(agency=agency).order_by("-version").first()
    if newest is None or newest.made_at > at - IN_USE_FOR:
        return 0
    needed = KeyGrant.objects.filter(domain_key=OuterRef("pk"))
    replaced = DomainKey.objects.filter(~Exists(needed), agency=agency, version__lt=newest.version)
    gone, _by_model = replaced.delete()
    if gone:
        record("vault.keys_deleted", by=None, rows=gone, agency=agency.pk)
    return gone


@transaction.atomic
def wrap_anew(key: DomainKey) -> bool:
    """Wrap one pair with today's vault key; False where it is already. Raises DoesNotOpen without the key before."""
    locked = DomainKey.objects.select_for_update().get(pk=key.pk)
    if is_newest(bytes(locked.wrapped)):
        return False
    locked.wrapped = wrap(unwrap(bytes(locked.wrapped), about=locked.about), about=locked.about)
    locked.save(update_fields=["wrapped"])
    record("vault.key_wrapped_anew", by=None, agency=locked.agency_id, version=locked.version)
    return True


@transaction.atomic
def wrap_house_key_anew(key: HouseKey) -> bool:
    """Wrap a key of the house with today's vault key; False where it is already. Raises DoesNotOpen as `wrap_anew`."""
    locked = HouseKey.objects.select_for_update().get(pk=key.pk)
    if is_newest(bytes(locked.wrapped)):
        return False
    locked.wrapped = wrap(unwrap(bytes(locked.wrapped), about=locked.about), about=locked.about)
    locked.save(update_fields=["wrapped"])
    record("vault.house_key_wrapped_anew", by=None, purpose=locked.purpose)
    return True


def _moves(grant: KeyGrant, newest: Domain, domains: dict[int, Domain]) -> bool:
    try:
        if grant.domain_key_id not in domains:
            domains[grant.domain_key_id] = unwrapped(grant.domain_key)
        secret = domains[grant.domain_key_id].open(bytes(grant.sealed), about=grant.about)
    except DoesNotOpen:
        return False
    grant.domain_key_id = newest.id
    grant.sealed = newest.seal(secret, about=grant.about)
    return True
