"""People and things, and what ties them, for machines."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import acted, posts
from intelligence.models import Entity, EntityLink, EntityTie, ReasonableSuspicion
from intelligence.models.entities import Ended, Relation
from intelligence.queries.entities import PEOPLE, SUBJECTS, merged_away, shown_as
from intelligence.queries.lists import every
from intelligence.services.entities import (
    EntityGiven,
    TieGiven,
    add_entity,
    describe_entity,
    end_link,
    end_tie,
    link_to_report,
    link_to_target,
    tie_entities,
)
from intelligence.services.entity_retention import renew_entity
from intelligence.services.suspicion import change_role, review_suspicion, suspect
from taskforce.kit.api import ScopedViewSet, SeenFields, caller

TIE = ["public_id", "version", "relation", "since", "until", "at", "ended_at", "ended_because"]


class EntitySerializer(SeenFields):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of its own
    details = serializers.CharField()

    class Meta:
        model = Entity
        fields = ["public_id", "version", "reference", "kind", "role", "label", "details", "added_at", "kept_until"]


class LinkSerializer(SeenFields):
    entity = serializers.UUIDField(source="entity.public_id")
    target = serializers.UUIDField(source="target.public_id", default=None, allow_null=True)
    report = serializers.UUIDField(source="report.public_id", default=None, allow_null=True)

    class Meta:
        model = EntityLink
        fields = [*TIE, "entity", "target", "report"]


class TieSerializer(SeenFields):
    one = serializers.UUIDField(source="one.public_id")
    other = serializers.UUIDField(source="other.public_id")

    class Meta:
        model = EntityTie
        fields = [*TIE, "one", "other"]


class EntityInput(serializers.Serializer[Any]):
    """Somebody or something; a person with what they may be, never as a subject."""

    kind = serializers.ChoiceField(choices=Entity.Kind.choices)
    role = serializers.ChoiceField(choices=Entity.Role.choices, required=False, default="")
    label = serializers.CharField(max_length=200)  # type: ignore[assignment]  # a field of its own
    details = serializers.CharField(max_length=8000, required=False, default="", allow_blank=True)
    bears_on_offence = serializers.BooleanField(default=False)


class DescribeInput(serializers.Serializer[Any]):
    """What it is called and what is known, both written anew."""

    version = serializers.IntegerField()
    label = serializers.CharField(max_length=200)  # type: ignore[assignment]  # a field of its own
    details = serializers.CharField(max_length=8000, allow_blank=True)
    bears_on_offence = serializers.BooleanField(default=False)


class RoleInput(serializers.Serializer[Any]):
    """What a person may be: anything but a subject, which takes facts and a second person."""

    role = serializers.ChoiceField(choices=Entity.Role.choices)


class SuspectInput(serializers.Serializer[Any]):
    """Facts that point to a person, and the offence by its code in the pack."""

    facts = serializers.CharField(max_length=8000)
    offence = serializers.CharField(max_length=24)
    bears_on_offence = serializers.BooleanField(default=False)


class RenewInput(serializers.Serializer[Any]):
    version = serializers.IntegerField()


class ReviewInput(serializers.Serializer[Any]):
    is_enough = serializers.BooleanField()


class TieInput(serializers.Serializer[Any]):
    """How two belong together."""

    relation = serializers.ChoiceField(choices=Relation.choices)
    source = serializers.UUIDField(required=False, default=None, allow_null=True)  # type: ignore[assignment]  # a field of its own
    since = serializers.DateField(required=False, default=None, allow_null=True)
    until = serializers.DateField(required=False, default=None, allow_null=True)
    bears_on_offence = serializers.BooleanField(default=False)

    def tie(self) -> TieGiven:
        """What was said of the two."""
        facts = self.validated_data
        return TieGiven(facts["relation"], facts["source"], facts["since"], facts["until"], facts["bears_on_offence"])


class LinkInput(TieInput):
    """Something that belongs to a target; or, without one, a report that mentions it."""

    entity = serializers.UUIDField()
    target = serializers.UUIDField(required=False, default=None, allow_null=True)
    report = serializers.UUIDField(required=False, default=None, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["target"] is None) == (attrs["report"] is None):
            raise serializers.ValidationError("Name one target, or one report.")
        return attrs


class OfTwoInput(TieInput):
    """Two things, read from the first to the other."""

    one = serializers.UUIDField()
    other = serializers.UUIDField()


class EndInput(serializers.Serializer[Any]):
    """Why it no longer holds."""

    because = serializers.ChoiceField(choices=[c for c in Ended.choices if c[0] != Ended.PURGED])


class Entities(ScopedViewSet):
    """The people and things the caller sees; and writing one down. People who are no subject: `?show=people` alone."""

    queryset = every(Entity)
    serializer_class = EntitySerializer

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.action != "list":
            return rows
        return rows.filter(shown_as(self.request.GET.get("show", ""))).exclude(pk__in=merged_away())

    @extend_schema(parameters=[OpenApiParameter("show", str, enum=["", SUBJECTS, PEOPLE, *Entity.Kind.values[1:]])])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=EntityInput, responses={201: EntitySerializer})
    def create(self, request: Request) -> Response:
        given = EntityInput(data=request.data)
        given.is_valid(raise_exception=True)
        made = add_entity(given=EntityGiven(**given.validated_data), by=caller(request), at=timezone.now())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @posts(DescribeInput)
    def describe(self, request: Request, public_id: UUID) -> Response:
        """Correct what is known. How long it is kept does not change."""
        return acted(request, DescribeInput, lambda **facts: describe_entity(entity_id=public_id, **facts))

    @posts(RoleInput)
    def role(self, request: Request, public_id: UUID) -> Response:
        """Say that a person is something else."""
        return acted(
            request, RoleInput, lambda **facts: change_role(entity_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @posts(SuspectInput)
    def suspect(self, request: Request, public_id: UUID) -> Response:
        """Write the facts for which a person may be a subject; the answer names what somebody else reviews."""
        return acted(
            request, SuspectInput, lambda **facts: suspect(entity_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @posts(RenewInput)
    def keep(self, request: Request, public_id: UUID) -> Response:
        """Keep it for another term."""
        return acted(
            request, RenewInput, lambda **facts: renew_entity(entity_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip


class SuspicionSerializer(SeenFields):
    entity = serializers.UUIDField(source="entity.public_id")
    facts = serializers.CharField()

    class Meta:
        model = ReasonableSuspicion
        fields = ["public_id", "version", "reference", "entity", "facts", "offence", "at", "reviewed_at", "declined_at"]


class Suspicions(ScopedViewSet):
    """The facts for which somebody is, or may be, a subject; and saying whether somebody else's are enough."""

    queryset = every(ReasonableSuspicion).select_related("entity")
    serializer_class = SuspicionSerializer

    @posts(ReviewInput)
    def review(self, request: Request, public_id: UUID) -> Response:
        """Find them enough, and the person is a subject; or not, and nothing changes."""
        return acted(
            request, ReviewInput, lambda **facts: review_suspicion(suspicion_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip


class EntityLinks(ScopedViewSet):
    """What belongs to which target, and which report mentions it; saying so, and letting it end."""

    queryset = every(EntityLink).select_related("entity", "target", "report")
    serializer_class = LinkSerializer

    @extend_schema(request=LinkInput, responses={201: LinkSerializer})
    def create(self, request: Request) -> Response:
        given = LinkInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts, by, at = given.validated_data, caller(request), timezone.now()
        if facts["target"]:
            made = link_to_target(entity_id=facts["entity"], target_id=facts["target"], tie=given.tie(), by=by, at=at)
        else:
            made = link_to_report(entity_id=facts["entity"], report_id=facts["report"], by=by, at=at)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndInput, responses={200: LinkSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, public_id: UUID) -> Response:
        given = EndInput(data=request.data)
        given.is_valid(raise_exception=True)
        ended = end_link(link_id=public_id, by=caller(request), at=timezone.now(), **given.validated_data)
        return Response(self.get_serializer(ended).data)


class EntityTies(ScopedViewSet):
    """Which two belong together; saying so, and letting it end."""

    queryset = every(EntityTie).select_related("one", "other")
    serializer_class = TieSerializer

    @extend_schema(request=OfTwoInput, responses={201: TieSerializer})
    def create(self, request: Request) -> Response:
        given = OfTwoInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.validated_data
        made = tie_entities(
            one_id=facts["one"], other_id=facts["other"], tie=given.tie(), by=caller(request), at=timezone.now()
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndInput, responses={200: TieSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, public_id: UUID) -> Response:
        given = EndInput(data=request.data)
        given.is_valid(raise_exception=True)
        ended = end_tie(tie_id=public_id, by=caller(request), at=timezone.now(), **given.validated_data)
        return Response(self.get_serializer(ended).data)
