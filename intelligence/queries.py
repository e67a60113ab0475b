"""What people read of intelligence: lists, one target's evidence, and its presence assessment."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intelligence.models import (
    IntelligenceFile,
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetGrant,
    TargetLink,
    VerificationAttempt,
)
from intelligence.rules import Assessment, Clause, Item, Stance, Weighed, assess_presence, lineage_roots
from taskforce.access.newest import Newest
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack
from taskforce.kit.exports import Column, Listing, listing

PAGE = 50

# In the commercial sex sector forced tasks or clients are themselves the exploitation (D5); the paper's own column for
# D4 there is unrated, and unrated indicators alone must never be enough.
PURPOSE = {"labour": frozenset({"D4"}), "sex": frozenset({"D4", "D5"}), "other": frozenset({"D4"})}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One report on a target as its page shows it."""

    link: TargetLink
    report: IntelligenceReport
    repeats: tuple[str, ...]

    @property
    def grade(self) -> Any:
        return self.report.current_grade()

    @property
    def words(self) -> tuple[str, str]:
        scheme = pack().lists["schemes"][self.grade.scheme]
        return scheme["source"][self.grade.source_code], scheme["information"][self.grade.info_code]


@dataclass(frozen=True, slots=True)
class Presence:
    """An assessment with the words a person reads, and a digest that changes whenever the evidence does."""

    assessment: Assessment
    sentences: tuple[tuple[Clause, str, str], ...]
    digest: str

    @property
    def level(self) -> str:
        return self.assessment.level.value


def targets_for(user: Any) -> Any:
    """The targets this person sees, newest first, with how many reports speak of each."""
    return (
        RaidTarget.objects.visible_to(user)
        .select_related("agency")
        .annotate(report_count=Count("links", filter=Q(links__report__retracted_at__isnull=True)))
    )


def reports_for(user: Any) -> ScopedQuerySet[IntelligenceReport]:
    """The reports this person sees, newest first, each knowing which of its fields they see."""
    return IntelligenceReport.objects.with_fields_for(user).prefetch_related("grades", "links__target")


def newest_reports(user: Any, *, before: UUID | None = None) -> Newest[IntelligenceReport]:
    """One page of the reports this person sees, newest first, older than the report `before` where one is named."""
    seen = IntelligenceReport.objects.visible_to(user)
    last = seen.filter(public_id=before).first() if before else None
    rows = IntelligenceReport.objects.prefetch_related("grades", "links__target")
    return rows.newest_for(user, by="logged_at", size=PAGE, before=last)


def evidence_on(user: Any, target: RaidTarget) -> list[Evidence]:
    """Every report on the target that `user` sees, newest observation first, and which other report each repeats."""
    links = list(
        TargetLink.objects.visible_to(user)
        .filter(target=target)
        .select_related("report", "report__agency")
        .prefetch_related("report__grades", "report__parents__parent")
        .order_by("-report__observed_at", "-pk")
    )
    return [
        Evidence(link, link.report, tuple(edge.parent.reference for edge in link.report.parents.all()))
        for link in links
    ]


def files_on(user: Any, record: RaidTarget | IntelligenceReport) -> list[IntelligenceFile]:
    """The files on a target or a report that this person sees, newest first, each knowing which fields they see."""
    on = {"target": record} if isinstance(record, RaidTarget) else {"report": record}
    return list(IntelligenceFile.objects.with_fields_for(user).filter(**on).select_related("uploaded_by"))


def verifications_of(target: RaidTarget) -> Sequence[VerificationAttempt]:
    """The attempts to verify, newest first. The caller has already found `target` through its policy."""
    return list(target.verifications.select_related("by"))


@as_house("an assessment weighs all the evidence")
def presence_at(target: RaidTarget, *, now: datetime) -> Presence:
    """The presence assessment of a target by rule v1, over ALL its evidence.

    It runs inside the source domain, whoever asks: a reader may see the counts where they may not see the reports
    (domain paper, 2.3). Four statements: links, grades, derivations, verification is not among them.
    """
    items = _items(target)
    labels = pack()
    assessment = assess_presence(
        items,
        adult_weights=_weights(target.sector, "adult"),
        child_weights=_weights(target.sector, "child"),
        purpose=PURPOSE[target.sector],
        fresh_for=labels.duration("presence.first_hand_fresh"),
        lineages_needed=labels.number("presence.lineages"),
        now=now,
    )
    sentences = tuple((clause, *_sentence(clause)) for clause in assessment.clauses)
    return Presence(assessment, sentences, _digest(items))


def shared_with(target: RaidTarget) -> list[User]:
    """The colleagues of other agencies who were let in, by name. The caller has found `target` through its policy."""
    granted = TargetGrant.objects.filter(content_object=target).values("user")
    with as_house("whom the target was shared with"):
        return list(User.objects.filter(pk__in=granted).select_related("agency").order_by("name"))


def colleagues_elsewhere(user: User) -> Any:
    """Whom a target could be shared with: people of other law-enforcement agencies who work on intelligence."""
    police = User.objects.filter(is_active=True, agency__kind="law_enforcement").exclude(agency=user.agency_id)
    works = ["investigator", "intelligence_analyst", "raid_planner", "operational_supervisor"]
    return police.filter(held_functions__function__in=works).select_related("agency").distinct().order_by("name")


def last_verified(target: RaidTarget) -> datetime | None:
    """When somebody last tried to verify the presence (SR-14); None if nobody has."""
    found = target.verifications.order_by("-attempted_at").first()
    return found.attempted_at if found else None


