"""Who sees intelligence. Victim services, shelters and oversight have no line here, so they see nothing of it."""

from intelligence.access import files, reports, targets

__all__ = ["files", "reports", "targets"]
