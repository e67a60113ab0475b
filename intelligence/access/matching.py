"""Who sees what was merged or held apart, and who decides it: those who log, in the agency of both."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import LOGS, WORKS_ON_INTELLIGENCE
from intelligence.models import EntityApart, EntityMerge
from taskforce.access.policy import OwnAgency, Where, policy

STANDS = Where(_("it was not undone"), undone_at__isnull=True)

policy(EntityMerge).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).act("merge", LOGS).act(
    "undo", LOGS & OwnAgency() & STANDS
)
policy(EntityApart).owned_by("agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency()).act("part", LOGS)
