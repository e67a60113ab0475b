"""What happened in the vault."""

from dataclasses import dataclass
from uuid import UUID

from taskforce.events import Event


@dataclass(frozen=True, slots=True)
class RecordShredded(Event):
    """Nothing of a record opens any more; what was derived from it has to go too."""

    table: str
    record: UUID
