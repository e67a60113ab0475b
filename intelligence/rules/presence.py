"""Whether the presence of people is established: rule v1, clause by clause (domain paper, 2.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from intelligence.rules.evidence import Item, Stance
from intelligence.rules.indicators import Weighed, positive_dimensions, signs_short
from intelligence.rules.lineage import best_lineages, independent_lineages

RULE_VERSION = "presence v1"

MEANS = ("D1", "D2", "D3", "D5", "D6")


class Level(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Cure(StrEnum):
    """What would meet a clause that is not met; `Need.number` says how many."""

    MORE_ORIGINS = "more_origins"
    FIRST_HAND = "first_hand"
    GOOD_ORIGINS = "good_origins"
    FRESH_FIRST_HAND = "fresh_first_hand"
    SIGNS_OF_EXPLOITATION = "signs_of_exploitation"
    SIGNS_OF_MEANS = "signs_of_means"
    SETTLE_CONTRADICTIONS = "settle_contradictions"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the rule: met or not, the fact it rests on, and the reports behind it, newest first."""

    code: str
    is_met: bool
    found: int
    needed: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that would raise presence: what, how many, for which clause, and the level if only that came."""

    cure: Cure
    number: int
    clause: str
    raises_to: Level


@dataclass(frozen=True, slots=True)
class Assessment:
    """How sure we are, clause by clause; never a bare score. `lapses_at` is the last moment at which (d) holds."""

    level: Level
    clauses: tuple[Clause, ...]
    needs: tuple[Need, ...]
    against: tuple[str, ...]
    lapses_at: datetime | None
    has_first_hand: bool
    speaks_of_child: bool
    rule: str = RULE_VERSION

    def clause(self, code: str) -> Clause:
        return next(clause for clause in self.clauses if clause.code == code)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the indicators show, and how many more of them would show what they do not."""

    clause: Clause
    short_of_exploitation: int
    short_of_means: int


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
    usable = sorted((item for item in items if item.weightless is None), key=_BY_TIME, reverse=True)
    supporting = [item for item in usable if item.stance is Stance.SUPPORTS]
    against = [item for item in usable if item.stance is Stance.CONTRADICTS]
    speaks_of_child = any(item.speaks_of_child for item in supporting)
    seen = [item for item in supporting if item.is_first_hand]
    lineages = independent_lineages(supporting)
    signs = _exploitation(supporting, adult_weights, child_weights if speaks_of_child else None, purpose)
    clauses = (
        Clause("a", lineages >= lineages_needed, lineages, lineages_needed, _refs(supporting)),
        Clause("b", bool(seen), len(seen), 1, _refs(seen)),
        _good_pair(supporting, lineages, lineages_needed),
        _fresh(seen, fresh_for, now),
        signs.clause,
        _uncontradicted(supporting, against, lineages_needed),
    )
    return Assessment(
        level=_level(clauses),
        clauses=clauses,
        needs=_needs(clauses, signs),
        against=_refs(against),
        lapses_at=seen[0].observed_at + fresh_for if seen else None,
        has_first_hand=bool(seen),
        speaks_of_child=speaks_of_child,
    )


_BY_TIME = attrgetter("observed_at", "ref")


def _refs(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.ref for item in items)


def _good_pair(supporting: Sequence[Item], lineages: int, needed: int) -> Clause:
    """Each of the best pair is well graded. A lineage that is not there at all is missed once, by clause (a)."""
    good = [item for item in supporting if item.grade.is_good_enough]
    found = independent_lineages(good)
    asked = needed if lineages >= needed else max(needed - 1, 1)
    return Clause("c", found >= asked, found, asked, _refs(good))


def _fresh(seen: Sequence[Item], fresh_for: timedelta, now: datetime) -> Clause:
    """The newest first-hand observation is no older than `fresh_for`, to the instant."""
    fresh = [item for item in seen if item.observed_at >= now - fresh_for]
    return Clause("d", bool(fresh), len(fresh), 1, _refs(fresh))


def _exploitation(
    supporting: Sequence[Item],
    adult: Mapping[str, Weighed],
    child: Mapping[str, Weighed] | None,
    purpose: frozenset[str],
) -> _Signs:
    """Exploitation is shown, and means of control too; by a child's weights, where one is spoken of, no means (2.4).

    What is established of adults stays so when a report speaks of a child.
    """
    shown = [item for item in supporting if item.indicators]
    codes = frozenset().union(*(item.indicators for item in shown))
    ways = [(adult, bool(positive_dimensions(codes, adult) & set(MEANS)), True)]
    if child is not None:
        ways.append((child, True, False))
    scored = [
        (bool(positive_dimensions(codes, weights) & purpose), has_means, needs_means, weights)
        for weights, has_means, needs_means in ways
    ]
    has_purpose, has_means, needs_means, weights = max(scored, key=lambda way: (way[0] and way[1], not way[2]))
    found = has_purpose + (needs_means and has_means)
    clause = Clause("e", has_purpose and has_means, found, 2 if needs_means else 1, _refs(shown))
    return _Signs(
        clause,
        short_of_exploitation=signs_short(codes, weights, purpose),
        short_of_means=0 if has_means else signs_short(codes, weights, MEANS),
    )


def _uncontradicted(supporting: Sequence[Item], against: Sequence[Item], needed: int) -> Clause:
    """Nothing that contradicts is graded as well as the weaker of the best pair; where there is no pair, nothing at all

    may contradict. The pair is independent: logging the same good source twice lifts it above nothing.
    """
    bar = best_lineages(supporting, needed) if against else None
    equal = [item for item in against if bar is None or item.grade.place <= bar]
    return Clause("f", not equal, len(equal), 0, _refs(equal))


def _level(clauses: Sequence[Clause], *, besides: str = "") -> Level:
    missing = {clause.code for clause in clauses if not clause.is_met} - {besides}
    if not missing:
        return Level.HIGH
    if len(missing) == 1 and missing <= {"a", "c", "d"}:
        return Level.MODERATE
    return Level.LOW


def _needs(clauses: Sequence[Clause], signs: _Signs) -> tuple[Need, ...]:
    """What would raise presence, in the order of the clauses."""
    cures = {
        "a": Cure.MORE_ORIGINS, "b": Cure.FIRST_HAND, "c": Cure.GOOD_ORIGINS, "d": Cure.FRESH_FIRST_HAND,
        "f": Cure.SETTLE_CONTRADICTIONS,
    }  # fmt: skip
    needs = []
    for clause in clauses:
        if clause.is_met:
            continue
        raises_to = _level(clauses, besides=clause.code)
        if clause.code == "e":
            short = (
                (Cure.SIGNS_OF_EXPLOITATION, signs.short_of_exploitation),
                (Cure.SIGNS_OF_MEANS, signs.short_of_means),
            )
            needs += [Need(cure, number, "e", raises_to) for cure, number in short if number]
        else:
            needs.append(Need(cures[clause.code], abs(clause.needed - clause.found), clause.code, raises_to))
    return tuple(needs)
