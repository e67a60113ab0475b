"""People in care, their protected time, and the talks they chose to have."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import RecoveryEvent
from taskforce.access.models import GLASS, Grant, Record
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField
from victims import rules

User = settings.AUTH_USER_MODEL


class Person(Record):
    """Somebody in the care of a victim services agency, called by a code unless they say otherwise."""

    prefix: ClassVar[str] = "P"
    sealed_to: ClassVar[str] = "agency"

    class ChildStatus(models.TextChoices):
        CHILD = rules.ChildStatus.CHILD, _("Child")
        PRESUMED_CHILD = rules.ChildStatus.PRESUMED_CHILD, _("Presumed child")
        ADULT = rules.ChildStatus.ADULT, _("Adult")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people_in_care")
    recovery = models.OneToOneField(
        RecoveryEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    child_status = models.CharField(max_length=16, choices=ChildStatus.choices, default=ChildStatus.PRESUMED_CHILD)
    called = SealedTextField()
    language = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=40, blank=True)
    wishes = SealedTextField()
    safe_contact = SealedTextField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        permissions = [("on_person", "cares for this person"), *GLASS]

    @property
    def is_treated_as_child(self) -> bool:
        return self.child_status != self.ChildStatus.ADULT


class PersonGrant(Grant):
    """An explicit grant on one person (django-guardian, direct foreign key)."""

    content_object = models.ForeignKey(Person, on_delete=models.CASCADE)


class CounsellingPeriod(Record):
    """The person's protected time: opened by itself on recovery, lengthened but never shortened (SR-31)."""

    prefix: ClassVar[str] = "CP"

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="period")
    started_at = models.DateTimeField()
    length = models.DurationField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="period_is_three_days_at_least", condition=Q(length__gte=timedelta(days=3))),
            models.CheckConstraint(
                name="period_not_closed_in_its_first_days",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("started_at") + timedelta(days=3)),
            ),
        ]

    def value(self) -> rules.Period:
        return rules.Period(self.started_at, self.length, self.closed_at)

    @property
    def ends_at(self) -> datetime:
        return self.value().ends_at


class CounsellingSession(Record):
    """A talk for care alone. Nobody outside the agency's counsellors can open it, whatever they hold (0.12)."""

    prefix: ClassVar[str] = "S"
    sealed_to: ClassVar[str] = "person__agency"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions")
    counsellor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    said = SealedTextField()
    needs = SealedTextField()
    next_step = SealedTextField()

    class Meta:
        ordering = ["-held_at", "-pk"]


class Interview(Record):
    """An investigative interview: at the person's election, consented item by item, held away from the site."""

    prefix: ClassVar[str] = "I"
    sealed_to: ClassVar[str] = "interviewer__agency"

    class Place(models.TextChoices):
        RECEPTION = rules.PlaceKind.RECEPTION, _("Reception site")
        NGO_ROOM = rules.PlaceKind.NGO_ROOM, _("Room of the victim services agency")
        CHILD_FRIENDLY = rules.PlaceKind.CHILD_FRIENDLY, _("Child-friendly interview room")
        MEDICAL = rules.PlaceKind.MEDICAL, _("Hospital or clinic")
        SITE = rules.PlaceKind.SITE, _("At the site")
        POLICE_STATION = rules.PlaceKind.POLICE_STATION, _("Police station")

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Ended by the person")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interviews")
    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interviews")
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    place = models.CharField(max_length=16, choices=Place.choices)
    language = models.CharField(max_length=40)
    interpreter = models.CharField(max_length=40, blank=True)
    support_person = models.BooleanField(default=True)
    agreed = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    declined = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    account = SealedTextField()
    people_named = SealedTextField()
    places_named = SealedTextField()
    needs = SealedTextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.BOOKED)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="interview_never_at_site_or_station", condition=~Q(place__in=["site", "police_station"])
            ),
            models.CheckConstraint(
                name="interview_finished_with_consent",
                condition=~Q(state="finished") | Q(agreed__contains=["purpose", "content"]),
            ),
        ]
