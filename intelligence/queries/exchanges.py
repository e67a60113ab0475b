"""Exchanges with other deployments, and what they found."""

from typing import Any

from django.apps import apps

from intelligence.models import MatchExchange


def exchanges_for(user: Any) -> list[MatchExchange]:
    """The exchanges of this person's agency, newest first; at most 100."""
    return list(MatchExchange.objects.visible_to(user).select_related("begun_by")[:100])


def found_in(user: Any, exchange: MatchExchange) -> list[Any]:
    """Those of our own targets and things that the other side has too, as far as this person sees them still."""
    rows: list[Any] = []
    found = (exchange.found or {}).get("items", [])
    for label in ("intelligence.RaidTarget", "intelligence.Entity"):
        ids = [item["id"] for item in found if item["model"] == label]
        rows += apps.get_model(label).objects.visible_to(user).filter(public_id__in=ids).order_by("pk")
    return rows
