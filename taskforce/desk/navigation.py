"""The rooms of the house and whose they are. Each person sees only theirs; even a count would tell too much."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taskforce.accounts.models import Function, User


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation: its key is the second letter of the `g` shortcut."""

    label: str | Promise
    page: str
    icon: str
    key: str
    functions: frozenset[str]
    beneath: tuple[str, ...] = ()  # pages of this room whose addresses begin otherwise


POLICE = {Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR}
LOGGERS = {Function.INVESTIGATOR, Function.ANALYST}
KEEPS_SOURCES = LOGGERS | {Function.SOURCE_CONTROLLER}
WEIGHS = {Function.ANALYST, Function.SUPERVISOR}
OPERATIONS = {Function.INVESTIGATOR, Function.PLANNER, Function.SUPERVISOR}
PROSECUTES = {Function.PROSECUTOR, Function.LEGAL_ADVISER}
CARE = {Function.COUNSELLOR, Function.COORDINATOR}
HOUSE = {Function.SHELTER_MANAGER, Function.SHELTER_WORKER}
RECEIVERS = {Function.INVESTIGATOR, Function.PROSECUTOR, Function.LEGAL_ADVISER, Function.CHILD_PROTECTION}
OTHERS = {Function.ANALYST, Function.CHILD_PROTECTION, Function.AUDITOR}
EVERYBODY = set(Function.values)

ROOMS: tuple[Room, ...] = (
    Room(_("My work"), "desk:home", "house", "h", frozenset(EVERYBODY)),
    Room(_("Targets"), "intelligence:targets", "map-pin", "t", frozenset(POLICE)),
    Room(_("Reports"), "intelligence:reports", "file-text", "r", frozenset(POLICE)),
    Room(_("Search"), "intelligence:search-for", "search", "f", frozenset(POLICE)),
    Room(_("Deconfliction"), "intelligence:conflicts", "handshake", "d", frozenset(POLICE), ("/exchanges/",)),
    Room(_("Tips"), "intelligence:tips", "message-circle", "v", frozenset(LOGGERS)),
    Room(_("Sources"), "intelligence:sources", "lock", "s", frozenset(KEEPS_SOURCES), ("/contacts/",)),
    Room(_("People and things"), "intelligence:entities", "link", "k", frozenset(POLICE), ("/same/", "/suspicions/")),
    Room(_("Exhibits"), "intelligence:exhibits", "folder", "x", frozenset(POLICE | PROSECUTES)),
    Room(_("Calibration"), "intelligence:calibration", "scale", "w", frozenset(WEIGHS)),
    Room(_("Operations"), "cases:plans", "list-checks", "o", frozenset(OPERATIONS)),
    Room(_("People"), "victims:people", "users", "p", frozenset(CARE)),
    Room(_("Interviews"), "victims:interviews", "message-circle", "i", frozenset({Function.INTERVIEWER})),
    Room(_("Placements"), "shelters:board", "bed-double", "b", frozenset(CARE | HOUSE)),
    Room(_("Released to us"), "victims:released", "file-check", "l", frozenset(RECEIVERS | CARE | HOUSE)),
    Room(_("Emergency"), "glass:home", "siren", "e", frozenset(OPERATIONS | CARE | HOUSE | OTHERS)),
    Room(_("Inbox"), "desk:inbox", "inbox", "n", frozenset(EVERYBODY)),
    Room(_("Accounts"), "accounts:people", "settings", "a", frozenset({Function.ADMINISTRATOR})),
    Room(_("On record"), "oversight:trail", "book-open", "c", frozenset({Function.AUDITOR})),
)


def rooms_of(user: User) -> list[Room]:
    """The rooms this person's functions open, in the order of the house."""
    return [room for room in ROOMS if user.holds(*room.functions)]


def url_of(room: Room) -> str:
    return reverse(room.page)
