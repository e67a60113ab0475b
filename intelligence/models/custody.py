"""The chain of custody: rows that nobody changes or deletes, each bound to the one before it."""

import secrets
import uuid
from datetime import UTC
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intelligence.models.exhibits import EvidenceItem
from intelligence.rules import custody as rules
from taskforce.access.querysets import ScopedQuerySet
from taskforce.audit.models import written_once
from taskforce.vault.fields import SealedTextField
from taskforce.vault.rows import SealedRow
from taskforce.vault.sealing import DoesNotOpen

User = settings.AUTH_USER_MODEL

BOUND = """
    IF (NEW.position = 1 AND NEW.previous = '') OR EXISTS (
        SELECT FROM intelligence_custodytransfer
        WHERE item_id = NEW.item_id AND position = NEW.position - 1 AND digest = NEW.previous
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a row of custody follows the one before it';
"""


def _salt() -> str:
    """What keeps short words from being guessed by their digest; it is sealed with them."""
    return secrets.token_hex(16)


class CustodyTransfer(SealedRow):
    """One step in the custody of an exhibit: handed on, taken, checked, held, ended (who, when, where, why, seal)."""

    sealed_to: ClassVar[str] = "item__agency"

    class Step(models.TextChoices):
        OBTAINED = rules.Step.OBTAINED, _("Obtained")
        OFFERED = rules.Step.OFFERED, _("Handed over, not yet taken")
        ACCEPTED = rules.Step.ACCEPTED, _("Taken")
        DECLINED = rules.Step.DECLINED, _("Not taken")
        RECALLED = rules.Step.RECALLED, _("Kept after all")
        CHECKED = rules.Step.CHECKED, _("Checked")
        EXPLAINED = rules.Step.EXPLAINED, _("Break explained, sealed anew")
        HELD = rules.Step.HELD, _("Legal hold")
        LIFTED = rules.Step.LIFTED, _("Legal hold lifted")
        CONSENTED = rules.Step.CONSENTED, _("Consent to dispose of it")
        DISPOSED = rules.Step.DISPOSED, _("Disposed of")

    class Condition(models.TextChoices):
        INTACT = rules.Condition.INTACT, _("Intact, seal whole")
        SEAL_BROKEN = rules.Condition.SEAL_BROKEN, _("Seal broken")
        DAMAGED = rules.Condition.DAMAGED, _("Damaged")
        MISSING = rules.Condition.MISSING, _("Not there, or not all of it")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="transfers")
    position = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=Step.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal_before = models.CharField(max_length=32, blank=True)
    seal_after = models.CharField(max_length=32, blank=True)
    condition = models.CharField(max_length=12, choices=Condition.choices, blank=True)
    place = SealedTextField()
    reason = SealedTextField()
    salt = SealedTextField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["item", "position"]
        constraints = [
            models.UniqueConstraint(name="custody_in_one_line", fields=["item", "position"]),
            models.CheckConstraint(
                name="custody_names_its_receiver",
                condition=Q(step__in=["obtained", "offered"], receiver__isnull=False)
                | ~Q(step__in=["obtained", "offered"]) & Q(receiver__isnull=True),
            ),
            models.CheckConstraint(name="custody_goes_to_another", condition=~Q(step="offered") | ~Q(receiver=F("by"))),
        ]
        triggers = [
            *written_once("custody"),
            pgtrigger.Trigger(name="custody_bound", when=pgtrigger.Before, operation=pgtrigger.Insert, func=BOUND),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def made(self) -> str:
        """The digest of what the row says now. Raises DoesNotOpen for whoever holds no key to it."""
        facts = {
            "row": str(self.public_id), "item": str(self.item.public_id), "position": self.position,
            "step": str(self.step), "by": self.by_id, "receiver": self.receiver_id,
            "at": self.at.astimezone(UTC).isoformat(),
            "seal_before": self.seal_before, "seal_after": self.seal_after, "condition": self.condition,
            "place": self.place, "reason": self.reason, "salt": self.salt,
        }  # fmt: skip
        return rules.digest_of(facts, previous=self.previous)

    def bind(self, previous: str) -> None:
        """Bind it to the row before it; the caller then writes it, once."""
        self.previous, self.salt = previous, _salt()
        self.digest = self.made()

    def value(self) -> rules.Link:
        """What the rules need to know of it."""
        receiver = str(self.receiver_id or "")
        return rules.Link(
            self.position, rules.Step(self.step), str(self.by_id), receiver, self.at, self.seal_before,
            self.seal_after, self.condition, self.previous, self.digest, self._made_or_nothing(),
        )  # fmt: skip

    def _made_or_nothing(self) -> str:
        """A row whose words do not open any more is not what it was."""
        try:
            return self.made()
        except DoesNotOpen:
            return ""
