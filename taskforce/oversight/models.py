"""The weekly review of the trail: what an auditor found out of the ordinary, and what they say of it (CJIS AU-6)."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.audit.models import written_once
from taskforce.oversight.rules import Kind
from taskforce.vault.fields import SealedTextField


class AuditReview(Record):
    """One week of the trail, [from_at, until_at), to be reviewed by one oversight agency; signed once, for good."""

    prefix: ClassVar[str] = "AR"
    sealed_to: ClassVar[str] = "agency"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_blocks = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0, help_text="What the check of the chain found not as it was sealed.")
    figures = models.JSONField(default=dict, help_text="The week in numbers, as they stood when it was signed.")
    note = SealedTextField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-from_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="review_runs_forward", condition=Q(until_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="review_is_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="review_is_signed_after_its_week",
                condition=Q(signed_at__isnull=True) | Q(signed_at__gte=F("until_at")),
            ),
            models.CheckConstraint(
                name="review_is_signed_on_a_checked_chain",
                condition=Q(signed_at__isnull=True) | Q(checked_at__gte=F("until_at")),
            ),
            models.UniqueConstraint(name="one_review_of_a_week", fields=["agency", "from_at"]),
            models.UniqueConstraint(
                name="one_open_review_of_an_agency", fields=["agency"], condition=Q(signed_at__isnull=True)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_review_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Protect(name="review_is_kept", operation=pgtrigger.Delete),
        ]


class Finding(Record):
    """What the auditor says of one thing that was out of the ordinary: written with the signature, never changed."""

    class Judgement(models.TextChoices):
        EXPLAINED = "explained", _("Explained")
        FOLLOW_UP = "follow_up", _("Follow up")
        REPORTED = "reported", _("Reported")

    KINDS: ClassVar[list[tuple[str, str]]] = [(kind.value, kind.value) for kind in Kind]

    prefix: ClassVar[str] = "AF"

    review = models.ForeignKey(AuditReview, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=16, choices=KINDS)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    usual = models.PositiveIntegerField(default=0)
    judgement = models.CharField(max_length=12, choices=Judgement.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_finding_of_a_kind", fields=["review", "kind", "who", "from_at"])
        ]
        triggers = written_once("finding")
