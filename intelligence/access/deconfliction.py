"""Who sees what was asked about conflicts, and what came of it: those who work on the target in its own agency.

Of the other side nobody sees more than whom to call. Tokens are read by the house alone.
"""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import POLICE, WORKS_ON_INTELLIGENCE
from intelligence.models import (
    DeconflictionCheck,
    DeconflictionConflict,
    DeconflictionContact,
    DeconflictionToken,
)
from taskforce.access.policy import Holds, Linked, Nobody, OwnAgency, Where, policy
from taskforce.accounts.models import Function

STANDS = Where(_("it was not taken back"), closed_at__isnull=True)
WAITS_FOR_AN_ANSWER = Where(_("its answer is outstanding"), result="pending", closed_at__isnull=True)
IS_UNRESOLVED = Where(_("it is not settled"), resolved_at__isnull=True)
OF_A_CONFLICT = {
    "agency", "entry", "contact", "counterpart_contact", "found_at", "resolved_at", "resolved_by", "resolution",
}  # fmt: skip

policy(DeconflictionContact).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).rows(
    WORKS_ON_INTELLIGENCE & Linked("intelligence.DeconflictionConflict", "contact", OwnAgency()),
    fields={"agency", "desk", "phone"},
).act("name", POLICE & Holds(Function.SUPERVISOR) & OwnAgency())

policy(DeconflictionCheck).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).act(
    "answer", WORKS_ON_INTELLIGENCE & OwnAgency() & WAITS_FOR_AN_ANSWER
).act("withdraw", WORKS_ON_INTELLIGENCE & OwnAgency() & STANDS)

policy(DeconflictionToken).rows(Nobody())

policy(DeconflictionConflict).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency(), fields=OF_A_CONFLICT).act(
    "resolve", POLICE & Holds(Function.SUPERVISOR) & OwnAgency() & IS_UNRESOLVED
)
