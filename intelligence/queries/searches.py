"""Searching what one may see: the index of sealed words says what could fit, the policy what of it is shown.

An agency finds what it holds the key to (taskforce.vault.word_index). Of that, each person finds what the policy shows
them together with every field that is searched or filtered by: else a search would tell what a field withholds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Value
from django.utils import timezone

from intelligence.models import Entity, Grade, IntelligenceReport, RaidTarget, Search, TargetLink, Tip
from intelligence.queries.matching import became
from intelligence.rules.search import Query, at_least, excerpt
from taskforce.access.models import Record
from taskforce.access.newest import CAP
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.reach import Among
from taskforce.access.services import fields_of
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.vault.models import WordIndex
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.word_index import Entry, look_up, text_of
from taskforce.vault.words import Asked, asked, marked

PAGE = 25
AT_FIRST, AT_MOST = 1_100, 20_000  # how many records one step looks at: a page and its count, then more


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that is searched: its rows for one person and query, and how those of a page are fetched."""

    code: str
    model: type[Record]
    rows: Callable[[User, Query], ScopedQuerySet[Any]]
    shown: Callable[[User], ScopedQuerySet[Any]]
    has_sector: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: what is shown of it, and where in it the words stand.

    `said` is a stretch of its text in parts, each marked or not; None where it does not open. `fields` are the fields
    this person sees of it.
    """

    code: str
    row: Any
    said: list[tuple[str, bool]] | None
    fields: frozenset[str]
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page, newest first, and how many there are from it on; beyond a thousand nobody counts."""

    hits: list[Hit]
    total: int

    @property
    def is_capped(self) -> bool:
        return self.total > CAP

    @property
    def last(self) -> UUID | None:
        """The record the next page comes after; None when nothing is older."""
        return self.hits[-1].row.public_id if self.hits and self.total > len(self.hits) else None

    def rows(self) -> list[list[Any]]:
        """The rows of the page by model: each list is put on record by itself."""
        by_model: dict[type[Any], list[Any]] = {}
        for hit in self.hits:
            by_model.setdefault(type(hit.row), []).append(hit.row)
        return list(by_model.values())


def search_page(
    user: User, query: Query, *, before: UUID | None = None, fresh: Sequence[UUID] = (), size: int = PAGE
) -> Results:
    """One page of what this person finds, newest first, older than the record `before`.

    The caller puts the rows it shows on record (`Page.listed`).
    """
    wanted = asked(query.words)
    found = places(user, query, before=_place_of(user, before))
    return Results(_hits(user, found[:size], wanted, frozenset(fresh)), len(found))


def places(user: User, query: Query, *, before: tuple[datetime, int] | None = None, most: int = CAP + 1) -> list[Entry]:
    """Where the records lie that this person finds, newest first; at most `most`."""
    wanted, kinds = asked(query.words), _kinds_for(query)
    if query.words.strip() and not wanted.terms:
        return []  # nothing but words that every text has
    found: list[Entry] = []
    size = max(AT_FIRST, most)
    while len(found) < most:
        entries = look_up(
            wanted, agency_id=user.agency_id, models=[k.model for k in kinds], limit=size, before=before
        )  # fmt: skip
        theirs = _narrowed(user, query, kinds, entries)
        found += [entry for entry in entries if entry.row in theirs[entry.table]]
        if len(entries) < size:
            break
        before, size = entries[-1][:2], min(size * 4, AT_MOST)
    return found[:most]


def found_ids(user: User, query: Query) -> list[UUID]:
    """The public ids of the newest records this person finds, at most one more than a thousand: for saved searches."""
    found = places(user, query)
    ids: dict[tuple[str, int], UUID] = {}
    for kind in KINDS:
        table = kind.model._meta.db_table
        pks = [entry.row for entry in found if entry.table == table]
        rows: Any = kind.model._base_manager.filter(_among(pks))
        ids |= {(table, pk): public_id for pk, public_id in rows.values_list("pk", "public_id")}
    return [ids[entry.table, entry.row] for entry in found if (entry.table, entry.row) in ids]


def targets_to_name(user: User) -> ScopedQuerySet[RaidTarget]:
    """The targets a search can be narrowed to, by reference."""
    return RaidTarget.objects.visible_to(user, through_glass=False)


def saved_searches(user: User) -> list[Search]:
    """What this person keeps looking for, the newest first."""
    return list(Search.objects.visible_to(user).filter(saved_at__isnull=False))


def recent_searches(user: User) -> list[Search]:
    """What this person looked for last and has not saved."""
    return list(Search.objects.visible_to(user).filter(saved_at__isnull=True)[:6])


def _reports(user: User, query: Query) -> ScopedQuerySet[IntelligenceReport]:
    """The reports somebody may find by this query. A filter on a field is a question about it: they must see it."""
    asks = {"source_type": query.source_type, "access": query.access, "speaks_of_child": query.speaks_of_child,
            "is_lawful": query.is_lawful}  # fmt: skip
    exact = {name: value for name, value in asks.items() if value not in ("", None)}
    seen_days = {"observed_at"} if query.observed_from or query.observed_until else set()
    rows = IntelligenceReport.objects.findable_by(user, *IntelligenceReport.searched, *exact, *seen_days)
    rows = rows.filter(
        _between("observed_at", query.observed_from, query.observed_until),
        _between("logged_at", query.logged_from, query.logged_until),
        **exact,
    )
    if query.target or query.sector:
        targets = RaidTarget.objects.findable_by(user, "sector")
        targets = targets.filter(public_id=query.target) if query.target else targets
        targets = targets.filter(sector=query.sector) if query.sector else targets
        links = TargetLink.objects.visible_to(user).filter(target__in=targets.order_by().values("pk"))
        rows = rows.filter(pk__in=links.order_by().values("report"))
    return _graded(rows, query) if query.scheme else rows


