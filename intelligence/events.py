"""What has happened to intelligence."""

from dataclasses import dataclass

from taskforce.events import Event


@dataclass(frozen=True, slots=True)
class EvidenceChanged(Event):
    """The evidence on a target is not what it was: a report was linked, regraded or withdrawn."""

    target_id: int


@dataclass(frozen=True, slots=True)
class EntityWritten(Event):
    """What somebody or something is called was written or changed. Its label is read from the row, never from here."""

    entity_id: int


@dataclass(frozen=True, slots=True)
class EntityWithdrawn(Event):
    """An entity was deleted, or a person is no subject any more: what was derived from what they are called goes."""

    entity_id: int
