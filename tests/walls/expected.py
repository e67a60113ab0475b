"""What the declarations promise, worked out in plain Python over the rows as they lie in the tables.

It asks nothing of the policies but what they declare: no condition is compiled here, no queryset filtered. So a mistake
in how conditions become SQL, lists, verdicts or row security stands out against it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from guardian.utils import get_user_obj_perms_model

from taskforce.access import policy as language
from taskforce.access.policy import (
    ALL,
    AgencyKind,
    Anyone,
    BrokeGlass,
    Condition,
    Granted,
    Holds,
    Linked,
    Nobody,
    OwnAgency,
    Related,
    Sees,
    Where,
    policies,
    policy_of,
)
from taskforce.clocks import access as clocks
from taskforce.vault.fields import SealedField
from victims.access import Recipient, Released
from victims.models import Release

Model = type[models.Model]
Row = dict[str, Any]


@dataclass(frozen=True)
class Somebody:
    """A person as the expectations know them: nothing of it was asked of the product."""

    pk: int
    agency: int
    kind: str
    functions: frozenset[str]  # held, training and agreement in date
    is_active: bool = True


@dataclass
class Facts:
    """The tables, read once, and what the declarations make of them."""

    now: datetime
    tables: dict[Model, dict[Any, Row]] = field(default_factory=dict)
    ends: dict[Any, Any] = field(default_factory=dict)
    grants: dict[Model, list[Row]] = field(default_factory=dict)
    who: Somebody | None = None
    seen: dict[tuple[Model, Any], bool] = field(default_factory=dict)
    staged: dict[Any, Any] = field(default_factory=dict)  # whom the staging made, by what for

    def of(self, who: Somebody) -> "Facts":
        """The same tables, asked for `who`."""
        if self.who is not who:
            self.who, self.seen = who, {}
        return self

    def read(self, model: Model) -> dict[Any, Row]:
        """Every row of `model` by its key, sealed fields left out."""
        if model not in self.tables:
            names = [f.attname for f in model._meta.concrete_fields if not isinstance(f, SealedField)]
            pk = model._meta.pk.attname
            self.tables[model] = {row[pk]: row for row in model._base_manager.order_by().values(*names)}
        return self.tables[model]

    def forget(self, *changed: Model) -> None:
        """Read these tables anew when next asked: somebody's standing has changed."""
        for model in changed:
            self.tables.pop(model, None)
        self.ends, self.grants, self.who = {}, {}, None

    def end(self, model: Model, row: Row, path: str) -> Any:
        """The value at the end of a path of forward relations; None where it breaks off."""
        key = (model, row[model._meta.pk.attname], path)
        if key not in self.ends:
            self.ends[key] = self._walk(model, row, path)
        return self.ends[key]

    def _walk(self, model: Model, row: Row, path: str) -> Any:
        *steps, last = path.split("__")
        for step in steps:
            step_field: Any = model._meta.get_field(step)
            pk = row[step_field.attname]
            if pk is None:
                return None
            model = step_field.related_model
            row = self.read(model)[pk]
        return row[model._meta.pk.attname] if last == "pk" else row[_attname(model, last)]

    def holds(self, condition: Condition, model: Model, row: Row) -> bool:
        """Whether `condition` is true of whoever is asked for and of this row."""
        assert self.who is not None
        meaning = MEANINGS.get(type(condition))
        if meaning is None:
            raise NotImplementedError(
                f"The policy of {model._meta.label} uses {type(condition).__name__}, of which the matrix knows nothing:"
                " say what it means in tests/walls/expected.py, and stage it in tests/walls/standing.py."
            )
        return meaning(self, self.who, model, row, condition)

    def sees(self, model: Model, row: Row, *, through_glass: bool = True) -> bool:
        """Whether any row rule shows the row."""
        if through_glass:
            return next(self._shown(model, row, through_glass=True), None) is not None
        key = (model, row[model._meta.pk.attname])
        if key not in self.seen:
            self.seen[key] = next(self._shown(model, row, through_glass=False), None) is not None
        return self.seen[key]

    def fields(self, model: Model, row: Row, *, through_glass: bool = True) -> frozenset[str]:
        """The fields that the rules which show the row show of it, together."""
        shown: frozenset[str] = frozenset()
        for names in self._shown(model, row, through_glass=through_glass):
            if names is ALL:
                return ALL
            shown |= names
        return shown

    def may(self, act: str, model: Model, row: Row) -> bool:
        """Whether the act is theirs to do: they see the row, not through glass, and its condition holds."""
        return self.sees(model, row, through_glass=False) and self.holds(policy_of(model).acts[act], model, row)

    def could(self, act: str, model: Model) -> bool:
        """For acts that make a new row: whether it is theirs on any row, or on one like it that their agency owns."""
        assert self.who is not None
        policy, pk, agency = policy_of(model), model._meta.pk.attname, self.who.agency
        rows = list(self.read(model).values())
        if policy.owner == "agency":
            rows += [row | {"agency_id": agency, pk: f"like {row[pk]}, of {agency}"} for row in rows]
        return any(self.holds(policy.acts[act], model, row) for row in rows)

    def _shown(self, model: Model, row: Row, *, through_glass: bool) -> Iterator[frozenset[str]]:
        """The fields that each rule shows which shows the row."""
        if self.who is None or not self.who.is_active:
            return
        for condition, names in policy_of(model).row_rules:
            if not through_glass and is_of_glass(condition):
                continue
            if self.holds(condition, model, row):
                yield names

    def grants_on(self, model: Model) -> list[Row]:
        """Every explicit grant on rows of `model`."""
        if model not in self.grants:
            rows = get_user_obj_perms_model(model)._base_manager.values(
                "user_id", "content_object_id", "until", "permission__codename"
            )
            self.grants[model] = list(rows)
        return self.grants[model]

    def granted(self, condition: Granted) -> set[Any]:
        """The rows on which whoever is asked for has this grant, in force now."""
        assert self.who is not None
        codename = condition.permission.split(".")[1]
        return {
            grant["content_object_id"]
            for grant in self.grants_on(condition.model)
            if grant["user_id"] == self.who.pk
            and grant["permission__codename"] == codename
            and (not isinstance(condition, BrokeGlass) or (grant["until"] is not None and grant["until"] > self.now))
        }