def indicator_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators of the pack by dimension, for a form."""
    lists = pack().lists
    return [
        (
            row["title"],
            [(code, item["label"]) for code, item in lists["indicators"].items() if item["dimension"] == d],
        )
        for d, row in lists["dimensions"].items()
    ]


def _items(target: RaidTarget) -> list[Item]:
    links = list(
        TargetLink.objects.filter(target=target, report__retracted_at__isnull=True)
        .select_related("report")
        .prefetch_related("report__grades")
    )
    roots = _roots(links)
    return [
        Item(
            ref=link.report.reference,
            grade=link.report.current_grade().value(),
            stance=Stance(link.stance),
            observed_at=link.report.observed_at,
            is_first_hand=link.report.access == IntelligenceReport.Access.DIRECT,
            is_lawful=link.report.is_lawful,
            speaks_of_child=link.report.speaks_of_child,
            roots=roots[str(link.report_id)],
            indicators=frozenset(link.report.indicators),
        )
        for link in sorted(links, key=lambda link: link.report_id)
    ]


def _roots(links: Sequence[TargetLink]) -> dict[str, frozenset[str]]:
    """Origins over every ancestor of the linked reports, whether linked here or not."""
    known = {link.report_id: link.report for link in links}
    edges: set[tuple[int, int]] = set()
    frontier = set(known)
    while frontier:
        found = list(ReportDerivation.objects.filter(child__in=frontier).select_related("parent"))
        edges |= {(edge.child_id, edge.parent_id) for edge in found}
        frontier = {edge.parent_id for edge in found} - set(known)
        known |= {edge.parent_id: edge.parent for edge in found}
    return lineage_roots(
        {str(pk): str(report.agency_id) for pk, report in known.items()},
        [(str(child), str(parent)) for child, parent in edges],
        undeclared=frozenset(str(pk) for pk, report in known.items() if not report.origin_declared),
    )


def _weights(sector: str, age: str) -> dict[str, Weighed]:
    column = f"{age}_sex" if sector == RaidTarget.Sector.SEX else age
    return {code: Weighed(row["dimension"], row.get(column, "W")) for code, row in pack().lists["indicators"].items()}


def _digest(items: Sequence[Item]) -> str:
    facts = [
        [i.ref, i.grade.scheme, i.grade.source, i.grade.information, i.stance, i.observed_at.isoformat(),
         i.is_first_hand, i.is_lawful, i.speaks_of_child, sorted(i.roots), sorted(i.indicators)]
        for i in items
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _sentence(clause: Clause) -> tuple[str, str]:
    """What the clause asks, and what was found, in plain words. Counts of 3 and more read 3+ (2.3)."""
    found = "3+" if clause.found >= 3 else str(clause.found)
    fresh = pack().values["presence.first_hand_fresh"].amount
    asked = {
        "a": _("At least %(needed)s independent origins") % {"needed": clause.needed},
        "b": _("At least one first-hand observation"),
        "c": _("Two of them graded B2 or C2 or better"),
        "d": _("Newest first-hand observation under %(days)s days old") % {"days": fresh},
        "e": _("Indicators show exploitation, and means of control unless a child is concerned"),
        "f": _("Nothing of equal or better grade speaks against it"),
    }[clause.code]
    told = {
        "a": _("%(found)s found") % {"found": found},
        "b": _("%(found)s found") % {"found": found},
        "c": _("%(found)s found") % {"found": found},
        "d": _("%(found)s fresh") % {"found": found},
        "e": _("%(found)s of %(needed)s shown") % {"found": clause.found, "needed": clause.needed},
        "f": _("%(found)s against") % {"found": found},
    }[clause.code]
    return asked, told


def every(model: type[Any]) -> Any:
    """Rows before anybody has asked: an endpoint narrows them to its caller's (ScopedViewSet)."""
    return model.objects.all()


def _targets_to_take(user: User) -> ScopedQuerySet[RaidTarget]:
    return RaidTarget.objects.with_fields_for(user, through_glass=False)


def _reports_to_take(user: User) -> ScopedQuerySet[IntelligenceReport]:
    return IntelligenceReport.objects.with_fields_for(user, through_glass=False).prefetch_related("grades")


TARGETS = listing(
    Listing(
        "intelligence.targets", gettext_lazy("Targets"), RaidTarget, _targets_to_take,
        (
            Column("reference", gettext_lazy("Target")),
            Column("title", gettext_lazy("Working name")),
            Column("sector", gettext_lazy("Sector")),
            Column("premises", gettext_lazy("Premises")),
            Column("opened_at", gettext_lazy("Opened")),
            Column("closed_at", gettext_lazy("Closed")),
        ),
        by="opened_at",
    )
)  # fmt: skip
REPORTS = listing(
    Listing(
        "intelligence.reports", gettext_lazy("Reports"), IntelligenceReport, _reports_to_take,
        (
            Column("reference", gettext_lazy("Report")),
            Column("grades", gettext_lazy("Grade"), lambda report: report.current_grade()),
            Column("source_type", gettext_lazy("Kind of source")),
            Column("access", gettext_lazy("First-hand or second-hand")),
            Column("speaks_of_child", gettext_lazy("Speaks of a child")),
            Column("observed_at", gettext_lazy("Observed")),
            Column("logged_at", gettext_lazy("Logged")),
            Column("retracted_at", gettext_lazy("Retracted")),
        ),
        by="logged_at",
    )
)  # fmt: skip
