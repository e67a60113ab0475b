"""Reports, their grades and origins, and what they say of a target."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.targets import RaidTarget
from intelligence.rules.evidence import Stance
from intelligence.rules.grading import Grade as GradeValue
from taskforce.access.models import Record
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField
from taskforce.vault.rows import SealedRow


class IntelligenceReport(Record):
    """What somebody saw, heard or was told, with its source kept out of it."""

    prefix: ClassVar[str] = "R"
    sealed_to: ClassVar[str] = "agency"
    searched: ClassVar[tuple[str, ...]] = ("text",)
    searched_at: ClassVar[str] = "logged_at"

    class SourceType(models.TextChoices):
        SURVIVOR_ACCOUNT = "survivor_account", _("Account of a survivor")
        UNDERCOVER_OFFICER = "undercover_officer", _("Undercover officer")
        HUMAN_SOURCE = "human_source", _("Human source")
        TECHNICAL = "technical", _("Technical or surveillance")
        DOCUMENT = "document", _("Document")
        OPEN_SOURCE = "open_source", _("Open source")
        PARTNER_AGENCY = "partner_agency", _("Partner agency")
        PUBLIC_TIP = "public_tip", _("Tip from the public")

    class Access(models.TextChoices):
        DIRECT = "direct", _("First-hand: the source saw or lived it")
        INDIRECT = "indirect", _("Second-hand: the source was told")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    source_type = models.CharField(max_length=24, choices=SourceType.choices)
    source_ref = models.CharField(max_length=32, help_text=_("The opaque reference your source register gave you."))
    access = models.CharField(max_length=8, choices=Access.choices)
    text = SealedTextField()
    observed_at = models.DateTimeField()
    speaks_of_child = models.BooleanField(default=False)
    indicators = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    is_lawful = models.BooleanField(default=True)
    origin_declared = models.BooleanField(default=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-logged_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="report_seen_before_logged", condition=Q(observed_at__lte=F("logged_at"))),
            models.CheckConstraint(name="report_names_a_source_reference", condition=~Q(source_ref="")),
        ]
        indexes = [models.Index(name="report_newest_first", fields=["agency", "-logged_at", "-id"])]

    def current_grade(self) -> "Grade":
        """The latest grade; a report is never without one. Reads the prefetched grades where a page prefetched them."""
        return max(self.grades.all(), key=lambda grade: (grade.at, grade.pk))


class Grade(SealedRow):
    """A grade as entered: scheme, both codes, who, when, why. A regrade is a new row (2.2)."""

    sealed_to: ClassVar[str] = "report__agency"

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="grades")
    scheme = models.CharField(max_length=16)
    source_code = models.CharField(max_length=1)
    info_code = models.CharField(max_length=1)
    rationale = SealedTextField()
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="grade_fits_its_scheme",
                condition=Q(scheme="admiralty_6x6", source_code__in=list("ABCDEF"), info_code__in=list("123456"))
                | Q(scheme="uk_3x5x2", source_code__in=list("123"), info_code__in=list("ABCDE")),
            )
        ]
        triggers = [pgtrigger.Protect(name="grade_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source_code}{self.info_code}"

    def value(self) -> GradeValue:
        return GradeValue(self.scheme, self.source_code, self.info_code)


class ReportDerivation(models.Model):
    """That one report rests on another: the edge by which circular reporting is found (2.3)."""

    class Kind(models.TextChoices):
        REPEATS = "repeats", _("Repeats it")
        SUMMARISES = "summarises", _("Summarises it")
        CITES = "cites", _("Cites it")
        PROMPTED_BY = "prompted_by", _("Was prompted by it")
        SAME_ORIGIN = "same_origin_suspected", _("Seems to share its origin")

    child = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=24, choices=Kind.choices)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="derivation_once", fields=["child", "parent"]),
            models.CheckConstraint(name="derivation_of_another", condition=~Q(child=F("parent"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TargetLink(models.Model):
    """That a report speaks of a target, and what it says about people being held there."""

    class Says(models.TextChoices):
        SUPPORTS = Stance.SUPPORTS, _("Supports that people are held there")
        CONTRADICTS = Stance.CONTRADICTS, _("Speaks against it")
        NEUTRAL = Stance.NEUTRAL, _("Says nothing either way")

    # No index of its own: both indexes below begin with the target.
    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="links", db_index=False)
    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="links")
    stance = models.CharField(max_length=12, choices=Says.choices)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    reported_at = models.DateTimeField(
        editable=False, help_text=_("When its report was logged, copied by the database.")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-linked_at", "-pk"]
        constraints = [models.UniqueConstraint(name="report_linked_once", fields=["target", "report"])]
        # The newest reports of the targets somebody was let in on, from the index alone (performance paper: ids first).
        indexes = [models.Index(name="link_newest_first", fields=["target", "-reported_at", "-report"])]
        triggers = [
            pgtrigger.Trigger(
                name="carries_its_reports_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="SELECT logged_at INTO NEW.reported_at FROM intelligence_intelligencereport"
                " WHERE id = NEW.report_id; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
