"""When a signed-in session is locked or over. Pure; `now` is an argument. Sources: CJIS AC-11, IA (domain paper, 3)."""

from datetime import datetime, timedelta


def is_idle(last_seen: datetime | None, *, limit: timedelta, now: datetime) -> bool:
    """Whether nothing was heard for longer than the idle limit (at most 30 minutes)."""
    return last_seen is not None and now - last_seen > limit


def is_over(signed_in_at: datetime | None, *, limit: timedelta, now: datetime) -> bool:
    """Whether the absolute limit has passed since sign-in, however busy somebody was."""
    return signed_in_at is not None and now - signed_in_at >= limit
