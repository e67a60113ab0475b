"""What intelligence keeps."""

from intelligence.models.custody import CustodyTransfer
from intelligence.models.deconfliction import (
    DeconflictionCheck,
    DeconflictionConflict,
    DeconflictionContact,
    DeconflictionToken,
)
from intelligence.models.dissemination import DangerAssessment, HandlingConsent
from intelligence.models.entities import Entity, EntityLink, EntityRole, EntityTie, ReasonableSuspicion
from intelligence.models.exchanges import MatchExchange
from intelligence.models.exhibits import DisclosureReview, EvidenceItem, ExhibitDisclosure, ExhibitFile
from intelligence.models.files import IntelligenceFile
from intelligence.models.imports import ReportImport
from intelligence.models.lawfulness import UnlawfulMark
from intelligence.models.lineage import AccountContamination
from intelligence.models.matching import EntityApart, EntityMerge
from intelligence.models.outcomes import OperationOutcome
from intelligence.models.premises import Hazard, Room, SightLine, SketchMark
from intelligence.models.presence import PresenceAffirmation, TargetUnlinking
from intelligence.models.reports import Grade, IntelligenceReport, ReportDerivation, TargetLink
from intelligence.models.retention import LegalHold, ReviewDecision
from intelligence.models.searches import Search
from intelligence.models.sources import (
    SourceAuthorisation,
    SourceContactRecord,
    SourceIdentity,
    SourceReference,
)
from intelligence.models.targets import RaidTarget, TargetGrant, VerificationAttempt
from intelligence.models.tips import Tip

__all__ = [
    "AccountContamination",
    "CustodyTransfer",
    "DangerAssessment",
    "DeconflictionCheck",
    "DeconflictionConflict",
    "DeconflictionContact",
    "DeconflictionToken",
    "DisclosureReview",
    "Entity",
    "EntityApart",
    "EntityLink",
    "EntityMerge",
    "EntityRole",
    "EntityTie",
    "EvidenceItem",
    "ExhibitDisclosure",
    "ExhibitFile",
    "Grade",
    "HandlingConsent",
    "Hazard",
    "IntelligenceFile",
    "IntelligenceReport",
    "LegalHold",
    "MatchExchange",
    "OperationOutcome",
    "PresenceAffirmation",
    "RaidTarget",
    "ReasonableSuspicion",
    "ReportDerivation",
    "ReportImport",
    "ReviewDecision",
    "Room",
    "Search",
    "SightLine",
    "SketchMark",
    "SourceAuthorisation",
    "SourceContactRecord",
    "SourceIdentity",
    "SourceReference",
    "TargetGrant",
    "TargetLink",
    "TargetUnlinking",
    "Tip",
    "UnlawfulMark",
    "VerificationAttempt",
]
