"""Pages of reports."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.reports import DerivationForm, LinkForm, RegradeForm, ReportForm
from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.queries.files import files_on
from intelligence.queries.lists import REPORTS
from intelligence.queries.reports import newest_reports, reports_for
from intelligence.queries.targets import targets_for
from intelligence.services.reports import (
    GradeGiven,
    ReportGiven,
    declare_derivation,
    link_report,
    log_report,
    regrade_report,
    retract_report,
)
from taskforce.access.services import fields_of, may, may_any
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in


class Reports(Page):
    """Every report I may see, newest first."""

    template_name = "intelligence/reports.html"

    def page(self) -> dict[str, Any]:
        found = newest_reports(self.user, before=row_named(self.request.GET.get("before")))
        self.listed(found.rows)
        return {"found": found, "reports": found.rows, "may_log": may_any(self.user, "log", IntelligenceReport)}


class Report(Page):
    """One report with its grades and what it rests on."""

    template_name = "intelligence/report.html"

    def page(self) -> dict[str, Any]:
        report = self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])
        return {
            "report": report,
            "shown": fields_of(self.user, report),
            "grades": list(report.grades.select_related("grader")),
            "parents": list(report.parents.select_related("parent")),
            "files": self.listed(files_on(self.user, report)),
            "may_attach": may(self.user, "attach", report),
            "may_regrade": may(self.user, "regrade", report),
            "may_derive": may(self.user, "derive", report),
            "may_retract": report.retracted_at is None and may(self.user, "retract", report),
        }


class LogReport(ActPage):
    """Log a report, from the keyboard alone."""

    template_name = "intelligence/report_form.html"
    form_class = ReportForm
    draft_key = "report"

    def get_initial(self) -> dict[str, Any]:
        return {"target": self.request.GET.get("target", ""), "origin_declared": True}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"targets": list(targets_for(self.user))}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        grade = _grade(facts)
        target, stance = facts.pop("target"), facts.pop("stance")
        report = log_report(
            by=self.user,
            at=self.at,
            report=ReportGiven(**facts),
            grade=grade,
            target_id=target or None,
            stance=stance,
        )
        messages.success(self.request, _("Report %(ref)s logged.") % {"ref": report.reference})
        if target:
            return reverse("intelligence:target", args=[target])
        return reverse("intelligence:report", args=[report.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Log the report")}


class Regrade(ActPage):
    """Grade a report anew."""

    template_name = "intelligence/regrade.html"
    form_class = RegradeForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def act(self, form: ActForm) -> str:
        regrade_report(report_id=self.obj.public_id, grade=_grade(form.facts()), by=self.user, at=self.at)
        messages.success(self.request, _("Regraded. The former grade stays readable."))
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Regrade")}


class LinkReport(ActPage):
    """Link a report that exists to a target."""

    template_name = "intelligence/link.html"
    form_class = LinkForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reports": list(reports_for(self.user)[:200])}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        link_report(
            report_id=facts["report"],
            target_id=self.obj.public_id,
            stance=facts["stance"],
            by=self.user,
            at=self.at,
        )
        return reverse("intelligence:target", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Link")}


class Derive(ActPage):
    """Say that a report rests on another."""

    template_name = "intelligence/derive.html"
    form_class = DerivationForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        others = [r for r in reports_for(self.user)[:200] if r.pk != self.obj.pk]
        return super().get_form_kwargs() | {"reports": others}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        declare_derivation(child_id=self.obj.public_id, parent_id=facts["parent"], kind=facts["kind"], by=self.user)
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Declare")}


class TakeReports(ExportPage):
    """Take the list of reports away."""

    listing = REPORTS
    page_of_list = "intelligence:reports"


@require_POST
def retract(request: HttpRequest, report_id: Any) -> HttpResponse:
    retract_report(report_id=report_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Retracted. It stays readable and counts nothing."))
    return HttpResponseRedirect(reverse("intelligence:report", args=[report_id]))


def _grade(facts: dict[str, Any]) -> GradeGiven:
    return GradeGiven("admiralty_6x6", facts.pop("grade_source"), facts.pop("grade_info"), facts.pop("rationale"))
