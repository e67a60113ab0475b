"""Files that lie on a target or a report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.models.targets import RaidTarget
from taskforce.accounts.models import Agency
from taskforce.uploads.models import SealedFile
from taskforce.uploads.rules import PICTURES


class IntelligenceFile(SealedFile):
    """A picture, a document or a recording on a target or on a report. It is intelligence, never evidence (2.2).

    It belongs to the agency of the record it lies on, whoever of those let in sent it.
    """

    sealed_to: ClassVar[str] = "agency"

    class Purpose(models.TextChoices):
        GENERAL = "", _("A file")
        SKETCH = "sketch", _("Sketch of the place")

    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.GENERAL, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(RaidTarget, null=True, on_delete=models.PROTECT, related_name="files")
    report = models.ForeignKey(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="files")

    class Meta(SealedFile.Meta):
        constraints = [
            *SealedFile.Meta.constraints,
            models.CheckConstraint(
                name="intelligence_file_lies_on_one_record",
                condition=Q(target__isnull=False, report__isnull=True) | Q(target__isnull=True, report__isnull=False),
            ),
            models.CheckConstraint(
                name="sketch_is_a_picture_of_a_target",
                condition=Q(purpose="")
                | Q(purpose="sketch", target__isnull=False, kind__in=sorted(kind.value for kind in PICTURES)),
            ),
        ]
