"""The deadlines of care. They press the workers, never the person."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from taskforce.clocks.kinds import ClockKind, clock_kind
from taskforce.jurisdiction.pack import pack

DAY = timedelta(days=1)
COUNSELLING = clock_kind(
    ClockKind(
        "victims.counselling_period",
        _("A counselling period needs you"),
        "victims:person",
        (-13 * DAY, -11 * DAY, -7 * DAY, -3 * DAY, -1 * DAY),
    )
)
HANDOFF = clock_kind(
    ClockKind(
        "victims.handoff",
        _("A handoff to care is due"),
        "victims:person",
        (timedelta(hours=-4), timedelta(hours=-1)),
    )
)
INTERVIEW = clock_kind(
    ClockKind(
        "victims.interview",
        _("An interview record is to be finished"),
        "victims:interview",
        (timedelta(hours=-24),),
    )
)
# What a person released ends by itself; nothing renews it but another signature.
RELEASE = clock_kind(
    ClockKind(
        "victims.release",
        _("A release of information ends"),
        "victims:release",
        (-pack().duration("release.warn_first"), -pack().duration("release.warn_last")),
    )
)
