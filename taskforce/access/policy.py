"""The policy language: who sees which rows, which fields of them, and who may do what. Declared once per app.

    policy(IntelligenceReport)
        .rows(Holds("investigator") & OwnAgency(), fields=ALL)
        .rows(Related("target__plans__approver"), fields={"reference", "grade"})
        .act("regrade", Holds("intelligence_analyst") & OwnAgency())

Each condition compiles to `Rows`: True (every row), False (none) or a Q without joins. The same compiled condition
filters lists, answers for one object and, with `THE_ACTOR` in place of a user, becomes the row-security policy of
PostgreSQL (taskforce.walls), so a list, a verdict and the database can never differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from guardian.utils import get_user_obj_perms_model

from taskforce.access.kept import Rows, Standing, shown_by
from taskforce.access.newest import Step, Walk
from taskforce.access.reach import THE_ACTOR, Actor, Among, ForEachRow, Reaches, Seen
from taskforce.accounts.models import User


class Condition:
    """A fact about an actor and a row. Combine with & | ~."""

    words: str | Promise = (
        ""  # where only the condition itself can say it; the others are said by taskforce.walls.words
    )
    key: str = ""  # which sentence says it
    relation: ClassVar[str] = ""  # the code of what it says about actor and row; empty where it says nothing of both

    def rows(self, actor: Actor) -> Rows:
        raise NotImplementedError

    def parts(self) -> Iterator["Condition"]:
        """The single facts it is made of."""
        yield self

    def ways(self, *, to_be: bool = True) -> Iterator["Way"]:
        """Each way in which it can be so (or, not `to_be`, not so): facts that hold together."""
        yield ((self, to_be),)

    def walk(self, actor: Actor, model: type[Model], by: str) -> Walk | None:
        """Where to walk the rows this shows, newest `by` first; None when it shows none."""
        rows = self.rows(actor)
        if rows is False:
            return None
        return Walk(model._base_manager.all() if rows is True else model._base_manager.filter(rows), by, "id")

    def __and__(self, other: "Condition") -> "Condition":
        return _All(self, other)

    def __or__(self, other: "Condition") -> "Condition":
        return _AnyOf(self, other)

    def __invert__(self) -> "Condition":
        return _Not(self)


Way = tuple[tuple[Condition, bool], ...]


@dataclass(frozen=True)
class _All(Condition):
    left: Condition
    right: Condition

    def parts(self) -> Iterator[Condition]:
        yield from self.left.parts()
        yield from self.right.parts()

    def ways(self, *, to_be: bool = True) -> Iterator["Way"]:
        return _together(self.left, self.right, to_be) if to_be else _apart(self.left, self.right, to_be)

    def rows(self, actor: Actor) -> Rows:
        left = self.left.rows(actor)
        if left is False:
            return False
        right = self.right.rows(actor)
        if left is True or right is False:
            return right
        return left if right is True else left & right

    def walk(self, actor: Actor, model: type[Model], by: str) -> Walk | None:
        """Through whichever side speaks of rows, when the other only speaks of the actor and agrees."""
        for asked, walked in ((self.left, self.right), (self.right, self.left)):
            if asked.rows(actor) is True:
                return walked.walk(actor, model, by)
        return super().walk(actor, model, by)


@dataclass(frozen=True)
class _AnyOf(Condition):
    left: Condition
    right: Condition

    def parts(self) -> Iterator[Condition]:
        yield from self.left.parts()
        yield from self.right.parts()

    def ways(self, *, to_be: bool = True) -> Iterator["Way"]:
        return _apart(self.left, self.right, to_be) if to_be else _together(self.left, self.right, to_be)

    def rows(self, actor: Actor) -> Rows:
        left = self.left.rows(actor)
        if left is True:
            return True
        right = self.right.rows(actor)
        if left is False or right is True:
            return right
        return left if right is False else left | right


@dataclass(frozen=True)
class _Not(Condition):
    inner: Condition

    def parts(self) -> Iterator[Condition]:
        yield from self.inner.parts()

    def ways(self, *, to_be: bool = True) -> Iterator["Way"]:
        return self.inner.ways(to_be=not to_be)

    def rows(self, actor: Actor) -> Rows:
        inner = self.inner.rows(actor)
        return not inner if isinstance(inner, bool) else ~inner


class Holds(Condition):
    """The actor holds one of these functions, with training in date."""

    def __init__(self, *functions: str) -> None:
        self.functions = functions

    def rows(self, actor: Actor) -> Rows:
        return actor.holds(*self.functions)


class AgencyKind(Condition):
    """The actor's agency is of one of these kinds."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def rows(self, actor: Actor) -> Rows:
        return actor.works_for(*self.kinds)


