"""Pages of very many rows: the ids first, each rule walking an index of its own, then the rows of one page.

Fifty known rows cost next to nothing; sorting what somebody may see costs whatever that is. So each rule gives a `Walk`
in the order of an index, and the rows are fetched once their ids are known (performance paper).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

CAP = 1000  # nobody reads further, and counting further would cost more than the page

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Walk:
    """Rows that carry the time and the id of what rule number `rule` shows, with an index newest first."""

    rows: QuerySet[Any]
    at: str
    pk: str
    rule: int = 0

    def steps(self, *, before: tuple[datetime, int] | None) -> "Step":
        """SQL for (time, id, rule), newest first: at most one more than `CAP`, only of those older than `before`."""
        rows = self.rows
        if before is not None:
            at, pk = before
            older = Q(**{f"{self.at}__lt": at}) | Q(**{f"{self.pk}__lt": pk})
            rows = rows.filter(older, **{f"{self.at}__lte": at})
        steps = rows.order_by(f"-{self.at}", f"-{self.pk}").values_list(self.at, self.pk)
        sql, params = steps[: CAP + 1].query.sql_with_params()
        return f"SELECT *, {self.rule:d} FROM ({sql}) AS walk", params  # noqa: S608 - our own SQL


Step = tuple[str, tuple[Any, ...]]  # SQL and its parameters


@dataclass(frozen=True, slots=True)
class Newest(Generic[Row]):
    """One page, newest first, and how many rows there are from it on; beyond `CAP` nobody counts."""

    rows: list[Row]
    total: int

    @property
    def is_capped(self) -> bool:
        return self.total > CAP

    @property
    def last(self) -> Row | None:
        """The row that the next page comes after; None when nothing is older."""
        return self.rows[-1] if self.rows and self.total > len(self.rows) else None


@dataclass(frozen=True, slots=True)
class Found:
    """What the walks found: the ids of a page, newest first, each with the rules that show it; how many in all."""

    rules: dict[int, set[int]]
    total: int


def newest_ids(parts: Sequence[Step], *, size: int) -> Found:
    """The ids of the first page of all walks together, and their number up to one more than `CAP`.

    One statement, answered with two arrays: a thousand tuples would cost more to carry than to find. Whatever rule
    shows a row of the first page has it among its own newest, so no rule is missed there.
    """
    if not parts:
        return Found({}, 0)
    together = " UNION ALL ".join(f"({sql})" for sql, _params in parts)
    ordered = f"SELECT * FROM ({together}) AS steps (at, pk, rule) ORDER BY at DESC, pk DESC"  # noqa: S608 - our own SQL
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT array_agg(pk), array_agg(rule) FROM ({ordered}) AS newest",  # noqa: S608 - the same
            [param for _sql, params in parts for param in params],
        )
        [(ids, rules)] = cursor.fetchall()
    page: dict[int, set[int]] = {}
    for pk, rule in zip(ids or (), rules or (), strict=True):
        if pk not in page and len(page) == size:
            break  # in order, so nothing more is said of this page's rows
        page.setdefault(pk, set()).add(rule)
    return Found(page, min(len(set(ids or ())), CAP + 1))
