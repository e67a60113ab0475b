"""Checking the seals: any change, deletion, insertion, reordering and truncation, and the first row it concerns.

The chain alone shows what happened to sealed rows as long as the key was kept. Anchors that others hold show even a
chain that was cut or made anew with a stolen key, up to the last anchor (security paper, 5.4).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from taskforce.accounts.acting import as_house
from taskforce.audit.models import AuditAnchor, AuditBlock, AuditEntry
from taskforce.audit.sealer import IN_ORDER, seal_state
from taskforce.audit.sealing import (
    BEFORE_THE_FIRST,
    COLUMNS,
    Checkpoint,
    Head,
    Stamp,
    digest_of,
    root_of,
    stamp,
    unpacked,
)

HEAD = [field.name for field in fields(Head)]
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed. `entry` and `at` name the first row it concerns, where one is known."""

    code: str
    block: int
    entry: UUID | None = None
    at: datetime | None = None

    def __str__(self) -> str:
        row = f" first row {self.entry} of {self.at:%Y-%m-%d %H:%M:%S.%f} UTC" if self.entry and self.at else ""
        return f"{self.code} in block {self.block}{row}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. Rows that nobody has sealed yet are counted, and could not be checked."""

    faults: Sequence[Fault]
    blocks: int
    rows: int
    anchors: int
    unsealed_rows: int
    unsealed_seconds: float


@dataclass(frozen=True, slots=True)
class Held:
    """How one row is held: by which block (None while nobody has sealed it), and what is wrong with either of them."""

    block: AuditBlock | None
    code: str = ""


def held(entry: AuditEntry) -> Held:
    """Whether this row is as its block remembers it, and the block as it was signed. Three statements at most.

    The row comes as the caller read it through the policy; the chain as a whole is `verify`'s matter.
    """
    with as_house("the seal over one row"):
        block = AuditBlock.objects.filter(xid_until__gt=entry.xid).order_by("xid_until").first()
        if block is None or entry.xid < block.xid_from:
            return Held(None)
        row = AuditEntry.objects.filter(pk=entry.pk).values(*COLUMNS).get()
    code = _fault_of_head(block)
    if not code:
        then = {each.entry: each for each in unpacked(bytes(block.index))}
        code = "ROW_INSERTED" if entry.pk not in then else "" if then[entry.pk] == stamp(row) else "ROW_CHANGED"
    return Held(block, code)


@transaction.atomic
def verify(*, since: datetime | None = None, anchors: Iterable[Checkpoint] = ()) -> Verdict:
    """Check every block sealed since `since` (all, when None), the deposited anchors and the `anchors` given.

    Whoever may run commands, or the auditor's service. Faults are in order of the chain, at most one a block.
    """
    with as_house("check the rows of everybody"):
        blocks = list(_blocks_since(since))
        faults = [*_faults_of_the_chain(blocks), *_faults_of_rows(blocks)]
        held = {*anchors, *_deposited()}
        faults += _faults_of_anchors(held)
        state = seal_state()
    return Verdict(
        faults=sorted(faults, key=lambda fault: fault.block), blocks=len(blocks), rows=sum(b.rows for b in blocks),
        anchors=len(held), unsealed_rows=state.unsealed_rows, unsealed_seconds=state.unsealed_seconds,
    )  # fmt: skip


def _blocks_since(since: datetime | None) -> Iterator[AuditBlock]:
    chain = AuditBlock.objects.order_by("number")
    return (chain.filter(sealed_at__gte=since) if since else chain).iterator(CHUNK)


def _faults_of_the_chain(blocks: Sequence[AuditBlock]) -> Iterator[Fault]:
    """Heads, signatures, and that each block follows from the one before."""
    previous = AuditBlock.objects.filter(number=blocks[0].number - 1).first() if blocks else None
    for block in blocks:
        code = _fault_of_head(block) or _fault_of_link(block, previous)
        if code:
            yield _at_first_row(code, block)
        previous = block


