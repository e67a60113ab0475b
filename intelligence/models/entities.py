"""People, phones, vehicles, adverts and whatever else is named in intelligence, and what ties them together.

No field says what anybody believes or with whom they sympathise (28 CFR 23.20(b)).
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.reports import IntelligenceReport
from intelligence.models.targets import RaidTarget
from intelligence.rules import entities as rules
from taskforce.access.models import Record
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency
from taskforce.vault.fields import SealedTextField
from taskforce.vault.sealing import DoesNotOpen

User = settings.AUTH_USER_MODEL
LABEL = "label"  # the part of an entity that agencies let in on a target open; its details stay with its agency

SUSPICION_IS_REVIEWED = """
    IF NEW.suspicion_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM intelligence_reasonablesuspicion
        WHERE id = NEW.suspicion_id AND entity_id = NEW.id AND reviewer_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a subject needs reviewed suspicion of their own';
    END IF;
    RETURN NEW;
"""


class Relation(models.TextChoices):
    """How they belong together, read from left to right."""

    MENTIONED = rules.Relation.MENTIONED, _("mentioned in")
    SEEN_AT = rules.Relation.SEEN_AT, _("seen at")
    LIVES_AT = rules.Relation.LIVES_AT, _("stays at")
    WORKS_AT = rules.Relation.WORKS_AT, _("works at")
    HELD_AT = rules.Relation.HELD_AT, _("may be held at")
    OWNS = rules.Relation.OWNS, _("owns or rents")
    USES = rules.Relation.USES, _("uses")
    ADVERTISED_AT = rules.Relation.ADVERTISED_AT, _("advertises")
    CALLED = rules.Relation.CALLED, _("called")
    KNOWS = rules.Relation.KNOWS, _("was seen with")
    WORKS_FOR = rules.Relation.WORKS_FOR, _("works for")
    BELONGS_TO = rules.Relation.BELONGS_TO, _("belongs to")
    SAME_AS = rules.Relation.SAME_AS, _("may be the same as")


class Ended(models.TextChoices):
    """Why a tie no longer holds. It stays on record."""

    MISTAKE = "mistake", _("It was a mistake")
    OUTDATED = "outdated", _("It is no longer so")
    SOURCE_FELL = "source_fell", _("The report behind it no longer carries it")
    PURGED = "purged", _("What it tied was deleted")


class Entity(Record):
    """One person or thing that intelligence names. What it is called and everything about it is sealed."""

    prefix: ClassVar[str] = "EN"
    sealed_to: ClassVar[str] = "agency"
    searched: ClassVar[tuple[str, ...]] = ("label", "details")
    searched_at: ClassVar[str] = "added_at"

    class Kind(models.TextChoices):
        PERSON = rules.Kind.PERSON, _("Person")
        PHONE = rules.Kind.PHONE, _("Phone")
        VEHICLE = rules.Kind.VEHICLE, _("Vehicle")
        ADVERT = rules.Kind.ADVERT, _("Advert")
        PLACE = rules.Kind.PLACE, _("Place")
        ORGANISATION = rules.Kind.ORGANISATION, _("Organisation")
        ACCOUNT = rules.Kind.ACCOUNT, _("Online account")

    class Role(models.TextChoices):
        SUBJECT = rules.Role.SUBJECT, _("Subject")
        POSSIBLE_VICTIM = rules.Role.POSSIBLE_VICTIM, _("May be a victim")
        WITNESS = rules.Role.WITNESS, _("Witness")
        BYSTANDER = rules.Role.BYSTANDER, _("Bystander")
        UNKNOWN = rules.Role.UNKNOWN, _("Not known")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="entities")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    role = models.CharField(max_length=16, choices=Role.choices, blank=True, help_text=_("Of a person alone."))
    label = SealedTextField(group=LABEL)
    details = SealedTextField()
    suspicion = models.OneToOneField(
        "intelligence.ReasonableSuspicion", null=True, on_delete=models.PROTECT, related_name="carries"
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    kept_until = models.DateTimeField(help_text=_("Deleted then, unless somebody renews it."))
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="entity_of_a_kind",
                condition=Q(kind__in=["person", "phone", "vehicle", "advert", "place", "organisation", "account"]),
            ),
            models.CheckConstraint(
                name="people_alone_have_a_role",
                condition=Q(kind="person", role__in=["subject", "possible_victim", "witness", "bystander", "unknown"])
                | (~Q(kind="person") & Q(role="")),
            ),
            models.CheckConstraint(
                name="a_subject_is_suspected_and_nobody_else",
                condition=Q(role="subject", suspicion__isnull=False) | (~Q(role="subject") & Q(suspicion__isnull=True)),
            ),
            models.CheckConstraint(name="entity_kept_for_a_while", condition=Q(kept_until__gt=F("added_at"))),
        ]
        indexes = [
            models.Index(name="entity_newest_first", fields=["agency", "-added_at", "-id"]),
            models.Index(name="entity_due", fields=["kept_until"], condition=Q(purged_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="suspicion_is_reviewed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=SUSPICION_IS_REVIEWED,
            )
        ]

    @property
    def is_non_criminal(self) -> bool:
        """Whether this is a person who is no subject: kept apart, marked, and never matched with anything."""
        return rules.is_non_criminal(self.kind, self.role)

    @property
    def shown_label(self) -> str:
        """What it is called; nothing where the reader's agency holds no key to that."""
        try:
            return str(self.label)
        except DoesNotOpen:
            return ""


