"""What is known of a target's inside: rooms, who sees into which, hazards, and the marks on its sketch."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.files import IntelligenceFile
from intelligence.models.reports import IntelligenceReport
from intelligence.models.targets import RaidTarget
from taskforce.access.models import Record
from taskforce.access.querysets import ScopedQuerySet
from taskforce.vault.fields import SealedTextField

User = settings.AUTH_USER_MODEL
MOST_PEOPLE = 999

ON_ONE_TARGET = """
    IF EXISTS (
        SELECT FROM intelligence_room WHERE id IN (NEW.one_id, NEW.other_id) AND target_id <> NEW.target_id
    ) THEN
        RAISE EXCEPTION 'rooms of two targets do not see each other';
    END IF;
    RETURN NEW;
"""


class OnTarget(Record):
    """A fact about the inside of a target: written, changed with its version, taken away by withdrawing it."""

    sealed_to: ClassVar[str] = "target__agency"

    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="%(class)ss")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="%(class)s_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            )
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="stays_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="withdrawn_not_deleted", operation=pgtrigger.Delete),
        ]


class Room(OnTarget):
    """One room of a target. Its kind and lock stand in the clear; what it is called, and where, is sealed."""

    prefix: ClassVar[str] = "RM"

    class Kind(models.TextChoices):
        SLEEPING = "sleeping", _("Sleeping room")
        WORK = "work", _("Work room")
        RECEPTION = "reception", _("Reception or sales room")
        KITCHEN = "kitchen", _("Kitchen")
        WASHROOM = "washroom", _("Washroom")
        OFFICE = "office", _("Office")
        STORE = "store", _("Store or cellar")
        HALL = "hall", _("Hall or stairwell")
        YARD = "yard", _("Yard or outside area")
        OTHER = "other", _("Other")

    class Lock(models.TextChoices):
        UNKNOWN = "unknown", _("Not known")
        OPEN = "open", _("Not locked")
        LOCKED = "locked", _("Locked")
        OUTSIDE = "outside", _("Locked from the outside")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    lock = models.CharField(max_length=8, choices=Lock.choices)
    holds = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)])
    name = SealedTextField()
    floor = SealedTextField()
    note = SealedTextField()

    class Meta(OnTarget.Meta):
        ordering = ["pk"]
        constraints = [
            *OnTarget.Meta.constraints,
            models.CheckConstraint(
                name="room_holds_so_many", condition=Q(holds__isnull=True) | Q(holds__lte=MOST_PEOPLE)
            ),
        ]

    @property
    def sightline_to(self) -> "models.QuerySet[Room]":
        """The rooms one can see into from here, and out of which one sees here: it goes both ways (SR-10)."""
        return Room.objects.filter(
            Q(seen_as_one__other=self) | Q(seen_as_other__one=self), withdrawn_at=None
        ).distinct()


class SightLine(models.Model):
    """That from two rooms of one target one sees or hears into the other. One row, `one` before `other`."""

    target = models.ForeignKey(RaidTarget, on_delete=models.PROTECT, related_name="sight_lines")
    one = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="seen_as_one")
    other = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="seen_as_other")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="sight_line_once", fields=["one", "other"]),
            models.CheckConstraint(name="sight_line_in_one_order", condition=Q(one__lt=F("other"))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="on_one_target",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ON_ONE_TARGET,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Hazard(OnTarget):
    """Something at a target that can hurt people there or colleagues on the day."""

    prefix: ClassVar[str] = "HZ"

    class Kind(models.TextChoices):
        DOGS = "dogs", _("Dogs")
        WEAPONS = "weapons", _("Weapons believed to be there")
        CHEMICALS = "chemicals", _("Chemicals, gas or fire")
        STRUCTURE = "structure", _("Unsafe building")
        ALARM = "alarm", _("Alarm, camera or lookout")
        OTHER = "other", _("Something else")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    note = SealedTextField()
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="hazards")
    seen_at = models.DateTimeField()
    report = models.ForeignKey(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="hazards")

    class Meta(OnTarget.Meta):
        ordering = ["-seen_at", "-pk"]
        constraints = [
            *OnTarget.Meta.constraints,
            models.CheckConstraint(name="hazard_seen_before_added", condition=Q(seen_at__lte=F("added_at"))),
        ]


class SketchMark(OnTarget):
    """A numbered mark on a sketch of the target. `x` and `y` are per cent of the picture, from its upper left."""

    prefix: ClassVar[str] = "MK"

    class Kind(models.TextChoices):
        ENTRY = "entry", _("Way in")
        EXIT = "exit", _("Way out")
        STAIRS = "stairs", _("Stairs or lift")
        WINDOW = "window", _("Window")
        LOOKOUT = "lookout", _("Lookout or camera")
        ROOM = "room", _("Room")
        HAZARD = "hazard", _("Hazard")
        VEHICLES = "vehicles", _("Access for vehicles")

    sketch = models.ForeignKey(IntelligenceFile, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    label = SealedTextField()
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()

    class Meta(OnTarget.Meta):
        ordering = ["number"]
        constraints = [
            *OnTarget.Meta.constraints,
            models.CheckConstraint(name="mark_lies_on_the_picture", condition=Q(x__lte=100, y__lte=100)),
            models.UniqueConstraint(name="mark_number_once", fields=["sketch", "number"]),
        ]
