"""What every record of the house has, and what becomes of a record that somebody outside reads.

An unguessable public id, a version, the scoped door; grants with an end; disseminations; and the broken glass.
"""

import uuid
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from taskforce.access import breakglass
from taskforce.access.policy import ASSESS_DANGER, BREAK_GLASS
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency
from taskforce.audit.models import written_once
from taskforce.vault.fields import SealedTextField
from taskforce.vault.rows import SealedRow
from taskforce.vault.word_index import index_new, index_record

# The permissions of a model whose glass may be broken: all of what the pane shows, or what one person reads in danger.
GLASS = [(BREAK_GLASS, "broke the glass of it"), (ASSESS_DANGER, "assesses the danger it is in")]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to mishear on a radio
LETTERS = 6
LOWEST_BITS = 98  # a reference is the highest thirty bits of the public id


class Record(SealedRow):
    """Base of every domain row. `public_id` is the only id in URLs; `version` counts saves, for stale-edit checks."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    prefix: ClassVar[str] = ""

    class Meta:
        abstract = True

    @property
    def reference(self) -> str:
        """What people call the record by: `R-7Q2K9D`. Derived from the public id, so it counts nothing out."""
        number = self.public_id.int >> LOWEST_BITS
        letters = [ALPHABET[(number >> shift) & 31] for shift in range(25, -1, -5)]
        return f"{self.prefix}-{''.join(letters)}"

    @property
    def handled_under(self) -> str:
        """The handling code and conditions under which it is read, for kinds of record that have any."""
        return ""

    def __str__(self) -> str:
        return str(self.public_id)

    def save(self, **options: Any) -> None:
        """Save, counting the version up on each change; where its words changed, it is found by the new ones."""
        is_new, named = self._state.adding, options.get("update_fields")
        if not is_new:
            self.version += 1
            if named is not None:
                options["update_fields"] = {*named, "version"}
        if not self.searched or (named is not None and not set(self.searched) & set(named)):
            super().save(**options)
            return
        with transaction.atomic():
            super().save(**options)
            index_new([self]) if is_new else index_record(self)


def ids_called(reference: str) -> tuple[str, UUID, UUID] | None:
    """The prefix of what people call a record by, and the first and last public id that are called so; None for none.

    `R-7Q2K9D` and ` r-7q2k9d` are the same.
    """
    prefix, _dash, letters = reference.strip().upper().partition("-")
    if len(letters) != LETTERS or any(letter not in ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return prefix, UUID(int=number << LOWEST_BITS), UUID(int=((number + 1) << LOWEST_BITS) - 1)


class Grant(UserObjectPermissionBase):
    """An explicit grant on one row (django-guardian). What breaking its glass gave ends at `until`, by itself."""

    until = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class Dissemination(models.Model):
    """That somebody of one agency read a record of another: who, which, why, when, under which handling.

    Written before they see it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_default=models.functions.Now())
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=64)
    subject_id = models.UUIDField()
    reference = models.CharField(max_length=16)
    right = models.CharField(max_length=200, blank=True)
    need = models.CharField(max_length=64)
    purpose = models.CharField(max_length=16)
    handling = models.CharField(max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="dissemination_crosses_agencies", condition=~Q(owner=F("recipient"))),
            models.CheckConstraint(name="dissemination_says_why", condition=~Q(purpose="") & ~Q(need="")),
        ]
        indexes = [
            models.Index(name="dissemination_of_an_owner", fields=["owner", "-at"]),
            models.Index(name="dissemination_of_a_record", fields=["subject_id", "-at"]),
            models.Index(name="dissemination_to_a_reader", fields=["reader", "-at"]),
        ]
        triggers = written_once("dissemination")

    def __str__(self) -> str:
        return str(self.public_id)


class BreakGlass(Record):
    """One hidden record opened in an emergency, by one person, for a while: asked, confirmed, ended, reviewed."""

    prefix: ClassVar[str] = "BG"
    sealed_to: ClassVar[str] = "owner"

    class Opens(models.TextChoices):
        WAITING = breakglass.Opens.WAITING, _("Waits for a second person")
        ASSESSMENT = breakglass.Opens.ASSESSMENT, _("Opened to assess the danger")
        FULL = breakglass.Opens.FULL, _("Opened")

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        NOT_JUSTIFIED = "not_justified", _("Not justified")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=64)
    subject_id = models.UUIDField()
    subject_reference = models.CharField(max_length=16)
    reason = SealedTextField()
    is_lethal = models.BooleanField()
    is_danger = models.BooleanField(default=False)
    opens = models.CharField(max_length=12, choices=Opens.choices)
    asked_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="glass_opens_for_a_while",
                condition=Q(opens="waiting", opened_at__isnull=True, until__isnull=True)
                | (~Q(opens="waiting") & Q(opened_at__isnull=False, until__gt=F("opened_at"))),
            ),
            models.CheckConstraint(
                name="lethal_glass_is_opened_by_two",
                condition=Q(is_lethal=False) | ~Q(opens="full") | Q(second__isnull=False),
            ),
            models.CheckConstraint(
                name="glass_is_opened_alone_in_danger_only", condition=~Q(opens="assessment") | Q(is_danger=True)
            ),
            models.CheckConstraint(
                name="second_person_is_another", condition=Q(second__isnull=True) | ~Q(second=F("by"))
            ),
            models.CheckConstraint(
                name="glass_is_reviewed_by_another",
                condition=Q(verdict="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (
                    Q(verdict__in=["justified", "not_justified"], reviewed_at__isnull=False)
                    & Q(reviewed_by__isnull=False)
                    & ~Q(reviewed_by=F("by"))
                    & (Q(second__isnull=True) | ~Q(reviewed_by=F("second")))
                ),
            ),
        ]
        indexes = [models.Index(name="glass_of_an_owner", fields=["owner", "-asked_at"])]

    def value(self) -> breakglass.Glass:
        """What the rules need to know of it."""
        return breakglass.Glass(self.is_lethal, self.is_danger, self.asked_at, self.confirm_by, self.until,
                                self.ended_at, has_second=self.second_id is not None)  # fmt: skip

    def lasts(self, at: datetime) -> bool:
        """Whether somebody still reads through it."""
        return self.value().lasts(at)
