"""Raid plans, what carries them, who signed them, and what happened on the day."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases import rules
from intelligence.models import RaidTarget
from taskforce.access.models import Record
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField

User = settings.AUTH_USER_MODEL
EMPTY = ""

TWO_SIGNATURES = """
    IF NEW.status = 'approved' AND (TG_OP = 'INSERT' OR OLD.status <> 'approved') AND (
        SELECT count(DISTINCT signer_id) FROM cases_approvalsignature
        WHERE plan_id = NEW.id AND content_hash = NEW.approved_hash AND signer_id <> NEW.planner_id
    ) < 2 THEN
        RAISE EXCEPTION 'a plan is approved by two signatures on its content';
    END IF;
    RETURN NEW;
"""


class RaidPlan(Record):
    """A plan for one operation on one target. `approved_hash` binds an approval to what was approved."""

    prefix: ClassVar[str] = "OP"
    sealed_to: ClassVar[str] = "agency"

    class Status(models.TextChoices):
        DRAFT = rules.Status.DRAFT, _("Draft")
        SUBMITTED = rules.Status.SUBMITTED, _("Waiting for approval")
        APPROVED = rules.Status.APPROVED, _("Approved")
        SUSPENDED = rules.Status.SUSPENDED, _("Suspended")
        REFUSED = rules.Status.REFUSED, _("Refused: blind sweep")
        LAUNCHED = rules.Status.LAUNCHED, _("Under way")
        FINISHED = rules.Status.FINISHED, _("Finished")
        WITHDRAWN = rules.Status.WITHDRAWN, _("Withdrawn")

    class Basis(models.TextChoices):
        EVIDENCE = rules.Basis.EVIDENCE, _("Graded evidence that people are held there")
        IMMINENT_DANGER = rules.Basis.IMMINENT_DANGER, _("Imminent danger to a person")
        ASSUMPTION = rules.Basis.ASSUMPTION, _("An assumption")
        AREA_CLEAN_UP = rules.Basis.AREA_CLEAN_UP, _("Cleaning up an area")
        NUISANCE = rules.Basis.NUISANCE, _("Nuisance complaints")
        MORALS = rules.Basis.MORALS, _("Public morals")
        LICENSING = rules.Basis.LICENSING, _("Licensing")
        IMMIGRATION_ONLY = rules.Basis.IMMIGRATION_ONLY, _("Immigration status only")

    class Children(models.TextChoices):
        NONE = "none", _("None expected, and we know why")
        POSSIBLE = "possible", _("Possible")
        LIKELY = "likely", _("Likely")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plans")
    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="plans")
    planner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    bases = ArrayField(models.CharField(max_length=20, choices=Basis.choices), default=list)
    objective = SealedTextField()
    success_test = SealedTextField()
    provisions = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    authority_kind = models.CharField(max_length=40, blank=True)
    authority_number = models.CharField(max_length=40, blank=True)
    authority_expires_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    expected_people = models.PositiveSmallIntegerField(default=1)
    children = models.CharField(max_length=8, choices=Children.choices, default=Children.POSSIBLE)
    is_exigent = models.BooleanField(default=False)
    exigent_reason = SealedTextField()
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    launched_at = models.DateTimeField(null=True)
    scene_secured_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="plan_window_runs_forward", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="plan_expects_somebody", condition=Q(expected_people__gte=1)),
            models.CheckConstraint(
                name="plan_approved_has_a_hash", condition=~Q(status="approved") | ~Q(approved_hash=EMPTY)
            ),
            models.CheckConstraint(
                name="plan_launched_was_approved",
                condition=~Q(status__in=["launched", "finished"])
                | Q(launched_at__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scene_secured_after_launch", condition=Q(scene_secured_at__gte=F("launched_at"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="two_signatures",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=TWO_SIGNATURES,
            )
        ]


class PlanSection(Record):
    """One section of a plan, as a person filled it in. Each has a version of its own, so two can write at once."""

    sealed_to: ClassVar[str] = "plan__agency"

    class Kind(models.TextChoices):
        UNKNOWNS = "unknowns", _("What we do not know")
        SAFETY = "safety", _("Safety of everyone")
        SEGREGATION = "segregation", _("Keeping traffickers apart")
        IDENTIFICATION = "identification", _("Identifying people who may be victims")
        INTERVIEWS = "interviews", _("Interviews centred on the person")
        MINORS = "minors", _("Children")
        EVIDENCE = "evidence", _("Evidence for each element")
        CARE = "care", _("Care and shelter")
        MEDIA = "media", _("Media and images")

    plan = models.ForeignKey(RaidPlan, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    facts = SealedTextField()
    edited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="one_section_of_a_kind", fields=["plan", "kind"])]


class ApprovalSignature(models.Model):
    """One person's signature under one content of a plan. The planner's own never counts, and cannot be written."""

    plan = models.ForeignKey(RaidPlan, on_delete=models.PROTECT, related_name="signatures")
    planner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="signed_once", fields=["plan", "signer", "content_hash"]),
            models.CheckConstraint(name="plan_signed_by_somebody_else", condition=~Q(signer=F("planner"))),
        ]
        triggers = [pgtrigger.Protect(name="signature_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.pk)


class OperationAssignment(models.Model):
    """Who does what on the day. Enforcement is law enforcement's alone, by constraint (SR-39)."""

    class Kind(models.TextChoices):
        COMMAND = "command", _("Command")
        ENTRY = "entry", _("Entry")
        ARREST = "arrest", _("Arrest")
        SEARCH = "search", _("Search")
        GUARD = "guard", _("Guard")
        RECEPTION = "reception", _("Reception site")
        COMFORT = "comfort", _("Comfort and care")
        TRANSPORT = "transport_support", _("Transport support")
        INTERPRETER = "interpreter", _("Interpreting")
        IDENTIFICATION = "identification", _("Identification")

    plan = models.ForeignKey(RaidPlan, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency_kind = models.CharField(max_length=32)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="assigned_once", fields=["plan", "person", "kind"]),
            models.CheckConstraint(
                name="enforcement_is_law_enforcement",
                condition=~Q(kind__in=sorted(rules.ENFORCEMENT)) | Q(agency_kind="law_enforcement"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PartnerNotice(Record):
    """What a provider needs to make ready, and nothing of target, address or source (domain paper, 0.11)."""

    prefix: ClassVar[str] = "N"

    plan = models.ForeignKey(RaidPlan, on_delete=models.PROTECT, related_name="notices")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    window_from = models.DateTimeField()
    window_until = models.DateTimeField()
    people = models.PositiveSmallIntegerField()
    may_include_children = models.BooleanField()
    genders = models.CharField(max_length=80, blank=True)
    languages = models.CharField(max_length=80, blank=True)
    needs = models.CharField(max_length=200, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["window_from", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_notice_per_partner", fields=["plan", "agency"]),
            models.CheckConstraint(name="notice_window_runs_forward", condition=Q(window_until__gt=F("window_from"))),
        ]


class CapacityHold(Record):
    """Places a shelter holds for a plan, in the plan's own words: a code, never a place. Written by shelters."""

    prefix: ClassVar[str] = "H"

    plan = models.ForeignKey(RaidPlan, on_delete=models.PROTECT, related_name="holds")
    notice = models.ForeignKey(PartnerNotice, on_delete=models.PROTECT, related_name="holds")
    shelter_code = models.CharField(max_length=8)
    places = models.PositiveSmallIntegerField()
    held_until = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["shelter_code"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_hold_per_shelter",
                fields=["plan", "shelter_code"],
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(name="hold_holds_something", condition=Q(places__gte=1)),
        ]


class Encounter(Record):
    """A person met on the day, by code. No name stands here: neither suspect's nor victim's nor bystander's."""

    prefix: ClassVar[str] = "E"

    class Role(models.TextChoices):
        UNSET = rules.Role.UNSET, _("Not sorted yet")
        MAY_BE_VICTIM = rules.Role.MAY_BE_VICTIM, _("May be a victim")
        SUSPECT = rules.Role.SUSPECT, _("Suspected trafficker")
        GUARD = rules.Role.GUARD, _("Guard or enforcer")
        BYSTANDER = rules.Role.BYSTANDER, _("Bystander")
        UNKNOWN = rules.Role.UNKNOWN, _("Unclear: kept apart from both")

    plan = models.ForeignKey(RaidPlan, on_delete=models.PROTECT, related_name="encounters")
    provisional_role = models.CharField(max_length=24, choices=Role.choices, default=Role.UNSET)
    may_be_child = models.BooleanField(default=False)
    met_at = models.DateTimeField()
    met_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role_set_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["met_at", "pk"]


class RoleChange(models.Model):
    """Every sorting of a person stays readable (SR-09: roles are provisional)."""

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="role_changes")
    role = models.CharField(max_length=24, choices=Encounter.Role.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="role_change_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryEvent(Record):
    """A person's way from the site to a safe place (SR-25). The place is a kind, never a cell (SR-26)."""

    prefix: ClassVar[str] = "RC"

    class SafePlace(models.TextChoices):
        RECEPTION = "reception", _("Reception site")
        SHELTER = "shelter", _("Shelter, by its code")
        MEDICAL = "medical", _("Hospital or clinic")
        CHILD_HOME = "child_home", _("Children's home")

    encounter = models.OneToOneField(Encounter, on_delete=models.PROTECT, related_name="recovery")
    left_site_at = models.DateTimeField()
    safe_place = models.CharField(max_length=12, choices=SafePlace.choices)
    receiving_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="safe_place_is_never_a_cell",
                condition=Q(safe_place__in=["reception", "shelter", "medical", "child_home"]),
            )
        ]


class AfterAction(Record):
    """What was predicted and what was found (SR-18): figures and lessons, no person."""

    sealed_to: ClassVar[str] = "plan__agency"

    plan = models.OneToOneField(RaidPlan, on_delete=models.PROTECT, related_name="after_action")
    predicted_people = models.PositiveSmallIntegerField()
    found_people = models.PositiveSmallIntegerField()
    found_children = models.PositiveSmallIntegerField(default=0)
    bystanders_harmed = models.PositiveSmallIntegerField(default=0)
    segregation_breaches = models.PositiveSmallIntegerField(default=0)
    what_misled = SealedTextField()
    welfare_checked = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="children_are_among_the_found", condition=Q(found_children__lte=F("found_people"))
            )
        ]
