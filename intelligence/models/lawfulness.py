"""That a report was obtained unlawfully: a mark with reasons, which stands until somebody else lifts it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from intelligence.models.reports import IntelligenceReport
from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField


class UnlawfulMark(Record):
    """The judgement that a report was obtained unlawfully (28 CFR 23.20(d)); what rests on it is tainted too."""

    prefix: ClassVar[str] = "UM"
    sealed_to: ClassVar[str] = "agency"

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="marks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reasons = SealedTextField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    lift_reasons = SealedTextField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-marked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mark_lifted_by_another",
                condition=Q(lifted_at=None, lifted_by=None)
                | (Q(lifted_at__isnull=False) & ~Q(lifted_by=F("marked_by"))),
            ),
            models.UniqueConstraint(name="one_mark_stands", fields=["report"], condition=Q(lifted_at=None)),
        ]
        triggers = [pgtrigger.Protect(name="mark_kept", operation=pgtrigger.Delete)]
