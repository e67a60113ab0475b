"""What the pages of emergency access show: mine, what waits for me, the record behind one, who read outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskforce.access.models import BreakGlass, Dissemination, Record, ids_called
from taskforce.access.policy import Pane, policies, policy_of
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.reading import put_on_record
from taskforce.access.services import fields_of, find
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, User

LABELS = {
    "agency": gettext_lazy("Whose record it is"), "title": gettext_lazy("Working name"),
    "sector": gettext_lazy("Sector"), "premises": gettext_lazy("Premises"), "address": gettext_lazy("Address"),
    "description": gettext_lazy("Description"), "opened_at": gettext_lazy("Opened"),
    "closed_at": gettext_lazy("Closed"), "called": gettext_lazy("Called"),
    "child_status": gettext_lazy("Child or adult"), "language": gettext_lazy("Language"),
    "gender": gettext_lazy("Gender"), "safe_contact": gettext_lazy("The safe way to reach them"),
    "code": gettext_lazy("Code"), "location": gettext_lazy("Where it is"),
    "contact_route": gettext_lazy("How to reach it"), "genders": gettext_lazy("Takes"),
    "takes_children": gettext_lazy("Takes children"), "takes_adults": gettext_lazy("Takes adults"),
    "house_rules": gettext_lazy("House rules"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person finds on the page of emergency access."""

    mine: list[BreakGlass]
    to_confirm: list[BreakGlass]
    to_review: list[BreakGlass]
    reviewed: list[BreakGlass]


def desk_of(user: User, *, at: datetime) -> Desk:
    """The newest hundred glasses this person may know of, sorted by what they can do about them."""
    seen = list(glasses_for(user)[:100])
    others = [glass for glass in seen if glass.by_id != user.pk]
    waiting = [g for g in others if g.value().waits(at) and g.owner_id == user.agency_id]
    return Desk(
        mine=[glass for glass in seen if glass.by_id == user.pk],
        to_confirm=waiting,
        to_review=[g for g in others if not g.verdict and g.opened_at and g.second_id != user.pk],
        reviewed=[g for g in others if g.verdict],
    )


def glasses_for(user: User) -> ScopedQuerySet[BreakGlass]:
    """The glasses this person may know of, newest first."""
    return BreakGlass.objects.with_fields_for(user).select_related("by__agency", "owner", "second", "reviewed_by")


def behind(user: User, glass: BreakGlass, *, at: datetime) -> list[tuple[str, str]]:
    """What is read through the glass, in words, field by field; empty when it does not last. Whoever broke it.

    The reading goes on record first, and if it crosses agencies its dissemination (taskforce.access.reading).
    """
    if glass.by_id != user.pk or not glass.lasts(at):
        return []
    subject = find(_model(glass), user, public_id=glass.subject_id)
    put_on_record(user, subject)
    shown = fields_of(user, subject)
    names = {field.name for field in subject._meta.concrete_fields if field.name in shown}
    return [(str(label), _in_words(subject, name)) for name, label in LABELS.items() if name in names]


def may_break(user: User) -> bool:
    """Whether any pane is for this person."""
    return any(pane.who.rows(user) is not False for policy in policies() for pane in policy.panes)


def pane_for(user: User, model: type[Any]) -> Pane | None:
    """The pane through which this person would read a row of `model`."""
    return next((pane for pane in policy_of(model).panes if pane.who.rows(user) is not False), None)


def named(reference: str) -> Record | None:
    """The record with a pane that people call `reference`, whoever may see it. The caller shows nothing of it."""
    called = ids_called(reference)
    if called is None:
        return None
    prefix, first, last = called
    models = [p.model for p in policies() if p.panes and issubclass(p.model, Record)]
    model = next((model for model in models if model.prefix == prefix), None)
    if model is None:
        return None
    with as_house("the record a person names in an emergency"):
        found: Record | None = model._base_manager.filter(public_id__gte=first, public_id__lte=last).first()
    return found


def subject_of(glass: BreakGlass) -> Record:
    """The record behind a glass, for a service. Pages use `behind`."""
    with as_house("the record behind a glass"):
        found: Record = _model(glass)._base_manager.get(public_id=glass.subject_id)
    return found


def owner_of(subject: Record) -> Agency:
    """The agency a breakable record belongs to."""
    with as_house("whose record it is"):
        owner: Agency = getattr(subject, policy_of(type(subject)).owner)
    return owner


def readers_outside(user: User, *, subject_id: UUID | None = None) -> ScopedQuerySet[Dissemination]:
    """Who of other agencies read our records, newest first; of one record where it is named."""
    found = Dissemination.objects.visible_to(user).select_related("reader", "recipient", "owner")
    return found.filter(subject_id=subject_id) if subject_id else found


def _model(glass: BreakGlass) -> Any:
    return apps.get_model(glass.subject_type)


def _in_words(subject: Record, name: str) -> str:
    display = getattr(subject, f"get_{name}_display", None)
    value = display() if display else getattr(subject, name)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "D j M Y, H:i")
    if isinstance(subject._meta.get_field(name), BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(value, Agency):
        return value.name
    return ", ".join(value) if isinstance(value, list) else str(value or _("Not said"))
