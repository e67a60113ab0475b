"""Who matches with other deployments, and sees what both have: supervisors, for their own agency."""

from intelligence.access.who import POLICE
from intelligence.models import MatchExchange
from taskforce.access.policy import Holds, OwnAgency, policy
from taskforce.accounts.models import Function

MATCHES = POLICE & Holds(Function.SUPERVISOR) & OwnAgency()
SHOWN = {
    "agency", "partner", "number", "side", "state", "outgoing", "found", "items", "begun_by", "begun_at",
    "stands_until", "ended_at",
}  # fmt: skip

policy(MatchExchange).owned_by("agency").rows(MATCHES, fields=SHOWN).act("exchange", MATCHES)
