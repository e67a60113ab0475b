"""Identifiers as keyed digests, so that agencies of one deployment compare what neither shows the other.

The key is the deployment's own (taskforce.vault.house_keys): random, wrapped by the vault key, nobody's to read.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from intelligence.models import DeconflictionCheck, DeconflictionToken
from intelligence.rules.cells import circle_marks
from intelligence.rules.deconfliction import INTERNAL
from intelligence.rules.identifiers import Mark, each_once
from intelligence.services.identifying import marks_of_all
from taskforce.accounts.acting import as_house
from taskforce.audit.services import record
from taskforce.vault.house_keys import house_key, replace_house_key

PURPOSE = "deconfliction"
DIGEST_BYTES = 16
ONE_AT_A_TIME = 0x6465636F6E66  # an advisory lock: two who ask at once meet each other


def take_turn() -> None:
    """Wait until nobody else compares; held until the transaction ends. So no two entries miss each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def digests_of(marks: Iterable[Mark]) -> dict[bytes, bool]:
    """Each mark as a digest, and whether it decides."""
    key = house_key(PURPOSE)
    return {hmac.digest(key, str(mark).encode(), hashlib.sha256)[:DIGEST_BYTES]: mark.decides for mark in marks}


def write_tokens(entry: DeconflictionCheck) -> dict[bytes, bool]:
    """Write the digests of an entry anew: its target, what is linked to it, and its circle. Returns them.

    Whoever acts holds the keys of the target, or is the house.
    """
    digests = digests_of(_marks_of_entry(entry))
    with as_house("tokens are nobody's to read"):
        DeconflictionToken.objects.filter(entry=entry).delete()
        DeconflictionToken.objects.bulk_create(
            DeconflictionToken(entry=entry, agency_id=entry.agency_id, digest=digest, decides=decides)
            for digest, decides in sorted(digests.items())
        )
    return digests


def met_by(entry: DeconflictionCheck, digests: Mapping[bytes, bool]) -> list[DeconflictionCheck]:
    """The open entries of other agencies whose time overlaps and that share a digest which decides for either.

    One statement, whatever lies there: what nearly met is left out by the database and costs no other time than
    nothing at all. As the house; the caller shows none of it.
    """
    deciding = [digest for digest, decides in digests.items() if decides]
    shared = DeconflictionToken.objects.filter(
        Q(decides=True) | Q(digest__in=deciding), digest__in=list(digests)
    ).exclude(agency=entry.agency_id)  # fmt: skip
    open_then = DeconflictionCheck.objects.filter(
        system=INTERNAL, closed_at__isnull=True, window_from__lt=entry.window_until,
        window_until__gt=max(entry.window_from, entry.submitted_at), pk__in=shared.values("entry"),
    )  # fmt: skip
    return list(open_then.select_related("agency__deconfliction_contact", "target", "submitted_by").order_by("pk"))


@transaction.atomic
def renew_tokens(*, at: datetime) -> int:
    """Give the deployment a new key for tokens and write those of all open entries anew; returns how many entries.

    Run by whoever keeps the keys, after a leak or once a year. Entries that are over lose their tokens.
    """
    take_turn()
    replace_house_key(PURPOSE)
    with as_house("tokens are nobody's to read"):
        DeconflictionToken.objects.all().delete()
        open_now = DeconflictionCheck.objects.filter(system=INTERNAL, closed_at__isnull=True, window_until__gt=at)
        entries = list(open_now.select_related("target"))
        for entry in entries:
            write_tokens(entry)
    record("intelligence.deconfliction.tokens_renewed", by=None, rows=len(entries))
    return len(entries)


def _marks_of_entry(entry: DeconflictionCheck) -> list[Mark]:
    marks = marks_of_all(entry.target)
    if entry.radius_m is not None:
        latitude, longitude = map(float, entry.point.split(","))
        marks = each_once([*marks, *circle_marks(latitude, longitude, entry.radius_m)])
    return marks
