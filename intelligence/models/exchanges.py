"""Matching with another deployment: where an exchange stands, and which of our own items both sides have."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.rules import exchanges as rules
from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedJSONField, SealedTextField


class MatchExchange(Record):
    """One exchange with another deployment. Its key and what was sent are deleted when it ends."""

    prefix: ClassVar[str] = "MX"
    sealed_to: ClassVar[str] = "agency"

    class Side(models.TextChoices):
        STARTER = rules.STARTER, _("We began")
        ANSWERER = rules.ANSWERER, _("They began")

    class State(models.TextChoices):
        OFFERED = rules.OFFERED, _("Waits for their answer")
        ANSWERED = rules.ANSWERED, _("Waits for their last file")
        CLOSED = rules.CLOSED, _("Compared")
        ABANDONED = rules.ABANDONED, _("Given up")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    partner = models.CharField(max_length=80)
    number = models.CharField(max_length=36, help_text=_("What both sides call it; made by whoever began."))
    side = models.CharField(max_length=8, choices=Side.choices)
    state = models.CharField(max_length=9, choices=State.choices)
    secret = SealedTextField(help_text=_("What both sides agreed on, by another way than the files go."))
    work = SealedJSONField(help_text=_("The key of this exchange, and what was sent; deleted when it ends."))
    outgoing = SealedTextField(help_text=_("The file to carry to the other side."))
    found = SealedJSONField(help_text=_("Which of our own items the other side has too."))
    items = models.PositiveIntegerField(help_text=_("How many marks of ours were compared."))
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    stands_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="exchange_answered_once", fields=["number", "side"]),
            models.CheckConstraint(
                name="exchange_state_fits_its_side",
                condition=Q(state__in=["closed", "abandoned"], ended_at__isnull=False)
                | Q(side="starter", state="offered", ended_at__isnull=True)
                | Q(side="answerer", state="answered", ended_at__isnull=True),
            ),
            models.CheckConstraint(name="exchange_stands_for_a_while", condition=Q(stands_until__gt=F("begun_at"))),
        ]
        indexes = [models.Index(name="exchange_of_an_agency", fields=["agency", "-begun_at"])]
