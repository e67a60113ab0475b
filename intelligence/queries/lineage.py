"""Where the reports on a target come from, as its reader may see it. Which source stands behind one is never told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intelligence.models import AccountContamination, IntelligenceReport, RaidTarget, ReportDerivation
from intelligence.queries.evidence import visible_among
from intelligence.queries.presence import Presence
from intelligence.rules.evidence import Stance
from intelligence.rules.lineage import Edge, independent_lineages, lineage_roots
from intelligence.rules.picture import Picture, picture
from taskforce.access.querysets import ScopedQuerySet

DRAWN = 40
LISTED = 200


@dataclass(frozen=True, slots=True)
class Derived:
    """One derivation in the table: both ends, None where the reader does not see one, and how."""

    child: IntelligenceReport | None
    parent: IntelligenceReport | None
    kind: str

    @property
    def how(self) -> str:
        return str(ReportDerivation.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Lineage:
    """The derivations behind a target's evidence, drawn and in a table; how many reports support it, from how many.

    `undrawn` are those that support it and of which nobody declared that they rest on another, as far as they are seen.
    `count_is_lower` says that fewer origins count than the picture shows: sources and agencies are counted, not shown.
    """

    derived: Sequence[Derived]
    picture: Picture
    labels: dict[str, str]
    supporting: int
    origins: int
    count_is_lower: bool
    is_whole: bool
    undrawn: Sequence[IntelligenceReport]


def lineage_of(user: Any, presence: Presence) -> Lineage:
    """Where the evidence that `presence` weighed comes from, for `user`. One statement.

    The caller has found the target through its policy. A report that `user` does not see stands there without a name.
    """
    weighed = presence.gathered
    edges = list(dict.fromkeys(weighed.edges))
    drawn = picture(edges, most=DRAWN)
    listed = _in_order(edges)[:LISTED]
    wanted = {int(box.ref) for box in drawn.boxes} | {int(ref) for edge in listed for ref in edge[:2]}
    supporting = [i for i in weighed.items if i.weightless is None and i.stance is Stance.SUPPORTS]
    tied = {ref for edge in edges for ref in edge[:2]}
    undrawn = [item.ref for item in supporting if item.ref not in tied][:DRAWN]
    shown = {str(pk): report for pk, report in visible_among(user, wanted | {int(ref) for ref in undrawn}).items()}
    origins = presence.assessment.clause("a").found
    return Lineage(
        [Derived(shown.get(child), shown.get(parent), kind) for child, parent, kind in listed],
        drawn,
        {box.ref: shown[box.ref].reference for box in drawn.boxes if box.ref in shown},
        len(supporting),
        origins,
        count_is_lower=origins < _origins_by_edges_alone(presence, [item.ref for item in supporting]),
        is_whole=drawn.is_whole and len(edges) <= LISTED,
        undrawn=[shown[ref] for ref in undrawn if ref in shown],
    )


def contaminations_on(user: Any, target: RaidTarget) -> ScopedQuerySet[AccountContamination]:
    """Which accounts on a target may have shaped each other, newest first, as far as `user` may know."""
    rows = AccountContamination.objects.visible_to(user).filter(one__links__target=target)
    return rows.select_related("one", "other", "by", "struck_by").distinct()


def accounts_beside(user: Any, report: IntelligenceReport) -> list[IntelligenceReport]:
    """Other survivors' accounts that `user` sees, newest first: which of them may have shaped this one."""
    account = IntelligenceReport.SourceType.SURVIVOR_ACCOUNT
    return list(IntelligenceReport.objects.visible_to(user).filter(source_type=account).exclude(pk=report.pk)[:200])


def _in_order(edges: Sequence[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (-int(edge[0]), -int(edge[1])))


def _origins_by_edges_alone(presence: Presence, refs: Sequence[str]) -> int:
    """How many origins somebody would count who knows only what was declared of the reports."""
    weighed = presence.gathered
    roots = lineage_roots(weighed.told, weighed.edges)
    wanted = set(refs)
    return independent_lineages([item._replace(roots=roots[item.ref]) for item in weighed.items if item.ref in wanted])
