"""Where reports come from: origins are counted, never reports (domain paper, 2.3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from intelligence.rules.evidence import Item
from intelligence.rules.grading import Grade

PROMPTED_BY = "prompted_by"
SAME_ORIGIN = "same_origin_suspected"

# A first-hand account by one of these may be what was hoped for: whoever asked had told them what to look for.
CAN_BE_LED = frozenset({"human_source", "survivor_account", "public_tip"})

# A report woven of more origins than this is not followed further: it is independent of nothing.
MOST_ORIGINS = 256
EVERYTHING = "*"

# Lineages woven of several origins are counted up to here. Readers are told "3+" of every higher number (2.3).
MOST_WOVEN = 3

Edge = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What lineage needs to know of one report: whose it is, and by whom what it says was observed."""

    agency: str
    source_type: str = ""
    is_first_hand: bool = False
    is_origin_declared: bool = True
    is_lawful: bool = True
    is_retracted: bool = False

    @property
    def observed_in_spite_of_a_prompt(self) -> bool:
        """Whether what it says is its own, though it was tasked because of another: an officer who saw the fact (2.3).

        Whoever can be led is not taken at their word once the content was put to them.
        """
        return self.is_first_hand and self.source_type not in CAN_BE_LED


def lineage_roots(
    reports: Mapping[str, Told],
    derivations: Iterable[Edge],
    *,
    sources: Mapping[str, str] | None = None,
    contaminated: Iterable[tuple[str, str]] = (),
) -> dict[str, frozenset[str]]:
    """The first origins of each report (2.3), as opaque names; two reports are independent when they share none.

    `derivations` are (child, parent, kind). A report rests on its parents; on one that merely prompted it only where
    it did not observe the fact itself. Reports that seem to share an origin share it, and a circle is one origin. A
    report without parents is its own origin, unless that was not declared: all such of one agency share one unknown
    origin. Reports of one source (`sources`, an opaque token each) share it wherever they stand, and so do two
    accounts of which one had heard the other (`contaminated`). One walk over reports and edges.
    """
    names = _names(reports, sources or {}, contaminated)
    parents = _content_parents(reports, derivations, both_ways=True)
    roots: dict[str, frozenset[str]] = {}
    for circle in _circles(parents):
        report, above = circle[0], parents[circle[0]]
        if len(circle) == 1 and not above:
            roots[report] = _alone(report, names)
        elif len(circle) == 1 and len(above) == 1 and report not in names and report not in above:
            roots[report] = roots[next(iter(above))]
        else:
            roots.update(dict.fromkeys(circle, _of_a_circle(circle, parents, names, roots)))
    return {report: roots.get(report) or _alone(report, names) for report in reports}


