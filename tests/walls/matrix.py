"""The access matrix, tried: every function x relation x model x action x channel, all of them found, none listed here.

A cell is one standing (tests/walls/standing.py), one set of facts between a person and a row, one model, one action or
field, one channel. The expectation of each is worked out apart (tests/walls/expected.py); this module asks the product
in bulk and compares.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from taskforce.access.policy import (
    ALL,
    BrokeGlass,
    Condition,
    Granted,
    Holds,
    Linked,
    OwnAgency,
    Related,
    Sees,
    Where,
    policies,
    policy_of,
)
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.services import Projected, fields_of, may
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import User
from taskforce.walls.compiler import walled
from tests.walls.expected import Facts, Model, Row, Somebody, identity, parts, the_facts
from tests.walls.ground import Ground
from tests.walls.oracle import NEVER, Shown, laws_broken_by
from tests.walls.rows import one_in_every_state
from tests.walls.standing import (
    CHANGED,
    STANDINGS,
    Position,
    Standing,
    models_without_a_row,
    positions,
    take,
    users_now,
)
from victims.access import Released
from victims.models import Release

MOST_ROWS = 16  # of one model; rows that stand alike to everybody are tried once


@dataclass
class Tried:
    """What was asked, and what was answered otherwise than the declarations promise."""

    cells: dict[str, set[int]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unlawful: list[str] = field(default_factory=list)
    judged: int = 0
    done: set[tuple[str, str, str, str]] = field(default_factory=set)  # what somebody with one function alone could

    def judge(self, shown: Shown, standing: Standing) -> None:
        """Hold one thing that the product showed or allowed against the laws of the domain (the second oracle)."""
        self.judged += 1
        who = shown.who
        self.done.add((standing.name, who.kind, shown.label, shown.what))
        self.unlawful += [
            f"{law}: {standing.name} at {who.kind}, {shown.label} {shown.row.get('id', '')},"
            f" {shown.what}, by {shown.channel}"
            for law in laws_broken_by(shown)
        ]

    def compare(self, channel: str, cell: tuple[object, ...], *, expected: object, given: object) -> None:
        """Count one answer, and keep it if it is wrong."""
        self.cells.setdefault(channel, set()).add(hash(cell))
        self.answers[channel] += 1
        if expected != given:
            self.wrong.append(f"{channel}: {' | '.join(map(str, cell))}: expected {expected}, was {given}")

    @property
    def total(self) -> int:
        return sum(len(cells) for cells in self.cells.values())

    def said(self) -> str:
        """For the end of the test's output."""
        by_channel = ", ".join(f"{name} {len(cells):,}" for name, cells in sorted(self.cells.items()))
        return (
            f"access matrix: {self.total:,} cells ({by_channel}) in {self.answers.total():,} answers,"
            f" {len(self.wrong)} wrong; {len(NEVER)} laws of the domain held against {self.judged:,} things shown or"
            f" allowed, {len(self.unlawful)} broken"
        )


@dataclass
class Matrix:
    """The world, the people in it, and one row of each kind that stands differently to somebody."""

    facts: Facts
    people: list[Position]
    rows: dict[Model, list[Row]] = field(default_factory=dict)

    def stand(self, standing: Standing) -> list[tuple[Position, User]]:
        """Everybody at this standing, in the tables and in the expectations."""
        take(standing, [p.user for p in self.people])
        self.facts.forget(*CHANGED)
        for model in (p.model for p in policies()):
            if model in CHANGED or model not in self.rows:
                self.rows[model] = list(_unlike(self.facts, model))
        return list(zip(self.people, users_now(self.people), strict=True))


def a_matrix(ground: Ground, at: datetime) -> Matrix:
    """Stage every fact that the declarations ask about, on a planted world."""
    one_in_every_state(ground.stay, ground.operation, at)
    people = positions(the_facts())
    facts = the_facts()
    if missing := models_without_a_row(facts):
        raise AssertionError(f"Nothing is tried of {', '.join(missing)}: make a row of it in tests/walls/rows.py.")
    return Matrix(facts, people)


