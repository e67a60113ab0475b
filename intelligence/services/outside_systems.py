"""Systems for deconfliction outside this deployment: what one has to be able to do, and the one that is a telephone.

None of them has a public interface (domain 3), so each is asked by hand until somebody writes an adapter: a class with
one method, put into SYSTEMS under the code by which the pack names the system.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from taskforce.jurisdiction.pack import pack
from taskforce.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Question:
    """What leaves the house: a reference that means nothing elsewhere, and a span of time (aware)."""

    reference: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the system's own reference, "none" or "conflict", and whom to call."""

    reference: str
    result: str
    contact: str = ""


class OutsideSystem(Protocol):
    """One system outside. `ask` runs inside the act's transaction: it answers within a second or gives None."""

    def ask(self, question: Question) -> Answer | None:
        """Its answer, or None where one comes later and is written down by a person."""


class ByTelephone:
    """Somebody calls the watch centre and writes down what it says."""

    def ask(self, question: Question) -> Answer | None:
        return None


SYSTEMS: dict[str, OutsideSystem] = {}


def system_called(code: str) -> OutsideSystem:
    """The system the pack names by `code`; by telephone where no adapter is written. Refuses with SYSTEM_UNKNOWN."""
    if code not in systems():
        raise Refusal("SYSTEM_UNKNOWN", _("This deployment knows no such system."), field="system")
    return SYSTEMS.get(code, ByTelephone())


def systems() -> dict[str, str]:
    """The systems outside that the pack names: code and name."""
    return dict(pack().lists["deconfliction"]["systems"])