def the_facts() -> Facts:
    """The tables as they are now, by the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        return Facts(cursor.fetchone()[0])


def is_of_glass(condition: Condition) -> bool:
    return any(isinstance(part, BrokeGlass) for _model, part in parts(models.Model, condition))


def parts(model: Model, condition: Condition) -> Iterator[tuple[Model, Condition]]:
    """The single facts a condition is made of, each with the model whose rows it is about."""
    match condition:
        case language._All() | language._AnyOf():
            yield from parts(model, condition.left)
            yield from parts(model, condition.right)
        case language._Not():
            yield from parts(model, condition.inner)
        case Linked():
            yield model, condition
            yield from parts(apps.get_model(condition.model), condition.condition)
        case _:
            yield model, condition


def identity(condition: Condition) -> tuple[object, ...]:
    """What tells two facts apart: not which object says it, but what it says."""
    inner = [identity(part) for _model, part in parts(models.Model, condition.condition)] if isinstance(
        condition, Linked) else []  # fmt: skip
    said = [getattr(condition, name, "") for name in ("key", "permission", "kinds", "functions", "path", "item")]
    return type(condition), str(condition.words), *said, *inner


def declared() -> Iterator[tuple[Model, Condition]]:
    """Every single fact that any declaration of the house asks about."""
    for policy in policies():
        asked = [rule for rule, _fields in policy.row_rules] + list(policy.acts.values())
        asked += [policy.unusual] if policy.unusual is not None else []
        for condition in asked:
            yield from parts(policy.model, condition)


def _attname(model: Model, name: str) -> str:
    return str(getattr(model._meta.get_field(name), "attname", name))


def _so(facts: Facts, _who: Somebody, model: Model, row: Row, condition: Any) -> bool:
    """A row is so when each of its lookups is: `status="x"`, `state__in=[...]`, `closed_at__isnull=True`, by a path."""
    return all(_lookup(facts, model, row, path, value) for path, value in condition.lookups.items())


def _lookup(facts: Facts, model: Model, row: Row, path: str, value: Any) -> bool:
    *steps, last = path.split("__")
    if last == "in":
        return facts.end(model, row, "__".join(steps)) in value
    if last == "isnull":
        return (facts.end(model, row, "__".join(steps)) is None) is value
    if last in {"gt", "gte", "lt", "lte", "contains", "overlap"}:
        raise NotImplementedError(f"Say what the lookup {last} means in tests/walls/expected.py.")
    return bool(facts.end(model, row, path) == value)


def _linked(facts: Facts, _who: Somebody, model: Model, row: Row, condition: Any) -> bool:
    other = apps.get_model(condition.model)
    column, pk = _attname(other, condition.by), row[model._meta.pk.attname]
    return any(
        facts.holds(condition.condition, other, found) for found in facts.read(other).values() if found[column] == pk
    )


def _sees_parent(facts: Facts, _who: Somebody, model: Model, row: Row, condition: Any) -> bool:
    pk = facts.end(model, row, condition.path)
    if pk is None:
        return False
    parent = facts.read(condition.model)[pk]
    if condition.field:
        return condition.field in facts.fields(condition.model, parent, through_glass=False)
    return facts.sees(condition.model, parent, through_glass=False)


def _released(facts: Facts, who: Somebody, model: Model, row: Row, condition: Any) -> bool:
    """A release to their agency is in force, of this item; on a talk's own row it names the very talk."""
    person = facts.end(model, row, condition.path)
    return any(
        release["recipient_id"] == who.agency
        and release["person_id"] == person
        and condition.item.value in release["items"]
        and release["withdrawn_at"] is None
        and release["expires_at"] > facts.now
        and (model._meta.label != "victims.CounsellingSession" or row["public_id"] in release["talks"])
        for release in facts.read(Release).values()
    )


