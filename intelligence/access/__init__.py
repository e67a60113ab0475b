"""Who sees intelligence. Victim services, shelters and oversight have no line here, so they see nothing of it."""

from intelligence.access import (
    decisions,
    deconfliction,
    entities,
    exchanges,
    exhibits,
    files,
    imports,
    matching,
    outcomes,
    premises,
    presence,
    reports,
    searches,
    sources,
    targets,
    tips,
)

__all__ = [
    "decisions",
    "deconfliction",
    "entities",
    "exchanges",
    "exhibits",
    "files",
    "imports",
    "matching",
    "outcomes",
    "premises",
    "presence",
    "reports",
    "searches",
    "sources",
    "targets",
    "tips",
]
