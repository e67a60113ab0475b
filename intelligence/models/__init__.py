"""What intelligence keeps."""

from intelligence.models.entities import Entity, EntityLink, EntityRole, EntityTie, ReasonableSuspicion
from intelligence.models.files import IntelligenceFile
from intelligence.models.reports import Grade, IntelligenceReport, ReportDerivation, TargetLink
from intelligence.models.targets import RaidTarget, TargetGrant, VerificationAttempt

__all__ = [
    "Entity",
    "EntityLink",
    "EntityRole",
    "EntityTie",
    "Grade",
    "IntelligenceFile",
    "IntelligenceReport",
    "RaidTarget",
    "ReasonableSuspicion",
    "ReportDerivation",
    "TargetGrant",
    "TargetLink",
    "VerificationAttempt",
]
