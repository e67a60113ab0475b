"""Who sees tips: those of their agency who take them down and vet them."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import LOGS, POLICE
from intelligence.models import Tip
from taskforce.access.policy import Holds, OwnAgency, Where, policy
from taskforce.accounts.models import Function

VETS = POLICE & Holds(Function.ANALYST)
# How somebody who told us can be reached is for the one who vets it.
WITHOUT_THE_TELLER = {
    "agency", "channel", "text", "received_at", "taken_by", "taken_at", "state", "looked_by", "looked_at",
    "decided_by", "decided_at", "reason", "passed_to", "report", "repeats", "repeated_by", "purge_at", "purged_at",
}  # fmt: skip
IS_NEW = Where(_("nobody has looked at it yet"), state="new", purged_at__isnull=True)
IS_OPEN = Where(_("nothing is decided about it"), state__in=["new", "looked_at"], purged_at__isnull=True)

policy(Tip).owned_by("agency").sensitive("source").rows(VETS & OwnAgency()).rows(
    LOGS & OwnAgency(), fields=WITHOUT_THE_TELLER
).act("take", LOGS).act("look", LOGS & OwnAgency() & IS_NEW).act("decide", VETS & OwnAgency() & IS_OPEN)
