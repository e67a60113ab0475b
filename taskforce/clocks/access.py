"""A clock is seen by its holder and by those of its agency who hold one of its functions."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskforce.access.kept import Rows
from taskforce.access.policy import Condition, Nobody, OwnAgency, Related, policy
from taskforce.access.reach import Actor
from taskforce.clocks.models import CalendarFeed, Clock, ClockStep


class _FunctionNamed(Condition):
    words = _("those given to a function they hold")

    def rows(self, actor: Actor) -> Rows:
        return Q(holder__isnull=True, functions__overlap=actor.functions_held())


policy(Clock).rows(Related("holder")).rows(OwnAgency() & _FunctionNamed())
policy(CalendarFeed).rows(Related("user"), fields={"made_at", "expires_at"})
policy(ClockStep).rows(Nobody())
