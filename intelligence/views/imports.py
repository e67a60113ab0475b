"""Pages of files of reports."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intelligence.forms.imports import ImportForm
from intelligence.models import ReportImport
from intelligence.queries.faults import SHOWN, explained, failure
from intelligence.queries.imports import bad_lines, imports_for
from intelligence.queries.templates import template_lines, words_lines
from intelligence.services.import_progress import told
from intelligence.services.imports import abandon_import, bring_import, error_file_taken, take_import
from taskforce.access.services import may, may_any
from taskforce.kit.files import CSV, WORKBOOK, to_keep
from taskforce.kit.forms import ActForm
from taskforce.kit.receiving import refusal_of
from taskforce.kit.spreadsheet import as_csv, as_workbook
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import NotVisible
from taskforce.uploads.rules import Table


class Imports(Page):
    """The files of reports of my agency, newest first."""

    template_name = "intelligence/imports.html"
    lists = (ReportImport,)

    def page(self) -> dict[str, Any]:
        rows = self.listed(list(imports_for(self.user)[:50]))
        return {"imports": rows, "may_bring": may_any(self.user, "bring", ReportImport)}


class Bring(ActPage):
    """Send a file of reports."""

    template_name = "intelligence/import_form.html"
    form_class = ImportForm
    makes = ("bring", ReportImport)
    takes = frozenset(Table)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"refused": refusal_of(self.request)}

    def act(self, form: ActForm) -> str:
        row = bring_import(file=form.cleaned_data["file"], by=self.user, at=self.at)
        return reverse("intelligence:import", args=[row.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Check the file")}


class Import(Page):
    """One file: how far it is, what would be written, and what is wrong."""

    template_name = "intelligence/import.html"

    def page(self) -> dict[str, Any]:
        row = self.opened(ReportImport, public_id=self.kwargs["import_id"])
        faults = explained(row)
        is_mine = may(self.user, "take", row)
        return {
            "row": row,
            "failure": failure(row),
            "written": told(row),
            "faults": faults[:SHOWN],
            "more": len(faults) - len(faults[:SHOWN]),
            "may_write": row.state == row.State.CHECKED and row.rows_good > 0 and is_mine,
            "may_abandon": row.state in row.CAN_BE_GIVEN_UP and may(self.user, "abandon", row),
            "has_errors": bool(faults) and row.file_gone_at is None,
        }


class ErrorsCsv(Page):
    """The bad rows as they were sent, each with its column, code and cure. A paper for whoever mends them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.opened(ReportImport, public_id=self.kwargs["import_id"])
        if row.file_gone_at is not None or not row.faults:
            raise NotVisible(row._meta.label)
        lines = bad_lines(row)
        error_file_taken(row, by=self.user)
        return to_keep(self.made(lines), f"{row.reference}-errors.{self.extension}", self.kept_as)

    kept_as: ClassVar[str] = CSV
    extension: ClassVar[str] = "csv"

    def made(self, lines: list[list[str]]) -> bytes:
        return as_csv(lines)


class ErrorsXlsx(ErrorsCsv):
    """The same as a workbook."""

    kept_as, extension = WORKBOOK, "xlsx"

    def made(self, lines: list[list[str]]) -> bytes:
        return as_workbook({"Errors": lines, "Words": words_lines()})


@require_safe
def template_csv(_request: HttpRequest) -> HttpResponse:
    return to_keep(as_csv(template_lines()), "reports.csv", CSV)


@require_safe
def template_xlsx(_request: HttpRequest) -> HttpResponse:
    sheets = {"Reports": template_lines(), "Words": words_lines()}
    return to_keep(as_workbook(sheets), "reports.xlsx", WORKBOOK)


@require_POST
def write(request: HttpRequest, import_id: Any) -> HttpResponse:
    take_import(import_id=import_id, by=signed_in(request), at=timezone.now())
    return _back(import_id)


@require_POST
def abandon(request: HttpRequest, import_id: Any) -> HttpResponse:
    abandon_import(import_id=import_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Given up. The file is deleted, and no report was written."))
    return _back(import_id)


def _back(import_id: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse("intelligence:import", args=[import_id]))