def _fault_of_head(block: AuditBlock) -> str:
    stamps = unpacked(bytes(block.index))
    if root_of(stamps) != block.root or len(stamps) != block.rows:
        return "INDEX_CHANGED"
    if digest_of(Head(**{name: getattr(block, name) for name in HEAD})) != block.digest:
        return "BLOCK_CHANGED"
    if not Checkpoint(block.number, block.digest, block.sealed_at, block.signature).is_genuine():
        return "SIGNATURE_WRONG"
    return ""


def _fault_of_link(block: AuditBlock, previous: AuditBlock | None) -> str:
    expected = (previous.number + 1, previous.digest, previous.xid_until) if previous else (1, BEFORE_THE_FIRST, 0)
    return "" if (block.number, block.previous, block.xid_from) == expected else "BLOCK_MISSING"


def _faults_of_rows(blocks: Sequence[AuditBlock]) -> Iterator[Fault]:
    """Walk the rows once, in the order they were sealed in, and hold them against the index of their block."""
    if not blocks:
        return
    sealed = AuditEntry.objects.filter(xid__lt=blocks[-1].xid_until)
    if blocks[0].number > 1:  # otherwise nothing may stand before the first block
        sealed = sealed.filter(xid__gte=blocks[0].xid_from)
    rows = sealed.order_by(*IN_ORDER).values(*COLUMNS).iterator(CHUNK)
    found = {number: [stamp(row) for row in group] for number, group in groupby(rows, key=_block_of(blocks))}
    for block in blocks:
        fault = _first_difference(block, unpacked(bytes(block.index)), found.get(block.number, []))
        if fault:
            yield fault


def _block_of(blocks: Sequence[AuditBlock]) -> Any:
    """Which block a row belongs to, asked in the order of the rows."""
    place = 0

    def block_of(row: dict[str, Any]) -> int:
        nonlocal place
        while place < len(blocks) - 1 and row["xid"] >= blocks[place].xid_until:
            place += 1
        return blocks[place].number

    return block_of


def _first_difference(block: AuditBlock, sealed: Sequence[Stamp], found: Sequence[Stamp]) -> Fault | None:
    """The earliest row that is gone, is no longer as it was sealed, or was not there when the block was sealed."""
    now, then = {each.entry: each for each in found}, {each.entry for each in sealed}
    odd = [("ROW_MISSING", was) for was in sealed if was.entry not in now]
    odd += [("ROW_CHANGED", was) for was in sealed if now.get(was.entry, was) != was]
    odd += [("ROW_INSERTED", each) for each in found if each.entry not in then]
    if not odd:
        return None
    code, first = min(odd, key=lambda each: each[1].at)
    return Fault(code, block.number, first.entry, first.at)


def _deposited() -> Iterator[Checkpoint]:
    names = [field.name for field in fields(Checkpoint)]
    return (Checkpoint(*facts) for facts in AuditAnchor.objects.values_list(*names))


def _faults_of_anchors(anchors: Iterable[Checkpoint]) -> Iterator[Fault]:
    """What others hold against what stands here. A chain made anew differs from the first anchor behind the change."""
    asked = sorted(anchors, key=lambda anchor: anchor.block)
    digests = dict(AuditBlock.objects.filter(number__in=[a.block for a in asked]).values_list("number", "digest"))
    for anchor in asked:
        if not anchor.is_genuine():
            yield Fault("ANCHOR_NOT_GENUINE", anchor.block)
        elif anchor.block not in digests:
            yield Fault("CHAIN_CUT", anchor.block)
        elif digests[anchor.block] != anchor.digest:
            yield _at_first_row("CHAIN_MADE_ANEW", AuditBlock.objects.get(number=anchor.block))


def _at_first_row(code: str, block: AuditBlock) -> Fault:
    stamps = unpacked(bytes(block.index))
    return Fault(code, block.number, stamps[0].entry, stamps[0].at) if stamps else Fault(code, block.number)
