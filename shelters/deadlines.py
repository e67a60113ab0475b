"""The deadlines of placements."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from taskforce.clocks.kinds import ClockKind, clock_kind

ANSWER = clock_kind(
    ClockKind(
        "shelters.answer",
        _("A placement request waits for your answer"),
        "shelters:placement",
        (timedelta(hours=-1),),
    )
)
PERSON_CHOICE = clock_kind(
    ClockKind("shelters.person_choice", _("A place was offered: ask the person"), "shelters:placement")
)
RECEIPT = clock_kind(
    ClockKind(
        "shelters.receipt",
        _("A handoff receipt is to be signed"),
        "shelters:placement",
        (timedelta(hours=-1),),
    )
)
