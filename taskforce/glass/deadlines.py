"""The deadline of emergency access: somebody else judges it. Lengths stand in the jurisdiction pack."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from taskforce.clocks.kinds import ClockKind, clock_kind

REVIEW = clock_kind(
    ClockKind(
        "glass.review",
        _("An emergency access waits for your review"),
        "glass:one",
        (timedelta(hours=-12), timedelta(hours=-2)),
    )
)
