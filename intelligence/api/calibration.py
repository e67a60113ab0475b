"""What past operations teach, for machines: a chance beside the rule, and how well chances came true."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intelligence.models import IntelligenceReport, OperationOutcome, RaidTarget
from intelligence.queries.calibration import Line, calibration_for, chance_at
from intelligence.queries.presence import presence_at
from intelligence.rules.calibration import Bin
from intelligence.rules.outcomes import OLDEST_DAYS, TOLD_MOST
from intelligence.services.outcomes import PastOperation, enter_past_operation
from taskforce.access.services import require_any
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class ChanceSerializer(serializers.Serializer[Any]):
    """The chance that people are found where evidence stands so, as a band. No approval reads it."""

    low = serializers.FloatField(allow_null=True, help_text="Null while too few operations are known.")
    chance = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    operations = serializers.IntegerField()
    needed = serializers.IntegerField()


class BinSerializer(serializers.Serializer[Any]):
    low = serializers.FloatField()
    high = serializers.FloatField()
    operations = serializers.IntegerField(allow_null=True, help_text="Null where they are too few to tell.")
    found = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class LineSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes declared fields off the class
    operations = serializers.IntegerField(allow_null=True, help_text="Null where they are too few to tell.")
    found = serializers.IntegerField(allow_null=True)
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    brier = serializers.FloatField(allow_null=True)


class CalibrationSerializer(serializers.Serializer[Any]):
    """How well chances came true. Brier: 0 is perfect; `brier_of_base_rate` is that of saying the same every time."""

    operations = serializers.IntegerField()
    needed = serializers.IntegerField()
    brier = serializers.FloatField(allow_null=True)
    brier_of_base_rate = serializers.FloatField(allow_null=True)
    bins = BinSerializer(many=True)
    levels = LineSerializer(many=True)
    units = LineSerializer(many=True)
    source_types = LineSerializer(many=True)


class PastOperationInput(serializers.Serializer[Any]):
    """An operation from before: how its evidence stood on its day, and what it found."""

    went_at = serializers.DateTimeField()
    sector = serializers.ChoiceField(choices=RaidTarget.Sector.choices)
    origins = serializers.IntegerField(min_value=0, max_value=TOLD_MOST, help_text="Three and more are 3.")
    first_hand = serializers.IntegerField(min_value=0, max_value=TOLD_MOST, help_text="Three and more are 3.")
    fresh_days = serializers.IntegerField(min_value=0, max_value=OLDEST_DAYS, default=None, allow_null=True)
    source_types = serializers.ListField(
        child=serializers.ChoiceField(choices=IntelligenceReport.SourceType.choices), default=list
    )
    result = serializers.ChoiceField(choices=OperationOutcome.Result.choices[1:])


class OutcomeSerializer(SeenFields):
    class Meta:
        model = OperationOutcome
        fields = [
            "public_id", "version", "reference", "sector", "origins", "first_hand", "fresh_days", "level", "rule",
            "source_types", "went_at", "result", "recorded_at",
        ]  # fmt: skip


class ChanceActions(ScopedViewSet):
    """What machines read of the chance beside the rule."""

    @extend_schema(responses={200: ChanceSerializer})
    @action(detail=True, methods=["get"])
    def chance(self, request: Request, public_id: UUID) -> Response:
        """The learned chance; looking at it is on record like looking at the target."""
        self.retrieve(request, public_id=public_id)
        target, now = self.get_object(), timezone.now()
        found = chance_at(caller(request), target, presence_at(target, now=now), now=now)
        band = found.band
        said = {
            "low": band and band.low, "chance": band and band.chance, "high": band and band.high,
            "operations": found.operations, "needed": found.needed,
        }  # fmt: skip
        return Response(ChanceSerializer(said).data)


class CalibrationNow(APIView):
    """How well chances came true, over the operations the caller may see. Analysts and supervisors."""

    @extend_schema(responses={200: CalibrationSerializer})
    def get(self, request: Request) -> Response:
        user = caller(request)
        require_any(user, "compare", OperationOutcome)
        found = calibration_for(user)
        said = {
            "operations": found.operations,
            "needed": found.needed,
            "brier": found.score and found.score.brier,
            "brier_of_base_rate": found.score and found.score.of_base_rate,
            "bins": [_bin(one, is_told=is_told) for one, is_told in found.bins],
            "levels": [_line(one) for one in found.levels],
            "units": [_line(one) for one in found.units],
            "source_types": [_line(one) for one in found.source_types],
        }
        return Response(CalibrationSerializer(said).data)


class PastOperations(APIView):
    """Entering operations of the caller's unit from before."""

    @extend_schema(request=PastOperationInput, responses={201: OutcomeSerializer})
    def post(self, request: Request) -> Response:
        user, given = caller(request), PastOperationInput(data=request.data)
        require_any(user, "enter", OperationOutcome)
        given.is_valid(raise_exception=True)
        facts: dict[str, Any] = dict(given.validated_data)
        past = PastOperation(source_types=tuple(facts.pop("source_types")), **facts)
        kept = enter_past_operation(past=past, by=user, at=timezone.now())
        return Response(OutcomeSerializer(kept, context={"request": request}).data, status=status.HTTP_201_CREATED)


def _bin(one: Bin, *, is_told: bool) -> dict[str, Any]:
    if not is_told:
        return {"low": one.low, "high": one.high, "operations": None, "found": None, "mean": None, "interval": None}
    return {
        "low": one.low, "high": one.high, "operations": one.operations, "found": one.found, "mean": one.mean,
        "interval": one.interval,
    }  # fmt: skip


def _line(one: Line) -> dict[str, Any]:
    if not one.is_told:
        return {"label": one.label, "operations": None, "found": None, "interval": None, "brier": None}
    return {
        "label": one.label, "operations": one.operations, "found": one.found, "interval": one.interval,
        "brier": one.score and one.score.brier,
    }  # fmt: skip
