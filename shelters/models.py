"""Shelters, their beds, the stays of people in them, and the receipts that prove a handoff."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shelters import rules
from taskforce.access.models import GLASS, Grant, Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField
from victims.models import Person

User = settings.AUTH_USER_MODEL


class Shelter(Record):
    """A shelter, called by its code by everybody outside it. Its location is sealed and shown to nobody else."""

    prefix: ClassVar[str] = "SH"
    sealed_to: ClassVar[str] = "agency"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="shelters")
    code = models.CharField(max_length=8, unique=True)
    location = SealedTextField()
    contact_route = models.CharField(max_length=120, help_text=_("How to reach it without knowing where it is."))
    genders = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    takes_children = models.BooleanField(default=False)
    takes_adults = models.BooleanField(default=True)
    house_rules = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        permissions = [("on_shelter", "works in this shelter"), *GLASS]

    def profile(self) -> rules.Profile:
        return rules.Profile(frozenset(self.genders), self.takes_children, self.takes_adults)


class ShelterGrant(Grant):
    """An explicit grant on one shelter (django-guardian, direct foreign key)."""

    content_object = models.ForeignKey(Shelter, on_delete=models.CASCADE)


class Bed(Record):
    """One bed in a unit. Whether it is free is read from placements and holds, never stored twice."""

    prefix: ClassVar[str] = "B"

    shelter = models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="beds")
    unit = models.CharField(max_length=40)
    label = models.CharField(max_length=16)
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["unit", "label"]
        constraints = [models.UniqueConstraint(name="bed_label_once", fields=["shelter", "unit", "label"])]


class Placement(Record):
    """A stay, from the request to the exit. The summary is what a shelter needs to answer; no name, no story."""

    prefix: ClassVar[str] = "PL"
    sealed_to: ClassVar[str] = "person__agency"

    class State(models.TextChoices):
        REQUESTED = rules.State.REQUESTED, _("Waiting for an answer")
        OFFERED = rules.State.OFFERED, _("Place offered")
        ACCEPTED = rules.State.ACCEPTED, _("Accepted by the person")
        DECLINED = rules.State.DECLINED, _("Could not take")
        IN_TRANSIT = rules.State.IN_TRANSIT, _("On the way")
        ACTIVE = rules.State.ACTIVE, _("Staying")
        EXITED = rules.State.EXITED, _("Moved on")
        CANCELLED = rules.State.CANCELLED, _("Request taken back")

    class DeclineReason(models.TextChoices):
        NO_BED = "no_bed", _("No bed free")
        NOT_SUITABLE = "not_suitable", _("Not a suitable house for this person")
        ACCESSIBILITY = "accessibility", _("Not accessible enough")
        STAFFING = "staffing", _("Not enough staff tonight")
        CONFLICT = "conflict", _("A reason only the house may know")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    shelter = models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="placements")
    shelter_code = models.SlugField(
        max_length=16, help_text=_("The house as everybody may call it, for those who may not see the house itself.")
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.REQUESTED)
    is_child = models.BooleanField()
    gender = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=40, blank=True)
    needs = SealedTextField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=16, choices=DeclineReason.choices, blank=True)
    bed = models.ForeignKey(Bed, null=True, on_delete=models.PROTECT, related_name="placements")
    arrived_at = models.DateTimeField(null=True)
    exited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["answer_by", "pk"]
        constraints = [
            # The database, not a count, keeps two people out of one bed (domain paper, 9: NO_CAPACITY).
            models.UniqueConstraint(
                name="one_person_per_bed",
                fields=["bed"],
                condition=Q(state__in=["offered", "accepted", "in_transit", "active"]),
            ),
            models.UniqueConstraint(
                name="one_open_placement_per_person",
                fields=["person"],
                condition=Q(state__in=["requested", "offered", "accepted", "in_transit", "active"]),
            ),
            models.CheckConstraint(
                name="declined_with_a_reason", condition=~Q(state="declined") | ~Q(decline_reason="")
            ),
            models.CheckConstraint(
                name="placed_in_a_bed",
                condition=~Q(state__in=["offered", "accepted", "in_transit", "active"]) | Q(bed__isnull=False),
            ),
        ]


class HandoffReceipt(Record):
    """Signed proof that a person came from one side's care into the other's. Neither can write both halves."""

    prefix: ClassVar[str] = "HR"
    sealed_to: ClassVar[str] = "placement__shelter__agency"

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="receipt")
    code_word = SealedTextField()
    meeting_point = models.CharField(max_length=120)
    belongings = SealedTextField(group="handed")
    documents_given = models.BooleanField(default=False)
    medication_given = models.BooleanField(default=False)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handoff_signed_by_two",
                condition=Q(given_by__isnull=True) | Q(received_by__isnull=True) | ~Q(given_by=models.F("received_by")),
            )
        ]

    def signed(self) -> rules.Signed:
        return rules.Signed(self.given_at, self.received_at)