class ReasonableSuspicion(Record):
    """The facts for which somebody may be a subject, by whom, and who else found them enough (28 CFR 23.20(a), (c))."""

    prefix: ClassVar[str] = "RS"
    sealed_to: ClassVar[str] = "entity__agency"

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="suspicions")
    facts = SealedTextField()
    offence = models.CharField(max_length=24, help_text=_("A provision of the jurisdiction pack."))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reviewer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suspicion_is_reviewed_by_another",
                condition=Q(reviewer__isnull=True, reviewed_at__isnull=True)
                | (Q(reviewer__isnull=False, reviewed_at__isnull=False) & ~Q(reviewer=F("author"))),
            ),
            models.CheckConstraint(
                name="suspicion_is_carried_or_declined",
                condition=Q(reviewed_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.CheckConstraint(name="suspicion_of_an_offence", condition=~Q(offence="")),
            models.UniqueConstraint(
                name="one_suspicion_waits",
                fields=["entity"],
                condition=Q(reviewed_at__isnull=True, declined_at__isnull=True),
            ),
        ]


class EntityRole(models.Model):
    """That a person's role became another. Written once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="roles")
    was = models.CharField(max_length=16, choices=Entity.Role.choices)
    became = models.CharField(max_length=16, choices=Entity.Role.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="entity_role_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.pk)


class Tied(Record):
    """What a link and a tie share: the relation, where it was said, for how long it held, who wrote it, its end."""

    relation = models.CharField(max_length=20, choices=Relation.choices)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    bears_on_offence = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=16, choices=Ended.choices, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


def holds_for_a_time(thing: str) -> list[models.CheckConstraint]:
    """What is true of every link and tie."""
    return [
        models.CheckConstraint(
            name=f"{thing}_until_after_since",
            condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
        ),
        models.CheckConstraint(
            name=f"{thing}_ends_with_a_reason",
            condition=Q(ended_at__isnull=True, ended_because="") | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
        ),
        models.CheckConstraint(
            name=f"{thing}_to_a_group_bears_on_offence",
            condition=~Q(relation="belongs_to") | Q(bears_on_offence=True),
        ),
    ]


class EntityLink(Tied):
    """That something belongs to a target, or stands in a report."""

    prefix: ClassVar[str] = "EL"

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="links")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text=_("That of the entity."))
    target = models.ForeignKey(RaidTarget, null=True, on_delete=models.PROTECT, related_name="entity_links")
    report = models.ForeignKey(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="entity_links")
    source = models.ForeignKey(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Tied.Meta):
        constraints = [
            *holds_for_a_time("entity_link"),
            models.CheckConstraint(
                name="entity_link_to_one_record",
                condition=Q(target__isnull=False, report__isnull=True)
                | Q(target__isnull=True, report__isnull=False, source__isnull=True),
            ),
            models.UniqueConstraint(
                name="entity_linked_once_to_target",
                fields=["entity", "target", "relation"],
                condition=Q(ended_at__isnull=True, target__isnull=False),
            ),
            models.UniqueConstraint(
                name="entity_linked_once_to_report",
                fields=["entity", "report", "relation"],
                condition=Q(ended_at__isnull=True, report__isnull=False),
            ),
        ]


class EntityTie(Tied):
    """That two things belong together, and which report says so."""

    prefix: ClassVar[str] = "ET"

    one = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="ties_from")
    other = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="ties_to")
    source = models.ForeignKey(IntelligenceReport, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Tied.Meta):
        constraints = [
            *holds_for_a_time("entity_tie"),
            models.CheckConstraint(name="entity_tied_to_another", condition=~Q(one=F("other"))),
            models.UniqueConstraint(
                name="entities_tied_once", fields=["one", "other", "relation"], condition=Q(ended_at__isnull=True)
            ),
        ]
