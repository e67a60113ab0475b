"""What intelligence decides: grades, lineage, indicators, and whether the presence of people is established.

Pure functions on plain values; `now` is an argument. Sources: domain paper 2.1 to 2.4 and 5.2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RULE_VERSION = "presence v1"

# Where a grade stands on its own scale, best first. Schemes are compared by these places, never converted (2.1).
SOURCE_PLACES = {"admiralty_6x6": "ABCDEF", "uk_3x5x2": "123"}
INFORMATION_PLACES = {"admiralty_6x6": "123456", "uk_3x5x2": "ABCDE"}
# The worst grade that presence rule v1, clause (c), still accepts: source C with information 2; source 1 with B.
GOOD_ENOUGH = {"admiralty_6x6": ("C", "2"), "uk_3x5x2": ("1", "B")}
UNJUDGED = {"admiralty_6x6": ("F", "6"), "uk_3x5x2": ("", "")}

MEANS = ("D1", "D2", "D3", "D5", "D6")


class Stance(StrEnum):
    """What a report says about whether people are held at the target."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NEUTRAL = "neutral"


class Level(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Grade:
    """Source reliability and information credibility, as entered, in their own scheme."""

    scheme: str
    source: str
    information: str

    @property
    def counts(self) -> bool:
        """A grade that says "cannot be judged" on either axis is recorded and counts nothing (2.2, F6)."""
        unjudged_source, unjudged_information = UNJUDGED[self.scheme]
        return self.source != unjudged_source and self.information != unjudged_information

    @property
    def is_good_enough(self) -> bool:
        """Clause (c): B/C or better with 1-2 (6x6), or 1 with A/B (3x5x2)."""
        worst_source, worst_information = GOOD_ENOUGH[self.scheme]
        return self.source <= worst_source and self.information <= worst_information

    @property
    def place(self) -> float:
        """How far down its own scale it stands, 0.0 best to 1.0 worst: for "equal or better" alone."""
        sources, informations = SOURCE_PLACES[self.scheme], INFORMATION_PLACES[self.scheme]
        source = sources.index(self.source) / (len(sources) - 1)
        information = informations.index(self.information) / (len(informations) - 1)
        return (source + information) / 2


@dataclass(frozen=True, slots=True)
class Item:
    """One graded report as the presence rule sees it. `roots` are the first origins of what it says."""

    ref: str
    grade: Grade
    stance: Stance
    observed_at: datetime
    is_first_hand: bool
    is_lawful: bool
    speaks_of_child: bool
    roots: frozenset[str]
    indicators: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """An indicator's dimension and its weight (S, M, W) for the sector and age in question."""

    dimension: str
    weight: str


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


def lineage_roots(
    reports: Mapping[str, str],
    derivations: Iterable[tuple[str, str]],
    *,
    undeclared: frozenset[str] = frozenset(),
) -> dict[str, frozenset[str]]:
    """The first origins of each report (2.3).

    `reports` maps a report to its agency, `derivations` are (child, parent) pairs. A report without parents is its own
    origin, unless its origin was not declared: then all such reports of one agency share one unknown origin.
    """
    parents: dict[str, set[str]] = {}
    for child, parent in derivations:
        parents.setdefault(child, set()).add(parent)

    def behind(report: str) -> frozenset[str]:
        """The report and everything it rests on, however far back."""
        found, frontier = {report}, {report}
        while frontier:
            frontier = set().union(*(parents.get(one, set()) for one in frontier)) - found
            found |= frontier
        return frozenset(found)

    def origin(circle: frozenset[str]) -> str:
        first = min(circle)
        return f"unknown:{reports.get(first, '')}" if circle <= undeclared else first

    known = frozenset(reports).union(parents, *parents.values())
    rests_on = {report: behind(report) for report in known}
    # A first origin rests on nothing, or only on a circle of reports that cite each other: the circle is one origin.
    ends = {report for report, found in rests_on.items() if all(rests_on[other] == found for other in found)}
    return {report: frozenset(origin(rests_on[end]) for end in rests_on[report] & ends) for report in reports}


def independent_lineages(items: Sequence[Item]) -> int:
    """The largest number of these items no two of which share an origin (2.3). Counts origins, never reports.

    An item with a single origin is always taken first: it blocks at most one other.
    """
    singles = frozenset().union(*(item.roots for item in items if len(item.roots) == 1))
    woven = {item.roots for item in items if len(item.roots) > 1 and not item.roots & singles}
    return len(singles) + _packed(sorted(woven, key=sorted))


def _packed(sets: Sequence[frozenset[str]]) -> int:
    if not sets:
        return 0
    first, rest = sets[0], sets[1:]
    return max(_packed(rest), 1 + _packed([other for other in rest if not other & first]))


def is_positive(weights: Iterable[str]) -> bool:
    """Whether a dimension is positive: 2S, or 1S with any other, or 3M, or 2M with 1W (5.2)."""
    seen = list(weights)
    strong, medium, weak = seen.count("S"), seen.count("M"), seen.count("W")
    return strong >= 2 or (strong == 1 and medium + weak >= 1) or medium >= 3 or (medium == 2 and weak >= 1)


def positive_dimensions(indicators: Iterable[str], weights: Mapping[str, Weighed]) -> frozenset[str]:
    """The dimensions that these indicators make positive. An indicator without a weight here counts as weak."""
    by_dimension: dict[str, list[str]] = {}
    for code in set(indicators):
        weighed = weights.get(code) or Weighed(code.split(".")[0], "W")
        by_dimension.setdefault(weighed.dimension, []).append(weighed.weight)
    return frozenset(dimension for dimension, found in by_dimension.items() if is_positive(found))


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


def is_specific_place(scope: str) -> bool:
    """Whether a target is one premises; a street, a block or a district never is (SR-16, TARGET_NOT_SPECIFIC)."""
    return scope == "premises"


def confirmation_is_independent(grade: Grade, lineages: int) -> bool:
    """Information grade 1 of 6x6 says "confirmed by other sources": it needs two lineages (2.1)."""
    return not (grade.scheme == "admiralty_6x6" and grade.information == "1" and lineages < 2)
