"""Targets for machines."""

from intelligence.api.calibration import ChanceActions
from intelligence.api.presence import PresenceActions
from intelligence.models import RaidTarget
from intelligence.queries.lists import every
from taskforce.kit.api import SeenFields


class TargetSerializer(SeenFields):
    class Meta:
        model = RaidTarget
        fields = ["public_id", "version", "reference", "title", "sector", "premises", "opened_at", "closed_at"]


class Targets(PresenceActions, ChanceActions):
    """The targets the caller sees."""

    queryset = every(RaidTarget)
    serializer_class = TargetSerializer
