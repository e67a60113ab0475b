"""Whether the presence of people is established: rule v1, clause by clause (domain paper, 2.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intelligence.rules.evidence import Item, Stance
from intelligence.rules.indicators import Weighed, positive_dimensions
from intelligence.rules.lineage import independent_lineages

RULE_VERSION = "presence v1"

MEANS = ("D1", "D2", "D3", "D5", "D6")


class Level(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the rule: met or not, the fact it rests on, and the reports behind it."""

    code: str
    is_met: bool
    found: int
    needed: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """How sure we are, clause by clause; never a bare score."""

    level: Level
    clauses: tuple[Clause, ...]
    lapses_at: datetime | None
    has_first_hand: bool
    speaks_of_child: bool
    rule: str = RULE_VERSION

    def clause(self, code: str) -> Clause:
        return next(clause for clause in self.clauses if clause.code == code)


def assess_presence(
    items: Sequence[Item],
    *,
    adult_weights: Mapping[str, Weighed],
    child_weights: Mapping[str, Weighed],
    purpose: frozenset[str],
    fresh_for: timedelta,
    lineages_needed: int,
    now: datetime,
) -> Assessment:
    """Presence rule v1 (2.4): a function of its inputs and `now` alone.

    `purpose` names the dimensions that show exploitation in this sector. High needs every clause; moderate lacks one of
    a, c, d and nothing else; everything else is low.
    """
    usable = [item for item in items if item.is_lawful and item.grade.counts]
    supporting = [item for item in usable if item.stance is Stance.SUPPORTS]
    speaks_of_child = any(item.speaks_of_child for item in supporting)
    newest = max((item.observed_at for item in supporting if item.is_first_hand), default=None)
    clauses = (
        _lineages(supporting, lineages_needed),
        _first_hand(supporting),
        _good_pair(supporting, lineages_needed),
        _fresh(supporting, newest, fresh_for, now),
        _exploitation(
            supporting,
            child_weights if speaks_of_child else adult_weights,
            purpose,
            needs_means=not speaks_of_child,
        ),
        _uncontradicted(usable, supporting),
    )
    return Assessment(
        level=_level(clauses),
        clauses=clauses,
        lapses_at=newest + fresh_for if newest else None,
        has_first_hand=newest is not None,
        speaks_of_child=speaks_of_child,
    )


def _refs(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(sorted(item.ref for item in items))


def _lineages(supporting: Sequence[Item], needed: int) -> Clause:
    found = independent_lineages(supporting)
    return Clause("a", found >= needed, found, needed, _refs(supporting))


def _first_hand(supporting: Sequence[Item]) -> Clause:
    seen = [item for item in supporting if item.is_first_hand]
    return Clause("b", bool(seen), len(seen), 1, _refs(seen))


def _good_pair(supporting: Sequence[Item], needed: int) -> Clause:
    good = [item for item in supporting if item.grade.is_good_enough]
    found = independent_lineages(good)
    return Clause("c", found >= needed, found, needed, _refs(good))


def _fresh(supporting: Sequence[Item], newest: datetime | None, fresh_for: timedelta, now: datetime) -> Clause:
    fresh = [item for item in supporting if item.is_first_hand and item.observed_at > now - fresh_for]
    return Clause("d", newest is not None and bool(fresh), len(fresh), 1, _refs(fresh))


def _exploitation(
    supporting: Sequence[Item], weights: Mapping[str, Weighed], purpose: frozenset[str], *, needs_means: bool
) -> Clause:
    shown = [item for item in supporting if item.indicators]
    positive = positive_dimensions((code for item in shown for code in item.indicators), weights)
    has_purpose, has_means = bool(positive & purpose), bool(positive & set(MEANS)) or not needs_means
    needed = 2 if needs_means else 1
    return Clause("e", has_purpose and has_means, has_purpose + (needs_means and has_means), needed, _refs(shown))


def _uncontradicted(usable: Sequence[Item], supporting: Sequence[Item]) -> Clause:
    """No contradicting item graded as well as the second best that supports: the pair must stand above it."""
    bar = sorted(item.grade.place for item in supporting)[:2]
    against = [
        item for item in usable if item.stance is Stance.CONTRADICTS and (not bar or item.grade.place <= bar[-1])
    ]
    return Clause("f", not against, len(against), 0, _refs(against))


def _level(clauses: Sequence[Clause]) -> Level:
    missing = {clause.code for clause in clauses if not clause.is_met}
    if not missing:
        return Level.HIGH
    if len(missing) == 1 and missing <= {"a", "c", "d"}:
        return Level.MODERATE
    return Level.LOW
