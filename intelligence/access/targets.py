"""Who sees targets."""

from intelligence.access.who import GRANTED, IS_OPEN, LOGS, POLICE, SURVEYS, WORKS_ON_INTELLIGENCE
from intelligence.models import (
    RaidTarget,
    TargetGrant,
    VerificationAttempt,
)
from taskforce.access.policy import Holds, OwnAgency, Related, Sees, policy
from taskforce.accounts.models import Function

# Where people are to be freed is lethal when it leaks: in danger one person reads what it is, two read where (2.1).
TARGET_IN_DANGER = {"agency", "sector", "premises", "opened_at", "closed_at"}

policy(RaidTarget).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).rows(
    WORKS_ON_INTELLIGENCE & GRANTED
).breakable(
    WORKS_ON_INTELLIGENCE,
    fields=TARGET_IN_DANGER | {"title", "address", "description"},
    assessed=TARGET_IN_DANGER,
    lethal=True,
).exported("title", "sector", "premises", "opened_at", "closed_at").act("open", LOGS).act("attach", LOGS & IS_OPEN).act(
    "link", LOGS & IS_OPEN
).act("verify", LOGS & IS_OPEN).act("plan_raid", POLICE & Holds(Function.PLANNER, Function.INVESTIGATOR) & IS_OPEN).act(
    "share", Holds(Function.SUPERVISOR) & OwnAgency()
).act("affirm", Holds(Function.ANALYST) & OwnAgency() & IS_OPEN).act(
    "affirm_second", Holds(Function.SUPERVISOR) & OwnAgency() & IS_OPEN
).act("unlink", LOGS & OwnAgency() & IS_OPEN).act("survey", SURVEYS & IS_OPEN).act(
    "deconflict", WORKS_ON_INTELLIGENCE & OwnAgency() & IS_OPEN
)

policy(VerificationAttempt).rows(Sees(RaidTarget, "target"))

policy(TargetGrant).rows(Related("user"))
