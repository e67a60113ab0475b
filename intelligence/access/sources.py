"""Who sees sources: their agency's source controllers, and the officers who meet them. Nobody else has a line here."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import POLICE
from intelligence.models import SourceAuthorisation, SourceContactRecord, SourceIdentity, SourceReference
from taskforce.access.policy import Holds, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Function

CONTROLS = POLICE & Holds(Function.SOURCE_CONTROLLER)
MEETS = POLICE & Holds(Function.INVESTIGATOR) & OwnAgency() & (Related("handler") | Related("co_handler"))
# Whoever meets a source never oversees them, whatever else they hold (the sterile corridor).
OVERSEES = CONTROLS & OwnAgency() & ~Related("handler") & ~Related("co_handler")
IS_KEPT = Where(_("its records were not shredded"), shredded_at__isnull=True)

policy(SourceIdentity).owned_by("agency").sensitive("source").rows(CONTROLS & OwnAgency()).rows(MEETS).act(
    "register", CONTROLS
).act("authorise", OVERSEES & IS_KEPT).act("appoint", OVERSEES & IS_KEPT).act("meet", MEETS & IS_KEPT).act(
    "issue", (OVERSEES | MEETS) & IS_KEPT
).act("sanitise", OVERSEES & IS_KEPT).act("shred", OVERSEES & IS_KEPT)

CONTROLS_ITS_SOURCE = CONTROLS & OwnAgency("source__agency")
MEETS_ITS_SOURCE = (
    POLICE
    & Holds(Function.INVESTIGATOR)
    & OwnAgency("source__agency")
    & (Related("source__handler") | Related("source__co_handler"))
)
for beneath in (SourceAuthorisation, SourceContactRecord, SourceReference):
    policy(beneath).owned_by("source__agency").sensitive("source", about="source").rows(CONTROLS_ITS_SOURCE).rows(
        MEETS_ITS_SOURCE
    )
