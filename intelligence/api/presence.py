"""How sure we are of a target, for machines: the clauses, what would raise it, who affirmed it, and the lineage."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.models import PresenceAffirmation
from intelligence.queries.affirmations import fell_at
from intelligence.queries.clauses import cure, told
from intelligence.queries.evidence import behind_clauses
from intelligence.queries.lineage import lineage_of
from intelligence.queries.presence import presence_at, standing_presence
from intelligence.services.presence import affirm_presence, affirm_second
from taskforce.kit.api import ScopedViewSet, caller


class ClauseSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    is_met = serializers.BooleanField()
    found = serializers.CharField(help_text='3 and more read "3+".')
    needed = serializers.IntegerField()
    reports = serializers.ListField(child=serializers.CharField(), help_text="The newest behind it that you see.")


class NeedSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    number = serializers.CharField()
    words = serializers.CharField()
    raises_to = serializers.CharField()


class PresenceSerializer(serializers.Serializer[Any]):
    """Presence by the rule, and whether an analyst and a supervisor affirmed just this evidence."""

    level = serializers.CharField()
    rule = serializers.CharField()
    digest = serializers.CharField()
    lapses_at = serializers.DateTimeField(allow_null=True)
    clauses = ClauseSerializer(many=True)
    needs = NeedSerializer(many=True)
    is_affirmed = serializers.BooleanField()
    lacks = serializers.CharField(help_text="Who still has to affirm it: analyst, supervisor, or nobody.")
    fell = serializers.CharField(help_text="Why the last affirmation stands no more.")
    fell_at = serializers.DateTimeField(allow_null=True)


class AffirmInput(serializers.Serializer[Any]):
    """What is affirmed: the digest of the evidence that was read, and why."""

    part = serializers.ChoiceField(choices=PresenceAffirmation.Part.choices)
    digest = serializers.CharField(max_length=64)
    reasons = serializers.CharField(max_length=4000)


class DerivedSerializer(serializers.Serializer[Any]):
    report = serializers.CharField(allow_null=True)
    rests_on = serializers.CharField(allow_null=True)
    kind = serializers.CharField()


class LineageSerializer(serializers.Serializer[Any]):
    """Which report rests on which; a report that the caller does not see is null."""

    supporting = serializers.IntegerField()
    origins = serializers.CharField(help_text='3 and more read "3+".')
    derivations = DerivedSerializer(many=True)


class PresenceActions(ScopedViewSet):
    """What machines read of the presence at a target, and affirming it."""

    @extend_schema(responses={200: PresenceSerializer})
    @action(detail=True, methods=["get"])
    def presence(self, request: Request, public_id: Any) -> Response:
        """How sure we are; looking at it is on record like looking at the target."""
        self.retrieve(request, public_id=public_id)
        return Response(self._presence(request))

    @extend_schema(request=AffirmInput, responses={201: PresenceSerializer})
    @action(detail=True, methods=["post"])
    def affirm(self, request: Request, public_id: Any) -> Response:
        """Affirm it, in one's part, as the page does and with its refusals."""
        given = AffirmInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = dict(given.validated_data)
        service = affirm_presence if facts.pop("part") == PresenceAffirmation.Part.ANALYST else affirm_second
        service(target_id=public_id, by=caller(request), at=timezone.now(), **facts)
        return Response(self._presence(request), status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: LineageSerializer})
    @action(detail=True, methods=["get"])
    def lineage(self, request: Request, public_id: Any) -> Response:
        """Where the evidence comes from, as far as the caller sees it."""
        self.retrieve(request, public_id=public_id)
        found = lineage_of(caller(request), presence_at(self.get_object(), now=timezone.now()))
        derivations = [
            {
                "report": edge.child and edge.child.reference,
                "rests_on": edge.parent and edge.parent.reference,
                "kind": edge.kind,
            }
            for edge in found.derived
        ]
        said = {"supporting": found.supporting, "origins": told(found.origins), "derivations": derivations}
        return Response(LineageSerializer(said).data)

    def _presence(self, request: Request) -> Any:
        target = self.get_object()
        presence = standing_presence(target, now=timezone.now())
        behind = behind_clauses(caller(request), presence)
        stands = presence.standing
        said = {
            "level": presence.level,
            "rule": presence.assessment.rule,
            "digest": presence.digest,
            "lapses_at": presence.assessment.lapses_at,
            "clauses": [
                {"code": c.code, "is_met": c.is_met, "found": told(c.found), "needed": c.needed,
                 "reports": [report.reference for report in behind[c.code]]}
                for c in presence.assessment.clauses
            ],
            "needs": [
                {"code": n.cure.value, "number": told(n.number), "words": cure(n), "raises_to": n.raises_to.value}
                for n in presence.assessment.needs
            ],
            "is_affirmed": presence.is_affirmed,
            "lacks": stands.lacks,
            "fell": stands.fell.value if stands.fell else "",
            "fell_at": fell_at(target, stands),
        }  # fmt: skip
        return PresenceSerializer(said).data
