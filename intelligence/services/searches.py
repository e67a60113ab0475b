"""Searching, keeping a search, and looking again for whoever keeps one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from intelligence.models import RaidTarget, Search
from intelligence.queries.searches import found_ids
from intelligence.rules.search import Query
from taskforce.access.services import find, locked, may_any, require, require_any
from taskforce.accounts.acting import acting_as, as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.jurisdiction.pack import pack
from taskforce.notices.services import tell
from taskforce.refusal import Refusal
from taskforce.vault.keyring import keys_for_one_request
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.services import lose_keys_of

BATCH = 100
CADENCES = {"soon": "search.soon", "daily": "search.daily", "weekly": "search.weekly"}


@transaction.atomic
def ask(*, query: Query, by: User, at: datetime) -> Search:
    """Keep what somebody asks for, for as long as `search.passing` of the pack, so that its address says nothing of it.

    Whoever works on intelligence. Refuses with NOTHING_ASKED, NOT_YOURS_TO_DO; a target they do not see is NotVisible.
    """
    require_any(by, "ask", Search)
    check_query(query, by=by)
    search = Search.objects.create(user=by, asked=query.as_json(), asked_at=at)
    record_asked(query, by=by, obj=search)
    return search


def check_query(query: Query, *, by: User) -> None:
    """Refuse with NOTHING_ASKED what asks for nothing; a target they do not see is NotVisible."""
    if query.is_empty:
        raise Refusal(
            "NOTHING_ASKED",
            _("Nothing was asked for."),
            field="words",
            fix=_("Write a word, a number or a reference, or choose a filter."),
        )
    if query.target:
        find(RaidTarget, by, public_id=query.target)


def record_asked(query: Query, *, by: User, obj: Search | None = None) -> None:
    """Put on record that somebody searched: never what for, only whether by words and whether narrowed."""
    record("intelligence.searched", by=by, obj=obj, has_words=bool(query.words.strip()), is_narrowed=query.narrows)


@transaction.atomic
def keep(*, search_id: UUID, called: str, cadence: str, by: User, at: datetime) -> Search:
    """Save a search under a name, and say how often to be told of what is new. Its asker alone.

    What it finds now counts as known. Refuses with SEARCHES_FULL, NOT_YOURS_TO_DO.
    """
    search = locked(Search, by, public_id=search_id)
    require(by, "keep", search)
    others = Search.objects.filter(user=by, saved_at__isnull=False).exclude(pk=search.pk)
    if others.count() >= pack().number("search.saved"):
        raise Refusal(
            "SEARCHES_FULL",
            _("You keep as many searches as one person may."),
            fix=_("Forget one that you no longer need."),
        )
    if search.cadence == Search.Cadence.NEVER:
        search.known = found_ids(by, search.query())
    search.called, search.cadence, search.saved_at = called, cadence, search.saved_at or at
    search.looked_at = at
    if cadence == Search.Cadence.NEVER:
        search.known, search.fresh = [], []
    search.save()
    record("intelligence.search.kept", by=by, obj=search, cadence=cadence)
    return search


@transaction.atomic
def forget(*, search_id: UUID, by: User) -> None:
    """Forget a search and everything it found. Its asker alone; refuses with NOT_YOURS_TO_DO."""
    search = locked(Search, by, public_id=search_id)
    require(by, "keep", search)
    record("intelligence.search.forgotten", by=by, obj=search)
    _delete(search.pk)


@transaction.atomic
def seen(*, search_id: UUID, by: User) -> list[UUID]:
    """What is new in a saved search since its owner last opened it; from now on it is not new any more."""
    search = locked(Search, by, public_id=search_id)
    fresh = search.fresh
    if fresh:
        Search.objects.filter(pk=search.pk).update(fresh=[])
    return fresh


def look_again(*, at: datetime) -> int:
    """Look for what is new in the saved searches that are due, and tell their owners; returns how many were looked at.

    Each is a transaction, as its owner and under their access: what they no longer see is not found. A record is told
    of once. Two runs at once share the work; a run after days of silence catches up, for what is known is in the rows.
    """
    waits = [Q(cadence=cadence, looked_at__lte=at - _gap(cadence)) for cadence in CADENCES]
    with as_house("whose searches are due"):
        due = Search.objects.filter(waits[0] | waits[1] | waits[2], saved_at__isnull=False).order_by("looked_at", "pk")
        pks = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(_look_again(pk, at=at) for pk in pks)


def forget_passing(*, at: datetime) -> int:
    """Delete what was searched once and is older than `search.passing`; how many. For a task of the house."""
    older = Search.objects.filter(saved_at__isnull=True, asked_at__lte=at - pack().duration("search.passing"))
    pks = list(older.order_by("pk").values_list("pk", flat=True)[:BATCH])
    _delete(*pks)
    return len(pks)


@transaction.atomic
def _look_again(pk: int, *, at: datetime) -> bool:
    with as_house("a saved search is looked at for its owner"):
        search = (
            Search.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("user__agency")
            .filter(pk=pk, looked_at__lte=at - _shortest())
            .first()
        )
    if search is None:
        return False  # somebody else is at it, or has just been
    found = _found_by_its_owner(search)
    new = [public_id for public_id in found if public_id not in set(search.known)]
    with as_house("what a saved search found is its owner's"):
        Search.objects.filter(pk=pk).update(
            looked_at=at, known=found, fresh=[*dict.fromkeys([*search.fresh, *new])][-1000:]
        )
    if new:
        path = reverse("intelligence:search", args=[search.public_id])
        source = f"search:{search.public_id}:{at.timestamp():.0f}"
        tell([search.user], kind="intelligence.search_found", path=path, source=source, at=at)
    return True


def _found_by_its_owner(search: Search) -> list[UUID]:
    """What its owner finds now; nothing for whoever may not search any more."""
    with acting_as(search.user), keys_for_one_request():
        if not may_any(search.user, "ask", Search):
            return []
        try:
            return found_ids(search.user, search.query())
        except DoesNotOpen:
            return []


@as_house("keys go with what they open")
def _delete(*pks: int) -> None:
    gone = Search.objects.filter(pk__in=pks)
    lose_keys_of(gone)
    gone.delete()


def _gap(cadence: str) -> timedelta:
    return pack().duration(CADENCES[cadence])


def _shortest() -> timedelta:
    return min(map(_gap, CADENCES))
