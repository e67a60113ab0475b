"""Sealing rows into blocks, a few seconds after they were written.

The cursor is the horizon of running transactions, never the last key seen: a transaction that began early and commits
late holds the horizon back, so its rows are never skipped (security paper, 0.5 and 5.4).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min

from taskforce.accounts.acting import as_house
from taskforce.audit.models import AuditBlock, AuditEntry
from taskforce.audit.sealing import (
    BEFORE_THE_FIRST,
    COLUMNS,
    Checkpoint,
    Head,
    digest_of,
    packed,
    root_of,
    stamp,
)

ONE_SEALER = 7_240_518_113  # any number, as long as nobody else locks it
LARGEST_BLOCK = 10_000
IN_ORDER = ("xid", "at", "public_id")


class RestoredElsewhere(Exception):
    """The database was restored into a cluster that counts transactions anew (docs/audit.md says what to do)."""


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the seals reach: the last block, and what nobody has sealed yet."""

    last: AuditBlock | None
    unsealed_rows: int
    unsealed_seconds: float


def seal_waiting(*, horizon: int | None = None) -> int:
    """Seal every row whose transaction is over (or below `horizon`); returns how many rows were sealed.

    Returns 0 at once when another sealer is at work. Anybody's transaction may call it; tasks and the command do.
    """
    sealed = 0
    with as_house("seal the rows of everybody"):
        while True:
            with transaction.atomic():
                rows, is_full = _seal_one_block(horizon)
            sealed += rows
            if not is_full:
                return sealed


def seal_now() -> None:
    """Seal as soon as the running transaction has committed: for approvals and break-glass.

    Should it fail, the act stands all the same, and the sealer comes by within seconds.
    """
    transaction.on_commit(seal_waiting, robust=True)


def seal_state() -> SealState:
    """The last block, and how many rows for how many seconds stand unsealed, by the database's own clock."""
    with as_house("say how far the seals reach"):
        last = AuditBlock.objects.order_by("-number").first()
        unsealed = AuditEntry.objects.filter(xid__gte=last.xid_until if last else 0)
        found = unsealed.aggregate(rows=Count("public_id"), oldest=Min("at"))
        age = (_now() - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return SealState(last, found["rows"], max(age, 0.0))


def _seal_one_block(horizon: int | None) -> tuple[int, bool]:
    """Seal one block; how many rows it holds, and whether more may wait behind it."""
    if not _is_the_one_sealer():
        return 0, False
    last = AuditBlock.objects.order_by("-number").first()
    since = last.xid_until if last else 0
    running, at = _horizon_and_time()
    if horizon is None and running < since:
        raise RestoredElsewhere(f"Transactions count from {running} here, and block {last} ends at {since}.")
    rows, until, is_full = _rows_between(since, running if horizon is None else horizon)
    if rows:
        _write(rows, Head(
            number=last.number + 1 if last else 1, xid_from=since, xid_until=until, rows=len(rows), root="",
            previous=last.digest if last else BEFORE_THE_FIRST, sealed_at=at,
        ))  # fmt: skip
    return len(rows), is_full


def _rows_between(since: int, until: int) -> tuple[Sequence[Any], int, bool]:
    """The rows to seal, where they end, and whether there are more: a transaction is never split between blocks."""
    waiting = AuditEntry.objects.filter(xid__gte=since, xid__lt=until).order_by(*IN_ORDER).values(*COLUMNS)
    rows = list(waiting[:LARGEST_BLOCK])
    if len(rows) < LARGEST_BLOCK:
        return rows, until, False
    first, last = rows[0]["xid"], rows[-1]["xid"]
    if first == last:
        return list(waiting.filter(xid=first)), first + 1, True
    return [row for row in rows if row["xid"] < last], last, True


def _write(rows: Sequence[Any], head: Head) -> None:
    stamps = [stamp(row) for row in rows]
    facts = asdict(head) | {"root": root_of(stamps)}
    digest = digest_of(Head(**facts))
    signature = Checkpoint(head.number, digest, head.sealed_at).signed().signature
    AuditBlock.objects.create(**facts, index=packed(stamps), digest=digest, signature=signature)


def _is_the_one_sealer() -> bool:
    return bool(_ask("select pg_try_advisory_xact_lock(%s)", [ONE_SEALER])[0])


def _horizon_and_time() -> tuple[int, datetime]:
    horizon, at = _ask("select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint, clock_timestamp()", [])
    return int(horizon), at


def _now() -> datetime:
    moment: datetime = _ask("select clock_timestamp()", [])[0]
    return moment


def _ask(question: str, values: list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        answer: tuple[Any, ...] = cursor.fetchone()
        return answer
