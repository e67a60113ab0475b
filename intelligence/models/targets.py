"""The premises where people may be held, and the attempts to verify it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskforce.access.models import GLASS, Grant, Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField


class RaidTarget(Record):
    """One premises where people may be held. Areas are refused (SR-16)."""

    prefix: ClassVar[str] = "T"
    sealed_to: ClassVar[str] = "agency"
    searched: ClassVar[tuple[str, ...]] = ("title", "address", "description")
    searched_at: ClassVar[str] = "opened_at"

    class Sector(models.TextChoices):
        LABOUR = "labour", _("Labour")
        SEX = "sex", _("Commercial sex")
        OTHER = "other", _("Other")

    class Premises(models.TextChoices):
        DWELLING = "dwelling", _("Flat or house")
        WORKPLACE = "workplace", _("Factory, workshop or site")
        FARM = "farm", _("Farm or packing shed")
        HOSPITALITY = "hospitality", _("Hotel, bar or restaurant")
        VENUE = "venue", _("Massage or entertainment venue")
        VESSEL = "vessel", _("Vessel")
        OTHER = "other", _("Other single premises")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="targets")
    title = models.CharField(max_length=80, help_text=_("A working name, not the address."))
    sector = models.CharField(max_length=8, choices=Sector.choices)
    premises = models.CharField(max_length=16, choices=Premises.choices)
    address = SealedTextField()
    description = SealedTextField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        permissions = [("on_target", "works on this target"), *GLASS]
        constraints = [
            models.CheckConstraint(name="target_sector_known", condition=Q(sector__in=["labour", "sex", "other"])),
        ]


class TargetGrant(Grant):
    """An explicit grant on one target (django-guardian, direct foreign key)."""

    content_object = models.ForeignKey(RaidTarget, on_delete=models.CASCADE)


class VerificationAttempt(Record):
    """An attempt to verify that people are there (SR-14). Append-only by service."""

    prefix: ClassVar[str] = "V"
    sealed_to: ClassVar[str] = "target__agency"

    class Method(models.TextChoices):
        SURVEILLANCE = "surveillance", _("Surveillance")
        VISIT = "visit", _("Visit under a lawful pretext or inspection")
        RECORDS = "records", _("Records check")
        SOURCE_TASKING = "source_tasking", _("Source tasking")
        TECHNICAL = "technical", _("Technical means")

    class Result(models.TextChoices):
        CONSISTENT = "consistent", _("Consistent with people being held")
        NOT_SEEN = "not_seen", _("Nothing seen either way")
        AGAINST = "against", _("Speaks against it")

    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(max_length=16, choices=Method.choices)
    result = models.CharField(max_length=12, choices=Result.choices)
    attempted_at = models.DateTimeField()
    note = SealedTextField(null=True)  # none where it was logged before notes were kept
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-attempted_at", "-pk"]
