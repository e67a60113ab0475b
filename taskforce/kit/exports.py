"""Taking a list away as a file: the same rows and fields as the page, on record before the first byte leaves.

A room declares a `Listing` in its queries; the page is `taskforce.kit.export_pages.ExportPage`. Whoever has a queryset
of their own (a filtered trail) calls `copy_of` with it. What may leave at all stands in the policies (`.exported`).
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from taskforce.access.knowing import Purpose
from taskforce.access.models import ALPHABET
from taskforce.access.policy import Condition, is_through_glass, policy_of, visible_rows
from taskforce.access.reading import put_export_on_record
from taskforce.access.services import fields_of
from taskforce.access.step_up import require_step_up
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack
from taskforce.kit.spreadsheet import as_csv
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.sealing import DoesNotOpen

REFERENCE = "reference"  # what a record is called tells no more than that somebody sees it


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the policy's field it shows, what stands above it, and how a row says it where it is not plain."""

    name: str
    label: str | Promise
    says: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be taken away. `rows` asks the policy itself, without broken glass; `by` dates its rows."""

    code: str
    title: str | Promise
    model: type[models.Model]
    rows: Callable[[User], Any]
    columns: Sequence[Column]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One file for one reader. Its number stands in it, in its name and in the audit row."""

    number: str
    data: bytes
    rows: int

    @property
    def filename(self) -> str:
        return f"list-{self.number}.csv"


_listings: dict[str, Listing] = {}


def listing(made: Listing) -> Listing:
    """Register a list that can be taken away; its code is unique in the house."""
    if made.code in _listings:
        raise ValueError(f"The list {made.code} exists already.")
    _listings[made.code] = made
    return made


def listings() -> list[Listing]:
    """Every list of the house that can be taken away, by code."""
    return [_listings[code] for code in sorted(_listings)]


def take_away(
    made: Listing, *, purpose: str, since: date | None, by: User, stepped_up_at: datetime | None, at: datetime
) -> Copy:
    """A copy of the list as `by` sees it, of what is no older than the day `since`.

    Whoever sees the list. Refuses as `copy_of`; a list that nobody of their function has is NotVisible.
    """
    if visible_rows(by, made.model, through_glass=False) is False:
        raise NotVisible(made.model._meta.label)
    rows = made.rows(by)
    if since is not None and made.by:
        rows = rows.filter(**{f"{made.by}__date__gte": since})
    return copy_of(
        rows, model=made.model, columns=made.columns, code=made.code, purpose=purpose, by=by,
        stepped_up_at=stepped_up_at, at=at, narrow="since" if made.by else None,
    )  # fmt: skip


@transaction.atomic
def copy_of(
    rows: Any,
    *,
    model: type[models.Model],
    columns: Sequence[Column],
    code: str,
    purpose: str,
    by: User,
    stepped_up_at: datetime | None,
    at: datetime,
    narrow: str | None = None,
) -> Copy:
    """These rows of `model` as a file, whole, after they were put on record (`access.exported`, disseminations).

    `rows` is a queryset that its policy has narrowed to `by`; each row's fields are asked again here. Refuses with
    STEP_UP_NEEDED, PURPOSE_NEEDED, EXPORT_TOO_LARGE (more rows than `export.rows` of the pack; `narrow` is the field
    that asks for fewer), NO_RIGHT, NO_NEED, AUDIT_UNAVAILABLE. A column the policy does not let leave is a programming
    error.
    """
    require_step_up(stepped_up_at, at=at)
    if purpose not in set(Purpose):
        raise Refusal("PURPOSE_NEEDED", _("Say what you need this list for."), field="purpose")
    most = pack().number("export.rows")
    found = list(rows[: most + 1])
    if len(found) > most:
        raise _too_large(most, narrow)
    number = _new_number()
    put_export_on_record(by, model, found, purpose=purpose, list=code, copy=number)
    shown = columns_for(by, model, columns)
    head = _(
        "Copy %(number)s for reader %(reader)s, made at %(at)s (%(zone)s). It is on record. Nobody else may read it."
    )
    first = head % {"number": number, "reader": by.public_id, "at": _text(at), "zone": settings.TIME_ZONE}
    lines = [[first], [str(column.label) for column in shown], *([*_cells(by, row, shown)] for row in found)]
    return Copy(number, as_csv(lines), len(found))


def columns_for(user: User, model: type[models.Model], columns: Sequence[Column]) -> list[Column]:
    """The columns of which this user could see a value in any row; the others do not appear at all."""
    policy = policy_of(model)
    beyond = {column.name for column in columns} - policy.exportable - {REFERENCE}
    if beyond:
        raise ValueError(f"The policy of {model.__name__} lets no list leave with {', '.join(sorted(beyond))}.")
    rules = [rule for rule in policy.row_rules if _is_for_lists(rule[0]) and rule[0].rows(user) is not False]
    return [c for c in columns if c.name == REFERENCE or any(c.name in fields for _condition, fields in rules)]


def _is_for_lists(condition: Condition) -> bool:
    """Neither what is seen through broken glass nor what a person released for one purpose makes a column of a list."""
    return not is_through_glass(condition) and all(part.relation != "released" for part in condition.parts())


def _cells(user: User, row: models.Model, columns: Sequence[Column]) -> Iterator[str]:
    shown = fields_of(user, row, through_glass=False)
    for column in columns:
        if column.name != REFERENCE and column.name not in shown:
            yield _("not shown")
            continue
        try:
            yield _text(_value(row, column))
        except DoesNotOpen:
            yield _("locked")


def _value(row: models.Model, column: Column) -> Any:
    if column.says is not None:
        return column.says(row)
    display = getattr(row, f"get_{column.name}_display", None)
    return display() if display is not None else getattr(row, column.name)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        case list():
            return ", ".join(_text(one) for one in value)
        case _:
            return str(value)


def _new_number() -> str:
    """Sixty bits of chance, in letters that can be read out."""
    letters = [secrets.choice(ALPHABET) for _each in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _too_large(most: int, narrow: str | None) -> Refusal:
    fix = _("More at once needs a second person: a supervisor and oversight ask the operator for it together.")
    if narrow:
        fix = _("Choose a later day, so that fewer rows are in it.") + " " + fix
    return Refusal(
        "EXPORT_TOO_LARGE", _("This list has more than %(most)s rows.") % {"most": most}, field=narrow, fix=fix
    )
