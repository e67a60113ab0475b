"""Who was shown one record, and what hangs on it, before a moment: for a raid that failed, or a person who asks.

The trail alone answers. Rows beneath a record count as knowing it: who read a section or a notice of a plan knew of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from taskforce.access.models import BreakGlass, Record, ids_called
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.models import AuditEntry
from taskforce.oversight.queries import require_auditor, that_showed
from taskforce.oversight.queries.trail import ALLOWED, DENIED, colleagues_for

# The record that is asked about, and the rows that show it: their model, and the path from them to it.
BENEATH: dict[str, tuple[tuple[str, str], ...]] = {
    "cases.RaidPlan": (
        ("cases.PlanSection", "plan"), ("cases.PartnerNotice", "plan"), ("cases.CapacityHold", "plan"),
        ("cases.Encounter", "plan"), ("cases.RecoveryEvent", "encounter__plan"), ("cases.AfterAction", "plan"),
    ),
    "intelligence.RaidTarget": (
        ("intelligence.PresenceAffirmation", "target"), ("intelligence.TargetUnlinking", "target"),
        ("intelligence.VerificationAttempt", "target"), ("intelligence.IntelligenceReport", "links__target"),
        ("intelligence.Room", "target"), ("intelligence.Hazard", "target"), ("intelligence.SketchMark", "target"),
        ("intelligence.IntelligenceFile", "target"), ("intelligence.IntelligenceFile", "report__links__target"),
        ("intelligence.Entity", "links__target"), ("intelligence.EntityLink", "target"),
        ("intelligence.EvidenceItem", "target"), ("intelligence.OperationOutcome", "target"),
        ("intelligence.DeconflictionCheck", "target"), ("intelligence.DeconflictionConflict", "entry__target"),
        ("cases.RaidPlan", "target"), ("cases.PlanSection", "plan__target"), ("cases.AfterAction", "plan__target"),
    ),
    "intelligence.Tip": (("intelligence.Tip", "repeats"),),
    "intelligence.Entity": (
        ("intelligence.ReasonableSuspicion", "entity"), ("intelligence.EntityLink", "entity"),
        ("intelligence.EntityTie", "one"), ("intelligence.EntityTie", "other"),
        ("intelligence.EntityMerge", "kept"), ("intelligence.EntityMerge", "merged"),
    ),
    "intelligence.EvidenceItem": (
        ("intelligence.ExhibitFile", "item"), ("intelligence.CustodyTransfer", "item"),
        ("intelligence.ExhibitDisclosure", "item"),
    ),
    "intelligence.IntelligenceReport": (
        ("intelligence.Grade", "report"), ("intelligence.IntelligenceFile", "report"),
        ("intelligence.HandlingConsent", "report"), ("intelligence.DangerAssessment", "report"),
        ("intelligence.UnlawfulMark", "report"), ("intelligence.ReviewDecision", "report"),
        ("intelligence.LegalHold", "report"), ("intelligence.DisclosureReview", "report"),
        ("intelligence.EntityLink", "report"), ("intelligence.Hazard", "report"),
        ("intelligence.TargetUnlinking", "report"), ("intelligence.AccountContamination", "one"),
        ("intelligence.AccountContamination", "other"),
    ),
    "victims.Person": (
        ("victims.CounsellingPeriod", "person"), ("victims.CounsellingSession", "person"),
        ("victims.Interview", "person"), ("victims.Release", "person"), ("victims.PersonFile", "person"),
        ("shelters.Placement", "person"), ("shelters.HandoffReceipt", "placement__person"),
    ),
    "shelters.Shelter": (("shelters.Bed", "shelter"),),
    "shelters.Placement": (("shelters.HandoffReceipt", "placement"),),
}  # fmt: skip
# Who was asked to confirm, end or judge an emergency read nothing of the record by that.
BESIDE = ("access.glass_confirmed", "access.glass_ended", "access.glass_reviewed")


@dataclass(frozen=True, slots=True)
class Knower:
    """One person and what the trail says they were shown, or were refused."""

    who: User
    first_at: datetime
    last_at: datetime
    times: int
    verbs: list[str]
    kinds: list[str]
    rights: list[str]
    needs: list[str]
    purposes: list[str]
    sign_ins: list[str]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everybody who knew, the first first; and those who tried and were refused."""

    knew: list[Knower]
    refused: list[Knower] = field(default_factory=list)


