"""What every record of the house has: an unguessable public id, a version, and the scoped door."""

import uuid
from typing import Any

from django.db import models

from taskforce.access.querysets import ScopedQuerySet


class Record(models.Model):
    """Base of every domain row. `public_id` is the only id in URLs; `version` counts saves, for stale-edit checks."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)

    def save(self, **options: Any) -> None:
        """Save, counting the version up on each change."""
        if not self._state.adding:
            self.version += 1
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "version"}
        super().save(**options)
