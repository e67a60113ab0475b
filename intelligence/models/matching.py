"""That two of an agency's people or things are one, or are not; decided by a person, and undone by one."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from intelligence.models.entities import Entity
from taskforce.access.models import Record
from taskforce.accounts.models import Agency


class EntityMerge(Record):
    """That one was merged into another: what it was tied to moved there. Written down so that it can be moved back."""

    prefix: ClassVar[str] = "EM"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="merged_into")
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    moved = models.JSONField(default=dict, help_text="The keys of the rows that moved, by table and column.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="merged_into_one_at_a_time", fields=["merged"], condition=Q(undone_at__isnull=True)
            ),
        ]


class EntityApart(Record):
    """That two are not the same, although they look so: never suggested again."""

    prefix: ClassVar[str] = "EA"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="apart_once", fields=["one", "other"]),
            models.CheckConstraint(name="apart_in_order", condition=Q(one__lt=F("other"))),
        ]
