"""Who is who: agencies, their people, and the functions those people hold."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Agency(models.Model):
    """A member of the task force. Its kind decides what its people can ever see (domain paper, 4.1)."""

    class Kind(models.TextChoices):
        LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
        VICTIM_SERVICES = "victim_services", _("Victim services")
        SHELTER = "shelter", _("Shelter")
        PROSECUTION = "prosecution", _("Prosecution")
        CHILD_PROTECTION = "child_protection", _("Child protection")
        OVERSIGHT = "oversight", _("Oversight")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    code = models.SlugField(max_length=16, unique=True)
    name = models.CharField(max_length=120, unique=True)
    exit_url = models.URLField(default="about:blank", blank=True)

    def __str__(self) -> str:
        return self.code

    @property
    def is_quiet(self) -> bool:
        """Whether its people work beside those whom a glance at the screen could harm: neutral titles, a way out."""
        return self.kind in {self.Kind.VICTIM_SERVICES, self.Kind.SHELTER, self.Kind.CHILD_PROTECTION}


class PartnerAgreement(models.Model):
    """The code of conduct a partner signed. Out of date: its people cannot sign in (SR-41, AGREEMENT_EXPIRED)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    signed_on = models.DateField()
    valid_until = models.DateField(help_text=_("Exclusive: the first day on which it no longer holds."))

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_ends_after_it_starts", condition=Q(valid_until__gt=F("signed_on")))
        ]

    def __str__(self) -> str:
        return str(self.pk)


if TYPE_CHECKING:
    Manager = BaseUserManager["User"]
else:
    Manager = BaseUserManager


class UserManager(Manager):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; without a password nobody can sign in to it. Superusers do not exist here."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Superuser rights mean nothing to our policies and a check forbids them."""

    class Theme(models.TextChoices):
        AUTO = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        NIGHT = "night", _("Night (dim amber)")

    class Density(models.TextChoices):
        DEFAULT = "", _("Normal")
        COMPACT = "compact", _("Compact")
        COMFORTABLE = "comfortable", _("Comfortable")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    theme = models.CharField(max_length=16, choices=Theme.choices, default=Theme.AUTO, blank=True)
    density = models.CharField(max_length=16, choices=Density.choices, default=Density.DEFAULT, blank=True)
    language = models.CharField(max_length=16, default="en")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(name="nobody_is_superuser", condition=Q(is_superuser=False))]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_staff(self) -> bool:
        """There is no admin site over domain records (security paper, A11)."""
        return False

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions held, training and the agency's agreement in date, read once per request or task."""
        return frozenset(self.held_functions.in_date().values_list("function", flat=True))

    def holds(self, *functions: str) -> bool:
        """Whether at least one of these functions is held with training in date."""
        return self.is_active and not self.functions.isdisjoint(functions)

    def is_somebody(self) -> bool:
        """Whether the account is switched on."""
        return self.is_active

    def works_for(self, *kinds: str) -> bool:
        """Whether the user's agency is of one of these kinds."""
        return self.agency.kind in kinds

    def functions_held(self) -> list[str]:
        """The functions held with training in date, in order: as a policy compares them with an array."""
        return sorted(self.functions)


class _Today(models.Func):
    """The day it is, as agreements count it, whatever time zone the connection speaks in."""

    template = "(statement_timestamp() AT TIME ZONE 'UTC')::date"
    arity = 0
    output_field = models.DateField()


class HeldFunctionQuerySet(models.QuerySet["HeldFunction"]):
    def in_date(self) -> "HeldFunctionQuerySet":
        """Functions whose training has not lapsed, in an agency whose agreement has not, by the database's clock."""
        agreed = PartnerAgreement.objects.filter(
            agency=models.OuterRef("user__agency"), signed_on__lte=_Today(), valid_until__gt=_Today()
        )
        return self.filter(models.Exists(agreed), trained_until__gt=models.functions.Now())


class HeldFunction(models.Model):
    """A function somebody holds, for as long as the training for it is in date."""

    class Function(models.TextChoices):
        INVESTIGATOR = "investigator", _("Investigator")
        ANALYST = "intelligence_analyst", _("Intelligence analyst")
        SOURCE_CONTROLLER = "source_controller", _("Source controller")
        PLANNER = "raid_planner", _("Raid planner")
        SUPERVISOR = "operational_supervisor", _("Operational supervisor")
        PROSECUTOR = "prosecutor", _("Prosecutor")
        LEGAL_ADVISER = "legal_adviser", _("Legal adviser")
        COORDINATOR = "victim_service_coordinator", _("Victim service coordinator")
        COUNSELLOR = "counsellor", _("Counsellor")
        INTERVIEWER = "forensic_interviewer", _("Forensic interviewer")
        INTERPRETER = "interpreter", _("Interpreter")
        CHILD_PROTECTION = "child_protection_officer", _("Child protection officer")
        GUARDIAN = "guardian", _("Guardian")
        SHELTER_MANAGER = "shelter_manager", _("Shelter manager")
        SHELTER_WORKER = "shelter_worker", _("Shelter worker")
        MEDICAL = "medical_provider", _("Medical provider")
        AUDITOR = "oversight_auditor", _("Oversight auditor")
        ADMINISTRATOR = "system_administrator", _("System administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="held_functions")
    function = models.CharField(max_length=32, choices=Function.choices)
    trained_until = models.DateTimeField(help_text=_("Exclusive: from this moment the function no longer counts."))

    objects = HeldFunctionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="function_held_once", fields=["user", "function"])]

    def __str__(self) -> str:
        return self.function


Function = HeldFunction.Function


class Invitation(models.Model):
    """The only way in: an administrator invites, the link works once and not for long."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    functions = ArrayField(models.CharField(max_length=32, choices=Function.choices))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=F("invited_at"))),
            models.UniqueConstraint(
                name="one_open_invitation_per_address",
                fields=["email"],
                condition=Q(accepted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and at < self.expires_at
