"""Which indicators reports name on a target, and what they make of each dimension (5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.queries.weighing import gathered
from intelligence.rules.evidence import Stance
from intelligence.rules.indicator_list import PRESENTATION, UNRATED, column_of, counts_as, weight_in
from intelligence.rules.indicators import is_positive
from taskforce.accounts.acting import as_house
from taskforce.jurisdiction.pack import pack


@dataclass(frozen=True, slots=True)
class Named:
    """One indicator that reports name: what it weighs here, and the reports the reader sees that name it."""

    code: str
    label: str
    weight: str
    is_presentation: bool
    reports: tuple[IntelligenceReport, ...]
    others: int

    @property
    def is_unrated(self) -> bool:
        return self.weight == UNRATED


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: what was named of it, how many of each weight, and whether that makes it positive."""

    code: str
    title: str
    named: tuple[Named, ...]
    is_positive: bool

    def of(self, weight: str) -> int:
        """How many count as strong, medium or weak."""
        return sum(counts_as(one.weight) == weight for one in self.named)

    @property
    def strong(self) -> int:
        return self.of("S")

    @property
    def medium(self) -> int:
        return self.of("M")

    @property
    def weak(self) -> int:
        return self.of("W")


@dataclass(frozen=True, slots=True)
class Indicators:
    """What the list makes of everything that supports that people are held at a target."""

    dimensions: tuple[Dimension, ...]
    is_child: bool
    coarse: tuple[str, ...]
    title: str
    source: str
    version: str


def indicators_on(user: Any, target: RaidTarget) -> Indicators:
    """Every dimension of the pack's list, over ALL usable reports that support presence, as the assessment weighs them.

    Codes and counts come from all of them, whoever asks; a report is named only where the reader sees it. The caller
    has found `target` through its policy. Seven statements at most.
    """
    counting, is_child = _counting(target)
    seen = IntelligenceReport.objects.visible_to(user).in_bulk(counting)
    lists = pack().lists
    column = column_of(sector=target.sector, is_child=is_child)
    by_code: dict[str, list[int]] = {}
    for pk, codes in counting.items():
        for code in codes:
            by_code.setdefault(code, []).append(pk)
    return Indicators(
        dimensions=tuple(
            _dimension(code, row["title"], by_code, seen, column) for code, row in lists["dimensions"].items()
        ),
        is_child=is_child,
        coarse=tuple(row["title"] for row in lists["coarse"].values() if by_code.keys() & set(row["codes"])),
        **{name: lists["indicator_list"][name] for name in ("title", "source", "version")},
    )


def structural() -> list[str]:
    """What makes exploitation likelier anywhere, and is never a finding about anybody."""
    return [row["title"] for row in pack().lists["structural"].values()]


def _counting(target: RaidTarget) -> tuple[dict[int, list[str]], bool]:
    """The indicators of each report that counts as the assessment counts it; and whether one speaks of a child."""
    items = gathered(target).items
    usable = [item for item in items if item.weightless is None and item.stance is Stance.SUPPORTS]
    return {int(item.ref): sorted(item.indicators) for item in usable}, any(item.speaks_of_child for item in usable)


def _dimension(
    code: str, title: str, by_code: Mapping[str, list[int]], seen: Mapping[int, IntelligenceReport], column: str
) -> Dimension:
    rows = pack().lists["indicators"]
    named = tuple(
        Named(
            one, row["label"], weight_in(row, column), row.get("kind") == PRESENTATION,
            tuple(seen[pk] for pk in sorted(by_code[one]) if pk in seen),
            sum(pk not in seen for pk in by_code[one]),
        )
        for one, row in rows.items()
        if row["dimension"] == code and one in by_code
    )  # fmt: skip
    return Dimension(code, title, named, is_positive(counts_as(one.weight) for one in named))


@as_house("how many reports a list would leave behind")
def reports_naming(codes: list[str]) -> dict[str, int]:
    """How many reports name each of these codes, over all agencies: for whoever runs the system, as counts alone."""
    found = {code: IntelligenceReport.objects.filter(indicators__contains=[code]).count() for code in codes}
    return {code: number for code, number in found.items() if number}
