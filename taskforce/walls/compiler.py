"""Row security in PostgreSQL's own words, made from the policies (security paper, 3.2).

`statements()` gives SQL that can be run again and again: it drops what it made before and makes it anew. The command
`row_security` pins it in a migration; `access_matrix --check` fails when the newest pin says something else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import BigIntegerField, Expression, Func, Model, Q
from django.db.models.sql import Query

from taskforce.access.kept import Rows
from taskforce.access.policy import policies, policy_of, visible_rows
from taskforce.access.reach import THE_ACTOR, Reach, Reaches, Seen
from taskforce.accounts.acting import HOUSE_ROLE, WEB_ROLE
from taskforce.walls.roles import POLICY

Named = TypeVar("Named", Reaches, Seen)

# Sign-in looks before anybody is known, and whom an account belongs to is decided there.
OUTSIDE = ("taskforce.accounts",)
WRITTEN_ONCE = ("audit_auditentry", "access_dissemination", "vault_domainkey")
# What its own policy lets somebody write, and nobody changes or deletes afterwards.
KEPT = ("intelligence_custodytransfer", "intelligence_evidenceitem")
# Anybody may seal to an agency; only its own members, and the house, then see the row.
SEALED_TO = ("vault_recordkey", "vault_keygrant")


def statements() -> str:
    """Everything row security consists of, in an order that PostgreSQL accepts."""
    parts = [
        f"-- tables: {', '.join(tables())}",
        _part("roles"),
        _part("forget"),
        _part("actor"),
        *_reaches(),
        *_seen(),
        *_walls(),
    ]
    return "\n".join([*parts, _part("grants"), *_written_once()]) + "\n"


def using(model: type[Model], *, through_glass: bool = True) -> str:
    """The condition under which a row of `model` is shown to whoever acts."""
    return _condition(model, visible_rows(THE_ACTOR, model, through_glass=through_glass))


def walled() -> list[type[Model]]:
    """The models whose tables stand behind row security."""
    return [p.model for p in policies() if not p.model.__module__.startswith(OUTSIDE)]


def reaches() -> list[Reach]:
    """Every path that a function of the database walks, wherever a policy names it."""
    found = {
        expression.reach_from(policy.model)
        for policy in policies()
        for condition in [*(rule for rule, _fields in policy.row_rules), *policy.acts.values()]
        for expression in _named_in(condition.rows(THE_ACTOR), Reaches)
    }
    return sorted(found, key=lambda reach: reach.function)


def _named_in(rows: object, kind: type[Named]) -> Iterator[Named]:
    """The expressions of one kind in what a condition compiled to."""
    if isinstance(rows, kind):
        yield rows
    elif isinstance(rows, Q):
        for child in rows.children:
            yield from _named_in(child, kind)
    elif isinstance(rows, Expression):
        for source in rows.get_source_expressions():
            yield from _named_in(source, kind)


def _condition(model: type[Model], rows: Rows) -> str:
    if isinstance(rows, bool):
        return str(rows).lower()
    query = Query(model)
    query.add_q(rows)
    joined = {alias for alias, uses in query.alias_refcount.items() if uses} - {model._meta.db_table}
    if joined:
        raise ValueError(f"The policy of {model.__name__} joins {', '.join(joined)}; a policy sees its own table only.")
    sql, params = query.where.as_sql(query.get_compiler(connection=connection), connection)
    return _inlined(sql, params)


class _Given(Func):
    """The argument of the function that is being written."""

    template = "$1"
    output_field = BigIntegerField()


def _reaches() -> Iterator[str]:
    for reach in reaches():
        rows = reach.model._base_manager.filter(**{reach.path: _Given()}).order_by().values("pk")
        sql, params = rows.query.sql_with_params()
        yield _function(f"{reach.function}(bigint)", _inlined(sql, params))


def _function(signature: str, ids: str) -> str:
    """A function of the database that gathers ids beyond the sight of whoever asks. PL/pgSQL keeps its plan."""
    return (
        f"CREATE FUNCTION {signature} RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER\n"
        f"  SET search_path = public AS $$ BEGIN RETURN ARRAY(\n  {ids}\n); END $$;\n"
        f"ALTER FUNCTION {signature} OWNER TO {POLICY};"
    )


def _seen() -> Iterator[str]:
    """Which rows of a parent whoever acts sees, for the policies of its children; broken glass shows none of these."""
    for model in _parents():
        rows = using(model, through_glass=False)
        yield _function(f"{Seen.of(model)}()", f"SELECT id FROM {model._meta.db_table} WHERE {rows}")  # noqa: S608


def _parents() -> list[type[Model]]:
    """The models whose children ask for all they show at once, each after those its own policy asks about."""
    ordered: list[type[Model]] = []

    def place(model: type[Model]) -> None:
        for condition, _fields in policy_of(model).row_rules:
            for seen in _named_in(condition.rows(THE_ACTOR), Seen):
                if seen.model not in ordered:
                    place(seen.model)
                    ordered.append(seen.model)

    for model in walled():
        place(model)
    return ordered


def _walls() -> Iterator[str]:
    for model in walled():
        table = model._meta.db_table
        yield (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\nALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n"
            f"CREATE POLICY asks ON {table} FOR SELECT TO {POLICY} USING (true);\n"
            f"CREATE POLICY house ON {table} TO {HOUSE_ROLE} USING (true);\n"
            f"CREATE POLICY seen ON {table} TO {WEB_ROLE} USING (\n  {using(model)}\n);"
        )


def _written_once() -> Iterator[str]:
    """What is written once: nobody who serves requests changes or deletes it, and whoever acts may write it."""
    for table in WRITTEN_ONCE + KEPT:
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {WEB_ROLE}, {HOUSE_ROLE};"
    for table in WRITTEN_ONCE + SEALED_TO:
        yield f"CREATE POLICY written ON {table} FOR INSERT TO {WEB_ROLE} WITH CHECK (true);"


def _inlined(sql: str, params: object) -> str:
    with connection.cursor() as cursor:
        text: bytes = cursor.mogrify(sql, params)
    return text.decode()


def _part(name: str) -> str:
    """SQL that is the same whatever the policies say."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text().rstrip()


def tables() -> list[str]:
    """The tables of every model that is installed, ours and the packages'."""
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
