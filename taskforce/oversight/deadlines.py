"""The deadline of oversight: the trail is reviewed every week. Lengths stand in the jurisdiction pack."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from taskforce.clocks.kinds import ClockKind, clock_kind

REVIEW = clock_kind(
    ClockKind("audit.review", _("The record waits for its weekly review"), "oversight:review", (timedelta(days=-3),))
)