def try_all(matrix: Matrix, standings: Iterable[Standing] = STANDINGS, people: slice = slice(None)) -> Tried:
    """Ask everything of everybody, through the channels that answer in bulk."""
    tried = Tried()
    for standing in standings:
        for position, user in matrix.stand(standing)[people]:
            asked = Asked(matrix, tried, standing, position.at(standing), user)
            asked.lists_and_fields()
            asked.row_security()
            asked.acts()
    return tried


@dataclass
class Asked:
    """One person at one standing, asked about every row of the matrix."""

    matrix: Matrix
    tried: Tried
    standing: Standing
    who: Somebody
    user: User

    def __post_init__(self) -> None:
        self.facts = self.matrix.facts.of(self.who)

    def rows(self) -> Iterator[tuple[Model, list[Row]]]:
        yield from self.matrix.rows.items()

    def cell(self, model: Model, row: Row, action: str) -> tuple[object, ...]:
        """Where in the matrix an answer belongs: it says nothing of who and which, only of how they stand."""
        return self.standing.name, self.who.kind, self._tie(model, row), model._meta.label, action

    def judge(self, model: Model, row: Row, what: str, channel: str, *, is_act: bool = False) -> None:
        shown = Shown(self.who, self.facts, model, row, what, is_act, channel)
        self.tried.judge(shown, self.standing)

    def lists_and_fields(self) -> None:
        """The narrow door, the fields each row shows there, and the projection."""
        for model, rows in self.rows():
            pk = model._meta.pk.attname
            shown = self._listed(model, [row[pk] for row in rows])
            for row in rows:
                seen = self.facts.sees(model, row)
                self.tried.compare("list", self.cell(model, row, "see"), expected=seen, given=row[pk] in shown)
                if row[pk] in shown:
                    self.judge(model, row, "see", "list")
                if seen and row[pk] in shown:
                    self._fields(model, row, shown[row[pk]])

    def row_security(self) -> None:
        """PostgreSQL, asked by the role of the web for this person: one statement for every row of the matrix."""
        behind = [(model, rows) for model, rows in self.rows() if model in set(walled())]
        shown = _shown_by_postgresql(self.user, behind)
        for model, rows in behind:
            for row in rows:
                given = (model._meta.label, str(row[model._meta.pk.attname])) in shown
                self.tried.compare(
                    "row security", self.cell(model, row, "see"), expected=self.facts.sees(model, row), given=given
                )
                if given:
                    self.judge(model, row, "see", "row security")

    def acts(self) -> None:
        """The verdict on each act, once for rows that stand alike to this person; and on one row's fields by itself."""
        for model, rows in self.rows():
            for row in self._unlike_to_them(model, rows):
                obj = _bare(model, row)
                for act in policy_of(model).acts:
                    expected, given = self.facts.may(act, model, row), may(self.user, act, obj)
                    self.tried.compare("verdict", self.cell(model, row, act), expected=expected, given=given)
                    if given:
                        self.judge(model, row, act, "verdict", is_act=True)
                if self.facts.sees(model, row) or len(policy_of(model).row_rules) > 1:
                    self.tried.compare("one row", self.cell(model, row, "fields"), expected=_named(
                        self.facts.fields(model, row)), given=_named(fields_of(self.user, obj)))  # fmt: skip

    def _listed(self, model: Model, pks: list[Any]) -> dict[Any, Any]:
        """The rows that a list shows, by key, each marked with the rules that show it."""
        found: Any = ScopedQuerySet(model).order_by().filter(pk__in=pks)
        if all(fields is ALL for _rule, fields in policy_of(model).row_rules):
            return dict.fromkeys(found.visible_to(self.user).values_list("pk", flat=True))
        marked = found.with_fields_for(self.user).values()
        return {row[model._meta.pk.attname]: _bare(model, row) for row in marked}

    def _fields(self, model: Model, row: Row, marked: Any) -> None:
        expected = self.facts.fields(model, row)
        given = ALL if marked is None else fields_of(self.user, marked)
        withheld = frozenset() if marked is None else Projected(self.user, marked).withheld
        for name in _names(model):
            cell = self.cell(model, row, name)
            self.tried.compare("field", cell, expected=name in expected, given=name in given)
            if name in given:
                self.judge(model, row, name, "field")
            if name not in {"id", "public_id", "version"}:
                self.tried.compare("projection", cell, expected=name not in expected, given=name in withheld)

    def _unlike_to_them(self, model: Model, rows: list[Row]) -> list[Row]:
        """Of rows that this person stands to alike, the first."""
        return list({self._tie(model, row): row for row in reversed(rows)}.values())

    def _tie(self, model: Model, row: Row) -> tuple[bool, ...]:
        """Which of the facts that this model's declaration speaks of hold between this person and this row."""
        return tuple(self.facts.holds(fact, model, row) for fact in _facts_about(model))


