"""Reports, their grades and origins, and what they say of a target."""

import uuid
from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intelligence.models.targets import RaidTarget
from intelligence.rules.evidence import Stance
from intelligence.rules.grading import Grade as GradeValue
from intelligence.rules.handling import GoesOut
from intelligence.rules.retention import due_at
from taskforce.access.models import Record
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency
from taskforce.jurisdiction.pack import pack
from taskforce.vault.fields import SealedTextField
from taskforce.vault.rows import SealedRow


def longest_kept() -> datetime:
    """When what is entered now has to be validated or goes (28 CFR 23.20(h))."""
    return due_at(timezone.now(), pack().duration("report.retention"))


class IntelligenceReport(Record):
    """What somebody saw, heard or was told, with its source kept out of it."""

    prefix: ClassVar[str] = "R"
    sealed_to: ClassVar[str] = "agency"
    searched: ClassVar[tuple[str, ...]] = ("text",)
    searched_at: ClassVar[str] = "logged_at"
    shown: frozenset[str] = frozenset()  # on a list: the fields of it that its reader sees

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

    class Leaves(models.TextChoices):
        OPEN = GoesOut.OPEN, _("What it says goes to those let in on its target")
        CONSENT = GoesOut.CONSENT, _("What it says goes to others only with its agency's consent")
        CLOSED = GoesOut.CLOSED, _("What it says stays in its agency")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    source_type = models.CharField(max_length=24, choices=SourceType.choices)
    source_ref = models.CharField(max_length=32, help_text=_("The opaque reference your source register gave you."))
    access = models.CharField(max_length=8, choices=Access.choices)
    text = SealedTextField()
    observed_at = models.DateTimeField()
    speaks_of_child = models.BooleanField(default=False)
    indicators = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    is_lawful = models.BooleanField(default=False, help_text=_("Attested with its basis, and no mark against it."))
    legal_basis = models.CharField(max_length=16, blank=True)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attested_at = models.DateTimeField(null=True, blank=True)
    unlawful_at = models.DateTimeField(null=True, blank=True, help_text=_("While a mark stands against it."))
    handling_scheme = models.CharField(max_length=16, default="admiralty_6x6")
    handling_code = models.CharField(max_length=4, blank=True)
    handling_conditions = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    goes_out = models.CharField(max_length=8, choices=Leaves.choices, default=Leaves.CLOSED)
    origin_declared = models.BooleanField(default=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)
    retention_due = models.DateTimeField(default=longest_kept)
    kept_since = models.DateTimeField(default=timezone.now, help_text=_("When it was entered, or last validated."))
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-logged_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="report_seen_before_logged", condition=Q(observed_at__lte=F("logged_at"))),
            models.CheckConstraint(
                name="report_names_a_source_reference", condition=~Q(source_ref="") | Q(purged_at__isnull=False)
            ),
            models.CheckConstraint(
                name="report_lawful_only_on_a_basis",
                condition=Q(is_lawful=False)
                | (~Q(legal_basis="") & Q(attested_at__isnull=False, unlawful_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="report_leaves_only_if_lawful",
                condition=Q(goes_out="closed") | Q(is_lawful=True, purged_at__isnull=True),
            ),
            models.CheckConstraint(
                name="report_handled_in_a_known_scheme",
                condition=Q(handling_scheme__in=["admiralty_6x6", "uk_3x5x2", "uk_5x5x5"]),
            ),
            models.CheckConstraint(
                name="report_purged_counts_nothing",
                condition=Q(purged_at__isnull=True) | Q(retracted_at__isnull=False, source_ref="", indicators=[]),
            ),
        ]
        indexes = [
            models.Index(name="report_newest_first", fields=["agency", "-logged_at", "-id"]),
            models.Index(name="report_due", fields=["retention_due"], condition=Q(purged_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="kept_longer_by_review_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("retention_due"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__retention_due__gt=pgtrigger.F("old__retention_due")),
                func="IF NOT EXISTS (SELECT 1 FROM intelligence_reviewdecision WHERE report_id = NEW.id"
                " AND decision = 'validated' AND new_due = NEW.retention_due)"
                " THEN RAISE EXCEPTION 'Only a review with fresh facts keeps a report longer.'; END IF; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="tells_its_links",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("goes_out"),  # type: ignore[no-untyped-call]
                func="UPDATE intelligence_targetlink SET is_open = (NEW.goes_out = 'open') WHERE report_id = NEW.id;"
                " RETURN NULL;",
            ),
        ]

    @property
    def handled_under(self) -> str:
        """Its handling as it goes on record with each dissemination: `uk_3x5x2 C A1 S2`."""
        return " ".join([self.handling_scheme, self.handling_code or "-", *self.handling_conditions])

    @property
    def is_held_back(self) -> bool:
        """Whether other agencies get no more of it than that it exists, its grade and its stance."""
        return self.goes_out != self.Leaves.OPEN

    def current_grade(self) -> "Grade":
        """The latest grade; a report is never without one. Reads the prefetched grades where a page prefetched them."""
        return max(self.grades.all(), key=lambda grade: (grade.at, grade.pk))


class Grade(SealedRow):
    """A grade as entered: scheme, both codes, who, when, why. A regrade is a new row (2.2)."""

    sealed_to: ClassVar[str] = "report__agency"

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="grades", db_index=False)
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
        indexes = [models.Index(name="grade_latest_first", fields=["report", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="grade_fits_its_scheme",
                condition=Q(scheme="admiralty_6x6", source_code__in=list("ABCDEF"), info_code__in=list("123456"))
                | Q(scheme="uk_3x5x2", source_code__in=list("123"), info_code__in=list("ABCDE"))
                | Q(scheme="uk_5x5x5", source_code__in=list("ABCDE"), info_code__in=list("12345")),
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

    class Basis(models.TextChoices):
        REPORT = "report", _("The report says so")
        ASSUMPTION = "assumption", _("It is assumed from the report; that counts nothing")

    # No index of its own: both indexes below begin with the target.
    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="links", db_index=False)
    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="links")
    stance = models.CharField(max_length=12, choices=Says.choices)
    basis = models.CharField(max_length=12, choices=Basis.choices, default=Basis.REPORT)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    reported_at = models.DateTimeField(
        editable=False, help_text=_("When its report was logged, copied by the database.")
    )
    is_open = models.BooleanField(
        default=False, editable=False, help_text=_("Whether what its report says goes out, copied by the database.")
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
                func="SELECT logged_at, goes_out = 'open' INTO NEW.reported_at, NEW.is_open"
                " FROM intelligence_intelligencereport WHERE id = NEW.report_id; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
