"""What two people affirmed of a target, as its reader may see it, and when it fell."""

from datetime import datetime
from typing import Any

from django.db.models import F

from intelligence.models import Grade, IntelligenceReport, PresenceAffirmation, RaidTarget, TargetLink, TargetUnlinking
from intelligence.rules.affirming import Fell, Standing
from taskforce.access.services import fields_of
from taskforce.accounts.acting import as_house

SHOWN = 4


def newest_affirmations(user: Any, target: RaidTarget) -> list[PresenceAffirmation]:
    """The newest affirmations of a target, each knowing which of its fields `user` sees. One statement, or two."""
    rows = PresenceAffirmation.objects.with_fields_for(user).filter(target=target)
    found = list(rows.select_related("by").order_by("-at", "-pk")[:SHOWN])
    for row in found:
        row.shown = fields_of(user, row)  # type: ignore[attr-defined]  # as pages show it
    return found


@as_house("the moment at which evidence changed, and nothing else of it")
def fell_at(target: RaidTarget, stands: Standing) -> datetime | None:
    """When the newest affirmation fell; None where nothing fell or nothing dated tells when. One statement at most."""
    if stands.fell is None or stands.last is None:
        return None
    if stands.fell is Fell.STALE:
        return stands.last.lapses_at
    if stands.fell is not Fell.EVIDENCE:
        return None
    since = stands.last.at
    moments = [
        TargetLink.objects.filter(target=target, linked_at__gt=since).values_list(F("linked_at")),
        TargetUnlinking.objects.filter(target=target, at__gt=since).values_list(F("at")),
        Grade.objects.filter(report__links__target=target, at__gt=since).values_list(F("at")),
        IntelligenceReport.objects.filter(links__target=target, retracted_at__gt=since).values_list(F("retracted_at")),
        IntelligenceReport.objects.filter(links__target=target, unlawful_at__gt=since).values_list(F("unlawful_at")),
    ]
    first, *others = (rows.order_by() for rows in moments)
    return min((moment for (moment,) in first.union(*others, all=True)), default=None)
