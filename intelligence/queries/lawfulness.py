"""What rests on something that was obtained unlawfully (28 CFR 23.20(d); 2.3)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from intelligence.models import IntelligenceReport, ReportDerivation
from taskforce.accounts.acting import as_house


@dataclass(slots=True)
class Taint:
    """The reports obtained unlawfully on which one report rests: those the reader sees, and how many they do not."""

    seen: list[IntelligenceReport] = field(default_factory=list)
    hidden: int = 0


def taints_of(user: Any, reports: Collection[IntelligenceReport]) -> dict[int, Taint]:
    """Which of these reports, which the caller found through their policy, rest on unlawful ones, by primary key.

    One statement for each generation of what they rest on, and two where there is a mark. A report that is marked
    itself is not named for that here.
    """
    behind = _behind({report.pk for report in reports})
    wanted = set().union(*behind.values()) if behind else set()
    if not wanted:
        return {}
    with as_house("whether what a report rests on was obtained lawfully"):
        unlawful = set(
            IntelligenceReport.objects.filter(pk__in=wanted, unlawful_at__isnull=False).values_list("pk", flat=True)
        )
    visible = IntelligenceReport.objects.visible_to(user).in_bulk(unlawful) if unlawful else {}
    found: dict[int, Taint] = {}
    for pk, ancestors in behind.items():
        for ancestor in sorted(ancestors & unlawful):
            taint = found.setdefault(pk, Taint())
            if ancestor in visible:
                taint.seen.append(visible[ancestor])
            else:
                taint.hidden += 1
    return found


@as_house("what a report rests on may be another agency's")
def _behind(reports: set[int]) -> dict[int, set[int]]:
    """Everything each report rests on, however far back, itself left out."""
    parents: dict[int, set[int]] = {}
    frontier, seen = set(reports), set(reports)
    while frontier:
        edges = list(ReportDerivation.objects.filter(child__in=frontier).values_list("child_id", "parent_id"))
        for child, parent in edges:
            parents.setdefault(child, set()).add(parent)
        frontier = {parent for _child, parent in edges} - seen
        seen |= frontier
    return {report: _all_above(report, parents) - {report} for report in reports if report in parents}


def _all_above(report: int, parents: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    frontier = {report}
    while frontier:
        frontier = set().union(*(parents.get(one, set()) for one in frontier)) - found
        found |= frontier
    return found