Meaning = Callable[[Facts, Somebody, Model, Row, Any], bool]
MEANINGS: dict[type[Condition], Meaning] = {
    language._All: lambda f, _w, m, r, c: f.holds(c.left, m, r) and f.holds(c.right, m, r),
    language._AnyOf: lambda f, _w, m, r, c: f.holds(c.left, m, r) or f.holds(c.right, m, r),
    language._Not: lambda f, _w, m, r, c: not f.holds(c.inner, m, r),
    Holds: lambda _f, w, _m, _r, c: w.is_active and not w.functions.isdisjoint(c.functions),
    AgencyKind: lambda _f, w, _m, _r, c: w.kind in c.kinds,
    OwnAgency: lambda f, w, m, r, c: f.end(m, r, c.path) == w.agency,
    Recipient: lambda f, w, m, r, c: f.end(m, r, c.path) == w.agency,
    Released: _released,
    Related: lambda f, w, m, r, c: f.end(m, r, c.path) == w.pk,
    Where: _so,
    Granted: lambda f, _w, m, r, c: f.end(m, r, c.path) in f.granted(c),
    BrokeGlass: lambda f, _w, m, r, c: f.end(m, r, c.path) in f.granted(c),
    Linked: _linked,
    Sees: _sees_parent,
    Anyone: lambda _f, w, _m, _r, _c: w.is_active,
    Nobody: lambda _f, _w, _m, _r, _c: False,
    clocks._FunctionNamed: lambda _f, w, _m, r, _c: (
        r["holder_id"] is None and not w.functions.isdisjoint(r["functions"])
    ),
}
