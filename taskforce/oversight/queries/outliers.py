"""What is out of the ordinary in one week of the trail. The database counts; rules decide; nobody loads the rows.

Nine statements for a week, however many rows it has: hours, days, hours of the night, emergencies, readings without a
tie, emergencies judged unjustified, look-ups that led to nothing, people turned away, and the names of those concerned.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from taskforce.access.models import BreakGlass
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack
from taskforce.oversight import rules
from taskforce.oversight.queries import require_auditor
from taskforce.oversight.queries.trail import colleagues_for
from taskforce.oversight.rules import Kind, Limits, Outlier

DAY = timedelta(days=1)

# How many rows each person was shown in each span of this week, beside the median of their own former spans.
SPANS = """
with spans as (
  select actor_id, at >= %(since)s as is_now,
         date_bin(%(span)s, at at time zone %(zone)s, timestamp '2000-01-01') at time zone %(zone)s as began,
         sum(coalesce(rows, 1)) as shown
  from audit_auditentry
  where at >= %(before)s and at < %(until)s and actor_id is not null and outcome = 'allowed'
    and (verb = 'access.read' or (rows is not null and verb not like 'audit.%%'))
  group by 1, 2, 3),
usual as (
  select actor_id, percentile_cont(0.5) within group (order by shown) as median
  from spans where not is_now group by 1)
select spans.actor_id, spans.began, spans.shown, coalesce(usual.median, 0)
from spans left join usual using (actor_id)
where spans.is_now and spans.shown >= %(floor)s
"""
# Readings of each person, and those of them outside working hours; this week and before.
HOURS = """
with reads as (
  select actor_id, at >= %(since)s as is_now,
         extract(hour from at at time zone %(zone)s)::int = any(%(hours)s) as is_off
  from audit_auditentry
  where at >= %(before)s and at < %(until)s and actor_id is not null and outcome = 'allowed'
    and (verb = 'access.read' or (rows is not null and verb not like 'audit.%%')))
select actor_id, count(*) filter (where is_now and is_off), count(*) filter (where is_now),
       count(*) filter (where not is_now and is_off), count(*) filter (where not is_now)
from reads group by 1 having count(*) filter (where is_now and is_off) >= %(floor)s
"""
# Readings that rest on nothing that ties this reader to this row.
UNTIED = """
select actor_id, count(*) from audit_auditentry
where at >= %(since)s and at < %(until)s and actor_id is not null and outcome = 'allowed'
  and verb = 'access.read' and codes @> %(need)s
group by 1 having count(*) >= %(floor)s
"""
# Records found by name, opened within half an hour, and then nothing done under that sign-in but looking.
LOOKED_UP = """
select opened.actor_id, count(distinct opened.object_id)
from audit_auditentry searched join audit_auditentry opened
  on opened.actor_id = searched.actor_id and opened.verb = 'access.read' and opened.outcome = 'allowed'
  and opened.at >= searched.at and opened.at < searched.at + %(within)s and opened.object_id = any(searched.shown)
where searched.at >= %(since)s and searched.at < %(until)s and searched.verb like '%%.searched'
  and not exists (
    select 1 from audit_auditentry later
    where later.actor_id = opened.actor_id and later.at > opened.at and later.at < opened.at + interval '1 day'
      and later.sign_in = opened.sign_in and later.outcome = 'allowed'
      and later.verb not like 'access.%%' and later.verb not like '%%.searched')
group by 1 having count(distinct opened.object_id) >= %(floor)s
"""
# The most often that somebody was turned away within a short while.
TURNED_AWAY = """
with away as (
  select actor_id, at, count(*) over (
    partition by actor_id order by at range between %(within)s preceding and current row) as streak
  from audit_auditentry
  where at >= %(since)s and at < %(until)s and actor_id is not null and outcome = 'denied'
    and (verb = 'access.not_visible' or codes->>'code' in ('NO_NEED', 'NO_RIGHT', 'BREAK_GLASS_REFUSED')))