class OwnAgency(Condition):
    """The row belongs to the actor's agency, along `path`."""

    relation = "own_agency"

    def __init__(self, path: str = "agency") -> None:
        self.path = path
        self.key = f"own_agency:{path}"

    def rows(self, actor: Actor) -> Rows:
        return _at(self.path, actor.agency_id)


class Related(Condition):
    """The row names the actor, along `path` (a path in words, so nothing to the right is imported)."""

    relation = "named"

    def __init__(self, path: str) -> None:
        self.path = path
        self.key = f"named:{path}"

    def rows(self, actor: Actor) -> Rows:
        return _at(self.path, actor.pk)


class Where(Condition):
    """The row itself is so: `Where(_("it is approved"), status="approved")`; the words follow "while"."""

    def __init__(self, words: str | Promise, **lookups: Any) -> None:
        self.words = words
        self.lookups = lookups

    def rows(self, actor: Actor) -> Rows:
        return Q(**self.lookups)


class Granted(Condition):
    """An explicit grant (django-guardian, direct foreign key) of `permission` ("app.codename") on the row at `path`."""

    relation = "granted"

    def __init__(self, permission: str, *, model: type[Model], path: str = "pk") -> None:
        self.permission = permission
        self.model = model
        self.path = path
        self.key = f"granted:{permission}"

    def grants(self, actor: Actor) -> Any:
        """The grants that count."""
        return get_user_obj_perms_model(self.model())._base_manager.filter(
            user=actor.pk, permission__codename=self.permission.split(".")[1]
        )

    def rows(self, actor: Actor) -> Rows:
        return Q(Among(F(self.path), ArraySubquery(self.grants(actor).values("content_object"))))


class BrokeGlass(Granted):
    """The actor broke the glass of this one row, and the time for it has not run out by the database's own clock.

    It is for reading alone: no act follows from it, no row beneath this one, no export (taskforce.access.services).
    """

    relation = "broke_glass"

    def grants(self, actor: Actor) -> Any:
        return super().grants(actor).filter(until__gt=Now())


class Linked(Condition):
    """A row of `model` ("app.Model"), whose field `by` names this row, meets the condition.

    `copies` names the fields of that row that repeat one of this: a page walks their index instead of the rows.
    """

    def __init__(self, model: str, by: str, condition: Condition, *, copies: Mapping[str, str] | None = None) -> None:
        self.model = model
        self.by = by
        self.condition = condition
        self.copies = copies or {}
        self.key = f"linked:{model}"

    def parts(self) -> Iterator[Condition]:
        yield from self.condition.parts()

    def rows(self, actor: Actor) -> Rows:
        model = apps.get_model(self.model)
        found = self.condition.rows(actor)
        if found is False:
            return False
        linked = model._base_manager.filter(**{self.by: OuterRef("pk")})
        return Q(ForEachRow(linked if found is True else linked.filter(found)))

    def walk(self, actor: Actor, model: type[Model], by: str) -> Walk | None:
        """Along the rows that name them, where those repeat `by`."""
        if by not in self.copies:
            return super().walk(actor, model, by)
        linked = self.condition.walk(actor, apps.get_model(self.model), self.copies[by])
        return None if linked is None else Walk(linked.rows, linked.at, f"{self.by}_id")


