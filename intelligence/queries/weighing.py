"""All that speaks of a target as the rules weigh it: lean rows, no text, nothing opened."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from intelligence.models import IntelligenceReport, RaidTarget, TargetLink
from intelligence.queries.origins import array_of, same_source
from intelligence.rules.evidence import Item, Stance
from intelligence.rules.grading import Grade
from intelligence.rules.lineage import SAME_ORIGIN, Edge, Told, fallen, lineage_roots, tainted
from taskforce.accounts.acting import as_house

# Every edge at or above a linked report; reports that seem to share an origin are followed both ways. What is linked is
# joined at once, and only what lies beyond it is looked up step by step: of thousands few rest on anything.
EDGES_BEHIND = f"""
with recursive linked as materialized (
    select report_id as id from intelligence_targetlink where target_id = %s
),
beyond(id) as (
    (
        select d.parent_id from linked join intelligence_reportderivation d on d.child_id = linked.id
        union
        select d.child_id from linked join intelligence_reportderivation d on d.parent_id = linked.id
            and d.kind = '{SAME_ORIGIN}'
    )
    union
    select step.id from beyond cross join lateral (
        select parent_id as id from intelligence_reportderivation where child_id = beyond.id
        union all
        select child_id from intelligence_reportderivation where parent_id = beyond.id and kind = '{SAME_ORIGIN}'
    ) step
)
select d.child_id::text, d.parent_id::text, d.kind
from (select id from linked union select id from beyond) behind
join intelligence_reportderivation d on d.child_id = behind.id
"""  # noqa: S608 - a constant of ours

_TOLD = ("pk", "agency_id", "source_type", "access", "origin_declared", "is_lawful", "retracted_at", "purged_at")

# Past the rows of the models: there are thousands, and a page waits for them. Each report and its grade is looked up by
# itself (OFFSET, LIMIT): else PostgreSQL reads through the reports of all targets for those of one. What thousands have
# alike comes as one text: carrying it as columns costs more than finding it.
LINKED = f"""
select link.report_id::text, link.id, grade.id, report.observed_at, concat_ws('|',
    link.stance, link.basis, report.speaks_of_child, array_to_string(report.indicators, ','),
    coalesce(grade.scheme, ''), coalesce(grade.source_code, ''), coalesce(grade.info_code, ''),
    {", ".join(f"report.{name}" for name in _TOLD[1:-2])},
    report.retracted_at is not null or report.purged_at is not null
)
from intelligence_targetlink link
cross join lateral (select * from intelligence_intelligencereport where id = link.report_id offset 0) report
left join lateral (
    select id, scheme, source_code, info_code from intelligence_grade
    where report_id = link.report_id order by at desc, id desc limit 1
) grade on true
where link.target_id = %(target)s
order by link.report_id
"""  # noqa: S608 - constants of ours

# Targets whose evidence stays weighed in a process: a few megabytes where there are thousands of reports.
KEPT = 16
_ACCOUNT = IntelligenceReport.SourceType.SURVIVOR_ACCOUNT


class _Alike(NamedTuple):
    """What many reports on a target have in common; `words` say it for the fingerprint."""

    told: Told
    stance: Stance
    grade: Grade
    speaks_of_child: bool
    indicators: frozenset[str]
    is_assumption: bool
    words: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence on a target by the primary key of each report, and what it was made of."""

    items: Sequence[Item]
    told: Mapping[str, Told]
    edges: Sequence[Edge]
    contaminated: Sequence[tuple[str, str]]
    tainted: frozenset[str]
    fallen: frozenset[str]
    digest: str


@as_house("an assessment weighs all the evidence")
def gathered(target: RaidTarget) -> Gathered:
    """Everything that speaks of a target, whoever asks: counts and codes alone may leave it (2.3).

    Five statements at most, however many reports there are; each report is a handful of plain values. Items are named
    by the primary key of their report, which no page shows.
    """
    links, edges = _links_of(target), _edges_behind(target)
    linked = {link[0] for link in links}
    beyond = _told_of({pk for child, parent, _kind in edges for pk in (child, parent)} - linked)
    accounts = [link[0] for link in links if _alike(link[-1]).told.source_type == _ACCOUNT]
    accounts += [pk for pk, told in beyond.items() if told.source_type == _ACCOUNT]
    sources = _sources([*linked, *beyond])
    return _weighed(_Facts(tuple(links), tuple(edges), tuple(beyond.items()), _contaminated(accounts), sources))


