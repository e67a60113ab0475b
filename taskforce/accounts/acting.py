"""Who the database is told is asking: one person, or the house itself, and nobody unless somebody says so.

Row security (docs/access.md) reads the setting `taskforce.actor` of the current transaction. It is set by
`set_config(..., true)`, which ends with the transaction, so a pooled connection never keeps the former person's sight.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HOUSE = "house"

_actor: ContextVar[str] = ContextVar("actor", default="")


def current_actor() -> str:
    """The primary key of whoever acts, `HOUSE`, or "" when nobody does."""
    return _actor.get()


@contextmanager
def acting_as(actor: object) -> Iterator[None]:
    """While this lasts, the database shows what `actor` (a user) may see; an anonymous one sees nothing."""
    with _telling(str(getattr(actor, "pk", None) or "")):
        yield


@contextmanager
def as_house(why: str) -> Iterator[None]:
    """While this lasts, the house looks for itself, beyond the sight of the person whose act it carries out.

    Only services and tasks do this, after they asked whether the person may; `why` says what they need it for.
    What they learn there goes into a verdict or a row, never onto a page.
    """
    if not why:
        raise ValueError("The house looks beyond somebody's sight only for a reason.")
    with _telling(HOUSE):
        yield


@contextmanager
def _telling(actor: str) -> Iterator[None]:
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)