def _graded(rows: ScopedQuerySet[IntelligenceReport], query: Query) -> ScopedQuerySet[IntelligenceReport]:
    """Whose latest grade is of this scheme and at least as good on both axes."""
    latest = Grade.objects.filter(report=OuterRef("pk")).order_by("-at", "-pk")
    now = {name: Subquery(latest.values(name)[:1]) for name in ("scheme", "source_code", "info_code")}
    better = {
        "now_scheme": query.scheme,
        "now_source_code__in": list(at_least(query.scheme, query.source_code, of="source")),
        "now_info_code__in": list(at_least(query.scheme, query.info_code, of="information")),
    }
    return rows.annotate(**{f"now_{name}": value for name, value in now.items()}).filter(**better)


def _targets(user: User, query: Query) -> ScopedQuerySet[RaidTarget]:
    rows = RaidTarget.objects.findable_by(user, *RaidTarget.searched, "sector", "opened_at")
    rows = rows.filter(_between("opened_at", query.logged_from, query.logged_until))
    return rows.filter(sector=query.sector) if query.sector else rows


def _entities(user: User, query: Query) -> ScopedQuerySet[Entity]:
    """Things and subjects. Of a person who is no subject nothing is found by name (28 CFR 23.20: they are kept apart).

    They see all that is searched, so only their own agency's: what is another's is found on its target. What was merged
    is still found as it was spelt, and leads to what it became.
    """
    rows = Entity.objects.findable_by(user, *Entity.searched).filter(role__in=["", Entity.Role.SUBJECT])
    return rows.filter(_between("added_at", query.logged_from, query.logged_until))


def _tips(user: User, query: Query) -> ScopedQuerySet[Tip]:
    rows = Tip.objects.findable_by(user, *Tip.searched).filter(purged_at__isnull=True)
    return rows.filter(_between("received_at", query.logged_from, query.logged_until))


def _entities_shown(user: User) -> ScopedQuerySet[Entity]:
    return Entity.objects.with_fields_for(user, through_glass=False).prefetch_related(became(user))


def _tips_shown(user: User) -> ScopedQuerySet[Tip]:
    return Tip.objects.with_fields_for(user, through_glass=False)


def _reports_shown(user: User) -> ScopedQuerySet[IntelligenceReport]:
    rows = IntelligenceReport.objects.with_fields_for(user, through_glass=False)
    return rows.prefetch_related("grades", "links__target")


def _targets_shown(user: User) -> ScopedQuerySet[RaidTarget]:
    return RaidTarget.objects.with_fields_for(user, through_glass=False)


KINDS: tuple[Kind, ...] = (
    Kind("report", IntelligenceReport, _reports, _reports_shown, has_sector=True),
    Kind("target", RaidTarget, _targets, _targets_shown, has_sector=True),
    Kind("thing", Entity, _entities, _entities_shown),
    Kind("tip", Tip, _tips, _tips_shown),
)


def _kinds_for(query: Query) -> list[Kind]:
    if query.is_of_reports:
        return [kind for kind in KINDS if kind.code == "report" and query.kind in ("", "report")]
    return [kind for kind in KINDS if query.kind in ("", kind.code) and (kind.has_sector or not query.sector)]


def _narrowed(user: User, query: Query, kinds: Sequence[Kind], entries: Sequence[Entry]) -> Mapping[str, set[int]]:
    """Of these records, by table, the primary keys of those that the person finds by this query."""
    theirs: dict[str, set[int]] = {}
    for kind in kinds:
        table = kind.model._meta.db_table
        pks = [entry.row for entry in entries if entry.table == table]
        rows = kind.rows(user, query).filter(_among(pks)).order_by()
        theirs[table] = set(rows.values_list("pk", flat=True)) if pks else set()
    return theirs


def _hits(user: User, entries: Sequence[Entry], wanted: Asked, fresh: frozenset[UUID]) -> list[Hit]:
    rows: dict[tuple[str, int], tuple[Kind, Any]] = {}
    for kind in KINDS:
        table = kind.model._meta.db_table
        pks = [entry.row for entry in entries if entry.table == table]
        if pks:
            rows |= {(table, row.pk): (kind, row) for row in kind.shown(user).filter(_among(pks))}
    there = [rows[entry.table, entry.row] for entry in entries if (entry.table, entry.row) in rows]
    return [
        Hit(kind.code, row, _said(row, wanted), fields_of(user, row, through_glass=False), row.public_id in fresh)
        for kind, row in there
    ]


def _said(row: Any, wanted: Asked) -> list[tuple[str, bool]] | None:
    try:
        text = text_of(row)
    except DoesNotOpen:
        return None
    said, _newline, _reference = text.rpartition("\n")
    return excerpt(said, marked(said, wanted.wanted) if wanted.terms else [])


def _place_of(user: User, record: UUID | None) -> tuple[datetime, int] | None:
    """Where a record that was shown lies in the order of its agency's index; None for one that is not there now."""
    if record is None:
        return None
    with as_house("where the page before ended"):
        return WordIndex.objects.filter(agency=user.agency_id, record=record).values_list("at", "pk").first()


def _between(field: str, first: date | None, last: date | None) -> Q:
    """From the beginning of the first day to the end of the last, in the time zone of whoever asks."""
    zone = timezone.get_current_timezone()
    asks = Q()
    if first:
        asks &= Q(**{f"{field}__gte": datetime.combine(first, time(), zone)})
    if last:
        asks &= Q(**{f"{field}__lt": datetime.combine(last + timedelta(days=1), time(), zone)})
    return asks


def _among(pks: Sequence[int]) -> Q:
    return Q(Among(F("pk"), Value(list(pks), output_field=ArrayField(BigIntegerField()))))
