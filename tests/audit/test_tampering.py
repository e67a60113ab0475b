"""Whoever owns the tables drops the triggers and alters the past. With anchors every one of a thousand is found."""

from collections.abc import Callable
from datetime import timedelta
from random import Random as Chance
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F

from taskforce.audit.models import AuditBlock, AuditEntry
from taskforce.audit.verifying import verify
from tests.audit.builders import a_sealed_trail, anchors_of, lay_down_the_triggers, make_the_chain_anew, seeded

pytestmark = pytest.mark.django_db
ROUNDS, ROWS, BLOCKS, SEED = 1000, 216, 24, 20_260_310
# Who tampers gives back the rows a check may name first, or None when only the block can be named.
Tampering = Callable[[Chance, list[AuditEntry]], set[UUID] | None]

EDITS = [
    {"verb": "access.listed.not"},
    {"outcome": "denied"},
    {"codes": {}},
    {"object_id": None},
    {"object_type": "intelligence.RaidTarget"},
    {"sign_in": "f" * 16},
    {"rows": 7},
    {"shown": [UUID(int=1)]},
    {"at": F("at") + timedelta(microseconds=1)},
]


def edits(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    row = chance.choice(rows)
    AuditEntry.objects.filter(pk=row.pk).update(**chance.choice(EDITS))
    return {row.pk}


def edits_and_hashes_without_the_key(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    row = chance.choice(rows)
    AuditEntry.objects.filter(pk=row.pk).update(verb="access.nothing")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.AUDIT_KEY", f"a guess, and not a good one {chance.random()}")
        make_the_chain_anew(since=block_of(row).number)
    return None


def deletes(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    gone = {row.pk for row in chance.sample(rows, chance.randint(1, 3))}
    AuditEntry.objects.filter(pk__in=gone).delete()
    return gone


def inserts(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    beside = chance.choice(rows)
    between = beside.at + timedelta(microseconds=chance.randrange(10**6))
    new = AuditEntry.objects.create(xid=chance.choice([beside.xid, -1, 0]), at=between, verb="access.read")
    return {new.pk}


def reorders(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    one, other = chance.sample(rows, 2)
    AuditEntry.objects.filter(pk=one.pk).update(at=other.at, xid=other.xid)
    AuditEntry.objects.filter(pk=other.pk).update(at=one.at, xid=one.xid)
    return {one.pk, other.pk}


def swaps(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    one, other = chance.sample(rows, 2)
    for row, taken in ((one, other), (other, one)):
        AuditEntry.objects.filter(pk=row.pk).update(
            verb=taken.verb, object_id=taken.object_id, codes=taken.codes, actor=taken.actor
        )
    return {one.pk, other.pk}


def cuts_the_tail(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    first = AuditBlock.objects.get(number=chance.randint(1, BLOCKS))
    AuditEntry.objects.filter(xid__gte=first.xid_from).delete()
    AuditBlock.objects.filter(number__gte=first.number).delete()
    return None


def makes_the_chain_anew_with_the_stolen_key(chance: Chance, rows: list[AuditEntry]) -> set[UUID] | None:
    row = chance.choice(rows)
    AuditEntry.objects.filter(pk=row.pk).update(verb="access.nothing")
    make_the_chain_anew(since=block_of(row).number)
    return None


KINDS: list[Tampering] = [
    edits, edits_and_hashes_without_the_key, deletes, inserts, reorders, swaps, cuts_the_tail,
    makes_the_chain_anew_with_the_stolen_key,
]  # fmt: skip


def block_of(row: AuditEntry) -> AuditBlock:
    return AuditBlock.objects.get(xid_from__lte=row.xid, xid_until__gt=row.xid)


def test_a_thousand_alterations_of_eight_kinds_are_found():
    chance = seeded(SEED)
    blocks = a_sealed_trail(rows=ROWS, blocks=BLOCKS, chance=chance)
    anchors = anchors_of(blocks, every=6)
    rows = list(AuditEntry.objects.order_by("xid", "at"))
    lay_down_the_triggers()
    missed, misnamed = [], []

    for number in range(ROUNDS):
        tampering = KINDS[number % len(KINDS)]
        savepoint = transaction.savepoint()
        named = tampering(chance, rows)
        verdict = verify(anchors=anchors)
        transaction.savepoint_rollback(savepoint)
        if not verdict.faults:
            missed.append((number, tampering.__name__))
        elif named is not None and verdict.faults[0].entry not in named:
            misnamed.append((number, tampering.__name__, str(verdict.faults[0])))

    assert (missed, misnamed) == ([], [])
    assert verify(anchors=anchors).faults == []


def test_without_anchors_a_cut_and_a_stolen_key_stay_unseen_which_is_what_anchors_are_for():
    chance = seeded(SEED)
    blocks = a_sealed_trail(rows=36, blocks=4, chance=chance)
    rows = list(AuditEntry.objects.filter(xid__gte=blocks[1].xid_from))
    lay_down_the_triggers()
    found = []

    for tampering in (makes_the_chain_anew_with_the_stolen_key, cuts_the_tail):
        savepoint = transaction.savepoint()
        tampering(chance, rows)
        without, held = verify(), verify(anchors=anchors_of(blocks, every=4))
        transaction.savepoint_rollback(savepoint)
        found.append((without.faults, [fault.code for fault in held.faults]))

    assert found == [([], ["CHAIN_MADE_ANEW"]), ([], ["CHAIN_CUT"])]


def test_the_owner_has_to_lay_the_triggers_down_first():
    a_sealed_trail(rows=6, blocks=1, chance=seeded(SEED))

    for change in (
        "UPDATE audit_auditblock SET root = 'x'",
        "DELETE FROM audit_auditblock",
        "TRUNCATE audit_auditblock",
        "TRUNCATE audit_auditanchor",
    ):
        with (
            pytest.raises(Exception, match=r"Cannot (update|empty)"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_an_anchor_of_somebody_elses_making_proves_nothing():
    blocks = a_sealed_trail(rows=6, blocks=1, chance=seeded(SEED))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.AUDIT_KEY", "another house's key, long enough")
        foreign = anchors_of(blocks, every=1)[0].signed()

    assert [fault.code for fault in verify(anchors=[foreign]).faults] == ["ANCHOR_NOT_GENUINE"]


def test_a_row_that_stands_between_two_blocks_unsealed_is_counted_and_not_blamed():
    a_sealed_trail(rows=6, blocks=1, chance=seeded(SEED))
    AuditEntry.objects.create(pk=uuid4(), verb="test.done")

    verdict = verify()

    assert (verdict.faults, verdict.rows, verdict.unsealed_rows) == ([], 6, 1)
    assert 0 <= verdict.unsealed_seconds < 60