def _facts_about(model: Model) -> list[Condition]:
    """What the declaration says of a person and a row, functions left aside."""
    if model not in _SPOKEN_OF:
        policy = policy_of(model)
        asked = [rule for rule, _fields in policy.row_rules] + list(policy.acts.values())
        found: dict[tuple[object, ...], Condition] = {}
        for condition in asked:
            for about, part in parts(model, condition):
                if about is model and not isinstance(part, Holds):
                    found.setdefault(identity(part), part)
        _SPOKEN_OF[model] = list(found.values())
    return _SPOKEN_OF[model]


_SPOKEN_OF: dict[Model, list[Condition]] = {}


def _unlike(facts: Facts, model: Model) -> Iterator[Row]:
    """One row of each kind that could stand differently to somebody."""
    kinds: dict[tuple[object, ...], Row] = {}
    for row in facts.read(model).values():
        kinds.setdefault(tuple(_kind(facts, model, row, fact) for fact in _facts_about(model)), row)
    yield from list(kinds.values())[:MOST_ROWS]


def _kind(facts: Facts, model: Model, row: Row, fact: Any) -> object:
    nobody = Somebody(0, 0, "", frozenset())
    match fact:
        case BrokeGlass() | Granted():
            return facts.end(model, row, fact.path) == min(facts.read(fact.model))  # the one that is staged
        case Released():
            given = [r for r in facts.read(Release).values() if r["person_id"] == facts.end(model, row, fact.path)]
            return bool(given), any(row["public_id"] in release["talks"] for release in given)
        case OwnAgency() | Related() | Sees():
            return facts.end(model, row, fact.path)
        case Where():
            return facts.of(nobody).holds(fact, model, row)
        case Linked():
            return any(other[f"{fact.by}_id"] == row["id"] for other in facts.read(_model(fact)).values())
    return str(sorted((k, str(v)) for k, v in row.items() if k in {"holder_id", "functions"}))


def _model(fact: Linked) -> Model:
    from django.apps import apps  # noqa: PLC0415

    return apps.get_model(fact.model)


def _shown_by_postgresql(user: User, behind: list[tuple[Model, list[Row]]]) -> set[tuple[str, str]]:
    asked, params = [], []
    for model, rows in behind:
        pk = model._meta.pk
        asked.append(f"select '{model._meta.label}', {pk.column}::text from {model._meta.db_table}"
                     f" where {pk.column}::text = any(%s)")  # fmt: skip
        params.append([str(row[pk.attname]) for row in rows])
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute(" union all ".join(asked), params)
        return set(cursor.fetchall())


def _bare(model: Model, row: Row) -> Any:
    """A row as the product knows it, from its key and the marks of a list; nothing is fetched for it."""
    pk = model._meta.pk.attname
    obj = model(**{pk: row[pk]})
    for name, value in row.items():
        if name.startswith("shown_by_"):
            setattr(obj, name, value)
    return obj


def _names(model: Model) -> list[str]:
    return [f.name for f in model._meta.concrete_fields]


def _named(fields: frozenset[str]) -> object:
    return "every field" if fields is ALL else sorted(fields)
