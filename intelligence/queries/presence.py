"""The presence assessment of a target, over all its evidence."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from intelligence.models import (
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetLink,
)
from intelligence.rules.evidence import Item, Stance
from intelligence.rules.indicators import Weighed
from intelligence.rules.lineage import lineage_roots
from intelligence.rules.presence import Assessment, Clause, assess_presence
from taskforce.accounts.acting import as_house
from taskforce.jurisdiction.pack import pack

# In the commercial sex sector forced tasks or clients are themselves the exploitation (D5); the paper's own column for
# D4 there is unrated, and unrated indicators alone must never be enough.
PURPOSE = {"labour": frozenset({"D4"}), "sex": frozenset({"D4", "D5"}), "other": frozenset({"D4"})}


@dataclass(frozen=True, slots=True)
class Presence:
    """An assessment with the words a person reads, and a digest that changes whenever the evidence does."""

    assessment: Assessment
    sentences: tuple[tuple[Clause, str, str], ...]
    digest: str

    @property
    def level(self) -> str:
        return self.assessment.level.value


@as_house("an assessment weighs all the evidence")
def presence_at(target: RaidTarget, *, now: datetime) -> Presence:
    """The presence assessment of a target by rule v1, over ALL its evidence.

    It runs inside the source domain, whoever asks: a reader may see the counts where they may not see the reports
    (domain paper, 2.3). Four statements: links, grades, derivations, verification is not among them.
    """
    items = _items(target)
    labels = pack()
    assessment = assess_presence(
        items,
        adult_weights=_weights(target.sector, "adult"),
        child_weights=_weights(target.sector, "child"),
        purpose=PURPOSE[target.sector],
        fresh_for=labels.duration("presence.first_hand_fresh"),
        lineages_needed=labels.number("presence.lineages"),
        now=now,
    )
    sentences = tuple((clause, *_sentence(clause)) for clause in assessment.clauses)
    return Presence(assessment, sentences, _digest(items))


def _items(target: RaidTarget) -> list[Item]:
    links = list(
        TargetLink.objects.filter(target=target, report__retracted_at__isnull=True)
        .select_related("report")
        .prefetch_related("report__grades")
    )
    roots = _roots(links)
    return [
        Item(
            ref=link.report.reference,
            grade=link.report.current_grade().value(),
            stance=Stance(link.stance),
            observed_at=link.report.observed_at,
            is_first_hand=link.report.access == IntelligenceReport.Access.DIRECT,
            is_lawful=link.report.is_lawful,
            speaks_of_child=link.report.speaks_of_child,
            roots=roots[str(link.report_id)],
            indicators=frozenset(link.report.indicators),
        )
        for link in sorted(links, key=lambda link: link.report_id)
    ]


def _roots(links: Sequence[TargetLink]) -> dict[str, frozenset[str]]:
    """Origins over every ancestor of the linked reports, whether linked here or not."""
    known = {link.report_id: link.report for link in links}
    edges: set[tuple[int, int]] = set()
    frontier = set(known)
    while frontier:
        found = list(ReportDerivation.objects.filter(child__in=frontier).select_related("parent"))
        edges |= {(edge.child_id, edge.parent_id) for edge in found}
        frontier = {edge.parent_id for edge in found} - set(known)
        known |= {edge.parent_id: edge.parent for edge in found}
    return lineage_roots(
        {str(pk): str(report.agency_id) for pk, report in known.items()},
        [(str(child), str(parent)) for child, parent in edges],
        undeclared=frozenset(str(pk) for pk, report in known.items() if not report.origin_declared),
    )


def _weights(sector: str, age: str) -> dict[str, Weighed]:
    column = f"{age}_sex" if sector == RaidTarget.Sector.SEX else age
    return {code: Weighed(row["dimension"], row.get(column, "W")) for code, row in pack().lists["indicators"].items()}


def _digest(items: Sequence[Item]) -> str:
    facts = [
        [i.ref, i.grade.scheme, i.grade.source, i.grade.information, i.stance, i.observed_at.isoformat(),
         i.is_first_hand, i.is_lawful, i.speaks_of_child, sorted(i.roots), sorted(i.indicators)]
        for i in items
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _sentence(clause: Clause) -> tuple[str, str]:
    """What the clause asks, and what was found, in plain words. Counts of 3 and more read 3+ (2.3)."""
    found = "3+" if clause.found >= 3 else str(clause.found)
    fresh = pack().values["presence.first_hand_fresh"].amount
    asked = {
        "a": _("At least %(needed)s independent origins") % {"needed": clause.needed},
        "b": _("At least one first-hand observation"),
        "c": _("Two of them graded B2 or C2 or better"),
        "d": _("Newest first-hand observation under %(days)s days old") % {"days": fresh},
        "e": _("Indicators show exploitation, and means of control unless a child is concerned"),
        "f": _("Nothing of equal or better grade speaks against it"),
    }[clause.code]
    told = {
        "a": _("%(found)s found") % {"found": found},
        "b": _("%(found)s found") % {"found": found},
        "c": _("%(found)s found") % {"found": found},
        "d": _("%(found)s fresh") % {"found": found},
        "e": _("%(found)s of %(needed)s shown") % {"found": clause.found, "needed": clause.needed},
        "f": _("%(found)s against") % {"found": found},
    }[clause.code]
    return asked, told