select distinct on (actor_id) actor_id, at, streak from away where streak >= %(floor)s
order by actor_id, streak desc, at
"""


@dataclass(frozen=True, slots=True)
class Week:
    """The span that is looked at."""

    since: datetime
    until: datetime


def limits() -> Limits:
    """From where on something is out of the ordinary in this jurisdiction."""
    number = pack().number
    return Limits(
        mass=number("audit.mass_reads"), mass_daily=number("audit.mass_reads_daily"),
        mass_times=number("audit.mass_reads_times"), off_reads=number("audit.off_hours_reads"),
        off_margin=number("audit.off_hours_margin"), untied=number("audit.untied_reads"),
        looked_up=number("audit.looked_up"), streak=number("audit.denied_streak"),
    )  # fmt: skip


def outliers_of(user: User, *, since: datetime, until: datetime) -> list[Outlier]:
    """What is out of the ordinary in [since, until), the gravest first. Eight statements. Auditors alone."""
    require_auditor(user)
    week, floor = Week(since, until), limits()
    hour = pack().duration("audit.mass_reads_within")
    hours = _mass(week, span=hour, floor=floor.mass, times=floor.mass_times)
    days = _mass(week, span=DAY, floor=floor.mass_daily, times=floor.mass_times)
    found = rules.without_doubles(hours, days)
    found += _off_hours(week, floor) + _looked_up(week, floor) + _turned_away(week, floor)
    found += _untied(week, Kind.GLASS, need="broke_glass", floor=1)
    found += _untied(week, Kind.UNTIED, need="function", floor=floor.untied)
    found += _unjustified(user, week)
    return rules.in_order(found)


def people_in(user: User, outliers: Iterable[Outlier]) -> Mapping[int, User]:
    """Whom these outliers speak of, by key. One statement."""
    return colleagues_for(user).in_bulk({each.who for each in outliers})


def _mass(week: Week, *, span: timedelta, floor: int, times: int) -> list[Outlier]:
    return [
        Outlier(Kind.MASS, who, began, began + span, int(shown), round(usual))
        for who, began, shown, usual in _ask(SPANS, week, span=span, floor=floor, zone=_zone())
        if rules.is_mass(int(shown), float(usual), floor=floor, times=times)
    ]


def _off_hours(week: Week, floor: Limits) -> list[Outlier]:
    begins, ends = (pack().number(f"audit.off_hours_{edge}") for edge in ("from", "until"))
    hours = sorted(rules.hours_off(begins, ends))
    return [
        Outlier(Kind.OFF_HOURS, who, week.since, week.until, off, rules.usual_number(of, usual_off, usual_of))
        for who, off, of, usual_off, usual_of in _ask(HOURS, week, hours=hours, floor=floor.off_reads, zone=_zone())
        if rules.is_unusual_hour(off, of, usual_off, usual_of, floor=floor.off_reads, margin=floor.off_margin)
    ]


def _untied(week: Week, kind: Kind, *, need: str, floor: int) -> list[Outlier]:
    found = _ask(UNTIED, week, need=f'{{"need": "{need}"}}', floor=floor)
    return [Outlier(kind, who, week.since, week.until, count) for who, count in found]


def _looked_up(week: Week, floor: Limits) -> list[Outlier]:
    found = _ask(LOOKED_UP, week, within=pack().duration("audit.looked_up_within"), floor=floor.looked_up)
    return [Outlier(Kind.LOOKED_UP, who, week.since, week.until, count) for who, count in found]


def _turned_away(week: Week, floor: Limits) -> list[Outlier]:
    within = pack().duration("audit.denied_streak_within")
    found = _ask(TURNED_AWAY, week, within=within, floor=floor.streak)
    return [Outlier(Kind.FISHING, who, last - within, last, streak) for who, last, streak in found]


def _unjustified(user: User, week: Week) -> list[Outlier]:
    """Emergencies that somebody judged unjustified this week, one for each person who broke a glass so."""
    judged = BreakGlass.objects.visible_to(user).filter(
        verdict=BreakGlass.Verdict.NOT_JUSTIFIED, reviewed_at__gte=week.since, reviewed_at__lt=week.until
    )
    found: dict[int, list[datetime]] = {}
    for who, opened_at in judged.order_by("asked_at").values_list("by", "asked_at"):
        found.setdefault(who, []).append(opened_at)
    return [Outlier(Kind.UNJUSTIFIED, who, at[0], week.until, len(at)) for who, at in found.items()]


def _zone() -> str:
    return timezone.get_default_timezone_name()


def _ask(question: str, week: Week, **values: Any) -> list[tuple[Any, ...]]:
    before = week.since - pack().duration("audit.usual")
    with connection.cursor() as cursor:
        cursor.execute(question, {"since": week.since, "until": week.until, "before": before} | values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
