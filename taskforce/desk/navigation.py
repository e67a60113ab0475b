"""The rooms of the house and whose they are. Each person sees only theirs; even a count would tell too much."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from taskforce.accounts.models import Function, User


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation: its key is the second letter of the `g` shortcut."""

    label: str | Promise
    page: str
    icon: str
    key: str
    functions: frozenset[str]


POLICE = {Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR}
CARE = {Function.COUNSELLOR, Function.COORDINATOR, Function.CHILD_PROTECTION, Function.GUARDIAN}
SHELTER = {Function.SHELTER_MANAGER, Function.SHELTER_WORKER}

ROOMS: tuple[Room, ...] = ()


def rooms_of(user: User) -> list[Room]:
    """The rooms this person's functions open, in the order of the house."""
    return [room for room in ROOMS if user.holds(*room.functions)]


def url_of(room: Room) -> str:
    return reverse(room.page)
