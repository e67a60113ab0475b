"""The inbox: that something waits, never what. E-mail goes out from the same rows."""

import uuid

from django.conf import settings
from django.db import models

from taskforce.access.querysets import ScopedQuerySet


class Notice(models.Model):
    """Tells one person that something waits for them. No name, place or case fact (NOTIFICATION_PII)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    source = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            # However often a task is redelivered, one step tells one person once.
            models.UniqueConstraint(name="told_once", fields=["user", "source"]),
        ]
        indexes = [
            models.Index(name="notice_to_mail", fields=["created_at"], condition=models.Q(mailed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.public_id)
