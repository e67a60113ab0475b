"""What every record of the house has: an unguessable public id, a version, and the scoped door."""

import uuid
from typing import Any, ClassVar

from django.db import models

from taskforce.access.querysets import ScopedQuerySet
from taskforce.vault.rows import SealedRow

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to mishear on a radio


class Record(SealedRow):
    """Base of every domain row. `public_id` is the only id in URLs; `version` counts saves, for stale-edit checks."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    prefix: ClassVar[str] = ""

    class Meta:
        abstract = True

    @property
    def reference(self) -> str:
        """What people call the record by: `R-7Q2K9D`. Derived from the public id, so it counts nothing out."""
        number = self.public_id.int >> 98
        letters = [ALPHABET[(number >> shift) & 31] for shift in range(25, -1, -5)]
        return f"{self.prefix}-{''.join(letters)}"

    def __str__(self) -> str:
        return str(self.public_id)

    def save(self, **options: Any) -> None:
        """Save, counting the version up on each change."""
        if not self._state.adding:
            self.version += 1
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "version"}
        super().save(**options)
