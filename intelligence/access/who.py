"""Who works on intelligence."""

from django.utils.translation import gettext_lazy as _

from intelligence.models import (
    RaidTarget,
)
from taskforce.access.policy import AgencyKind, Granted, Holds, Where
from taskforce.accounts.models import Agency, Function

POLICE = AgencyKind(Agency.Kind.LAW_ENFORCEMENT)

WORKS_ON_INTELLIGENCE = POLICE & Holds(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR)

LOGS = POLICE & Holds(Function.INVESTIGATOR, Function.ANALYST)

# Who draws the place: those who report on it, and those who plan in it.
SURVEYS = POLICE & Holds(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER)

GRANTED = Granted("intelligence.on_target", model=RaidTarget)

GRANTED_ON_TARGET = Granted("intelligence.on_target", model=RaidTarget, path="target")

IS_OPEN = Where(_("it is open"), closed_at__isnull=True)
