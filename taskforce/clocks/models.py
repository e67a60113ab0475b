"""By when: every deadline is a row. A worker that was away for three days finds them all still there."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from taskforce.access.models import Record
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency, HeldFunction, User
from taskforce.clocks.kinds import ClockKind, kind_of


class Clock(Record):
    """One deadline of one record, and whose work it is."""

    class State(models.TextChoices):
        RUNNING = "running"
        SATISFIED = "satisfied"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=40, help_text="The subject's own code, e.g. OP-7Q2; never a name or place.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    functions = ArrayField(models.CharField(max_length=32), default=list)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(name="clock_due_after_start", condition=Q(due_at__gte=F("started_at"))),
            models.CheckConstraint(
                name="clock_ended_iff_not_running",
                condition=Q(state="running", ended_at__isnull=True) | (~Q(state="running") & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_running_clock_of_a_kind",
                fields=["kind", "subject_id"],
                condition=Q(state="running"),
            ),
        ]
        indexes = [models.Index(name="clock_open_work", fields=["agency", "due_at"], condition=Q(state="running"))]

    def kind_of_deadline(self) -> ClockKind:
        return kind_of(self.kind)

    def get_absolute_url(self) -> str:
        return reverse(self.kind_of_deadline().page, args=[self.subject_id])

    def is_overdue(self, at: datetime) -> bool:
        return self.state == self.State.RUNNING and self.due_at <= at

    def people(self) -> models.QuerySet[User]:
        """Whose work it is: its holder, or everyone in the agency who holds one of its functions in date."""
        if self.holder_id:
            return User.objects.filter(pk=self.holder_id, is_active=True)
        return User.objects.filter(
            is_active=True,
            agency=self.agency_id,
            held_functions__in=HeldFunction.objects.in_date().filter(function__in=self.functions),
        ).distinct()


class ClockStep(models.Model):
    """One moment at which a clock speaks. Fired once, however often a task is redelivered."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="steps")
    offset = models.DurationField(help_text="From the due time; zero is the due time itself.")
    at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="step_once", fields=["clock", "offset"])]
        indexes = [models.Index(name="step_waiting", fields=["at"], condition=Q(fired_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarFeed(models.Model):
    """One person's private calendar address. Of its token the digest alone is kept: nobody here can read it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="feed_expires_later", condition=Q(expires_at__gt=F("made_at")))]

    def __str__(self) -> str:
        return str(self.public_id)