class Sees(Condition):
    """The actor sees the row at `path`, a row of `model`: children inherit from their parent.

    The ids of the parents are gathered once a statement; where somebody may see very many of them, `one_by_one` asks
    for each row's own parent instead. A parent seen through broken glass hands nothing down. With `field`, only those
    parents of which the actor sees that field.
    """

    relation = "parent"

    def __init__(self, model: type[Model], path: str, *, one_by_one: bool = False, field: str = "") -> None:
        if field and not one_by_one:
            raise ValueError("Which parents show a field is asked one by one.")
        self.model = model
        self.path = path
        self.one_by_one = one_by_one
        self.field = field
        self.key = f"sees:{model._meta.label}" + (f":{field}" if field else "")

    def rows(self, actor: Actor) -> Rows:
        found = visible_rows(actor, self.model, through_glass=False, fields=[self.field] * bool(self.field))
        if isinstance(found, bool):
            return found
        parents = self.model._base_manager.filter(found).order_by()
        if self.one_by_one:
            return Q(ForEachRow(parents.filter(pk=OuterRef(self.path))))
        if actor is THE_ACTOR:
            return Q(Among(F(self.path), Seen(self.model)))
        return Q(Among(F(self.path), ArraySubquery(parents.values("pk"))))


class Anyone(Condition):
    """Everybody who is signed in."""

    def rows(self, actor: Actor) -> Rows:
        return actor.is_somebody()


class Nobody(Condition):
    """Nobody through any page; rows that services alone read."""

    def rows(self, actor: Actor) -> Rows:
        return False


class _AllFields(frozenset[str]):
    """Every field."""

    def __contains__(self, name: object) -> bool:
        return True


ALL: frozenset[str] = _AllFields()
BREAK_GLASS = "break_glass"
ASSESS_DANGER = "assess_danger"


@dataclass(frozen=True, slots=True)
class Pane:
    """Who may break the glass of a row, and what they then read.

    `assessed` is what one person alone reads of a lethal row when danger is imminent; the rest takes two persons.
    """

    who: Condition
    fields: frozenset[str]
    assessed: frozenset[str]
    is_lethal: bool


@dataclass
class Policy:
    """What one model's rows show to whom, and who may do what to them."""

    model: type[Model]
    row_rules: list[tuple[Condition, frozenset[str]]] = field(default_factory=list)
    acts: dict[str, Condition] = field(default_factory=dict)
    panes: list[Pane] = field(default_factory=list)
    owner: str = ""
    kind: str = ""
    about: str = ""
    unusual: Condition | None = None
    exportable: frozenset[str] = frozenset()

    def rows(self, condition: Condition, *, fields: Iterable[str] = ALL) -> "Policy":
        """Whoever meets the condition sees the row, and of it these fields."""
        self.row_rules.append((condition, ALL if fields is ALL else frozenset(fields)))
        return self

    def act(self, name: str, condition: Condition) -> "Policy":
        """Whoever sees the row and meets the condition may do `name` to it."""
        if name in self.acts:
            raise ValueError(f"{self.model.__name__} already says who may {name}.")
        self.acts[name] = condition
        return self

    def owned_by(self, path: str) -> "Policy":
        """The agency at `path` owns the row: whoever else reads it, that is a dissemination (28 CFR 23.20(f))."""
        self.owner = path
        return self

    def sensitive(self, kind: str, *, about: str = "", unusual: Condition | None = None) -> "Policy":
        """The row is of a source, a victim or a shelter: right and need are asked and recorded at each reading.

        Where a row is `unusual` for the reader they say their purpose too, once for all rows `about` the same record.
        """
        self.kind, self.about, self.unusual = kind, about, unusual
        return self

    def exported(self, *fields: str) -> "Policy":
        """Of a list of these records only these fields may leave in a file, for whoever reads them anyway.

        What is not named here never leaves, whoever may read it: counselling and interview accounts are privileged
        (domain paper, 4.3: no export); where a shelter or a premises is, who a source is, how somebody is reached and
        when an operation begins are lethal in a file that lies about (security paper, 2.1); and nothing leaves that is
        seen through broken glass (5.5). A model that says nothing has no export at all.
        """
        self.exportable = frozenset(fields)
        return self

    def breakable(
        self, who: Condition, *, fields: Iterable[str], lethal: bool = False, assessed: Iterable[str] = ()
    ) -> "Policy":
        """Whoever meets `who` may break the glass of one hidden row for an hour (security paper, 5.5).

        They read `fields`; of a lethal row only once a second person has confirmed, and in imminent danger `assessed`
        until then.
        """
        app = self.model._meta.app_label
        self.panes.append(Pane(who, frozenset(fields), frozenset(assessed), lethal))
        self.rows(who & BrokeGlass(f"{app}.{BREAK_GLASS}", model=self.model), fields=fields)
        if lethal:
            self.rows(who & BrokeGlass(f"{app}.{ASSESS_DANGER}", model=self.model), fields=assessed)
        return self


