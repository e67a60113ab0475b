"""Which reports share a source, and nothing of who it is: the one thing that leaves the source domain."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from taskforce.accounts.acting import as_house

# The ids come as the text of one array: thousands of values in a statement cost more to read than to look up.
ORIGINS = """
    select known.report_id, source.origin
    from intelligence_sourcereference known join intelligence_sourceidentity source on source.id = known.source_id
    where known.report_id = any(%s::bigint[])
"""


def array_of(pks: Iterable[Any]) -> str:
    """Primary keys as PostgreSQL writes an array of them."""
    return "{" + ",".join(map(str, pks)) + "}"


@as_house("reports of one source count once")
def same_source(report_pks: Iterable[int]) -> dict[int, str]:
    """The source of each report that the register knows, as an opaque token: equal tokens, one source.

    For rules that count origins; the token is stable, so a digest over it is too. It never goes onto a page, into a log
    or out of the house: beside two references it would say that they are one person. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS, [array_of(report_pks)])
        return {report: f"source:{origin}" for report, origin in cursor.fetchall()}
