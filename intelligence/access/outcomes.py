"""Who sees what operations found."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import POLICE, WORKS_ON_INTELLIGENCE
from intelligence.models import OperationOutcome
from taskforce.access.policy import Holds, OwnAgency, Where, policy
from taskforce.accounts.models import Function

# Chances are learned from every unit's operations, since each has few. Of another unit's only the figures, and only
# once its review is written: neither which operation it was nor for which target, when it went or who told of it.
FIGURES = {"agency", "sector", "origins", "first_hand", "fresh_days", "level", "rule", "result"}
IS_KNOWN = Where(_("its review is written"), result__in=["found", "nobody", "unclear"])
WEIGHS = POLICE & Holds(Function.ANALYST, Function.SUPERVISOR)

policy(OperationOutcome).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).rows(
    WORKS_ON_INTELLIGENCE & IS_KNOWN, fields=FIGURES
).act("enter", WEIGHS & OwnAgency()).act("compare", WEIGHS & OwnAgency())
