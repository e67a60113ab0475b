"""Who sees what two people said of a target, what was unlinked from it, and which accounts shaped each other."""

from django.utils.translation import gettext_lazy as _

from intelligence.models import (
    AccountContamination,
    IntelligenceReport,
    PresenceAffirmation,
    RaidTarget,
    TargetUnlinking,
)
from taskforce.access.policy import Holds, OwnAgency, Sees, Where, policy
from taskforce.accounts.models import Function

# Reasons are sealed to the agency of the target: whoever else was let in reads that it was affirmed, not why.
policy(PresenceAffirmation).rows(Sees(RaidTarget, "target") & OwnAgency("target__agency")).rows(
    Sees(RaidTarget, "target"), fields={"target", "part", "rule", "at", "lapses_at"}
)

policy(TargetUnlinking).rows(Sees(RaidTarget, "target") & OwnAgency("target__agency"))

policy(AccountContamination).rows(Sees(IntelligenceReport, "one", one_by_one=True) & OwnAgency()).act(
    "strike", Holds(Function.ANALYST) & OwnAgency() & Where(_("it stands"), struck_at__isnull=True)
)
