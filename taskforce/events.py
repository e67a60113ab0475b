"""What happened, told to whoever `taskforce.wiring` says should hear it.

Listeners run inside the publisher's transaction: news and reaction stand or fall together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened. Subclasses are frozen dataclasses named in the past tense."""


Listener = Callable[[Any], None]
_listeners: dict[type[Event], tuple[Listener, ...]] = {}


def connect(table: Mapping[type[Event], Sequence[Listener]]) -> None:
    """Replace who listens to what. Called once, at start, with the table of `taskforce.wiring`."""
    _listeners.clear()
    _listeners.update({event: tuple(listeners) for event, listeners in table.items()})


def publish(event: Event) -> None:
    """Tell every listener of this kind of event, in the order of the table."""
    for listener in _listeners.get(type(event), ()):
        listener(event)
