"""Pages of the files on targets and reports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from intelligence.models import IntelligenceFile, IntelligenceReport, RaidTarget
from intelligence.services.files import add_file_to_report, add_file_to_target
from intelligence.services.files import withdraw_file as shred_file
from taskforce.kit.files import AddFile, FileBytes, FilePage, Original, back_to
from taskforce.kit.forms import ActForm
from taskforce.kit.views import signed_in
from taskforce.uploads.rules import Kind


class AddToTarget(AddFile):
    """Keep a file with a target."""

    takes = frozenset(Kind)

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        row = add_file_to_target(target_id=self.obj.public_id, by=self.user, at=self.at, **facts)
        self.kept(facts["file"], row)
        return reverse("intelligence:target", args=[self.obj.public_id])


class AddToReport(AddFile):
    """Keep a file with a report."""

    takes = frozenset(Kind)

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        row = add_file_to_report(report_id=self.obj.public_id, by=self.user, at=self.at, **facts)
        self.kept(facts["file"], row)
        return reverse("intelligence:report", args=[self.obj.public_id])


class File(FilePage):
    """One file on a target or a report."""

    model, room = IntelligenceFile, "intelligence"

    def above(self, row: Any) -> tuple[str, str]:
        on = row.target or row.report
        return reverse(f"intelligence:{'target' if row.target else 'report'}", args=[on.public_id]), on.reference


class FileShown(FileBytes):
    model = IntelligenceFile


class FilePicture(FileBytes):
    model, is_inline = IntelligenceFile, True


class FileOriginal(Original):
    model, room = IntelligenceFile, "intelligence"


@require_POST
def withdraw_file(request: HttpRequest, file_id: Any) -> HttpResponse:
    shred_file(file_id=file_id, by=signed_in(request), at=timezone.now())
    return back_to(request, "intelligence", file_id)
