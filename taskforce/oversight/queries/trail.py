"""The trail, filtered, newest first; and one row of it with what holds it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from taskforce.access.knowing import GLASS
from taskforce.access.models import Dissemination
from taskforce.access.newest import CAP
from taskforce.access.policy import visible_rows
from taskforce.access.reach import Among
from taskforce.accounts.models import Agency, User
from taskforce.audit.models import AuditEntry
from taskforce.audit.verifying import Held, held
from taskforce.jurisdiction.pack import pack
from taskforce.kit.exports import Column, Listing, listing
from taskforce.oversight.queries import require_auditor, that_showed
from taskforce.oversight.rules import hours_off
from taskforce.refusal import NotVisible

PAGE = 50
NEIGHBOURS = 10
# A dissemination is written in the transaction of the reading, a moment before it.
SAME_ACT = timedelta(seconds=5)
DENIED, ALLOWED = AuditEntry.Outcome.DENIED, AuditEntry.Outcome.ALLOWED

READINGS = Q(outcome=ALLOWED) & (Q(verb="access.read") | (Q(rows__isnull=False) & ~Q(verb__startswith="audit.")))
TURNED_AWAY = Q(outcome=DENIED) & (
    Q(verb="access.not_visible") | Q(codes__code__in=["NO_NEED", "NO_RIGHT", "BREAK_GLASS_REFUSED"])
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the trail, and how many rows there are from it on; beyond `CAP` nobody counts."""

    entries: list[AuditEntry]
    total: int

    @property
    def is_capped(self) -> bool:
        return self.total > CAP

    @property
    def last(self) -> AuditEntry | None:
        """The row that the next page comes after; None when nothing is older."""
        return self.entries[-1] if self.entries and self.total > len(self.entries) else None


@dataclass(frozen=True, slots=True)
class One:
    """One row of the trail: how it is held, and what else happened under the same sign-in around it."""

    entry: AuditEntry
    held: Held
    around: list[AuditEntry]


def trail_for(user: User, asked: dict[str, Any], *, before: UUID | None = None) -> Shown:
    """The rows that meet everything `asked` (the cleaned values of the filter), older than the row `before`.

    Two statements, one more with `before`, and one more with an id. A code that is rare is found by walking the span
    that is asked for: half a second for a million rows. Whoever sees the whole trail; others get NotVisible.
    """
    found = _entries(user).filter(_conditions(asked))
    if before is not None:
        found = found.filter(_older_than(_one(user, before)))
    total = found.order_by()[: CAP + 1].count()
    return Shown(list(found.select_related("actor", "agency")[:PAGE]), total)


def _all_of_it(user: User) -> QuerySet[AuditEntry]:
    return _entries(user).select_related("actor", "agency")


def _codes(entry: AuditEntry) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(entry.codes.items()))


TRAIL = listing(
    Listing(
        "audit.trail", _("On record"), AuditEntry, _all_of_it,
        (
            Column("public_id", _("Entry")),
            Column("at", _("When"), says=lambda entry: entry.at.isoformat()),
            Column("actor", _("Who"), says=lambda entry: entry.actor and entry.actor.public_id),
            Column("agency", _("Agency"), says=lambda entry: entry.agency and entry.agency.code),
            Column("verb", _("What")),
            Column("object_type", _("Kind of record")),
            Column("object_id", _("Id of the record")),
            Column("outcome", _("Outcome")),
            Column("codes", _("Codes"), says=_codes),
            Column("rows", _("Rows")),
        ),
        by="at",
    )
)  # fmt: skip


def filtered_trail(asked: dict[str, Any]) -> Listing:
    """The list of what meets everything `asked`, to be taken away."""
    return replace(TRAIL, rows=lambda user: _all_of_it(user).filter(_conditions(asked)))


def entry_for(user: User, entry_id: UUID) -> One:
    """One row of the trail. Absent: NotVisible. Six statements at most."""
    entry = _one(user, entry_id)
    if entry.actor_id is None or not entry.sign_in:
        return One(entry, held(entry), [])
    same = _entries(user).filter(actor=entry.actor_id, sign_in=entry.sign_in).exclude(pk=entry.pk)
    before = list(same.filter(at__lte=entry.at)[:NEIGHBOURS])
    after = list(same.filter(at__gt=entry.at).order_by("at", "public_id")[:NEIGHBOURS])
    return One(entry, held(entry), [*reversed(after), *before])


