"""Tips and leads: a store of their own. Nothing rests on a tip until an analyst makes a report of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.rules.tips import Vetting
from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField


class Tip(Record):
    """What somebody outside told us, as it came. It counts for nothing, and its words are gone within a year."""

    prefix: ClassVar[str] = "TIP"
    sealed_to: ClassVar[str] = "agency"
    searched: ClassVar[tuple[str, ...]] = ("text",)
    searched_at: ClassVar[str] = "received_at"

    class Channel(models.TextChoices):
        PHONE = "phone", _("By phone")
        WEB_FORM = "web_form", _("Through the web form, entered by staff")
        LETTER = "letter", _("By letter or note")
        PARTNER = "partner", _("Through a partner")

    class State(models.TextChoices):
        NEW = Vetting.NEW, _("Nobody has looked at it yet")
        LOOKED_AT = Vetting.LOOKED_AT, _("Looked at, not decided")
        PROMOTED = Vetting.PROMOTED, _("Became a report")
        DISMISSED = Vetting.DISMISSED, _("Dismissed")
        PASSED_ON = Vetting.PASSED_ON, _("Passed on")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    text = SealedTextField()
    teller = SealedTextField(group="teller", help_text=_("How the person who told it can be reached, if they said."))
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = SealedTextField()
    passed_to = SealedTextField()
    report = models.OneToOneField(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="+")
    repeats = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeated_by")
    purge_at = models.DateTimeField(help_text=_("From this moment its words are gone, whatever was decided."))
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="tip_received_before_taken", condition=Q(received_at__lte=F("taken_at"))),
            models.CheckConstraint(name="tip_is_purged_later", condition=Q(purge_at__gt=F("received_at"))),
            models.CheckConstraint(
                name="tip_looked_at_before_decided",
                condition=Q(state="new", looked_at__isnull=True) | (~Q(state="new") & Q(looked_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="tip_decided_by_somebody",
                condition=Q(state__in=["new", "looked_at"], decided_at__isnull=True, decided_by__isnull=True)
                | (Q(state__in=["promoted", "dismissed", "passed_on"], decided_at__isnull=False)
                   & Q(decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="tip_promoted_has_its_report",
                condition=Q(state="promoted", report__isnull=False) | (~Q(state="promoted") & Q(report__isnull=True)),
            ),
            models.CheckConstraint(name="tip_repeats_another", condition=Q(repeats__isnull=True) | ~Q(repeats=F("id"))),
        ]  # fmt: skip
        indexes = [
            models.Index(name="tip_newest_first", fields=["agency", "-received_at"]),
            models.Index(name="tip_to_purge", fields=["purge_at"], condition=Q(purged_at__isnull=True)),
        ]

    @property
    def is_open(self) -> bool:
        """Whether nothing has been decided about it yet."""
        return self.state in {self.State.NEW, self.State.LOOKED_AT}
