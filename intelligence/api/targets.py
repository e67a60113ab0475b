"""Targets for machines: reading them, opening one, and letting colleagues of other agencies in and out again."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import acted, posts
from intelligence.api.calibration import ChanceActions
from intelligence.api.presence import PresenceActions
from intelligence.models import RaidTarget
from intelligence.queries.lists import every
from intelligence.rules.targets import Scope
from intelligence.services.sharing import share_target, stop_sharing
from intelligence.services.targets import open_target
from taskforce.access.knowing import Purpose
from taskforce.access.services import find
from taskforce.accounts.models import User
from taskforce.kit.api import SeenFields, caller


class TargetSerializer(SeenFields):
    class Meta:
        model = RaidTarget
        fields = ["public_id", "version", "reference", "title", "sector", "premises", "opened_at", "closed_at"]


class TargetInput(serializers.Serializer[Any]):
    """One premises; a street or a district is refused."""

    title = serializers.CharField(max_length=80)
    sector = serializers.ChoiceField(choices=RaidTarget.Sector.choices)
    scope = serializers.ChoiceField(choices=[scope.value for scope in Scope])
    premises = serializers.ChoiceField(choices=RaidTarget.Premises.choices)
    address = serializers.CharField(max_length=400)
    description = serializers.CharField(max_length=8000, required=False, default="", allow_blank=True)


class ShareInput(serializers.Serializer[Any]):
    """With whom, and what they need it for."""

    colleague = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=[code.value for code in Purpose])


class StopInput(serializers.Serializer[Any]):
    colleague = serializers.UUIDField()


class Targets(PresenceActions, ChanceActions):
    """The targets the caller sees; opening one."""

    queryset = every(RaidTarget)
    serializer_class = TargetSerializer

    @extend_schema(request=TargetInput, responses={201: TargetSerializer})
    def create(self, request: Request) -> Response:
        given = TargetInput(data=request.data)
        given.is_valid(raise_exception=True)
        target = open_target(by=caller(request), at=timezone.now(), **given.validated_data)
        return Response(self.get_serializer(target).data, status=status.HTTP_201_CREATED)

    @posts(ShareInput)
    def share(self, request: Request, public_id: Any) -> Response:
        """Let a colleague of another agency work on it."""

        def does(*, by: User, colleague: Any, purpose: str) -> RaidTarget:
            at = timezone.now()
            share_target(target_id=public_id, colleague_id=colleague, by=by, purpose=purpose, at=at)
            return find(RaidTarget, by, public_id=public_id)

        return acted(request, ShareInput, does)

    @posts(StopInput, url_path="stop-sharing")
    def stop_sharing(self, request: Request, public_id: Any) -> Response:
        """Take it back: the colleague finds nothing there any more."""

        def does(*, by: User, colleague: Any) -> RaidTarget:
            stop_sharing(target_id=public_id, colleague_id=colleague, by=by)
            return find(RaidTarget, by, public_id=public_id)

        return acted(request, StopInput, does)
