"""The deadlines of intelligence."""

from datetime import timedelta

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
SOURCE_WARNINGS = (-pack().duration("source.warn_first"), -pack().duration("source.warn_last"))
# Two clocks of one moment: one for whoever oversees the source, one for whoever meets them.
SOURCE_AUTHORISATION = clock_kind(
    ClockKind("intelligence.source_authorisation", _("An authorisation ends"), "intelligence:source", SOURCE_WARNINGS)
)
SOURCE_HANDLING = clock_kind(
    ClockKind(
        "intelligence.source_handling",
        _("An authorisation you work under ends"),
        "intelligence:source",
        SOURCE_WARNINGS,
    )
)
TIP_FIRST_LOOK = clock_kind(
    ClockKind(
        "intelligence.tip_first_look",
        _("A tip waits for its first look"),
        "intelligence:tip",
        (timedelta(hours=-24), timedelta(hours=-4)),
    )
)
TIP_PURGE = clock_kind(
    ClockKind(
        "intelligence.tip_purge", _("A tip is about to be purged"), "intelligence:tip",
        (timedelta(days=-30), timedelta(days=-7)),
    )
)  # fmt: skip
CUSTODY_AUDIT = clock_kind(
    ClockKind(
        "intelligence.custody_audit",
        _("An exhibit is to be checked"),
        "intelligence:exhibit",
        (-pack().duration("custody.audit_warn"),),
    )
)
PERISHABLE = clock_kind(
    ClockKind(
        "intelligence.perishable",
        _("An exhibit perishes"),
        "intelligence:exhibit",
        (-pack().duration("custody.perishable_warn"),),
    )
)
