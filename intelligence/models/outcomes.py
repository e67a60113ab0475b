"""What operations found, beside how the evidence stood when they went: what chances are learned from (SR-18)."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.models.targets import RaidTarget
from intelligence.rules.outcomes import OLDEST_DAYS, TOLD_MOST, Features
from taskforce.access.models import Record
from taskforce.accounts.models import Agency

# How the evidence stood is frozen when the operation goes. Its result is written once, and stands.
FROZEN = """
    IF OLD.result <> 'pending' THEN
        RAISE EXCEPTION 'what an operation found is written once';
    END IF;
    IF (OLD.public_id, OLD.agency_id, OLD.target_id, OLD.operation, OLD.sector, OLD.origins, OLD.first_hand,
        OLD.fresh_days, OLD.level, OLD.rule, OLD.source_types, OLD.went_at)
        IS DISTINCT FROM
       (NEW.public_id, NEW.agency_id, NEW.target_id, NEW.operation, NEW.sector, NEW.origins, NEW.first_hand,
        NEW.fresh_days, NEW.level, NEW.rule, NEW.source_types, NEW.went_at) THEN
        RAISE EXCEPTION 'how the evidence stood is frozen when the operation goes';
    END IF;
    RETURN NEW;
"""


class OperationOutcome(Record):
    """One operation: how the evidence stood when it went, what the rule said, and whether people were found.

    `operation` is the public id of a plan of this house, with the target it was for. Without one it is an operation
    from before: its unit entered it by hand. Figures and codes alone: no person, no place, no word.
    """

    prefix: ClassVar[str] = "OC"

    class Result(models.TextChoices):
        PENDING = "pending", _("Not reviewed yet")
        FOUND = "found", _("People were found")
        NOBODY = "nobody", _("Nobody was found")
        UNCLEAR = "unclear", _("It was never clear")

    class Level(models.TextChoices):
        HIGH = "high", _("High")
        MODERATE = "moderate", _("Moderate")
        LOW = "low", _("Low")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(RaidTarget, null=True, on_delete=models.PROTECT, related_name="outcomes")
    operation = models.UUIDField(null=True, unique=True)
    sector = models.CharField(max_length=8, choices=RaidTarget.Sector.choices)
    origins = models.PositiveSmallIntegerField(help_text=_("Three and more are three."))
    first_hand = models.PositiveSmallIntegerField(help_text=_("Three and more are three."))
    fresh_days = models.PositiveSmallIntegerField(null=True)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    rule = models.CharField(max_length=32, blank=True)
    source_types = ArrayField(
        models.CharField(max_length=24, choices=IntelligenceReport.SourceType.choices), default=list, blank=True
    )
    went_at = models.DateTimeField()
    result = models.CharField(max_length=8, choices=Result.choices, default=Result.PENDING)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-went_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_figures_agree",
                condition=Q(origins__lte=TOLD_MOST, first_hand=0, fresh_days=None)
                | Q(
                    origins__range=(1, TOLD_MOST),
                    first_hand__range=(1, TOLD_MOST),
                    fresh_days__range=(0, OLDEST_DAYS),
                    fresh_days__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="outcome_known_by_somebody",
                condition=Q(result="pending", recorded_by=None, recorded_at=None)
                | (~Q(result="pending") & Q(recorded_by__isnull=False, recorded_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="outcome_of_a_plan_or_from_before",
                condition=Q(target__isnull=False, operation__isnull=False, level__in=["high", "moderate", "low"])
                | (Q(target=None, operation=None, level="", rule="") & ~Q(result="pending")),
            ),
        ]
        indexes = [models.Index(name="outcome_newest_known", fields=["-went_at"], condition=~Q(result="pending"))]
        triggers = [
            pgtrigger.Trigger(name="outcome_frozen", when=pgtrigger.Before, operation=pgtrigger.Update, func=FROZEN),
            pgtrigger.Protect(name="outcome_kept", operation=pgtrigger.Delete),
        ]

    @property
    def features(self) -> Features:
        """How the evidence stood, for the rules."""
        return Features(self.origins, self.first_hand, self.fresh_days, self.sector)

    @property
    def is_from_before(self) -> bool:
        return self.operation is None
