"""What has happened to intelligence."""

from dataclasses import dataclass

from taskforce.events import Event


@dataclass(frozen=True, slots=True)
class EvidenceChanged(Event):
    """The evidence on a target is not what it was: a report was linked, regraded or withdrawn."""

    target_id: int
