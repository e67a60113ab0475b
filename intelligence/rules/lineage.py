"""Where reports come from: origins are counted, never reports (domain paper, 2.3)."""

from collections.abc import Iterable, Mapping, Sequence

from intelligence.rules.evidence import Item


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
