"""Whether another agency is about to be at the same place: what was asked, what it met, and whom to call.

No row here says what the other side works on. Of a conflict each side has a row of its own.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.targets import RaidTarget
from intelligence.rules.cells import LARGEST_RADIUS_M, SIZES
from intelligence.rules.deconfliction import INTERNAL
from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField


class DeconflictionContact(Record):
    """Whom another agency calls when the two meet: a duty desk, never a private number."""

    prefix: ClassVar[str] = "DP"

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="deconfliction_contact")
    desk = models.CharField(max_length=80)
    phone = models.CharField(max_length=40)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_can_be_called", condition=~Q(desk="") & ~Q(phone="")),
        ]


class DeconflictionCheck(Record):
    """One question: is anybody else there in this time? Asking is being asked: the entry stands for others to meet."""

    prefix: ClassVar[str] = "DC"
    sealed_to: ClassVar[str] = "agency"

    class Kind(models.TextChoices):
        TARGET = "target", _("The target, while we work on it")
        EVENT = "event", _("An operation at its place and time")

    class Result(models.TextChoices):
        NONE = "none", _("No conflict")
        CONFLICT = "conflict", _("Conflict")
        PENDING = "pending", _("Answer outstanding")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="deconflictions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    system = models.CharField(max_length=32, default=INTERNAL)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    window_from = models.DateTimeField()
    window_until = models.DateTimeField(help_text=_("Exclusive."))
    radius_m = models.PositiveIntegerField(null=True)
    point = SealedTextField(help_text=_("Latitude and longitude, where they were given."))
    external_ref = SealedTextField()
    result = models.CharField(max_length=8, choices=Result.choices)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="check_window_runs_forward", condition=Q(window_until__gt=F("window_from"))),
            models.CheckConstraint(
                name="check_result_known_or_pending",
                condition=Q(result="pending", answered_at__isnull=True)
                | (Q(result__in=["none", "conflict"]) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="check_inside_is_answered_at_once", condition=~Q(system=INTERNAL) | ~Q(result="pending")
            ),
            models.CheckConstraint(
                name="check_radius_has_a_circle",
                condition=Q(radius_m__isnull=True) | Q(radius_m__gte=SIZES[0], radius_m__lte=LARGEST_RADIUS_M),
            ),
        ]
        indexes = [
            models.Index(name="check_of_a_target", fields=["target", "-submitted_at"]),
            models.Index(name="check_by_a_person", fields=["submitted_by", "-submitted_at"]),
            models.Index(name="check_by_an_agency", fields=["agency", "-submitted_at"]),
            models.Index(name="check_open", fields=["window_until"], condition=Q(closed_at__isnull=True)),
        ]

    @property
    def is_internal(self) -> bool:
        return self.system == INTERNAL

    @property
    def window(self) -> tuple[datetime, datetime]:
        return self.window_from, self.window_until

    def is_open(self, at: datetime) -> bool:
        """Whether it still stands: not taken back, and its time not over."""
        return self.closed_at is None and at < self.window_until


class DeconflictionToken(models.Model):
    """One identifier of an entry as a keyed digest. The key is the deployment's; nobody turns a digest back."""

    entry = models.ForeignKey(DeconflictionCheck, on_delete=models.CASCADE, related_name="tokens")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    decides = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(name="token_once_an_entry", fields=["entry", "digest"])]
        indexes = [models.Index(name="token_by_digest", fields=["digest", "agency"])]

    def __str__(self) -> str:
        return str(self.pk)


class DeconflictionConflict(Record):
    """One side's knowledge of a conflict: that there is one, whom to call, and how it was settled, in own words."""

    prefix: ClassVar[str] = "DX"
    sealed_to: ClassVar[str] = "agency"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(DeconflictionCheck, on_delete=models.PROTECT, related_name="conflicts")
    against = models.ForeignKey(DeconflictionCheck, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(DeconflictionContact, null=True, on_delete=models.PROTECT, related_name="conflicts")
    counterpart_contact = SealedTextField(help_text=_("Whom to call, as an outside system said."))
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolution = SealedTextField()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="conflict_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="conflict_inside_names_a_contact", condition=Q(against__isnull=True) | Q(contact__isnull=False)
            ),
            models.UniqueConstraint(name="conflict_once_a_pair", fields=["entry", "against"]),
        ]
        indexes = [models.Index(name="conflict_open", fields=["agency"], condition=Q(resolved_at__isnull=True))]
