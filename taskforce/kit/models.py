"""What every form of the house needs: drafts that survive a closed browser, and acts that happen once."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from taskforce.access.querysets import ScopedQuerySet
from taskforce.vault.fields import SealedTextField
from taskforce.vault.rows import SealedRow


class Draft(SealedRow):
    """What one person has typed into one form and not yet sent, kept on the server and sealed."""

    sealed_to: ClassVar[str] = "user__agency"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, help_text="Form and record, e.g. interview:<public id>")
    body = SealedTextField()
    version = models.PositiveIntegerField(default=1)
    base_version = models.PositiveIntegerField(help_text="The record's version that this draft began from")
    saved_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_draft_per_form", fields=["user", "key"])]
        indexes = [models.Index(name="draft_by_key", fields=["key", "saved_at"])]

    def __str__(self) -> str:
        return str(self.public_id)


class SubmittedOnce(models.Model):
    """A form's one-time token, so that a repeated POST lands where the first one did and changes nothing."""

    token = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    landed_on = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.token)
