"""Who sees intelligence. Victim services, shelters and oversight have no line here, so they see nothing of it."""

from intelligence.access import entities, files, reports, targets

__all__ = ["entities", "files", "reports", "targets"]
