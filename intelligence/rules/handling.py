"""What another agency gets of a report: by its handling code and conditions, and its lawfulness (2.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class GoesOut(StrEnum):
    """What leaves the agency of a report when a target it speaks of is shared. The strictest first."""

    CLOSED = "closed"
    CONSENT = "consent"
    OPEN = "open"


STRICTEST_FIRST = tuple(GoesOut)


@dataclass(frozen=True, slots=True)
class Handling:
    """The handling of one scheme: what each code and each condition lets out, and what is owed."""

    codes: Mapping[str, str]
    conditions: Mapping[str, str] = field(default_factory=dict)
    is_owed: bool = True
    needs_conditions: frozenset[str] = frozenset()


def what_is_missing(handling: Handling, code: str, conditions: Collection[str]) -> str:
    """Which answer is owed or unknown: "handling_code", "handling_conditions", or "" for none (2.2: no default)."""
    if (code or handling.is_owed) and code not in handling.codes:
        return "handling_code"
    if not set(conditions) <= set(handling.conditions) or (code in handling.needs_conditions and not conditions):
        return "handling_conditions"
    return ""


def goes_out(handling: Handling, code: str, conditions: Collection[str], *, is_lawful: bool) -> GoesOut:
    """The strictest of what code and conditions let out.

    What is not attested as lawful, and what owes a code that nobody entered, never leaves. A scheme that owes none
    leaves the decision to the supervisor who shares the target.
    """
    if not is_lawful or what_is_missing(handling, code, conditions):
        return GoesOut.CLOSED
    said = [handling.codes[code]] if code else []
    said += [handling.conditions[condition] for condition in conditions]
    return min((GoesOut(one) for one in said), key=STRICTEST_FIRST.index, default=GoesOut.OPEN)
