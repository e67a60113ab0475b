"""Tips for machines: what a tip line's own system hands over, and what its staff read of it."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import acted, posts
from intelligence.api.reports import WrittenInput, grade_in
from intelligence.models import IntelligenceReport, Tip
from intelligence.queries.lists import every
from intelligence.services.reports import ReportGiven
from intelligence.services.tips import TipGiven, dismiss_tip, look_at_tip, pass_tip_on, promote_tip, take_tip
from taskforce.accounts.models import User
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class TipSerializer(SeenFields):
    text = serializers.CharField()
    teller = serializers.CharField()

    class Meta:
        model = Tip
        fields = [
            "public_id", "version", "reference", "channel", "text", "teller", "received_at", "state", "looked_at",
            "decided_at", "purge_at", "purged_at",
        ]  # fmt: skip


class TipInput(serializers.Serializer[Any]):
    """What a tip is taken down with."""

    channel = serializers.ChoiceField(choices=Tip.Channel.choices)
    text = serializers.CharField(max_length=20000)
    received_at = serializers.DateTimeField()
    teller = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class DismissInput(serializers.Serializer[Any]):
    """Why nothing follows from it; and, where it repeats another tip, which."""

    reason = serializers.CharField(max_length=2000)
    repeats = serializers.UUIDField(required=False, default=None, allow_null=True)


class PassOnInput(serializers.Serializer[Any]):
    to = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=2000)


class PromoteInput(WrittenInput):
    """The report that is made of it, and what makes it more than talk."""

    reason = serializers.CharField(max_length=2000)


class Tips(ScopedViewSet):
    """The tips the caller sees, newest first; taking one down, looking at it, and deciding."""

    queryset = every(Tip)
    serializer_class = TipSerializer

    @extend_schema(request=TipInput, responses={201: TipSerializer})
    def create(self, request: Request) -> Response:
        given = TipInput(data=request.data)
        given.is_valid(raise_exception=True)
        tip = take_tip(tip=TipGiven(**given.validated_data), by=caller(request), at=timezone.now())
        return Response(self.get_serializer(self.get_queryset().get(pk=tip.pk)).data, status=status.HTTP_201_CREATED)

    @posts(None)
    def look(self, request: Request, public_id: UUID) -> Response:
        """Say that one has looked at it."""
        return acted(request, None, lambda by: look_at_tip(tip_id=public_id, by=by, at=timezone.now()))

    @posts(DismissInput)
    def dismiss(self, request: Request, public_id: UUID) -> Response:
        """Decide that nothing follows from it."""

        def does(*, repeats: UUID | None, **facts: Any) -> Tip:
            return dismiss_tip(tip_id=public_id, repeats_id=repeats, at=timezone.now(), **facts)

        return acted(request, DismissInput, does)

    @posts(PassOnInput, url_path="pass-on")
    def pass_on(self, request: Request, public_id: UUID) -> Response:
        """Decide that it is somebody else's. The house sends nothing."""
        return acted(
            request, PassOnInput, lambda **facts: pass_tip_on(tip_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @posts(PromoteInput)
    def promote(self, request: Request, public_id: UUID) -> Response:
        """Make a report of it; the answer names the report."""

        def does(*, by: User, reason: str, **facts: Any) -> IntelligenceReport:
            grade = grade_in(facts)
            given = ReportGiven(source_type=IntelligenceReport.SourceType.PUBLIC_TIP, source_ref="", **facts)
            return promote_tip(tip_id=public_id, report=given, grade=grade, reason=reason, by=by, at=timezone.now())

        return acted(request, PromoteInput, does)
