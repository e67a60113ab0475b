"""Tips for machines: what a tip line's own system hands over, and what its staff read of it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.models import Tip
from intelligence.queries.lists import every
from intelligence.services.tips import TipGiven, take_tip
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


class Tips(ScopedViewSet):
    """The tips the caller sees, newest first; and taking one down. Deciding is done on the page."""

    queryset = every(Tip)
    serializer_class = TipSerializer

    @extend_schema(request=TipInput, responses={201: TipSerializer})
    def create(self, request: Request) -> Response:
        given = TipInput(data=request.data)
        given.is_valid(raise_exception=True)
        tip = take_tip(tip=TipGiven(**given.validated_data), by=caller(request), at=timezone.now())
        return Response(self.get_serializer(self.get_queryset().get(pk=tip.pk)).data, status=status.HTTP_201_CREATED)
