"""A file of reports on its way in: what became of its rows, and the file itself, sealed, until it is not needed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskforce.access.models import Record
from taskforce.accounts.models import Agency
from taskforce.uploads.rules import Table
from taskforce.vault.fields import SealedJSONField, SealedTextField
from taskforce.vault.files import SealedFileField

TEMPLATE_VERSION = 1


class ReportImport(Record):
    """One file of reports. It is checked row by row, which writes no report; then taken, all that is good or none.

    `faults` are numbers, columns and codes alone: what stood in a cell is read from the sealed file. `file` goes when
    the import was given up, or some time after it was taken.
    """

    prefix: ClassVar[str] = "IM"
    sealed_to: ClassVar[str] = "agency"

    class State(models.TextChoices):
        RECEIVED = "received", _("Waits to be checked")
        CHECKING = "checking", _("Is being checked")
        CHECKED = "checked", _("Checked, nothing is written yet")
        TAKING = "taking", _("Is being written")
        TAKEN = "taken", _("Written")
        FAILED = "failed", _("Could not be read")
        ABANDONED = "abandoned", _("Given up")

    class Kind(models.TextChoices):
        CSV = Table.CSV, _("CSV")
        XLSX = Table.XLSX, _("Workbook")

    CAN_BE_GIVEN_UP = frozenset({State.RECEIVED, State.CHECKING, State.CHECKED, State.FAILED})

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField()
    received = SealedJSONField()
    file = SealedFileField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    template = models.PositiveSmallIntegerField(default=TEMPLATE_VERSION)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text=_("When whoever checks it last said how far they are."))
    rows = models.PositiveIntegerField(default=0)
    rows_checked = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    is_guessed = models.BooleanField(default=False)
    unread_columns = models.PositiveSmallIntegerField(default=0)
    failed_with = models.CharField(max_length=40, blank=True)
    file_gone_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True, help_text=_("When a worker began to write it, committed before it did."))
    interrupted_at = models.DateTimeField(null=True, help_text=_("When a writing broke off, with nothing written."))
    taken_at = models.DateTimeField(null=True)
    rows_taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_counts_agree",
                condition=Q(rows_checked__lte=models.F("rows")) & Q(rows_bad__lte=models.F("rows_checked")),
            ),
            models.CheckConstraint(
                name="import_taken_once_and_whole",
                condition=Q(state="taken", taken_at__isnull=False, rows_taken=models.F("rows") - models.F("rows_bad"))
                | (~Q(state="taken") & Q(taken_at__isnull=True, rows_taken=0)),
            ),
            models.CheckConstraint(
                name="import_interrupted_wrote_nothing", condition=Q(interrupted_at=None) | Q(state="checked")
            ),
            models.CheckConstraint(
                name="import_failed_for_a_reason",
                condition=Q(state="failed") & ~Q(failed_with="") | ~Q(state="failed"),
            ),
        ]
        indexes = [
            models.Index(name="import_waiting", fields=["received_at"],
                         condition=Q(state__in=["received", "checking", "taking"])),
            models.Index(name="import_newest_first", fields=["agency", "-received_at", "-id"]),
        ]  # fmt: skip

    @property
    def rows_good(self) -> int:
        return self.rows - self.rows_bad

    @property
    def is_under_way(self) -> bool:
        """Whether its page has news soon."""
        return self.state in {self.State.RECEIVED, self.State.CHECKING, self.State.TAKING}
