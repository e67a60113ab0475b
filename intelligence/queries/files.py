"""The files on a target or a report."""

from typing import Any

from intelligence.models import (
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
)


def files_on(user: Any, record: RaidTarget | IntelligenceReport) -> list[IntelligenceFile]:
    """The files on a target or a report that this person sees, newest first, each knowing which fields they see."""
    on = {"target": record} if isinstance(record, RaidTarget) else {"report": record}
    return list(IntelligenceFile.objects.with_fields_for(user).filter(**on).select_related("uploaded_by"))
