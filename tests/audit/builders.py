"""Sentences that make a sealed trail, and a thief of keys who can make a whole chain anew."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection

from taskforce.audit.anchors import checkpoint_of
from taskforce.audit.models import AuditBlock, AuditEntry
from taskforce.audit.sealer import IN_ORDER, seal_waiting
from taskforce.audit.sealing import COLUMNS, Checkpoint, Head, digest_of, packed, root_of, stamp

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
VERBS = ("access.read", "access.listed", "cases.plan.signed", "act.refused", "intelligence.report.logged")
HEAD = [field.name for field in fields(Head)]


def seeded(seed: int) -> Random:
    """Chance that comes out the same each time."""
    return Random(seed)  # noqa: S311 - made-up data, no secret


def a_sealed_trail(*, rows: int, blocks: int, chance: Random) -> list[AuditBlock]:
    """`rows` rows of made-up acts, three a transaction, sealed in `blocks` blocks."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            public_id=UUID(int=chance.getrandbits(128), version=4), xid=100 + number // 3, sign_in="0" * 16,
            at=BEGAN + timedelta(seconds=number, microseconds=chance.randrange(10**6)), verb=chance.choice(VERBS),
            object_type="cases.RaidPlan", object_id=UUID(int=chance.getrandbits(128)), codes={"n": number},
        )
        for number in range(rows)
    )  # fmt: skip
    for number in range(1, blocks + 1):
        seal_waiting(horizon=100 + rows * number // (3 * blocks))
    sealed = list(AuditBlock.objects.order_by("number"))
    assert len(sealed) == blocks
    return sealed


def anchors_of(blocks: Sequence[AuditBlock], *, every: int) -> list[Checkpoint]:
    """What a partner kept: the checkpoint of every so-manieth block, and of the last."""
    return [checkpoint_of(block) for block in blocks if block.number % every == 0 or block == blocks[-1]]


def lay_down_the_triggers() -> None:
    """What the owner of the tables can do, and the application cannot."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("audit_auditentry", "audit_auditblock"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def make_the_chain_anew(*, since: int) -> None:
    """Seal every block from number `since` again over what the table holds now, with whatever key the settings hold."""
    previous = AuditBlock.objects.filter(number=since - 1).first()
    for block in AuditBlock.objects.filter(number__gte=since).order_by("number"):
        held = AuditEntry.objects.filter(xid__gte=block.xid_from, xid__lt=block.xid_until)
        stamps = [stamp(row) for row in held.order_by(*IN_ORDER).values(*COLUMNS)]
        facts = {name: getattr(block, name) for name in HEAD} | {"rows": len(stamps), "root": root_of(stamps)}
        facts["previous"] = previous.digest if previous else "0" * 64
        digest = digest_of(Head(**facts))
        checkpoint = Checkpoint(block.number, digest, block.sealed_at).signed()
        anew = facts | {"index": packed(stamps), "digest": digest, "signature": checkpoint.signature}
        AuditBlock.objects.filter(number=block.number).update(**anew)
        previous = AuditBlock.objects.get(number=block.number)
