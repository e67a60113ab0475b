"""The link chart and the timeline of a target, for machines."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from intelligence.models import Entity, IntelligenceReport, RaidTarget
from intelligence.queries.chart import Graph, around_targets, kind_of
from intelligence.queries.timeline import place_named, timeline
from taskforce.access.reading import put_list_on_record, put_on_record
from taskforce.access.services import fields_of, find
from taskforce.accounts.models import User
from taskforce.kit.api import caller
from taskforce.kit.purposes import remembered

TARGET = OpenApiParameter("public_id", UUID, OpenApiParameter.PATH)


class NodeSerializer(serializers.Serializer[Any]):
    public_id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.CharField()
    role = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # a field of its own


class EdgeSerializer(serializers.Serializer[Any]):
    one = serializers.UUIDField()
    relation = serializers.CharField()
    other = serializers.UUIDField()
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # a field of its own
    grade = serializers.CharField(allow_null=True)
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class ChartSerializer(serializers.Serializer[Any]):
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)


class MomentSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    ref = serializers.UUIDField()
    what = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    who = serializers.CharField(allow_blank=True)


class TimelineSerializer(serializers.Serializer[Any]):
    moments = MomentSerializer(many=True)
    before = serializers.CharField(allow_null=True)


class Charts(ViewSet):
    """Everything up to two steps from a target that the caller may see."""

    lookup_field = "public_id"

    @extend_schema(responses=ChartSerializer, parameters=[TARGET])
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        user = caller(request)
        target = _opened(request, user, public_id)
        graph = around_targets(user, [target])
        _listed(user, list(graph.nodes.values()))
        return Response(ChartSerializer(_said(user, graph)).data)


class Timelines(ViewSet):
    """What happened around a target, newest first; `before` of one page begins the next."""

    lookup_field = "public_id"

    @extend_schema(
        responses=TimelineSerializer,
        parameters=[TARGET, OpenApiParameter("before", str), OpenApiParameter("kind", str)],
    )
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        user = caller(request)
        target = _opened(request, user, public_id)
        before = place_named(request.GET.get("before", ""))
        found = timeline(user, [target], kind=request.GET.get("kind", ""), before=before)
        _listed(user, [moment.row for moment in found.moments])
        last = found.last
        place = f"{last.at.isoformat()}|{last.kind}|{last.ref}" if last else None
        return Response(TimelineSerializer({"moments": found.moments, "before": place}).data)


def _opened(request: Request, user: User, public_id: UUID) -> RaidTarget:
    target = find(RaidTarget, user, public_id=public_id)
    put_on_record(user, target, purpose=request.headers.get("X-Purpose", ""), remembered=remembered(request))
    return target


def _listed(user: User, rows: list[Any]) -> None:
    """Put on record what is shown, model by model."""
    for model in (Entity, IntelligenceReport, RaidTarget):
        put_list_on_record(user, [row for row in rows if isinstance(row, model)])


def _said(user: User, graph: Graph) -> dict[str, Any]:
    return {
        "nodes": [
            {
                "public_id": node.public_id, "reference": node.reference, "kind": kind_of(node),
                "role": getattr(node, "role", ""), "label": _label(user, node),
            }
            for node in graph.nodes.values()
        ],
        "edges": [
            {
                "one": graph.nodes[fact.edge.one].public_id, "relation": fact.relation,
                "other": graph.nodes[fact.edge.other].public_id,
                "source": fact.source.reference if fact.source else None,
                "grade": str(fact.source.current_grade()) if fact.source else None,
                "since": fact.since, "until": fact.until,
            }
            for fact in graph.facts
        ],
    }  # fmt: skip


def _label(user: User, node: Any) -> str | None:
    if isinstance(node, Entity):
        return node.shown_label if "label" in fields_of(user, node) else None
    return node.title if isinstance(node, RaidTarget) else None
