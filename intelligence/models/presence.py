"""What two people say of the presence of people at a target, and what was unlinked from it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.models.targets import RaidTarget
from taskforce.access.models import Record
from taskforce.audit.models import written_once
from taskforce.vault.fields import SealedTextField

# A supervisor affirms just what the analyst did: the database copies it, so that no second affirmation says otherwise.
WHAT_THE_FIRST_SAID = """
    IF NEW.first_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT target_id, digest, rule, by_id INTO NEW.target_id, NEW.digest, NEW.rule, NEW.first_by_id
        FROM intelligence_presenceaffirmation WHERE id = NEW.first_id AND part = 'analyst';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A second affirmation confirms that of an analyst';
    END IF;
    RETURN NEW;
"""


class PresenceAffirmation(Record):
    """That an analyst, and after them a supervisor, affirm with reasons that people are held at a target (SR-01).

    It is bound to the evidence (`digest`) and the rule it was read by. Whether it stands is derived, never stored.
    """

    prefix: ClassVar[str] = "A"
    sealed_to: ClassVar[str] = "target__agency"

    class Part(models.TextChoices):
        ANALYST = "analyst", _("Affirmed by an analyst")
        SUPERVISOR = "supervisor", _("Affirmed by a supervisor")

    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="affirmations")
    part = models.CharField(max_length=10, choices=Part.choices)
    digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=32)
    reasons = SealedTextField()
    lapses_at = models.DateTimeField(help_text=_("The last moment at which what was affirmed is fresh enough."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="seconds")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="affirmation_has_its_part",
                condition=Q(part="analyst", first__isnull=True, first_by__isnull=True)
                | Q(part="supervisor", first__isnull=False, first_by__isnull=False),
            ),
            models.CheckConstraint(
                name="affirmed_by_two_people", condition=Q(first_by__isnull=True) | ~Q(by=F("first_by"))
            ),
            models.UniqueConstraint(name="affirmed_once_by_each", fields=["target", "digest", "rule", "part", "by"]),
        ]
        indexes = [models.Index(name="affirmation_newest_first", fields=["target", "-at"])]
        triggers = [
            *written_once("affirmation"),
            pgtrigger.Trigger(
                name="repeats_the_first",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=WHAT_THE_FIRST_SAID,
            ),
        ]


class TargetUnlinking(Record):
    """That a report was taken off a target, by whom and why. The link is gone, and what it let others see with it."""

    prefix: ClassVar[str] = "N"
    sealed_to: ClassVar[str] = "target__agency"

    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="unlinkings")
    report = models.ForeignKey(IntelligenceReport, on_delete=models.CASCADE, related_name="unlinkings")
    stance = models.CharField(max_length=12)
    reason = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="unlinking_newest_first", fields=["target", "-at"])]
        triggers = [pgtrigger.Protect(name="unlinking_written_once", operation=pgtrigger.Update)]