class _Facts(NamedTuple):
    """All that weighing depends on, as it was read."""

    links: tuple[tuple[Any, ...], ...]
    edges: tuple[Edge, ...]
    beyond: tuple[tuple[str, Told], ...]
    contaminated: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]


@lru_cache(maxsize=KEPT)
def _weighed(facts: _Facts) -> Gathered:
    """What these facts weigh, kept: equal facts weigh the same, and they are read anew each time."""
    alike = [_alike(link[-1]) for link in facts.links]
    told = {link[0]: one.told for link, one in zip(facts.links, alike, strict=True)} | dict(facts.beyond)
    roots = lineage_roots(told, facts.edges, sources=dict(facts.sources), contaminated=facts.contaminated)
    unlawful, down = tainted(told, facts.edges), fallen(told, facts.edges)
    items = [
        Item(
            ref, one.grade, one.stance, observed_at, one.told.is_first_hand, ref not in unlawful, one.speaks_of_child,
            roots[ref], one.indicators, ref in down, one.is_assumption,
        )
        for (ref, _link, _grade, observed_at, _facts), one in zip(facts.links, alike, strict=True)
    ]  # fmt: skip
    digest = _digest(items, facts.links, alike)
    return Gathered(items, told, facts.edges, facts.contaminated, unlawful, down, digest)


def forget_what_was_weighed() -> None:
    """Weigh everything anew at the next look: for whoever measures what that takes."""
    _weighed.cache_clear()


def _links_of(target: RaidTarget) -> list[tuple[Any, ...]]:
    """Each report on the target, by its primary key as text, with its link, its latest grade, and what many share."""
    with connection.cursor() as cursor:
        cursor.execute(LINKED, {"target": target.pk})
        return list(cursor.fetchall())


@lru_cache(maxsize=4096)
def _alike(facts: str) -> _Alike:
    """What the last column of LINKED says. Reports alike share one value, so that thousands cost little."""
    stance, basis, child, signs, scheme, source, info, agency, source_type, access, declared, lawful, is_over = (
        facts.split("|")
    )
    is_first_hand = access == IntelligenceReport.Access.DIRECT
    told = Told(agency, source_type, is_first_hand, declared == "t", lawful == "t", is_over == "t")
    codes = frozenset(signs.split(",")) if signs else frozenset()
    is_assumption = basis == TargetLink.Basis.ASSUMPTION
    words = f"{stance} {is_first_hand} {is_assumption} {child} {','.join(sorted(codes))}"
    return _Alike(told, Stance(stance), Grade(scheme, source, info), child == "t", codes, is_assumption, words)


def _edges_behind(target: RaidTarget) -> list[Edge]:
    with connection.cursor() as cursor:
        cursor.execute(EDGES_BEHIND, [target.pk])
        return [(child, parent, kind) for child, parent, kind in cursor.fetchall()]


def _told_of(pks: Iterable[str]) -> dict[str, Told]:
    """What reports that speak of another target, or of none, but are rested on here."""
    rows = IntelligenceReport.objects.filter(pk__in=[int(pk) for pk in pks]).values_list(*_TOLD)
    direct = IntelligenceReport.Access.DIRECT
    return {
        str(pk): Told(
            str(agency), source_type, access == direct, is_declared, is_lawful, bool(retracted_at or purged_at)
        )
        for pk, agency, source_type, access, is_declared, is_lawful, retracted_at, purged_at in rows
    }


def _contaminated(accounts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Which of these accounts of survivors may have shaped each other."""
    pks = array_of(accounts)
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct one_id::text, other_id::text from intelligence_accountcontamination"
            " where struck_at is null and one_id = any(%s::bigint[]) and other_id = any(%s::bigint[])",
            [pks, pks],
        )
        return tuple(sorted(cursor.fetchall()))


def _sources(pks: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Which reports come from one source, as opaque tokens."""
    return tuple(sorted((str(pk), token) for pk, token in same_source(int(pk) for pk in pks).items()))


def _digest(items: Sequence[Item], links: Sequence[tuple[Any, ...]], alike: Sequence[_Alike]) -> str:
    """A fingerprint of the evidence: any link, grade or fact that changes makes another; so does a new, equal grade."""
    facts = [
        f"{link[0]} {link[1]} {link[2]} {item.observed_at.timestamp()} {one.words}"
        f" {item.is_lawful} {item.is_withdrawn} {_in_order(item.roots)}"
        for item, link, one in zip(items, links, alike, strict=True)
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _in_order(names: frozenset[str]) -> str:
    return ",".join(sorted(names)) if len(names) > 1 else "".join(names)