def _of_a_circle(
    circle: Sequence[str],
    parents: Mapping[str, set[str]],
    names: Mapping[str, list[str]],
    roots: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    """The first origins of reports that rest on each other, or of one: their own names, and those of all above."""
    mine = set(chain.from_iterable(names.get(report, ()) for report in circle))
    above = {parent for report in circle for parent in parents[report]}.difference(circle)
    if not above and not any(name.startswith(_ORIGINS) for name in mine):
        mine.add(min(circle))
    return _joined(mine, [roots[parent] for parent in above])


def tainted(reports: Mapping[str, Told], derivations: Iterable[Edge]) -> frozenset[str]:
    """The reports that were gained unlawfully or rest on one that was, however far back and however they rest on it.

    Being prompted by it is resting on it: the taint outlives an observation of one's own (fruit of the poisonous tree).
    """
    return _below({report for report, told in reports.items() if not told.is_lawful}, derivations)


def fallen(reports: Mapping[str, Told], derivations: Iterable[Edge]) -> frozenset[str]:
    """The reports that were withdrawn, and those of which nothing is left because all they rest on was withdrawn."""
    retracted = {report for report, told in reports.items() if told.is_retracted}
    edges = list(derivations)
    reached = _below(retracted, edges)
    parents = _content_parents(reports, [edge for edge in edges if edge[0] in reached], both_ways=False)
    down = set(retracted)
    for circle in _circles(parents):
        above = {parent for report in circle for parent in parents[report]}.difference(circle)
        if above <= down and (above or not down.isdisjoint(circle)):
            down.update(circle)
    return frozenset(down & reports.keys())


def independent_lineages(items: Sequence[Item]) -> int:
    """How many of these items share no origin with one another: the largest such set (2.3). Never counts too many.

    Items of a single origin are counted all, in one walk. What is woven of several origins is packed exactly up to
    MOST_WOVEN and never counted higher, with at most n * n / 2 looks for n different ways of being woven.
    """
    plain = {item.roots for item in items if EVERYTHING not in item.roots}
    singles = frozenset().union(*(roots for roots in plain if len(roots) == 1))
    woven = [roots for roots in plain if len(roots) > 1 and roots.isdisjoint(singles)]
    found = len(singles) + _packed(sorted(woven, key=lambda roots: (len(roots), sorted(roots))))
    return found or min(len(items), 1)


def best_lineages(items: Iterable[Item], wanted: int) -> float | None:
    """The place of the worst grade in the best `wanted` items that share no origin; None where there are not so many.

    Places as in grading.Grade.place: 0.0 is best.
    """
    at_place: dict[float, list[Item]] = {}
    for grade, graded in _by_grade(items).items():
        at_place.setdefault(grade.place, []).extend(graded)
    places = sorted(at_place)
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        best = list(chain.from_iterable(at_place[place] for place in places[: middle + 1]))
        if independent_lineages(best) >= wanted:
            high = middle
        else:
            low = middle + 1
    return places[low] if low < len(places) else None


def _by_grade(items: Iterable[Item]) -> dict[Grade, list[Item]]:
    found: dict[Grade, list[Item]] = {}
    for item in items:
        found.setdefault(item.grade, []).append(item)
    return found


_SOURCE, _UNKNOWN, _HEARD = "source:", "unknown:", "heard:"
_ORIGINS = (_SOURCE, _UNKNOWN)


def _names(
    reports: Mapping[str, Told], sources: Mapping[str, str], contaminated: Iterable[tuple[str, str]]
) -> dict[str, list[str]]:
    """What each report shares with others beside what it rests on. A source is called after its first report here."""
    names: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for report, token in sources.items():
        if report in reports:
            first[token] = min(first.get(token, report), report)
    for report, token in sources.items():
        if report in reports:
            names.setdefault(report, []).append(_SOURCE + first[token])
    for report, told in reports.items():
        if not told.is_origin_declared:
            names.setdefault(report, []).append(_UNKNOWN + told.agency)
    for one, other in contaminated:
        for report in (one, other):
            names.setdefault(report, []).append(f"{_HEARD}{min(one, other)}:{max(one, other)}")
    return names


def _alone(report: str, names: Mapping[str, list[str]]) -> frozenset[str]:
    mine = names.get(report)
    if mine is None:
        return frozenset((report,))
    return frozenset(mine if any(name.startswith(_ORIGINS) for name in mine) else [*mine, report])


def _joined(mine: set[str], inherited: Sequence[frozenset[str]]) -> frozenset[str]:
    if not mine and len(inherited) == 1:
        return inherited[0]
    found = frozenset(mine).union(*inherited)
    return frozenset((EVERYTHING,)) if len(found) > MOST_ORIGINS or EVERYTHING in found else found


def _content_parents(
    reports: Mapping[str, Told], derivations: Iterable[Edge], *, both_ways: bool
) -> dict[str, set[str]]:
    """What each report rests on for what it says. Only reports that an edge names are in it.

    `both_ways` also joins reports that seem to share an origin: what is known of one's origin holds for the other.
    """
    parents: dict[str, set[str]] = {}
    nobody = Told("")
    for child, parent, kind in derivations:
        parents.setdefault(parent, set())
        mine = parents.setdefault(child, set())
        if kind == PROMPTED_BY and reports.get(child, nobody).observed_in_spite_of_a_prompt:
            continue
        if kind != SAME_ORIGIN:
            mine.add(parent)
        elif both_ways:
            mine.add(parent)
            parents[parent].add(child)
    return parents


def _below(start: set[str], derivations: Iterable[Edge]) -> frozenset[str]:
    if not start:
        return frozenset()
    children: dict[str, list[str]] = {}
    for child, parent, _kind in derivations:
        children.setdefault(parent, []).append(child)
    found, frontier = set(start), list(start)
    while frontier:
        new = [child for child in children.get(frontier.pop(), ()) if child not in found]
        found.update(new)
        frontier.extend(new)
    return frozenset(found)


def _circles(parents: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """The reports in groups that rest on each other, what a group rests on before it (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    is_waiting: set[str] = set()
    for start, above in parents.items():
        if start not in number and above <= number.keys():  # all it rests on was given already
            number[start] = len(number)
            yield (start,)
            continue
        path = [] if start in number else [(start, iter(above))]
        while path:
            report, rest = path[-1]
            if report not in number:
                number[report] = lowest[report] = len(number)
                waiting.append(report)
                is_waiting.add(report)
            deeper = next((parent for parent in rest if _is_deeper(report, parent, number, lowest, is_waiting)), None)
            if deeper is not None:
                path.append((deeper, iter(parents[deeper])))
                continue
            path.pop()
            if path:
                below = path[-1][0]
                lowest[below] = min(lowest[below], lowest[report])
            if lowest[report] == number[report]:
                yield _taken_off(waiting, is_waiting, report)


def _taken_off(waiting: list[str], is_waiting: set[str], until: str) -> tuple[str, ...]:
    circle: list[str] = []
    while not circle or circle[-1] != until:
        circle.append(waiting.pop())
    is_waiting.difference_update(circle)
    return tuple(circle)


def _is_deeper(
    report: str, parent: str, number: Mapping[str, int], lowest: dict[str, int], is_waiting: set[str]
) -> bool:
    """Whether the walk goes on to `parent`; where it was there already, what `report` reaches is noted."""
    if parent not in number:
        return True
    if parent in is_waiting:
        lowest[report] = min(lowest[report], number[parent])
    return False


def _packed(woven: Sequence[frozenset[str]]) -> int:
    """The largest number of these different sets no two of which meet, or MOST_WOVEN where it is higher."""
    if not woven:
        return 0
    holding: dict[str, int] = {}
    for place, roots in enumerate(woven):
        for root in roots:
            holding[root] = holding.get(root, 0) | 1 << place
    everything = (1 << len(woven)) - 1
    apart = [everything & ~_any_of(roots, holding) for roots in woven]
    if not any(apart):
        return 1
    for place, others in enumerate(apart):
        later = others >> (place + 1) << (place + 1)
        if later and _two_of(later, woven, holding, apart):
            return MOST_WOVEN
    return 2


def _any_of(roots: frozenset[str], holding: Mapping[str, int]) -> int:
    """The places of all sets that meet these roots."""
    met = 0
    for root in roots:
        met |= holding[root]
    return met


def _two_of(chosen: int, woven: Sequence[frozenset[str]], holding: Mapping[str, int], apart: Sequence[int]) -> bool:
    """Whether two of the sets at the `chosen` places do not meet."""
    first = woven[(chosen & -chosen).bit_length() - 1]
    if any(chosen & holding[root] == chosen for root in first):
        return False  # all of them meet in one root
    while chosen:
        place = (chosen & -chosen).bit_length() - 1
        if chosen & apart[place]:
            return True
        chosen &= chosen - 1
    return False