def verbs(user: User) -> list[str]:
    """Every verb on record, each found by one step along an index, for a list of choices. One statement."""
    require_auditor(user)
    return _distinct(VERBS)


def object_types(user: User) -> list[str]:
    """Every kind of record on record, found in the same way. One statement."""
    require_auditor(user)
    return [kind for kind in _distinct(TYPES) if kind]


def agencies_for(user: User) -> QuerySet[Agency]:
    """The agencies an auditor may choose from."""
    found: QuerySet[Agency] = _visible(user, Agency).order_by("name")
    return found


def colleagues_for(user: User) -> QuerySet[User]:
    """The people whose names an auditor reads; of them nothing but name and agency."""
    found: QuerySet[User] = _visible(user, User).select_related("agency").order_by("agency__name", "name")
    return found


def _visible(user: User, model: Any) -> Any:
    rows = visible_rows(user, model)
    if isinstance(rows, bool):
        return model._base_manager.all() if rows else model._base_manager.none()
    return model._base_manager.filter(rows)


def _entries(user: User) -> QuerySet[AuditEntry]:
    require_auditor(user)
    return AuditEntry.objects.order_by("-at", "-public_id")


def _one(user: User, entry_id: UUID) -> AuditEntry:
    entry = _entries(user).filter(pk=entry_id).select_related("actor__agency", "agency").first()
    if entry is None:
        raise NotVisible(AuditEntry._meta.label)
    return entry


def _older_than(entry: AuditEntry) -> Q:
    return Q(at__lte=entry.at) & (Q(at__lt=entry.at) | Q(public_id__lt=entry.pk))


def _conditions(asked: dict[str, Any]) -> Q:
    plain = {
        "at__gte": asked.get("since"), "at__lt": asked.get("until"), "verb": asked.get("verb"),
        "agency": asked.get("agency"), "actor": asked.get("actor"), "object_type": asked.get("object_type"),
        "outcome": asked.get("outcome"),
    }  # fmt: skip
    found = Q(**{name: value for name, value in plain.items() if value})
    if asked.get("code"):
        found &= Q(codes__contains=asked["code"])
    if asked.get("object_id"):
        found &= Q(object_id=asked["object_id"]) | Q(pk__in=that_showed([asked["object_id"]]))
    return found & _only(asked.get("only", ""))


def _only(which: str) -> Q:
    kinds: dict[str, Callable[[], Q]] = {
        "reads": lambda: READINGS,
        "off_hours": _off_hours,
        "glass": lambda: Q(codes__contains={"need": GLASS}) | Q(verb__startswith="access.glass_"),
        "untied": lambda: Q(outcome=ALLOWED, verb="access.read", codes__contains={"need": "function"}),
        "turned_away": lambda: TURNED_AWAY,
        "across": lambda: Q(_across()),
    }
    return kinds[which]() if which else Q()


def _off_hours() -> Q:
    begins, ends = (pack().number(f"audit.off_hours_{edge}") for edge in ("from", "until"))
    return READINGS & Q(at__hour__in=sorted(hours_off(begins, ends)))


def _across() -> Exists:
    """The reading gave something to another agency: beside it stands a dissemination of what was read."""
    given = Dissemination.objects.filter(
        reader=OuterRef("actor"), at__lte=OuterRef("at"), at__gte=OuterRef("at") - SAME_ACT
    )
    return Exists(given.filter(Q(subject_id=OuterRef("object_id")) | Q(Among(F("subject_id"), OuterRef("shown")))))


VERBS, TYPES = "verb", "object_type"
STEPS = {
    VERBS: """
        with recursive step as (
          (select verb as found from audit_auditentry order by verb limit 1)
          union all
          select (select verb from audit_auditentry where verb > step.found order by verb limit 1)
          from step where step.found is not null)
        select found from step where found is not null""",
    TYPES: """
        with recursive step as (
          (select object_type as found from audit_auditentry order by object_type limit 1)
          union all
          select (select object_type from audit_auditentry where object_type > step.found order by object_type limit 1)
          from step where step.found is not null)
        select found from step where found is not null""",
}


def _distinct(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(STEPS[column])
        return [found for (found,) in cursor.fetchall()]
