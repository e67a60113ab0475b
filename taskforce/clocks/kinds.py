"""Kinds of deadline. Each app declares its own in `deadlines.py`; the length comes from the jurisdiction pack."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class ClockKind:
    """What a deadline is called, where its page is, and when to speak before and after it is due.

    `label` must be safe to read over a shoulder: it names no person, place or case. `page` is a URL name that takes the
    subject's public id. `warn` are offsets from the due time (negative: before; positive: after).
    """

    code: str
    label: str | Promise
    page: str
    warn: tuple[timedelta, ...] = ()


_kinds: dict[str, ClockKind] = {}


def clock_kind(kind: ClockKind) -> ClockKind:
    """Register a kind of deadline; its code is unique in the house."""
    if kind.code in _kinds:
        raise ValueError(f"The clock kind {kind.code} exists already.")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> ClockKind:
    return _kinds[code]


def kinds() -> list[ClockKind]:
    """Every kind of deadline in the house, by code."""
    return sorted(_kinds.values(), key=lambda kind: kind.code)
