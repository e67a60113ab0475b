"""The banner: which glasses this person has open, kept in their session so that no page asks the database for it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from taskforce.access.models import BreakGlass

OPEN = "glasses"


def keep(request: HttpRequest, glass: BreakGlass) -> None:
    """Show the banner until the glass is whole again."""
    if glass.until is not None:
        kept = {
            **request.session.get(OPEN, {}),
            str(glass.public_id): [glass.subject_reference, glass.until.isoformat()],
        }
        request.session[OPEN] = kept


def forget(request: HttpRequest, glass: BreakGlass) -> None:
    kept = dict(request.session.get(OPEN, {}))
    if kept.pop(str(glass.public_id), None):
        request.session[OPEN] = kept


def open_now(request: HttpRequest, *, at: datetime) -> list[dict[str, Any]]:
    """The glasses that still last, for the banner on every page."""
    kept = [(key, ref, datetime.fromisoformat(until)) for key, (ref, until) in request.session.get(OPEN, {}).items()]
    return [{"public_id": key, "reference": ref, "until": until} for key, ref, until in kept if at < until]