_policies: dict[type[Model], Policy] = {}


def policy(model: type[Model]) -> Policy:
    """Begin the one declaration for `model`. Declaring it twice is a programming error."""
    if model in _policies:
        raise ValueError(f"{model.__name__} already has a policy.")
    _policies[model] = Policy(model)
    return _policies[model]


def policy_of(model: type[Model]) -> Policy:
    """The declaration for `model`; a model without one is visible to nobody, so its absence is an error."""
    return _policies[model]


def policies() -> list[Policy]:
    """Every declaration, by model label."""
    return sorted(_policies.values(), key=lambda p: p.model._meta.label)


def visible_rows(actor: Any, model: type[Model], *, through_glass: bool = True, fields: Sequence[str] = ()) -> Rows:
    """Which rows of `model` the actor sees. Inactive and anonymous people see none.

    Without `through_glass` broken glass shows nothing: for acts and exports. With `fields`, only rows are left that one
    rule shows with all of these: for searching by what they say.
    """
    if not isinstance(actor, Actor):
        return False
    rules = tuple(
        condition
        for condition, shown in policy_of(model).row_rules
        if (through_glass or not is_through_glass(condition)) and all(name in shown for name in fields)
    )
    return shown_by(actor, rules, model)


def steps_for(actor: Any, model: type[Model], *, by: str, before: tuple[datetime, int] | None = None) -> Sequence[Step]:
    """The statements that walk the rows of `model` the actor sees, newest `by` first: one a rule that shows any."""
    if not isinstance(actor, User) or not actor.is_active:
        return ()
    standing = Standing.of(actor)
    rules = tuple(condition for condition, _fields in policy_of(model).row_rules)
    return _first_steps(rules, standing, model, by) if before is None else _steps(rules, standing, model, by, before)


@lru_cache(maxsize=512)
def _first_steps(rules: tuple[Condition, ...], standing: Standing, model: type[Model], by: str) -> Sequence[Step]:
    """The first page's, kept: writing them anew costs as much as asking them. All they depend on is in the key."""
    return _steps(rules, standing, model, by, None)


def _steps(
    rules: tuple[Condition, ...], standing: Standing, model: type[Model], by: str, before: tuple[datetime, int] | None
) -> Sequence[Step]:
    walks = [(number, condition.walk(standing, model, by)) for number, condition in enumerate(rules)]
    return tuple(replace(walk, rule=number).steps(before=before) for number, walk in walks if walk is not None)


def is_through_glass(condition: Condition) -> bool:
    """Whether the condition shows rows only to those who broke their glass."""
    return any(isinstance(part, BrokeGlass) for part in condition.parts())


def _at(path: str, value: Any) -> Q:
    """The row at the end of `path` is `value`. A path through other tables goes by a function of the database."""
    return Q(Reaches(path, value)) if "__" in path else Q(**{path: value})


def _together(left: Condition, right: Condition, to_be: bool) -> Iterator[Way]:  # noqa: FBT001 - passed on
    yield from (mine + other for mine in left.ways(to_be=to_be) for other in right.ways(to_be=to_be))


def _apart(left: Condition, right: Condition, to_be: bool) -> Iterator[Way]:  # noqa: FBT001 - passed on
    yield from left.ways(to_be=to_be)
    yield from right.ways(to_be=to_be)
