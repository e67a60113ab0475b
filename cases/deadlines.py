"""The deadlines of plans and operations. Lengths stand in the jurisdiction pack."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from taskforce.clocks.kinds import ClockKind, clock_kind

APPROVAL = clock_kind(ClockKind("cases.approval", _("A plan waits for your decision"), "cases:decide"))
PRESENCE_LAPSES = clock_kind(
    ClockKind("cases.presence", _("The evidence behind a plan is about to age"), "cases:plan", (timedelta(days=-2),))
)
AUTHORITY_ENDS = clock_kind(
    ClockKind(
        "cases.authority",
        _("A legal authority is about to end"),
        "cases:plan",
        (timedelta(hours=-72), timedelta(hours=-24)),
    )
)
CAPACITY = clock_kind(
    ClockKind(
        "cases.capacity",
        _("A request for places waits for your answer"),
        "cases:notice",
        (timedelta(hours=-12),),
    )
)
ROLE = clock_kind(ClockKind("cases.role", _("Somebody met today is not sorted yet"), "cases:encounter"))
EXIGENT_REVIEW = clock_kind(
    ClockKind("cases.exigent_review", _("An exigent operation waits for its review"), "cases:plan")
)
AFTER_ACTION = clock_kind(
    ClockKind("cases.after_action", _("An after-action review is due"), "cases:after-action", (timedelta(days=-2),))
)
