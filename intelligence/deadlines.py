"""The deadlines of intelligence."""

from django.utils.translation import gettext_lazy as _

from taskforce.clocks.kinds import ClockKind, clock_kind
from taskforce.jurisdiction.pack import pack

ENTITY_KEPT = clock_kind(
    ClockKind(
        "intelligence.entity_kept",
        _("What is kept is renewed or deleted"),
        "intelligence:entity",
        tuple(-pack().duration(f"entity.warn_{turn}") for turn in ("first", "second", "last")),
    )
)
SUSPICION = clock_kind(ClockKind("intelligence.suspicion", _("Facts wait for a second person"), "intelligence:entity"))
DECONFLICTION = clock_kind(
    ClockKind(
        "intelligence.deconfliction",
        _("A deconfliction check runs out"),
        "intelligence:deconfliction",
        (-3 * pack().duration("deconfliction.last"), -pack().duration("deconfliction.last")),
    )
)
DECONFLICTION_LAST = clock_kind(
    ClockKind(
        "intelligence.deconfliction_last",
        _("The last deconfliction check before an operation is due"),
        "intelligence:deconfliction",
        (-pack().duration("deconfliction.last"),),
    )
)
