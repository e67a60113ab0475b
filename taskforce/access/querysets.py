"""The narrow door to rows: `Model.objects.visible_to(user)`."""

from typing import Any, Self, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from taskforce.access.kept import shown_by
from taskforce.access.newest import Newest, newest_ids
from taskforce.access.policy import policy_of, steps_for, visible_rows
from taskforce.vault.keyring import gather

Row = TypeVar("Row", bound=Model)


class ScopedQuerySet(QuerySet[Row]):
    """A queryset that knows who is asking."""

    def visible_to(self, user: Any, *, through_glass: bool = True) -> Self:
        """The rows the policy of this model shows to `user`; `through_glass` too those they broke the glass of."""
        rows = visible_rows(user, self.model, through_glass=through_glass)
        if isinstance(rows, bool):
            return self if rows else self.none()
        return self.filter(rows)

    def findable_by(self, user: Any, *fields: str) -> Self:
        """The rows this person may find by what these fields say: those they see with all of them, none through glass.

        Otherwise a search would tell, word by word, what a field says to whoever may not read it.
        """
        rows = visible_rows(user, self.model, through_glass=False, fields=fields)
        if isinstance(rows, bool):
            return self if rows else self.none()
        return self.filter(rows)

    def with_fields_for(self, user: Any, *, through_glass: bool = True) -> Self:
        """`visible_to`, and each row knows which rules show it: `fields_of(user, row)` then asks no further query."""
        marks = {}
        for number, (condition, _fields) in enumerate(policy_of(self.model).row_rules):
            rows = shown_by(user, (condition,), self.model)
            if isinstance(rows, Q):
                marks[f"shown_by_{number}"] = ExpressionWrapper(rows, output_field=BooleanField())
        return self.visible_to(user, through_glass=through_glass).annotate(**marks)

    def newest_for(self, user: Any, *, by: str, size: int, before: Row | None = None) -> Newest[Row]:
        """One page of the rows shown to `user`, newest `by` first, older than the row `before`; each knows its fields.

        Two statements, however many rows there are.
        """
        after = (getattr(before, by), before.pk) if before is not None else None
        found = newest_ids(steps_for(user, self.model, by=by, before=after), size=size)
        rows = {row.pk: row for row in self.order_by().filter(pk__in=found.rules)}
        for pk, row in rows.items():
            for number, _rule in enumerate(policy_of(self.model).row_rules):
                setattr(row, f"shown_by_{number}", number in found.rules[pk])
        return Newest([rows[pk] for pk in found.rules if pk in rows], found.total)

    def _fetch_all(self) -> None:
        """Rows that were fetched together have the keys to their sealed fields fetched together."""
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._result_cache:
            gather(self._result_cache)
