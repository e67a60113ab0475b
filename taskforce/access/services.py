"""Asking the policies: find a row, lock it, require an act, grant. (Readings go on record in access.reading.)"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, Q
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm
from guardian.utils import get_user_obj_perms_model

from taskforce.access.kept import Rows, shown_by
from taskforce.access.models import Record
from taskforce.access.policy import ALL, is_through_glass, policy_of, visible_rows
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.refusal import NotVisible, Refusal

Row = TypeVar("Row", bound=Record)


def find(model: type[Row], user: Any, **lookup: Any) -> Row:
    """The one row of `model` that `lookup` names and `user` sees. Absent and hidden alike raise NotVisible (404)."""
    found = model.objects.visible_to(user).filter(**lookup).first()
    if found is None:
        raise NotVisible(model._meta.label)
    return found


def locked(model: type[Row], user: Any, *, version: int | None = None, **lookup: Any) -> Row:
    """`find`, holding the row's lock until the transaction ends.

    Refuses with STALE_VERSION when `version` is given and somebody has saved the row since.
    """
    found = model.objects.visible_to(user).select_for_update(of=("self",)).filter(**lookup).first()
    if found is None:
        raise NotVisible(model._meta.label)
    if version is not None and found.version != version:
        raise Refusal(
            "STALE_VERSION",
            _("Somebody saved a newer version while you were writing. Yours is kept here and was not sent."),
            fix=_("Open the newer version beside this one, then save again."),
        )
    return found


def may(user: Any, action: str, obj: Model) -> bool:
    """Whether `user` sees `obj` by their own relation to it and the policy lets them do `action` to it."""
    model, acts = type(obj), policy_of(type(obj)).acts
    visible = visible_rows(user, model, through_glass=False)
    if visible is False or action not in acts:
        return False
    allowed = shown_by(user, (acts[action],), model)
    if allowed is False:
        return False
    asked = [rows for rows in (visible, allowed) if isinstance(rows, Q)]
    if not asked:
        return True
    queryset = model._base_manager.filter(pk=obj.pk)
    for rows in asked:
        queryset = queryset.filter(rows)
    return queryset.exists()


def may_each(user: Any, actions: Iterable[str], obj: Model) -> dict[str, bool]:
    """`may` of several acts on one row, in one statement: for a page with many buttons."""
    model, verdicts, asked = type(obj), {}, {}
    visible = visible_rows(user, model, through_glass=False)
    for action in actions:
        allowed = shown_by(user, (policy_of(model).acts[action],), model)
        if visible is False or allowed is False:
            verdicts[action] = False
            continue
        parts = [rows for rows in (visible, allowed) if isinstance(rows, Q)]
        verdicts[action] = not parts
        if parts:
            asked[action] = ExpressionWrapper(reduce(and_, parts), output_field=BooleanField())
    if asked:
        found = (
            model._base_manager.filter(pk=obj.pk).values(**{f"may_{name}": it for name, it in asked.items()}).first()
        )
        verdicts |= {name: bool(found and found[f"may_{name}"]) for name in asked}
    return verdicts


def may_on(user: Any, action: str, rows: Sequence[Model]) -> frozenset[int]:
    """The keys of those of `rows`, all of one model, on which `may(user, action, row)`: in one statement at most."""
    if not rows:
        return frozenset()
    model = type(rows[0])
    asked = (visible_rows(user, model, through_glass=False), policy_of(model).acts[action].rows(user))
    if False in asked:
        return frozenset()
    queryset = model._base_manager.filter(pk__in=[row.pk for row in rows])
    for part in asked:
        queryset = queryset.filter(part) if isinstance(part, Q) else queryset
    return frozenset(queryset.values_list("pk", flat=True))


def may_any(user: Any, action: str, model: type[Model]) -> bool:
    """Whether there could be a row on which `user` may do `action`: for acts that make a new row, and for menus."""
    return _is_active(user) and shown_by(user, (policy_of(model).acts[action],), model) is not False


def may_see_any(user: Any, model: type[Model]) -> bool:
    """Whether there could be a row of `model` that `user` sees: for lists, and for whoever has no work there."""
    return visible_rows(user, model) is not False


def require(user: Any, action: str, obj: Model) -> None:
    """Refuse with NOT_YOURS_TO_DO unless `may(user, action, obj)`."""
    if not may(user, action, obj):
        raise _not_yours()


def require_any(user: Any, action: str, model: type[Model]) -> None:
    """Refuse with NOT_YOURS_TO_DO unless `may_any(user, action, model)`: before making a new row."""
    if not may_any(user, action, model):
        raise _not_yours()


def fields_of(user: Any, obj: Model, *, through_glass: bool = True) -> frozenset[str]:
    """Which fields of `obj` the user sees: the union over the rules that show it to them."""
    seen: frozenset[str] = frozenset()
    for number, (condition, fields) in enumerate(policy_of(type(obj)).row_rules):
        if not through_glass and is_through_glass(condition):
            continue
        if _shows(user, obj, number, shown_by(user, (condition,), type(obj))):
            if fields is ALL:
                return ALL
            seen |= fields
    return seen


class Projected:
    """A row as one person sees it: a withheld field reads as None and is named in `withheld`."""

    def __init__(self, user: Any, row: Model) -> None:
        self._row = row
        self._fields = fields_of(user, row)
        names = {f.name for f in row._meta.get_fields()} if self._fields is not ALL else set()
        self.withheld = frozenset(names - self._fields - {"id", "public_id", "version"})

    def __getattr__(self, name: str) -> Any:
        return None if name in self.withheld else getattr(self._row, name)


def grant(user: User, permission: str, obj: Model, *, by: User, until: datetime | None = None) -> None:
    """Give `user` a grant on `obj` ("app.codename"), for good or `until` then. The caller has checked that `by` may."""
    with as_house("a grant is seen by whoever holds it"):
        assign_perm(permission, user, obj)
        if until is not None:
            codename = permission.split(".")[1]
            grants = get_user_obj_perms_model(obj)._base_manager
            grants.filter(user=user, content_object=obj, permission__codename=codename).update(until=until)
    record("access.granted", by=by, obj=obj, permission=permission, to=str(user.public_id))


def withdraw_grant(user: User, permission: str, obj: Model, *, by: User) -> None:
    """Take an explicit grant back. The caller has checked that `by` may."""
    with as_house("a grant is seen by whoever holds it"):
        remove_perm(permission, user, obj)
    record("access.grant_withdrawn", by=by, obj=obj, permission=permission, to=str(user.public_id))


def _is_active(user: Any) -> bool:
    return isinstance(user, User) and user.is_active


def _shows(user: Any, obj: Model, number: int, rows: Rows) -> bool:
    if not _is_active(user) or isinstance(rows, bool):
        return rows is True and _is_active(user)
    mark = getattr(obj, f"shown_by_{number}", None)
    if mark is not None:
        return bool(mark)
    return type(obj)._base_manager.filter(rows, pk=obj.pk).exists()


def _not_yours() -> Refusal:
    return Refusal(
        "NOT_YOURS_TO_DO",
        _("Your function does not include this step."),
        fix=_("Ask somebody in your agency who holds the function for it."),
    )
