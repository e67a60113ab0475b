"""What a policy shows to those who stand alike, put into SQL once: writing it anew costs as much as asking it.

Nothing that was asked is kept, only the question. A standing is an actor in plain values, so that what is kept depends
on nothing that is not in its key: who, agency, kind, functions in date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, Self

from django.db.models import BooleanField, Expression, Model, Q
from django.db.models.sql import Query

from taskforce.access.reach import Actor
from taskforce.accounts.models import User

Rows = Q | bool
KEPT = 1024  # questions, each of some ten kilobytes


class Asks(Protocol):
    """A condition of a policy."""

    def rows(self, actor: Actor) -> Rows:
        """Which rows it shows to this actor."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor in plain values, and all that a condition can ask of one. Two who stand alike are asked alike."""

    pk: int
    agency_id: int
    kind: str
    functions: frozenset[str]

    @classmethod
    def of(cls, user: User) -> Self:
        """How this user stands now."""
        return cls(user.pk, user.agency_id, user.agency.kind, user.functions)

    def is_somebody(self) -> bool:
        return True

    def holds(self, *functions: str) -> bool:
        return not self.functions.isdisjoint(functions)

    def works_for(self, *kinds: str) -> bool:
        return self.kind in kinds

    def functions_held(self) -> list[str]:
        return sorted(self.functions)


class Written(Expression):
    """A resolved condition whose SQL is written at the first asking.

    Under another alias (as a part of a statement about something else) Django makes a copy, which writes its own.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, where: Any) -> None:
        super().__init__()
        self.where = where
        self.sql: tuple[str, tuple[Any, ...]] | None = None

    def resolve_expression(self, *_args: Any, **_kwargs: Any) -> Self:
        return self  # a policy speaks of its own rows: nothing in it is left open for a statement around it

    def get_source_expressions(self) -> list[Any]:
        return [self.where]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        [self.where] = exprs
        self.sql = None

    def as_sql(self, compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        if self.sql is None:
            sql, params = compiler.compile(self.where)
            self.sql = (f"({sql})", tuple(params))
        return self.sql

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Kept:
    """A condition on rows of a model, resolved once in `query` for all that begin at the same model."""

    conditional = True

    def __init__(self, query: Query, rows: Q) -> None:
        self.rows, self.alias = rows, query.get_initial_alias()
        self.written, self.inner_aliases = Written(query.where), query.subq_aliases

    def resolve_expression(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        if query.get_initial_alias() != self.alias:
            return self.rows.resolve_expression(query, *args, **kwargs)
        query.subq_aliases = query.subq_aliases | self.inner_aliases  # as if its parts had been resolved here
        return self.written


def shown_by(actor: Actor, conditions: tuple[Asks, ...], model: type[Model]) -> Rows:
    """Which rows of `model` one of these conditions at least shows to the actor. Kept where the actor is a user."""
    if not isinstance(actor, User):
        return _any_of(conditions, actor)
    return actor.is_active and _kept(conditions, Standing.of(actor), model)


@lru_cache(maxsize=KEPT)
def _kept(conditions: tuple[Asks, ...], standing: Standing, model: type[Model]) -> Rows:
    rows = _any_of(conditions, standing)
    if isinstance(rows, bool):
        return rows
    query = model._base_manager.filter(rows).query
    tables = [alias for alias in query.alias_map if query.alias_refcount[alias]]
    return rows if len(tables) > 1 else Q(Kept(query, rows))  # a join is each statement's own


def _any_of(conditions: tuple[Asks, ...], actor: Actor) -> Rows:
    found: Rows = False
    for condition in conditions:
        rows = condition.rows(actor)
        if rows is True:
            return True
        if rows is not False:
            found = found | rows if isinstance(found, Q) else rows
    return found


def forget_what_is_kept() -> None:
    """For whoever changes a policy while the process runs: tests that sabotage one."""
    _kept.cache_clear()
