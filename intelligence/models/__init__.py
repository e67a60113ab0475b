"""What intelligence keeps."""

from intelligence.models.files import IntelligenceFile
from intelligence.models.reports import Grade, IntelligenceReport, ReportDerivation, TargetLink
from intelligence.models.targets import RaidTarget, TargetGrant, VerificationAttempt

__all__ = [
    "Grade",
    "IntelligenceFile",
    "IntelligenceReport",
    "RaidTarget",
    "ReportDerivation",
    "TargetGrant",
    "TargetLink",
    "VerificationAttempt",
]
