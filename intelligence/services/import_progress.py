"""How far a writing is, for its page. The writing is one transaction, so that nothing of it can be read before its end.

A number beside the database, under the opaque id of the import: it says nothing of a report or a person, nothing rests
on it, and where it cannot be kept the writing goes on without.
"""

from contextlib import suppress

from django.core.cache import cache
from redis import RedisError

from intelligence.models import ReportImport

KEPT = 600  # seconds; a writing that tells nothing for so long is over


def tell(row: ReportImport, written: int) -> None:
    """Say how many of the reports stand, not yet committed. For the writing of `row`."""
    with suppress(RedisError):
        cache.set(_key(row), written, timeout=KEPT)


def told(row: ReportImport) -> int:
    """How many reports a writing under way has got to; 0 where nobody says. The caller has found `row`."""
    with suppress(RedisError):
        return int(cache.get(_key(row), 0)) if row.state == row.State.TAKING else 0
    return 0


def _key(row: ReportImport) -> str:
    return f"import-written:{row.public_id}"
