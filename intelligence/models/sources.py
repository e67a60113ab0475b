"""The register of human sources, behind its own wall. No row outside this file leads to a source; readers have no join.

A report carries an opaque reference; only `SourceReference` knows what it stands for, and it points from here to there.
"""

import secrets
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.rules.sources import Authorised, Step
from taskforce.access.models import ALPHABET, Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedJSONField, SealedTextField

GROUP = "source"  # the part of a record whose key nothing discloses
REFERENCE_LETTERS = 10


def new_origin() -> str:
    """What stands for a source where only "the same one" matters. Chance alone: it says nothing about anybody."""
    return secrets.token_hex(8)


def new_reference() -> str:
    """A reference for one report. Chance alone: two of one source are no more alike than any two."""
    return "S-" + "".join(secrets.choice(ALPHABET) for _letter in range(REFERENCE_LETTERS))


class SourceIdentity(Record):
    """Who a source is, and the officers who answer for them. Kept until the law lets it be shredded, never deleted."""

    prefix: ClassVar[str] = "SC"
    sealed_to: ClassVar[str] = "agency"

    class Kind(models.TextChoices):
        COMMUNITY = "community", _("Somebody of the neighbourhood or community")
        INSIDER = "insider", _("Somebody who works or worked there")
        CLIENT = "client", _("A client or supplier")
        ASSOCIATE = "associate", _("Somebody close to those who exploit")
        PROFESSIONAL = "professional", _("A professional: health, labour inspection, transport")
        SURVIVOR = "survivor", _("Somebody who was exploited there")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    code_name = SealedTextField(group=GROUP)
    name = SealedTextField(group=GROUP)
    contact = SealedTextField(group=GROUP)
    notes = SealedTextField(group=GROUP)
    origin = models.CharField(max_length=16, unique=True, default=new_origin, editable=False)
    controller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    co_handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="source_handler_is_not_controller", condition=~Q(handler=F("controller"))),
            models.CheckConstraint(
                name="source_officers_are_several",
                condition=Q(co_handler__isnull=True) | (~Q(co_handler=F("handler")) & ~Q(co_handler=F("controller"))),
            ),
            models.CheckConstraint(name="source_is_no_survivor", condition=~Q(kind="survivor")),
        ]
        triggers = [pgtrigger.Protect(name="source_kept", operation=pgtrigger.Delete)]

    def handlers(self) -> frozenset[int]:
        """The primary keys of those who meet this source."""
        return frozenset({self.handler_id} | ({self.co_handler_id} if self.co_handler_id else set()))


class SourceAuthorisation(Record):
    """One step of an authorisation: granted, renewed or cancelled, by whom, why, until when. Written once.

    Granting and renewing answer the question whether this person is in a counselling period; only "no" is a row.
    """

    sealed_to: ClassVar[str] = "source__agency"

    class Kind(models.TextChoices):
        GRANTED = Step.GRANTED, _("Granted")
        RENEWED = Step.RENEWED, _("Renewed")
        CANCELLED = Step.CANCELLED, _("Cancelled")

    class InCare(models.TextChoices):
        NO = "no", _("No: I asked, and I know of none")
        YES = "yes", _("Yes, or perhaps")
        UNKNOWN = "unknown", _("I do not know")

    source = models.ForeignKey(SourceIdentity, on_delete=models.PROTECT, related_name="authorisations")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = SealedTextField(group=GROUP)
    in_care = models.CharField(max_length=8, choices=InCare.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="authorisation_ends_unless_cancelled",
                condition=Q(kind="cancelled", expires_at__isnull=True)
                | (Q(kind__in=["granted", "renewed"]) & Q(expires_at__gt=F("at"))),
            ),
            models.CheckConstraint(
                name="authorised_after_the_question", condition=Q(kind="cancelled", in_care="") | Q(in_care="no")
            ),
        ]
        triggers = [pgtrigger.Protect(name="authorisation_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def value(self) -> Authorised:
        return Authorised(Step(self.kind), self.at, self.expires_at)


class SourceContactRecord(Record):
    """What a source told, as they told it, written by the handler who met them. Raw, sealed, written once."""

    sealed_to: ClassVar[str] = "source__agency"

    class How(models.TextChoices):
        MET = "met", _("Met in person")
        PHONE = "phone", _("By phone")
        MESSAGE = "message", _("By message")

    source = models.ForeignKey(SourceIdentity, on_delete=models.PROTECT, related_name="contacts")
    how = models.CharField(max_length=8, choices=How.choices)
    raw = SealedTextField(group=GROUP)
    welfare = SealedTextField(group=GROUP, help_text=_("How safe they are, what they fear, what was promised."))
    tasked_at = models.DateTimeField(null=True, help_text=_("When they were asked to find this out, if they were."))
    held_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="contact_held_before_written", condition=Q(held_at__lte=F("written_at"))),
            models.CheckConstraint(
                name="contact_tasked_before_held", condition=Q(tasked_at__isnull=True) | Q(tasked_at__lte=F("held_at"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="contact_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]


class SourceReference(Record):
    """What one report calls its source, and who that is. Made by the system, for one report, never given again.

    `given_to` writes the report. Where the text came out of a contact record, what was taken out stays here, sealed.
    """

    sealed_to: ClassVar[str] = "source__agency"

    source = models.ForeignKey(SourceIdentity, on_delete=models.PROTECT, related_name="references")
    code = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    given_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tasked_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    contact = models.ForeignKey(SourceContactRecord, null=True, on_delete=models.PROTECT, related_name="crossings")
    taken_out = SealedJSONField(group=GROUP)
    report = models.OneToOneField(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reference_used_by_a_report",
                condition=Q(report__isnull=True, used_at__isnull=True) | Q(report__isnull=False, used_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="reference_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="reference_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__report__isnull=False)
                | pgtrigger.Q(old__source__df=pgtrigger.F("new__source"))
                | pgtrigger.Q(old__code__df=pgtrigger.F("new__code")),
            ),
        ]
