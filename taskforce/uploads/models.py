"""What every room that keeps files has a row of: a sealed name, the sealed bytes, and what was received."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskforce.access.models import Record
from taskforce.uploads import rules
from taskforce.vault.fields import SealedJSONField, SealedTextField
from taskforce.vault.files import SealedFileField

SHOWN = "shown"  # the part of a file that can be disclosed to others; name, digest and original stay with its agency


class SealedFile(Record):
    """One file on a record. Its room adds what it lies on, and `sealed_to`.

    `shown` are the bytes that are served: a picture drawn anew, or the document as it came. `original` is the picture
    as it came, byte for byte, where the room keeps it. `received` are size and SHA-256 at reception: sealed, for a
    plain digest would answer whoever asks whether a known picture is here (security paper, 5.8).
    """

    prefix: ClassVar[str] = "F"

    class Kind(models.TextChoices):
        JPEG = rules.Kind.JPEG, _("Picture")
        PNG = rules.Kind.PNG, _("Picture (PNG)")
        WEBP = rules.Kind.WEBP, _("Picture (WebP)")
        PDF = rules.Kind.PDF, _("PDF")
        TEXT = rules.Kind.TEXT, _("Text")
        VIDEO = rules.Kind.VIDEO, _("Film")
        AUDIO = rules.Kind.AUDIO, _("Sound")

    name = SealedTextField()
    caption = SealedTextField(group=SHOWN)
    received = SealedJSONField()
    shown = SealedFileField(group=SHOWN)
    original = SealedFileField()
    kind = models.CharField(max_length=8, choices=Kind.choices, help_text=_("As it is served."))
    has_original = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="%(class)s_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in rules.Kind])
            ),
        ]

    @property
    def is_picture(self) -> bool:
        """Whether its bytes were drawn by us, so that a page may show them."""
        return self.kind in rules.PICTURES

    @property
    def form(self) -> rules.Form:
        """How it is served."""
        return rules.FORMS[rules.Kind(self.kind)]
