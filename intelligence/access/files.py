"""Who sees the files on targets and reports."""

from intelligence.access.who import LOGS, WORKS_ON_INTELLIGENCE
from intelligence.models import (
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
)
from taskforce.access.policy import OwnAgency, Sees, policy

# What they see of a file: the picture and what it shows. Its name, its original and who sent it can tell whence.
FILE_ACROSS = {"caption", "shown", "kind", "purpose", "uploaded_at", "withdrawn_at", "target", "report"}

LIES_WHERE_THEY_LOOK = WORKS_ON_INTELLIGENCE & (
    Sees(RaidTarget, "target") | Sees(IntelligenceReport, "report", one_by_one=True, field="text")
)

policy(IntelligenceFile).owned_by("agency").sensitive("source").rows(LIES_WHERE_THEY_LOOK & OwnAgency()).rows(
    LIES_WHERE_THEY_LOOK, fields=FILE_ACROSS
).act("open_original", WORKS_ON_INTELLIGENCE & OwnAgency()).act("withdraw", LOGS & OwnAgency())
