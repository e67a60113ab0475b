"""Reading deadlines: what waits for whom, soonest first."""

from typing import Any

from taskforce.access.querysets import ScopedQuerySet
from taskforce.clocks.models import Clock


def work_waiting_for(user: Any) -> ScopedQuerySet[Clock]:
    """The running clocks that are this person's work, soonest due first."""
    return Clock.objects.visible_to(user).filter(state=Clock.State.RUNNING).order_by("due_at", "pk")
