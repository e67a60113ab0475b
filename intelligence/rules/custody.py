"""The chain of custody of one exhibit: who holds it, under which seal, and where the chain is broken (SR-19)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """What one row of the chain says."""

    OBTAINED = "obtained"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECALLED = "recalled"
    CHECKED = "checked"
    EXPLAINED = "explained"
    HELD = "held"
    LIFTED = "lifted"
    CONSENTED = "consented"
    DISPOSED = "disposed"


# At these somebody has it in their hands and says what they find.
LOOKS = frozenset({Step.OFFERED, Step.ACCEPTED, Step.DECLINED, Step.CHECKED})


class Condition(StrEnum):
    """In what state the exhibit and its seal were found."""

    INTACT = "intact"
    SEAL_BROKEN = "seal_broken"
    DAMAGED = "damaged"
    MISSING = "missing"


class Fault(StrEnum):
    """Where a chain is not whole."""

    GAP = "gap"
    ALTERED = "altered"
    SEAL = "seal"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a chain as the rules see it. People are opaque ids; `made` is the digest its facts have now."""

    position: int
    step: Step
    by: str
    receiver: str
    at: datetime
    seal_before: str
    seal_after: str
    condition: str
    previous: str
    digest: str
    made: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One fault and the row it was found in."""

    position: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Custody:
    """How an exhibit stands at the end of its chain."""

    holder: str = ""
    seal: str = ""
    offered_to: str = ""
    is_broken: bool = False
    is_held: bool = False
    is_consented: bool = False
    is_disposed: bool = False
    checked_at: datetime | None = None
    faults: tuple[Broken, ...] = ()

    @property
    def is_altered(self) -> bool:
        """Whether rows are missing or were changed: nothing that anybody writes can mend that."""
        return any(one.fault in {Fault.GAP, Fault.ALTERED} for one in self.faults)


def digest_of(facts: Mapping[str, object], *, previous: str) -> str:
    """The digest that binds one row's facts, and the row before it. SHA-256 over JSON in one order."""
    said = json.dumps({**facts, "previous": previous}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def custody(links: Sequence[Link]) -> Custody:
    """Fold a chain, the first row first: who holds it under which seal, and every fault in it."""
    stands = Custody(faults=tuple(_unbound(links)))
    for link in links:
        stands = _after(stands, link)
    return replace(stands, is_broken=stands.is_broken or stands.is_altered)


def found_otherwise(stands: Custody, *, seal: str, condition: str) -> Fault | None:
    """What is wrong with what somebody found: another seal than the last one on record, or not intact."""
    if condition != Condition.INTACT:
        return Fault.CONDITION
    return Fault.SEAL if seal != stands.seal else None


def is_overdue(stands: Custody, *, every: timedelta, now: datetime) -> bool:
    """Whether nobody has checked it for longer than the custody audit allows (CHAIN_REVIEW)."""
    return not stands.is_disposed and stands.checked_at is not None and stands.checked_at + every <= now


def _unbound(links: Sequence[Link]) -> list[Broken]:
    """Rows that are not in their place, or are not what they were when they were written."""
    found, previous = [], ""
    for number, link in enumerate(links, 1):
        if link.position != number or link.previous != previous:
            found.append(Broken(link.position, Fault.GAP))
        elif link.made != link.digest:
            found.append(Broken(link.position, Fault.ALTERED))
        previous = link.digest
    return found


def _after(stands: Custody, link: Link) -> Custody:
    seen = _looked(stands, link) if link.step in LOOKS else stands
    match link.step:
        case Step.OBTAINED:
            seen = replace(seen, holder=link.receiver, seal=link.seal_after, checked_at=link.at)
        case Step.OFFERED:
            seen = replace(seen, offered_to=link.receiver, seal=link.seal_after or link.seal_before)
        case Step.ACCEPTED:
            seen = replace(seen, holder=link.by, offered_to="")
        case Step.DECLINED | Step.RECALLED:
            seen = replace(seen, offered_to="")
        case Step.CHECKED:
            seen = replace(seen, checked_at=link.at)
        case Step.EXPLAINED:
            seen = replace(seen, is_broken=False, seal=link.seal_after, offered_to="")
        case _:
            seen = _judged(seen, link)
    return seen


def _looked(stands: Custody, link: Link) -> Custody:
    fault = found_otherwise(stands, seal=link.seal_before, condition=link.condition)
    if fault is None:
        return stands
    return replace(stands, is_broken=True, faults=(*stands.faults, Broken(link.position, fault)))


def _judged(stands: Custody, link: Link) -> Custody:
    """Holds and the end. A hold that is placed after a consent takes the consent away."""
    match link.step:
        case Step.HELD:
            return replace(stands, is_held=True, is_consented=False)
        case Step.LIFTED:
            return replace(stands, is_held=False)
        case Step.CONSENTED:
            return replace(stands, is_consented=True)
        case _:
            return replace(stands, is_disposed=True, holder="", offered_to="")
