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
REPORT_REVIEW = clock_kind(
    ClockKind(
        "intelligence.report_review",
        _("A report is validated with fresh facts, or purged"),
        "intelligence:report",
        tuple(-pack().duration(f"report.review_{turn}") for turn in ("first", "second", "last")),
    )
)
CONSENT = clock_kind(
    ClockKind("intelligence.consent", _("Another agency asks to read a report"), "intelligence:consent")
)
DANGER = clock_kind(
    ClockKind("intelligence.danger", _("Words given in danger wait for a second person"), "intelligence:danger")
)
