"""Exhibits: evidence apart from intelligence, its files, who was let see it, and the review before conversion."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.models.targets import RaidTarget
from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.audit.models import written_once
from taskforce.uploads.models import SealedFile
from taskforce.vault.fields import SealedTextField

User = settings.AUTH_USER_MODEL


class DisclosureReview(Record):
    """Whether what a report says may become evidence, and what protecting its source asks for (2.2).

    A prosecutor or legal adviser decides on the words that would be used; they never see the report.
    """

    prefix: ClassVar[str] = "DR"
    sealed_to: ClassVar[str] = "agency"

    class Decision(models.TextChoices):
        ALLOWED = "allowed", _("May be used as evidence")
        REFUSED = "refused", _("May not be used as evidence")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="disclosure_reviews")
    reviewing_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    proposed = SealedTextField()
    protection = SealedTextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="disclosure_review_decided_whole",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(decision__in=["allowed", "refused"], decided_by__isnull=False, decided_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="disclosure_review_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")) & ~Q(reviewing_agency=F("agency")),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="question_stands", fields=["agency", "report", "reviewing_agency", "asked_by", "asked_at"]
            ),
            pgtrigger.Protect(
                name="decision_stands", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__decision="")
            ),
            pgtrigger.Protect(name="review_is_kept", operation=pgtrigger.Delete),
        ]


class EvidenceItem(Record):
    """One exhibit. It is written once; where it is, who holds it and how it ends stands in its chain of custody."""

    prefix: ClassVar[str] = "EX"
    sealed_to: ClassVar[str] = "agency"

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Papers")
        PHONE = "phone", _("Telephone")
        DEVICE = "device", _("Computer or storage")
        RECORDING = "recording", _("Picture or recording")
        MONEY = "money", _("Money or bank card")
        CLOTHING = "clothing", _("Clothing or personal things")
        TRACE = "trace", _("Biological trace or sample")
        SUBSTANCE = "substance", _("Substance")
        WEAPON = "weapon", _("Weapon or restraint")
        VEHICLE = "vehicle", _("Vehicle or part of one")
        STATEMENT = "statement", _("What was intelligence, in reviewed words")
        OTHER = "other", _("Something else")

    class Basis(models.TextChoices):
        WARRANT = "warrant", _("Warrant or court order")
        ARREST = "arrest", _("Power of search on arrest")
        CONSENT = "consent", _("Handed over freely")
        FOUND = "found", _("Found, nobody's")
        REVIEW = "review", _("Disclosure review")
        OTHER = "other", _("Another power")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="exhibits")
    number = models.PositiveIntegerField(help_text=_("Counted in its agency; no number is given twice."))
    kind = models.CharField(max_length=12, choices=Kind.choices)
    description = SealedTextField()
    place = SealedTextField()
    basis = models.CharField(max_length=8, choices=Basis.choices)
    basis_words = SealedTextField()
    obtained_at = models.DateTimeField()
    obtained_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    perishable_until = models.DateTimeField(null=True, blank=True)
    target = models.ForeignKey(RaidTarget, null=True, on_delete=models.PROTECT, related_name="exhibits")
    review = models.OneToOneField(DisclosureReview, null=True, on_delete=models.PROTECT, related_name="exhibit")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="exhibit_number_once", fields=["agency", "number"]),
            models.CheckConstraint(name="exhibit_obtained_before_logged", condition=Q(obtained_at__lte=F("logged_at"))),
            models.CheckConstraint(
                name="converted_exhibit_was_reviewed",
                condition=Q(kind="statement", basis="review", review__isnull=False)
                | ~Q(kind="statement") & ~Q(basis="review") & Q(review__isnull=True),
            ),
        ]
        triggers = written_once("exhibit")


class ExhibitFile(SealedFile):
    """A file that is an exhibit, or shows one; its original is kept byte for byte and never withdrawn."""

    sealed_to: ClassVar[str] = "item__agency"

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="files")

    class Meta(SealedFile.Meta):
        constraints = [
            *SealedFile.Meta.constraints,
            models.CheckConstraint(name="exhibit_file_is_kept", condition=Q(withdrawn_at__isnull=True)),
        ]
        triggers = [pgtrigger.Protect(name="exhibit_file_not_deleted", operation=pgtrigger.Delete)]


class ExhibitDisclosure(Record):
    """That an exhibit is disclosed to a prosecution agency, from when and until when."""

    prefix: ClassVar[str] = "ED"

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="disclosures")
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="exhibit_disclosed_once", fields=["item", "recipient"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="exhibit_disclosure_ended_whole",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("at"), ended_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="disclosed_stands", exclude=["ended_at", "ended_by", "version"]),
            pgtrigger.Protect(name="disclosure_is_kept", operation=pgtrigger.Delete),
        ]
