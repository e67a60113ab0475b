"""How a policy reaches rows: who acts, and paths through tables the actor may not see.

A path such as `person__recovery__encounter__plan__agency` crosses tables that row security hides from the very person
whom the path lets in. So such a path is walked by a function of the database that runs as `taskforce_policy`
(SECURITY DEFINER), once a statement, and answers with an array of ids; taskforce.walls writes these functions.
"""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Exists, Expression, F, Func, Model, Q, TextField, Value

MAX_IDENTIFIER = 63


@runtime_checkable
class Actor(Protocol):
    """Whoever a policy is asked about: a user, or whoever the database is told is acting (`THE_ACTOR`)."""

    @property
    def pk(self) -> Any:
        """The user's primary key."""

    @property
    def agency_id(self) -> Any:
        """The primary key of the user's agency."""

    def is_somebody(self) -> "Q | bool":
        """Whether anybody acts at all, with an account that is switched on."""

    def holds(self, *functions: str) -> "Q | bool":
        """Whether one of these functions is held, with training in date."""

    def works_for(self, *kinds: str) -> "Q | bool":
        """Whether the user's agency is of one of these kinds."""

    def functions_held(self) -> Any:
        """The functions held with training in date, as an array."""


class Asked(Func):
    """A function of the database, asked once a statement: `(SELECT f(...))` is planned apart from the rows."""

    template = "(SELECT %(function)s(%(expressions)s))"


class TheActor:
    """Whoever the current transaction acts for, in the words of the database (taskforce.accounts.acting)."""

    pk = Asked(function="access_actor", output_field=BigIntegerField())
    agency_id = Asked(function="access_agency", output_field=BigIntegerField())

    def is_somebody(self) -> Q:
        return Q(Asked(function="access_is_somebody", output_field=BooleanField()))

    def holds(self, *functions: str) -> Q:
        return Q(Asked(_texts(functions), function="access_holds", output_field=BooleanField()))

    def works_for(self, *kinds: str) -> Q:
        return Q(Asked(_texts(kinds), function="access_works_for", output_field=BooleanField()))

    def functions_held(self) -> Expression:
        return Asked(function="access_functions", output_field=ArrayField(TextField()))


THE_ACTOR = TheActor()


class Among(Func):
    """`column = ANY(ids)`: the ids are gathered once a statement, and an index on the column can be used."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class Seen(Func):
    """The ids of every row of `model` that whoever acts sees."""

    template = "(SELECT %(function)s())::bigint[]"
    output_field = ArrayField(BigIntegerField())

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        super().__init__(function=self.of(model))

    @staticmethod
    def of(model: type[Model]) -> str:
        """The name of the database's function."""
        return f"sees_{model._meta.db_table}"


class ForEachRow(Exists):
    """EXISTS, asked for each row that is looked at. OFFSET keeps PostgreSQL from gathering the whole table first.

    A page looks at fifty rows; the table beside them has millions.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


class _Reached(Func):
    template = "(SELECT %(function)s(%(expressions)s))::bigint[]"
    output_field = ArrayField(BigIntegerField())


@dataclass(frozen=True, slots=True)
class Reach:
    """A path from `model` that a function of the database walks."""

    model: type[Model]
    path: str

    @property
    def function(self) -> str:
        """The function's name: it takes the id at the path's end and gives the ids of `model` that lead there."""
        name = f"reach_{self.model._meta.db_table}__{self.path}"
        if len(name) > MAX_IDENTIFIER:
            raise ValueError(f"{name} is longer than PostgreSQL lets a name be.")
        return name


class Reaches(Func):
    """The row at the end of a path of forward relations is `value`."""

    output_field = BooleanField()

    def __init__(self, path: str, value: Any) -> None:
        self.path = path
        self.value = value
        super().__init__()

    def reach_from(self, model: type[Model]) -> Reach:
        """The part of the path that lies beyond `model`'s own columns."""
        first, rest = self.path.split("__", 1)
        related = model._meta.get_field(first).related_model
        if not isinstance(related, type):
            raise TypeError(f"{first} of {model.__name__} leads nowhere.")
        return Reach(related, rest)

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        first = self.path.split("__", 1)[0]
        reached = _Reached(self.value, function=self.reach_from(query.model).function)
        return Among(F(first), reached).resolve_expression(query, *args, **kwargs)


def _texts(values: tuple[str, ...]) -> Value:
    return Value(list(values), output_field=ArrayField(TextField()))
