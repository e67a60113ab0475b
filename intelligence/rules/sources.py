"""When a source may be tasked, and how long their records are kept (domain paper, 2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """What happened to an authorisation."""

    GRANTED = "granted"
    RENEWED = "renewed"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """How an authorisation stands at a moment."""

    NEVER = "never"
    ACTIVE = "active"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Authorised:
    """One step of an authorisation. `until` is the moment from which it no longer holds; a cancelled one has none."""

    step: Step
    at: datetime
    until: datetime | None


def standing_at(steps: Sequence[Authorised], moment: datetime) -> Standing:
    """How a source stood at `moment`: what was written down after it changes nothing about then."""
    last = _last(steps, moment)
    if last is None:
        return Standing.NEVER
    if last.step is Step.CANCELLED or last.until is None:
        return Standing.CANCELLED
    return Standing.ACTIVE if moment < last.until else Standing.LAPSED


def ended_at(steps: Sequence[Authorised], *, registered_at: datetime, now: datetime) -> datetime | None:
    """When the last authorisation ended; None while one holds. One that never began ended when they were registered."""
    last = _last(steps, now)
    if last is None:
        return registered_at
    ends = last.until if last.until is not None and last.step is not Step.CANCELLED else last.at
    return ends if ends <= now else None


def may_be_shredded(
    steps: Sequence[Authorised], *, registered_at: datetime, kept_for: timedelta, now: datetime
) -> bool:
    """Whether the records of a source have been kept as long as the law asks after the authorisation ended."""
    ended = ended_at(steps, registered_at=registered_at, now=now)
    return ended is not None and ended + kept_for <= now


def _last(steps: Sequence[Authorised], moment: datetime) -> Authorised | None:
    """The newest step at `moment`. Two of one moment: whichever takes the authorisation away."""
    return max(
        (step for step in steps if step.at <= moment),
        key=lambda step: (step.at, step.step is Step.CANCELLED),
        default=None,
    )
