"""Who sees people and things, and what ties them.

Colleagues let in on a target see what is linked to it: kind and label. Of a person who is no subject they see that
there is one and what they may be, never who. Details, suspicion and what else is known stay with the agency.
"""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import LOGS, WORKS_ON_INTELLIGENCE
from intelligence.models import (
    Entity,
    EntityLink,
    EntityRole,
    EntityTie,
    IntelligenceReport,
    RaidTarget,
    ReasonableSuspicion,
)
from taskforce.access.policy import Holds, Linked, OwnAgency, Related, Sees, Where, policy
from taskforce.accounts.models import Function

IS_KEPT = Where(_("it was not deleted"), purged_at__isnull=True)
STILL_HOLDS = Where(_("the link still holds"), ended_at__isnull=True)
IS_NO_BYSTANDER = Where(_("it is a thing or a subject"), role__in=["", "subject"])
WAITS = Where(_("nobody has reviewed it"), reviewed_at__isnull=True, declined_at__isnull=True)
REVIEWS = Holds(Function.SUPERVISOR, Function.ANALYST)

ON_A_TARGET_THEY_SEE = WORKS_ON_INTELLIGENCE & Linked(
    "intelligence.EntityLink", "entity", Sees(RaidTarget, "target") & STILL_HOLDS
)
WHAT_THERE_IS = {"agency", "kind", "role", "added_at"}

policy(Entity).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency() & IS_KEPT).rows(
    ON_A_TARGET_THEY_SEE & IS_KEPT, fields=WHAT_THERE_IS
).rows(ON_A_TARGET_THEY_SEE & IS_KEPT & IS_NO_BYSTANDER, fields=WHAT_THERE_IS | {"label"}).act("add", LOGS).act(
    "edit", LOGS & OwnAgency()
).act("suspect", LOGS & OwnAgency()).act("keep", Holds(Function.SUPERVISOR) & OwnAgency())

policy(ReasonableSuspicion).owned_by("entity__agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency("entity__agency")).act(
    "review", REVIEWS & OwnAgency("entity__agency") & ~Related("author") & WAITS
)

policy(EntityRole).rows(WORKS_ON_INTELLIGENCE & OwnAgency("entity__agency"))

policy(EntityLink).rows(
    WORKS_ON_INTELLIGENCE
    & OwnAgency()
    & (Sees(RaidTarget, "target") | Sees(IntelligenceReport, "report", one_by_one=True))
).rows(WORKS_ON_INTELLIGENCE & Sees(RaidTarget, "target") & STILL_HOLDS).act("end", LOGS & OwnAgency())

policy(EntityTie).rows(Sees(Entity, "one", one_by_one=True) & Sees(Entity, "other", one_by_one=True)).act(
    "end", LOGS & OwnAgency("one__agency")
)
