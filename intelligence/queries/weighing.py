"""All that speaks of a target as the rules weigh it: lean rows, no text, nothing opened."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

_FACTS = 11  # where in a row of LINKED they begin
# Past the rows of the models: there are thousands, and a page waits for them. Each report and its grade is looked up by
# itself (OFFSET, LIMIT): else PostgreSQL reads through the reports of all targets for those of one.
LINKED = f"""
select link.report_id::text, link.id, link.stance, link.basis,
    report.observed_at, report.speaks_of_child, report.indicators,
    grade.id, grade.scheme, grade.source_code, grade.info_code,
    {", ".join(f"report.{name}" for name in _TOLD[1:])}
from intelligence_targetlink link
cross join lateral (select * from intelligence_intelligencereport where id = link.report_id offset 0) report
left join lateral (
    select id, scheme, source_code, info_code from intelligence_grade
    where report_id = link.report_id order by at desc, id desc limit 1
) grade on true
where link.target_id = %(target)s
order by link.report_id
"""  # noqa: S608 - constants of ours

_STANCES = {stance.value: stance for stance in Stance}


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
    links = _links_of(target)
    edges = _edges_behind(target)
    kinds: dict[Any, Told] = {}
    told = {link[0]: _told(link[_FACTS:], kinds) for link in links}
    told |= _told_of({pk for child, parent, _kind in edges for pk in (child, parent)} - told.keys())
    contaminated = _contaminated(told)
    roots = lineage_roots(told, edges, sources=_sources(told), contaminated=contaminated)
    unlawful, down = tainted(told, edges), fallen(told, edges)
    signs: dict[tuple[str, ...], frozenset[str]] = {}
    grades: dict[tuple[str, str, str], Grade] = {}
    items = [
        Item(
            ref, _grade((scheme, source, info), grades), _STANCES[stance], observed_at, told[ref].is_first_hand,
            ref not in unlawful, speaks_of_child, roots[ref], _signs(indicators, signs), ref in down,
            basis == TargetLink.Basis.ASSUMPTION,
        )
        for ref, _link, stance, basis, observed_at, speaks_of_child, indicators, _row, scheme, source, info in (
            link[:_FACTS] for link in links
        )
    ]  # fmt: skip
    marks = [(link[1], link[7]) for link in links]
    return Gathered(items, told, edges, contaminated, unlawful, down, _digest(items, marks))


def _links_of(target: RaidTarget) -> list[tuple[Any, ...]]:
    """Each report on the target, by its primary key as text, with its link, its latest grade and what `_told` needs."""
    with connection.cursor() as cursor:
        cursor.execute(LINKED, {"target": target.pk})
        return list(cursor.fetchall())


def _grade(codes: tuple[str, str, str], known: dict[tuple[str, str, str], Grade]) -> Grade:
    return known.get(codes) or known.setdefault(codes, Grade(*codes))


def _edges_behind(target: RaidTarget) -> list[Edge]:
    with connection.cursor() as cursor:
        cursor.execute(EDGES_BEHIND, [target.pk])
        return [(child, parent, kind) for child, parent, kind in cursor.fetchall()]


def _told(facts: Sequence[Any], kinds: dict[Any, Told]) -> Told:
    """What lineage needs to know of one report; reports alike share one value, so that thousands cost little."""
    agency, source_type, access, is_declared, is_lawful, retracted_at, purged_at = facts
    key = (agency, source_type, access, is_declared, is_lawful, bool(retracted_at or purged_at))
    found = kinds.get(key)
    if found is None:
        is_first_hand = access == IntelligenceReport.Access.DIRECT
        found = kinds[key] = Told(str(agency), source_type, is_first_hand, is_declared, is_lawful, key[-1])
    return found


def _signs(codes: Sequence[str], known: dict[tuple[str, ...], frozenset[str]]) -> frozenset[str]:
    key = tuple(codes)
    return known.get(key) or known.setdefault(key, frozenset(key))


def _told_of(pks: Iterable[str]) -> dict[str, Told]:
    """What reports that speak of another target, or of none, but are rested on here."""
    rows = IntelligenceReport.objects.filter(pk__in=[int(pk) for pk in pks]).values_list(*_TOLD)
    kinds: dict[Any, Told] = {}
    return {str(pk): _told(facts, kinds) for pk, *facts in rows}


def _contaminated(told: Mapping[str, Told]) -> list[tuple[str, str]]:
    survivor = IntelligenceReport.SourceType.SURVIVOR_ACCOUNT
    accounts = array_of(pk for pk, one in told.items() if one.source_type == survivor)
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct one_id::text, other_id::text from intelligence_accountcontamination"
            " where struck_at is null and one_id = any(%s::bigint[]) and other_id = any(%s::bigint[])",
            [accounts, accounts],
        )
        return sorted(cursor.fetchall())


def _sources(told: Mapping[str, Told]) -> dict[str, str]:
    """Which reports come from one source, as opaque tokens."""
    return {str(pk): token for pk, token in same_source(int(pk) for pk in told).items()}


def _digest(items: Sequence[Item], marks: Sequence[tuple[int, int]]) -> str:
    """A fingerprint of the evidence: any link, grade or fact that changes makes another; so does a new, equal grade."""
    said: dict[tuple[Any, ...], tuple[str, str]] = {}  # reports are much alike: what many have is put into words once
    facts = []
    for item, (link, grade) in zip(items, marks, strict=True):
        yes_or_no = (item.is_first_hand, item.is_lawful, item.is_withdrawn, item.is_assumption, item.speaks_of_child)
        alike = (*yes_or_no, item.indicators)
        words = said.get(alike)
        if words is None:
            words = said[alike] = (" ".join(map(str, yes_or_no)), _in_order(item.indicators))
        facts.append(
            f"{item.ref} {link} {grade} {item.stance} {item.observed_at.timestamp()}"
            f" {words[0]} {_in_order(item.roots)} {words[1]}"
        )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _in_order(names: frozenset[str]) -> str:
    return ",".join(sorted(names)) if len(names) > 1 else "".join(names)
