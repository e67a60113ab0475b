"""Who reacts to what: the only page where one room's news travels to a room on its right (or back to its left).

Each reaction is also derivable without the event, so that a missed event never lets a stale fact through.
"""

from taskforce.events import Event, Listener

LISTENERS: dict[type[Event], tuple[Listener, ...]] = {}
