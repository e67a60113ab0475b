"""Ines keeps two searches; one of them found something yesterday that she has not looked at."""

from datetime import datetime, timedelta

from intelligence.models import Search
from intelligence.rules.search import Query
from intelligence.services.searches import ask, keep, look_again
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import User


def keep_looking(people: dict[str, User], *, at: datetime) -> None:
    """What she found until the day before is known; the newest report came since."""
    before = at - timedelta(days=1)
    passports = _kept(people["ines"], Query(words="passports"), "Papers kept", before)
    _kept(people["ines"], Query(speaks_of_child=True, access="direct"), "Children, first-hand", before)
    Search.objects.filter(pk=passports.pk).update(known=passports.known[1:])
    look_again(at=at)


def _kept(by: User, query: Query, called: str, at: datetime) -> Search:
    with acting_as(by):
        search = ask(query=query, by=by, at=at)
        return keep(search_id=search.public_id, called=called, cadence="soon", by=by, at=at)
