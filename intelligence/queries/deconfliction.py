"""What was asked about a target, what it met, and whether a plan may go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intelligence.models import DeconflictionCheck, DeconflictionConflict, DeconflictionContact, RaidTarget
from intelligence.rules.deconfliction import Asked, Freshness, standing
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack

WORDS: dict[str, str | Promise] = {
    "DECONFLICTION_MISSING": _("Nobody asked whether another agency is about to be there."),
    "DECONFLICTION_STALE": _("What was asked is too old: others may have come since."),
    "DECONFLICTION_UNRESOLVED": _("A conflict is not settled, or an answer is outstanding."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the way, by its code, in words."""

    code: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class DeconflictionStanding:
    """How a target stands: what is in the way, and until when what was asked counts (None: nothing was asked)."""

    findings: tuple[Finding, ...]
    until: datetime | None


def deconfliction_standing(
    target: RaidTarget, *, now: datetime, starts_at: datetime | None = None
) -> DeconflictionStanding:
    """Whether a plan on `target` may go on: DECONFLICTION_MISSING, DECONFLICTION_STALE, DECONFLICTION_UNRESOLVED.

    The caller has found `target` through its policy, or is the house. `starts_at` is when the operation begins; left
    out, the newest entry of an operation says it. Only entries that stand, and whose time covers the start, count.
    Limits are the pack's: `deconfliction.fresh` and, before the start, `deconfliction.last` (domain 3, design).
    """
    entries = [entry for entry in _standing_for(target) if entry.is_open(now)]
    begins = starts_at or next((e.window_from for e in entries if e.kind == DeconflictionCheck.Kind.EVENT), None)
    if begins is not None:
        entries = [entry for entry in entries if entry.window_from <= begins < entry.window_until]
    limits = Freshness(pack().duration("deconfliction.fresh"), pack().duration("deconfliction.last"))
    found = standing((_asked(entry) for entry in entries), now=now, starts_at=begins, limits=limits)
    return DeconflictionStanding(tuple(Finding(code, WORDS[code]) for code in found.codes), found.until)


def checks_of(user: Any, target: RaidTarget) -> list[DeconflictionCheck]:
    """What was asked about the target and this person may see, newest first, with the conflicts each met."""
    conflicts = DeconflictionConflict.objects.visible_to(user).select_related("contact__agency", "resolved_by")
    return list(
        DeconflictionCheck.objects.visible_to(user)
        .filter(target=target)
        .select_related("submitted_by", "answered_by")
        .prefetch_related(Prefetch("conflicts", queryset=conflicts, to_attr="met"))[:50]
    )


def stays_until(check: DeconflictionCheck, *, now: datetime) -> datetime | None:
    """Until when an entry cannot be taken back; None where it can. Any caller that was shown the entry.

    Entries met by the agencies here stand for `deconfliction.least_stands` of the pack (domain 3, fishing control).
    """
    until = check.submitted_at + pack().duration("deconfliction.least_stands")
    return until if check.is_internal and now < until else None


def conflicts_for(user: Any) -> Sequence[DeconflictionConflict]:
    """The conflicts of this person's agency: unsettled ones first, the newest first; at most 100."""
    found = DeconflictionConflict.objects.visible_to(user).select_related(
        "entry__target", "contact__agency", "resolved_by"
    )
    rows = list(found[:200])
    return sorted(rows, key=lambda conflict: conflict.resolved_at is not None)[:100]


def contact_of(user: User) -> DeconflictionContact | None:
    """The duty desk that this person's own agency named."""
    return DeconflictionContact.objects.visible_to(user).filter(agency=user.agency_id).first()


def _standing_for(target: RaidTarget) -> list[DeconflictionCheck]:
    entries = DeconflictionCheck.objects.filter(target=target, agency=target.agency_id, closed_at__isnull=True)
    return list(entries.prefetch_related("conflicts"))


def _asked(entry: DeconflictionCheck) -> Asked:
    is_resolved = all(conflict.resolved_at is not None for conflict in entry.conflicts.all())
    return Asked(entry.submitted_at, entry.result, is_resolved, entry.system)
