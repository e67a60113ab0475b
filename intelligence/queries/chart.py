"""What stands around a target: up to two steps of people, things, reports and other targets that somebody may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from intelligence.models import Entity, EntityLink, EntityTie, IntelligenceReport, RaidTarget, TargetLink
from intelligence.queries.entities import entities_standing
from intelligence.rules.chart import Edge, steps_from

REPORT, TARGET = "report", "target"
MOST_REPORTS = 100  # on one target; a picture of more shows nothing


@dataclass(frozen=True, slots=True)
class Fact:
    """One edge with what it says: from, relation, to, and the report behind it where the reader sees it."""

    edge: Edge
    relation: str
    source: IntelligenceReport | None
    since: Any = None
    until: Any = None


@dataclass(slots=True)
class Graph:
    """Nodes by key, and the facts between them. Whatever the reader may not see is not among them."""

    starts: list[str]
    nodes: dict[str, Any] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    is_capped: bool = False  # there are more reports than the newest that are shown

    def without(self, kinds: Iterable[str]) -> "Graph":
        """The same without nodes of these kinds; what is then out of reach goes too. The starts always stay."""
        gone = set(kinds)
        kept = {k for k, node in self.nodes.items() if k in self.starts or kind_of(node) not in gone}
        facts = [fact for fact in self.facts if fact.edge.one in kept and fact.edge.other in kept]
        reached = steps_from(self.starts, [fact.edge for fact in facts])
        return Graph(
            self.starts,
            {key: node for key, node in self.nodes.items() if key in reached},
            [fact for fact in facts if fact.edge.one in reached and fact.edge.other in reached],
            self.is_capped,
        )


def kind_of(node: Any) -> str:
    """What a node is: "target", "report", or the kind of thing."""
    if isinstance(node, Entity):
        return str(node.kind)
    return REPORT if isinstance(node, IntelligenceReport) else TARGET


def key_of(node: Any) -> str:
    """What a node is called within one graph."""
    return f"{node._meta.model_name}:{node.pk}"


def around_targets(user: Any, targets: Sequence[RaidTarget]) -> Graph:
    """Everything up to two steps from these targets that this person may see: a case is a list of targets.

    Of the reports that speak of them the newest hundred.
    As many statements for one thing as for a hundred. The caller has found the targets through their policy.
    """
    links = _holding(EntityLink, user, target__in=targets)
    spoken = TargetLink.objects.visible_to(user).filter(target__in=targets)
    said = list(spoken.order_by("-reported_at", "-report")[: MOST_REPORTS + 1])
    is_capped = len(said) > MOST_REPORTS
    said = said[:MOST_REPORTS]
    near, reports = {link.entity_id for link in links}, {link.report_id for link in said}
    ties = _ties(user, near)
    far = near | {tie.one_id for tie in ties} | {tie.other_id for tie in ties}
    links = list({link.pk: link for link in [*links, *_holding_either(user, entities=far, reports=reports)]}.values())
    far |= {link.entity_id for link in links}
    ties = list({tie.pk: tie for tie in [*ties, *_ties(user, far - near)]}.values())
    graph = _graph(user, targets, links, said, ties)
    graph.is_capped = is_capped
    return graph


def _graph(
    user: Any, targets: Sequence[RaidTarget], links: Sequence[EntityLink], said: Sequence[TargetLink],
    ties: Sequence[EntityTie],
) -> Graph:  # fmt: skip
    entities = entities_standing(user).in_bulk(
        {link.entity_id for link in links} | {t.one_id for t in ties} | {t.other_id for t in ties}
    )
    named = {link.report_id for link in links} | {link.report_id for link in said}
    named |= {link.source_id for link in links} | {tie.source_id for tie in ties}
    reports = (
        IntelligenceReport.objects.with_fields_for(user)
        .filter(purged_at__isnull=True)
        .prefetch_related("grades")
        .in_bulk(named - {None})
    )
    others = RaidTarget.objects.visible_to(user).in_bulk({link.target_id for link in links} - {None})
    others |= {target.pk: target for target in targets}
    ends = {link.pk: others.get(link.target_id) or reports.get(link.report_id) for link in links}
    facts = [_fact(f"link:{x.pk}", entities.get(x.entity_id), ends[x.pk], x, reports) for x in links]
    facts += [_fact(f"tie:{x.pk}", entities.get(x.one_id), entities.get(x.other_id), x, reports) for x in ties]
    facts += [_spoken(x, reports.get(x.report_id), others.get(x.target_id)) for x in said]
    graph = Graph([key_of(target) for target in targets])
    for node in [*others.values(), *entities.values(), *reports.values()]:
        graph.nodes[key_of(node)] = node
    graph.facts = [fact for fact in facts if fact is not None]
    return graph.without(())


def _fact(key: str, one: Any, other: Any, tie: EntityLink | EntityTie, reports: Any) -> Fact | None:
    """The fact, where the reader sees both ends."""
    if one is None or other is None:
        return None
    source = other if isinstance(other, IntelligenceReport) else reports.get(tie.source_id)
    return Fact(Edge(key, key_of(one), key_of(other)), str(tie.get_relation_display()), source, tie.since, tie.until)


def _spoken(link: TargetLink, report: Any, target: Any) -> Fact | None:
    if report is None or target is None:
        return None
    return Fact(Edge(f"said:{link.pk}", key_of(report), key_of(target)), str(link.get_stance_display()), report)


def _holding(model: Any, user: Any, **of: Any) -> list[Any]:
    return list(model.objects.visible_to(user).filter(ended_at__isnull=True, **of).order_by("pk"))


def _holding_either(user: Any, *, entities: set[int], reports: set[int]) -> list[EntityLink]:
    """Links of these things to whatever else, and of whatever else to these reports."""
    rows = EntityLink.objects.visible_to(user).filter(ended_at__isnull=True)
    return list(rows.filter(Q(entity__in=entities) | Q(report__in=reports)).order_by("pk"))


def _ties(user: Any, entities: set[int]) -> list[EntityTie]:
    rows = EntityTie.objects.visible_to(user).filter(ended_at__isnull=True)
    return list(rows.filter(Q(one__in=entities) | Q(other__in=entities)).order_by("pk"))
