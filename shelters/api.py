"""Placements for machines, read only: what each caller sees of them, and nothing of where a house is."""

from shelters import queries
from shelters.models import Placement
from taskforce.kit.api import ScopedViewSet, SeenFields


class PlacementSerializer(SeenFields):
    class Meta:
        model = Placement
        fields = [
            "public_id", "version", "reference", "shelter_code", "state", "is_child", "gender", "language",
            "requested_at", "answer_by", "arrived_at",
        ]  # fmt: skip


class Placements(ScopedViewSet):
    """The placements the caller sees, newest first."""

    queryset = queries.every_placement()
    serializer_class = PlacementSerializer
