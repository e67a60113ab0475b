"""What somebody looked for, and what they keep looking for."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intelligence.rules.search import Query
from taskforce.access.models import Record
from taskforce.vault.fields import SealedJSONField, SealedTextField


class Search(Record):
    """A search as it was asked, sealed: its address then holds nothing of it. Saved, it is asked again and again.

    `known` are the records it has found before, `fresh` those its owner was told of and has not looked at.
    """

    prefix: ClassVar[str] = "Q"
    sealed_to: ClassVar[str] = "user__agency"

    class Cadence(models.TextChoices):
        NEVER = "never", _("Do not tell me")
        SOON = "soon", _("As soon as there is something")
        DAILY = "daily", _("At most once a day")
        WEEKLY = "weekly", _("At most once a week")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked = SealedJSONField()
    called = SealedTextField()
    asked_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    cadence = models.CharField(max_length=8, choices=Cadence.choices, default=Cadence.NEVER)
    looked_at = models.DateTimeField(null=True, blank=True)
    known = ArrayField(models.UUIDField(), default=list, blank=True)
    fresh = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        ordering = ["-saved_at", "-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="search_tells_only_when_saved", condition=Q(saved_at__isnull=False) | Q(cadence="never", fresh=[])
            ),
        ]
        indexes = [
            models.Index(name="search_to_look_again", fields=["looked_at"], condition=~Q(cadence="never")),
            models.Index(name="search_passing", fields=["asked_at"], condition=Q(saved_at__isnull=True)),
        ]

    def query(self) -> Query:
        """What it asks for; raises DoesNotOpen without its key."""
        return Query.from_json(self.asked)
