"""How long a report is kept: five years at most, then validated with fresh facts or purged (28 CFR 23.20(h))."""

from datetime import datetime, timedelta


def due_at(entered_at: datetime, longest: timedelta) -> datetime:
    """When a report that was entered (or validated) then has to be validated (again) or goes."""
    return entered_at + longest


def review_opens_at(due: datetime, kept_since: datetime, first_warning: timedelta) -> datetime:
    """From when its review is somebody's work; never before it was entered or last validated."""
    return max(due - first_warning, kept_since)


def are_facts_fresh(facts: str, learned_at: datetime, *, since: datetime, now: datetime) -> bool:
    """Whether these facts can validate a report: there are some, and they were learned after the last look at it.

    Bringing a name or an address up to date is no validation: it says nothing of why there is suspicion still.
    """
    return bool(facts.strip()) and since < learned_at <= now


def is_over(due: datetime, *, now: datetime) -> bool:
    """Whether its time is over: it goes, unless a legal hold keeps it, and nothing new is done with it."""
    return due <= now
