"""The evidence on a target as its reader sees it: a page at a time, and the reports behind each clause."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from intelligence.models import IntelligenceReport, RaidTarget, TargetLink
from intelligence.queries.presence import Presence
from intelligence.queries.weighing import Gathered
from intelligence.rules.evidence import Weightless
from taskforce.access.policy import ALL
from taskforce.access.services import fields_of
from taskforce.jurisdiction.pack import pack

PAGE = 25
BEHIND_A_CLAUSE = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One report on a target as its page shows it. `hidden_parents`: how many it rests on that the reader sees not."""

    link: TargetLink
    report: IntelligenceReport
    shown: frozenset[str] = ALL
    repeats: Sequence[IntelligenceReport] = ()
    hidden_parents: int = 0
    weightless: str = ""

    @property
    def is_held_back(self) -> bool:
        """Whether its handling keeps what it says from this reader: they see its grade and its stance."""
        return "text" not in self.shown

    @property
    def grade(self) -> Any:
        return self.report.current_grade()

    @property
    def words(self) -> tuple[str, str]:
        scheme = pack().lists["schemes"][self.grade.scheme]
        return scheme["source"][self.grade.source_code], scheme["information"][self.grade.info_code]


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """One page of evidence, newest first, and the report that the next one begins after; None when nothing is older."""

    rows: Sequence[Evidence]
    last: IntelligenceReport | None = None


def evidence_on(
    user: Any, target: RaidTarget, weighed: Gathered, *, stance: str = "", before: UUID | None = None
) -> EvidencePage:
    """One page of the reports on a target that `user` sees, the newest logged first, of one stance where one is named.

    Each knows which of its fields `user` sees, what it rests on, and why it counts nothing where it does not. The
    caller has found `target` through its policy. Four statements, one more where reports rest on others.
    """
    links = _links(user, target, stance=stance, before=before)
    seen = IntelligenceReport.objects.with_fields_for(user).prefetch_related("grades")
    reports = {report.pk: report for report in seen.filter(pk__in=[link.report_id for link in links[:PAGE]])}
    parents = _parents(weighed, reports)
    shown = visible_among(user, {pk for above in parents.values() for pk in above}, besides=reports)
    weightless = _weightless(weighed, {str(pk) for pk in reports})
    rows = []
    for link in links[:PAGE]:
        report = reports.get(link.report_id)
        if report is not None:
            above = parents.get(report.pk, ())
            repeats = [shown[pk] for pk in above if pk in shown]
            fields = fields_of(user, report)
            why = weightless.get(str(report.pk), "")
            rows.append(Evidence(link, report, fields, repeats, len(above) - len(repeats), _told(why, fields)))
    return EvidencePage(rows, rows[-1].report if rows and len(links) > PAGE else None)


def visible_among(
    user: Any, pks: Iterable[int], *, besides: Mapping[int, IntelligenceReport] | None = None
) -> dict[int, IntelligenceReport]:
    """Those of these reports that `user` sees, by primary key; none is opened. One statement, or none."""
    known = {pk: report for pk, report in (besides or {}).items() if pk in set(pks)}
    missing = set(pks) - known.keys()
    rows = IntelligenceReport.objects.visible_to(user).filter(pk__in=missing).only("pk", "public_id")
    return known | {report.pk: report for report in rows if missing}


def behind_clauses(user: Any, presence: Presence) -> dict[str, list[IntelligenceReport]]:
    """The newest reports behind each clause that `user` sees, by the clause's code. One statement."""
    newest = {
        clause.code: [int(ref) for ref in clause.items[:BEHIND_A_CLAUSE]] for clause in presence.assessment.clauses
    }
    shown = visible_among(user, {pk for pks in newest.values() for pk in pks})
    return {code: [shown[pk] for pk in pks if pk in shown] for code, pks in newest.items()}


def _links(user: Any, target: RaidTarget, *, stance: str, before: UUID | None) -> list[TargetLink]:
    """One more than a page of the links, along the index of the target's newest."""
    links = TargetLink.objects.visible_to(user).filter(target=target)
    if stance in TargetLink.Says.values:
        links = links.filter(stance=stance)
    last = links.filter(report__public_id=before).first() if before else None
    if last is not None:
        older = Q(reported_at__lt=last.reported_at) | Q(report_id__lt=last.report_id)
        links = links.filter(older, reported_at__lte=last.reported_at)
    return list(links.order_by(F("reported_at").desc(), F("report_id").desc())[: PAGE + 1])


def _parents(weighed: Gathered, reports: Mapping[int, Any]) -> dict[int, list[int]]:
    """What each of these reports was declared to rest on."""
    found: dict[int, list[int]] = {}
    for child, parent, _kind in weighed.edges:
        if int(child) in reports:
            found.setdefault(int(child), []).append(int(parent))
    return found


def _weightless(weighed: Gathered, wanted: AbstractSet[str]) -> dict[str, str]:
    """Why each of these reports counts nothing, and whether that is its own or comes from what it rests on."""
    found = {}
    for item in weighed.items:
        why = item.weightless if item.ref in wanted else None
        if why is None:
            continue
        told = weighed.told[item.ref]
        inherited = (why is Weightless.UNLAWFUL and told.is_lawful) or (
            why is Weightless.WITHDRAWN and not told.is_retracted
        )
        found[item.ref] = f"{why}_below" if inherited else str(why)
    return found


def _told(why: str, fields: frozenset[str]) -> str:
    """Whether a report is lawful is told to those who see that of it."""
    return "" if why.startswith(Weightless.UNLAWFUL) and "is_lawful" not in fields else why
