"""What leaves an agency beyond a shared target: with its consent, or in words when somebody is in danger."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from taskforce.access.models import Record
from taskforce.accounts.models import Agency, Function
from taskforce.vault.fields import SealedTextField


class HandlingConsent(Record):
    """That somebody of another agency asked to read a report that is held back, and what its agency said (2.2)."""

    prefix: ClassVar[str] = "HC"
    sealed_to: ClassVar[str] = "agency"

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="consents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text=_("Whose report it is."))
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=200, help_text=_("The functions that give the right to know, in codes."))
    purpose = models.CharField(max_length=16)
    need = SealedTextField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(
        editable=False, help_text=_("When its report was logged, copied by the database.")
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="consent_crosses_agencies", condition=~Q(agency=F("recipient"))),
            models.CheckConstraint(
                name="consent_answered_by_somebody",
                condition=Q(state__in=["asked", "ended"])
                | Q(state__in=["given", "refused"], answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_ended_at_a_moment",
                condition=(Q(state="ended") & Q(ended_at__isnull=False)) | (~Q(state="ended") & Q(ended_at=None)),
            ),
            models.UniqueConstraint(
                name="one_consent_at_a_time", fields=["report", "reader"], condition=Q(state__in=["asked", "given"])
            ),
        ]
        indexes = [
            models.Index(name="consent_newest_first", fields=["reader", "-reported_at"], condition=Q(state="given"))
        ]
        triggers = [
            pgtrigger.Trigger(
                name="consent_carries_its_reports_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="SELECT logged_at INTO NEW.reported_at FROM intelligence_intelligencereport"
                " WHERE id = NEW.report_id; RETURN NEW;",
            ),
            pgtrigger.Protect(name="consent_kept", operation=pgtrigger.Delete),
        ]

    @property
    def right_words(self) -> list[str]:
        """The functions that give the right to know, in words."""
        labels = dict(Function.choices)
        return [str(labels.get(code, code)) for code in self.right.split(",") if code]


class DangerAssessment(Record):
    """Short words for an agency that signed nothing, because somebody is in danger; never the record (23.20(e))."""

    prefix: ClassVar[str] = "DA"
    sealed_to: ClassVar[str] = "agency"

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        NOT_JUSTIFIED = "not_justified", _("Not justified")

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="dangers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    told = SealedTextField()
    words = SealedTextField()
    danger = SealedTextField()
    handling = models.CharField(max_length=64)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="danger_reviewed_by_another",
                condition=Q(verdict="", reviewed_by=None, reviewed_at=None)
                | (
                    Q(verdict__in=["justified", "not_justified"], reviewed_at__isnull=False)
                    & ~Q(reviewed_by=F("given_by"))
                ),
            ),
        ]
        triggers = [pgtrigger.Protect(name="danger_kept", operation=pgtrigger.Delete)]
