"""People in care, their protected time, and the talks they chose to have."""

from datetime import datetime, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import RecoveryEvent
from taskforce.access.models import GLASS, Grant, Record
from taskforce.accounts.models import Agency
from taskforce.uploads.models import SealedFile
from taskforce.vault.fields import SealedTextField
from victims import rules

User = settings.AUTH_USER_MODEL

# The policies and the service refuse it too; here it cannot even be written.
NEVER_TO_POLICE = """
    IF NEW.items && ARRAY['wishes', 'needs']::varchar[] AND EXISTS (
        SELECT FROM accounts_agency WHERE id = NEW.recipient_id AND kind IN ('law_enforcement', 'prosecution')
    ) THEN
        RAISE EXCEPTION 'what was told to a counsellor is never released to police';
    END IF;
    RETURN NEW;
"""


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
    # Each part that a person can release has a key of its own (victims.rules.PARTS).
    called = SealedTextField(group="name")
    language = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=40, blank=True)
    wishes = SealedTextField(group="wishes")
    safe_contact = SealedTextField(group="safe_contact")
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
    needs = SealedTextField(group="needs")
    next_step = SealedTextField()

    class Meta:
        ordering = ["-held_at", "-pk"]


class Release(Record):
    """What a person signed: which parts of their record one agency may read, what for, and until when (4.3).

    Signed once and never changed; only that it was taken back, or ran out, is written later. Nothing refers to it: no
    service depends on it.
    """

    prefix: ClassVar[str] = "RI"
    sealed_to: ClassVar[str] = "discloser"

    class Item(models.TextChoices):
        NAME = rules.Item.NAME, _("What they want to be called")
        SAFE_CONTACT = rules.Item.SAFE_CONTACT, _("How they may be reached safely")
        PROFILE = rules.Item.PROFILE, _("Language, gender, child or adult")
        PERIOD = rules.Item.PERIOD, _("The dates of their counselling period")
        WISHES = rules.Item.WISHES, _("What they wish now")
        NEEDS = rules.Item.NEEDS, _("What they need, from the talks they choose")

    class Purpose(models.TextChoices):
        STAY = "stay", _("A safe place to stay")
        HEALTH = "health", _("Health care")
        SUPPORT = "support", _("Support and counselling elsewhere")
        CHILD = "child", _("Protection of a child")
        LEGAL = "legal", _("Legal advice or papers")
        CASE = "case", _("A criminal case")
        OTHER = "other", _("Something else")

    class Signed(models.TextChoices):
        PAPER = "paper", _("On paper")
        SCREEN = "screen", _("On this screen")

    class Withdrawn(models.TextChoices):
        ORAL = "oral", _("They said so")
        WRITTEN = "written", _("They wrote it")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="releases")
    discloser = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="releases_given")
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="releases_received")
    items = ArrayField(models.CharField(max_length=16, choices=Item.choices))
    talks = ArrayField(models.UUIDField(), default=list, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    purpose_words = SealedTextField()
    alternatives = SealedTextField()
    risks_explained = models.BooleanField()
    language = models.CharField(max_length=40)
    signed_how = models.CharField(max_length=8, choices=Signed.choices)
    signature = SealedTextField()
    witnessed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField()
    child_assents = models.BooleanField(default=False)
    guardian = SealedTextField()
    guardian_agrees = models.BooleanField(default=False)
    guardian_suspected = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    scope_hash = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_how = models.CharField(max_length=8, choices=Withdrawn.choices, blank=True)
    expired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="release_ends_after_it_began", condition=Q(expires_at__gt=F("signed_at"))),
            models.CheckConstraint(name="release_goes_to_another_agency", condition=~Q(recipient=F("discloser"))),
            models.CheckConstraint(name="release_is_of_something", condition=~Q(items=[])),
            models.CheckConstraint(
                name="release_of_needs_names_talks",
                condition=Q(items__contains=["needs"]) & ~Q(talks=[]) | ~Q(items__contains=["needs"]) & Q(talks=[]),
            ),
            models.CheckConstraint(
                name="release_is_informed_and_written",
                condition=Q(risks_explained=True, signed_how__in=["paper", "screen"]) & ~Q(language=""),
            ),
            models.CheckConstraint(
                name="release_of_a_child_by_two",
                condition=Q(is_child=False) | Q(child_assents=True, guardian_agrees=True, guardian_suspected=False),
            ),
            models.CheckConstraint(
                name="release_taken_back_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_how="")
                | Q(withdrawn_at__gte=F("signed_at"), withdrawn_by__isnull=False, expired_at=None)
                & Q(withdrawn_how__in=["oral", "written"]),
            ),
            models.CheckConstraint(
                name="release_runs_out_no_earlier", condition=Q(expired_at=None) | Q(expired_at__gte=F("expires_at"))
            ),
        ]
        indexes = [
            models.Index(name="release_of_a_person", fields=["person", "recipient"]),
            models.Index(name="release_by_end", fields=["expires_at"], condition=Q(withdrawn_at=None, expired_at=None)),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="release_scope_stands", exclude=["withdrawn_at", "withdrawn_by", "withdrawn_how", "expired_at"]
            ),
            pgtrigger.Protect(
                name="release_end_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False) | pgtrigger.Q(old__expired_at__isnull=False),
            ),
            pgtrigger.Protect(name="release_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="release_never_counselling_to_police",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=NEVER_TO_POLICE,
            ),
        ]

    def term(self) -> rules.Term:
        """What the rules need to know of it."""
        talks = tuple(str(talk) for talk in self.talks)
        return rules.Term(tuple(self.items), talks, self.signed_at, self.expires_at, self.withdrawn_at)

    def item_labels(self) -> list[str]:
        """What was released, in words, in the order of the list."""
        return [str(item.label) for item in self.Item if item in self.items]


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


class PersonFile(SealedFile):
    """A paper of somebody in care: a letter, an identity paper. Counsellors of their agency keep it for them."""

    sealed_to: ClassVar[str] = "person__agency"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="files")
