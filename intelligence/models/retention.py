"""How long a report is kept: reviews that validate it or let it go, and legal holds (28 CFR 23.20(h))."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField


class ReviewDecision(Record):
    """One review: validated with fresh facts, or to be purged, which a second person confirms or the clock does."""

    prefix: ClassVar[str] = "RD"
    sealed_to: ClassVar[str] = "agency"

    class Decision(models.TextChoices):
        VALIDATED = "validated", _("Keep it: there is suspicion still")
        PURGE = "purge", _("Purge it")

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="reviews")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    facts = SealedTextField()
    learned_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    former_due = models.DateTimeField()
    new_due = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_validates_with_facts_or_purges",
                condition=Q(decision="validated", new_due__isnull=False, learned_at__lte=F("decided_at"))
                | Q(decision="purge", new_due=None),
            ),
            models.CheckConstraint(
                name="purge_confirmed_by_another",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (Q(decision="purge", confirmed_at__isnull=False) & ~Q(confirmed_by=F("decided_by"))),
            ),
        ]
        triggers = [pgtrigger.Protect(name="review_kept", operation=pgtrigger.Delete)]


class LegalHold(Record):
    """The one thing that keeps a report beyond its time: a reason, and until when; somebody else releases it."""

    prefix: ClassVar[str] = "LH"
    sealed_to: ClassVar[str] = "agency"

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="holds")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="hold_ends", condition=Q(until__gt=F("placed_at"))),
            models.CheckConstraint(
                name="hold_released_by_another",
                condition=Q(released_at=None, released_by=None)
                | (Q(released_at__isnull=False) & ~Q(released_by=F("placed_by"))),
            ),
        ]
        triggers = [pgtrigger.Protect(name="hold_kept", operation=pgtrigger.Delete)]
