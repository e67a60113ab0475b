"""Tips as those who vet them read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, F, When

from intelligence.models import IntelligenceReport, Tip
from intelligence.rules.tips import OPEN, first_look_due
from taskforce.access.querysets import ScopedQuerySet
from taskforce.jurisdiction.pack import pack

SHOWN = 200


def tips_for(user: Any) -> ScopedQuerySet[Tip]:
    """The tips this person sees, each knowing which of its fields they see."""
    return Tip.objects.with_fields_for(user).select_related("taken_by")


def open_tips(user: Any) -> list[Tip]:
    """Tips nobody has decided about, whoever waits longest first: those without a first look, then the others."""
    waiting = tips_for(user).filter(state__in=[state.value for state in OPEN], purged_at=None)
    unseen_first = Case(When(state=Tip.State.NEW, then=0), default=1)
    return list(waiting.order_by(unseen_first, F("received_at").asc(), "pk")[:SHOWN])


def decided_tips(user: Any) -> list[Tip]:
    """Tips that were decided about, newest decision first."""
    return list(tips_for(user).filter(decided_at__isnull=False).order_by("-decided_at", "-pk")[:50])


def others_like(user: Any, tip: Tip) -> Sequence[Tip]:
    """The tips that `tip` could repeat: those of its agency that are still kept, newest first."""
    return list(tips_for(user).filter(purged_at=None).exclude(pk=tip.pk).order_by("-received_at", "-pk")[:SHOWN])


def repeats_of(user: Any, tip: Tip) -> Sequence[Tip]:
    """The tips that were found to repeat `tip`."""
    return list(tips_for(user).filter(repeats=tip).order_by("-received_at"))


def report_of(user: Any, tip: Tip) -> IntelligenceReport | None:
    """The report that was made of a tip, where this person sees it."""
    return IntelligenceReport.objects.visible_to(user).filter(pk=tip.report_id).first() if tip.report_id else None


def first_look_by(tip: Tip) -> datetime:
    """By when somebody looks at this tip (`tip.first_look` of the pack)."""
    return first_look_due(tip.received_at, pack().duration("tip.first_look"))
