"""What has happened in an operation."""

from dataclasses import dataclass
from datetime import datetime

from taskforce.events import Event


@dataclass(frozen=True, slots=True)
class PersonRecovered(Event):
    """A person left the site for a safe place and is now in the care of `agency_id` (victim services)."""

    recovery_id: int
    agency_id: int
    at: datetime
