"""Pages of reports."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from intelligence.forms.filters import ReportFilter
from intelligence.forms.reports import DerivationForm, LinkForm, ReportForm
from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.presenting.entities import cards
from intelligence.queries.decisions import (
    acts_on,
    acts_on_decisions,
    basis_words,
    decided_on,
    grade_words,
    handling_words,
    what_rests_on,
    who_got,
)
from intelligence.queries.entities import entities_in
from intelligence.queries.files import files_on
from intelligence.queries.filtered import wanted_reports
from intelligence.queries.lawfulness import taints_of
from intelligence.queries.lists import REPORTS
from intelligence.queries.reports import after_report, newest_reports, reports_to_choose_from, spoken_of
from intelligence.queries.targets import targets_for
from intelligence.services.reports import (
    ReportGiven,
    declare_derivation,
    link_report,
    log_report,
    retract_report,
)
from intelligence.views.schemes import InOneScheme, grade_of
from taskforce.access.models import Dissemination
from taskforce.access.policy import visible_rows
from taskforce.access.services import fields_of, may, may_any, require
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page


class Reports(Page):
    """Every report I may see, newest first."""

    template_name = "intelligence/reports.html"
    lists = (IntelligenceReport,)

    def page(self) -> dict[str, Any]:
        filters = ReportFilter(self.request.GET)
        wanted, before = filters.wanted(), row_named(self.request.GET.get("before"))
        if wanted:
            found = wanted_reports(self.user, wanted, now=self.at, before=before)
        else:
            found = newest_reports(self.user, before=before)
        self.listed(found.rows)
        taints = taints_of(self.user, found.rows)
        return {
            "found": found,
            "reports": [(report, report.pk in taints) for report in found.rows],
            "filters": filters,
            "asked": urlencode([(name, value) for name, value in filters.data.items() if name in filters.fields]),
            "is_narrowed": bool(wanted),
            "may_log": may_any(self.user, "log", IntelligenceReport),
        }


class Report(Page):
    """One report with its grades and what it rests on."""

    template_name = "intelligence/report.html"

    def page(self) -> dict[str, Any]:
        report = self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])
        decided = decided_on(self.user, report, now=self.at)
        return {
            "report": report,
            "shown": fields_of(self.user, report),
            "grades": [(grade, grade_words(grade)) for grade in report.grades.select_related("grader")],
            "parents": list(report.parents.select_related("parent")),
            "children": what_rests_on(self.user, report),
            "links": spoken_of(self.user, report),
            "files": self.listed(files_on(self.user, report)),
            "decided": decided,
            "named": cards(self.user, self.listed(entities_in(self.user, report))),
            "readers": who_got(self.user, report),
            "sees_readers": visible_rows(self.user, Dissemination) is not False,
            "handling": handling_words(report),
            "basis": basis_words(report),
            "may_contaminate": "source_type" in fields_of(self.user, report)
            and report.source_type == IntelligenceReport.SourceType.SURVIVOR_ACCOUNT
            and may(self.user, "contaminate", report),
            **acts_on(self.user, report),
            **acts_on_decisions(self.user, decided),
        }


class LogReport(InOneScheme):
    """Log a report, from the keyboard alone."""

    template_name = "intelligence/report_form.html"
    form_class = ReportForm
    draft_key = "report"
    makes = ("log", IntelligenceReport)

    def get_initial(self) -> dict[str, Any]:
        """A target from whose page somebody came; or what stays the same after the report that was just logged."""
        told = after_report(self.user, row_named(self.request.GET.get("after")))
        return {"target": self.request.GET.get("target", ""), "origin_declared": True} | told

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"targets": list(targets_for(self.user))}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        grade = grade_of(facts)
        target, stance = facts.pop("target"), facts.pop("stance")
        report = log_report(
            by=self.user, at=self.at, report=ReportGiven(**facts), grade=grade, target_id=target or None, stance=stance
        )
        messages.success(self.request, _("Report %(ref)s logged.") % {"ref": report.reference})
        if self.request.POST.get("another"):
            return f"{reverse('intelligence:log-report')}?after={report.public_id}&scheme={grade.scheme}"
        return reverse("intelligence:target" if target else "intelligence:report", args=[target or report.public_id])

    def page(self) -> dict[str, Any]:
        another = _("Log it and write another")
        return {"submit_label": _("Log the report"), "another": another, "schemes": self.schemes()}


class LinkReport(ActPage):
    """Link a report that exists to a target."""

    template_name = "intelligence/link.html"
    form_class = LinkForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reports": reports_to_choose_from(self.user)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        link_report(
            report_id=facts["report"],
            target_id=self.obj.public_id,
            stance=facts["stance"],
            basis=facts["basis"],
            by=self.user,
            at=self.at,
        )
        messages.success(self.request, _("Linked. It is weighed with the evidence here."))
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
        others = [r for r in reports_to_choose_from(self.user) if r.pk != self.obj.pk]
        return super().get_form_kwargs() | {"reports": others}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        declare_derivation(child_id=self.obj.public_id, parent_id=facts["parent"], kind=facts["kind"], by=self.user)
        messages.success(self.request, _("Declared. Reports that rest on one another count as one origin."))
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Declare")}


class TakeReports(ExportPage):
    """Take the list of reports away."""

    listing = REPORTS
    page_of_list = "intelligence:reports"


class Retract(ActPage):
    """Withdraw a report from all evidence, once it was read what that does."""

    template_name = "intelligence/retract.html"
    form_class = ActForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(self.user, "retract", self.obj)
        return super().get(request, *args, **kwargs)

    def act(self, form: ActForm) -> str:
        retract_report(report_id=self.obj.public_id, by=self.user, at=self.at)
        messages.success(self.request, _("Retracted. It stays readable and counts nothing."))
        return reverse("intelligence:reports")  # its own page would ask why it is opened, now that it counts nothing

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Retract it"), "links": spoken_of(self.user, self.obj)}
