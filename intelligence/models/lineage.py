"""What makes accounts less independent than they look."""

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


class AccountContamination(Record):
    """That of two survivors' accounts one may have shaped the other: they are not independent of each other (2.3).

    It says nothing against either person. `one` and `other` stand in the order of their rows: a pair stands once. What
    was struck stays on record and counts no more.
    """

    prefix: ClassVar[str] = "AC"
    sealed_to: ClassVar[str] = "agency"

    class How(models.TextChoices):
        SHARED_A_ROOM = "shared_a_room", _("They were together before the first account")
        RELAYED = "relayed", _("One interpreter relayed details")
        DISCLOSED = "disclosed", _("The interviewer disclosed the other account")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(IntelligenceReport, on_delete=models.CASCADE, related_name="contaminated_with")
    other = models.ForeignKey(IntelligenceReport, on_delete=models.CASCADE, related_name="contaminates")
    how = models.CharField(max_length=16, choices=How.choices)
    reason = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_because = SealedTextField(null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="contamination_once", fields=["one", "other", "how"], condition=Q(struck_at=None)
            ),
            models.CheckConstraint(name="contamination_of_two", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(
                name="contamination_struck_by_somebody",
                condition=Q(struck_at=None, struck_by=None) | Q(struck_at__gte=F("at"), struck_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="contamination_stands_as_said", fields=["agency", "one", "other", "how", "by", "at"]
            ),
            pgtrigger.Protect(
                name="contamination_struck_once", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__struck_at__isnull=False),
            ),
        ]  # fmt: skip
