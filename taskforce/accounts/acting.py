"""Who the database is told is asking: one person, or the house itself, and nobody unless somebody says so.

Row security (docs/access.md) reads the setting `taskforce.actor` of the current transaction. It is set by
`set_config(..., true)`, which ends with the transaction, so a pooled connection never keeps the former person's sight.
The connection says it when a transaction begins (taskforce.walls.backend); a change of actor inside one says it again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

HOUSE = "house"
NOBODY = "nobody"
WEB_ROLE = "taskforce_web"  # to it row security shows what the acting person may see
HOUSE_ROLE = "taskforce_house"  # to it every row, and it too owns nothing

_actor: ContextVar[str] = ContextVar("actor", default="")


def current_actor() -> str:
    """The primary key of whoever acts, `HOUSE`, `NOBODY`, or "" when nobody has said."""
    return _actor.get()


@contextmanager
def acting_as(actor: object) -> Iterator[None]:
    """While this lasts, the database shows what `actor` (a user) may see; an anonymous one sees nothing."""
    with _acting(str(getattr(actor, "pk", None) or NOBODY)):
        yield


@contextmanager
def as_house(why: str) -> Iterator[None]:
    """While this lasts, the house looks for itself, beyond the sight of the person whose act it carries out.

    Only services, tasks and commands do this, after they asked whether the person may; `why` says what they need it
    for. What they learn there goes into a verdict or a row, never onto a page.
    """
    if not why:
        raise ValueError("The house looks beyond somebody's sight only for a reason.")
    with _acting(HOUSE):
        yield


def tell(wrapper: Any) -> None:
    """Tell the database who acts in the transaction that `wrapper` (a Django connection) is in.

    It goes past Django's cursors: no page's statements are counted or logged for it. A transaction that has failed is
    told nothing; it can only roll back, and that restores whoever acted before. The tables' owner stays itself, for it
    migrates; in tests it takes the roles on like anybody else.
    """
    raw = wrapper.connection
    if raw is None or raw.info.transaction_status == TRANSACTION_STATUS_INERROR:
        return
    actor = _actor.get()
    if not actor and not wrapper.in_atomic_block:
        return
    if wrapper.is_owner and not settings.OWNER_TAKES_ROLES:
        return
    role = HOUSE_ROLE if actor == HOUSE else WEB_ROLE if actor else _role_of_nobody(wrapper)
    with raw.cursor() as cursor:
        cursor.execute("select set_config('taskforce.actor', %s, true), set_config('role', %s, true)", [actor, role])


def _role_of_nobody(wrapper: Any) -> str:
    return "none" if wrapper.is_owner else WEB_ROLE


@contextmanager
def _acting(actor: str) -> Iterator[None]:
    token = _actor.set(actor)
    _tell_if_in_a_transaction()
    try:
        yield
    finally:
        _actor.reset(token)
        _tell_if_in_a_transaction()


def _tell_if_in_a_transaction() -> None:
    if connection.in_atomic_block:
        tell(connection)