def subject_called(user: User, reference: str) -> Record | None:
    """The record that people call `reference`, whoever may see it. Its kind, id and reference are all a page may show.

    One statement. Auditors alone.
    """
    require_auditor(user)
    called = ids_called(reference)
    model = _subjects().get(called[0]) if called else None
    if called is None or model is None:
        return None
    with as_house("which record an auditor asks about"):
        found: Record | None = (
            model._base_manager.filter(public_id__range=called[1:]).only("pk", "public_id").order_by("pk").first()
        )
    return found


def who_knew(user: User, *, subject_type: str, subject_id: UUID, before: datetime) -> Knowledge:
    """Everybody who was shown that record, or a row beneath it, before `before`, by first knowledge. Auditors alone.

    One statement for each kind of row beneath it, and five.
    """
    require_auditor(user)
    ids = _with_what_hangs_on(subject_type, subject_id)
    found = AuditEntry.objects.filter(
        Q(object_id__in=ids) | Q(pk__in=that_showed(ids)), actor__isnull=False, at__lt=before
    )
    found = found.exclude(verb__startswith="audit.").order_by()
    knew = found.filter(outcome=ALLOWED).exclude(verb__in=BESIDE)
    knew = knew.exclude(verb="access.glass_broken", codes__contains={"opens": BreakGlass.Opens.WAITING})
    told, refused = list(_by_person(knew)), list(_by_person(found.filter(outcome=DENIED)))
    people = colleagues_for(user).in_bulk({row["actor"] for row in told + refused})
    return Knowledge(_knowers(told, people), _knowers(refused, people))


def copies_of(user: User, subject_id: UUID) -> int:
    """How many numbered copies of reports on this record were printed."""
    require_auditor(user)
    return AuditEntry.objects.filter(verb="audit.knew.copied", codes__contains={"subject": str(subject_id)}).count()


def is_copy_of(user: User, subject_id: UUID, number: int) -> bool:
    """Whether this very person was given that copy."""
    require_auditor(user)
    codes = {"subject": str(subject_id), "copy": number}
    return AuditEntry.objects.filter(verb="audit.knew.copied", actor=user, codes__contains=codes).exists()


def _subjects() -> dict[str, type[Record]]:
    return {apps.get_model(label).prefix: apps.get_model(label) for label in BENEATH}


def _with_what_hangs_on(subject_type: str, subject_id: UUID) -> list[UUID]:
    """The id itself, those of the rows beneath it, and those of the emergencies it was opened in."""
    ids = {subject_id}
    with as_house("which rows show the record that an auditor asks about"):
        for label, path in BENEATH[subject_type]:
            rows = apps.get_model(label)._base_manager.filter(**{f"{path}__public_id": subject_id})
            ids.update(rows.values_list("public_id", flat=True))
        ids.update(BreakGlass.objects.filter(subject_id__in=ids).values_list("public_id", flat=True))
    return sorted(ids)


def _by_person(entries: QuerySet[AuditEntry]) -> Iterable[Mapping[str, Any]]:
    def every(what: Any) -> ArrayAgg:
        return ArrayAgg(what, distinct=True, default=[])

    def code(name: str) -> KeyTextTransform:
        return KeyTextTransform(name, "codes")

    return entries.values("actor").annotate(
        first_at=Min("at"), last_at=Max("at"), times=Count("public_id"), verbs=every("verb"),
        kinds=every("object_type"), rights=every(code("right")), needs=every(code("need")),
        purposes=every(code("purpose")),
        refusals=every(code("code")), sign_ins=every("sign_in"),
    ).order_by(F("first_at"), "actor")  # fmt: skip


def _knowers(rows: list[Mapping[str, Any]], people: dict[int, User]) -> list[Knower]:
    return [
        Knower(
            people[row["actor"]], row["first_at"], row["last_at"], row["times"], _said(row["verbs"]),
            _said(row["kinds"]), _said(row["rights"]), _said(row["needs"] + row["refusals"]), _said(row["purposes"]),
            _said(row["sign_ins"]),
        )
        for row in rows
    ]  # fmt: skip


def _said(codes: list[str | None]) -> list[str]:
    """The single codes; a list's row joins several by commas."""
    return sorted({one for code in codes if code for one in code.split(",") if one})
