"""Pages of intelligence."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence import forms, queries, services
from intelligence.models import IntelligenceFile, IntelligenceReport, RaidTarget
from intelligence.services import GradeGiven, ReportGiven
from taskforce.access.services import fields_of, may, may_any
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.files import AddFile, FileBytes, FilePage, Original, back_to
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.uploads.rules import Kind


class Targets(Page):
    """Every target I may see."""

    template_name = "intelligence/targets.html"

    def page(self) -> dict[str, Any]:
        return {
            "targets": self.listed(list(queries.targets_for(self.user)[:100])),
            "may_open": may_any(self.user, "open", RaidTarget),
        }


class Target(Page):
    """One target: its evidence, how sure we are, and what may be done next."""

    template_name = "intelligence/target.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        return {
            "target": target,
            "presence": queries.presence_at(target, now=self.at),
            "evidence": queries.evidence_on(self.user, target),
            "verifications": queries.verifications_of(target),
            "files": self.listed(queries.files_on(self.user, target)),
            "may_attach": may(self.user, "attach", target),
            "may_link": may(self.user, "link", target),
            "may_verify": may(self.user, "verify", target),
            "may_plan": may(self.user, "plan_raid", target),
            "may_share": may(self.user, "share", target),
        }


class OpenTarget(ActPage):
    """Open a target: one premises."""

    template_name = "intelligence/target_form.html"
    form_class = forms.TargetForm
    draft_key = "target"

    def act(self, form: ActForm) -> str:
        target = services.open_target(by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Target opened."))
        return reverse("intelligence:target", args=[target.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Open the target")}


class Reports(Page):
    """Every report I may see, newest first."""

    template_name = "intelligence/reports.html"

    def page(self) -> dict[str, Any]:
        found = queries.newest_reports(self.user, before=row_named(self.request.GET.get("before")))
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
            "files": self.listed(queries.files_on(self.user, report)),
            "may_attach": may(self.user, "attach", report),
            "may_regrade": may(self.user, "regrade", report),
            "may_derive": may(self.user, "derive", report),
            "may_retract": report.retracted_at is None and may(self.user, "retract", report),
        }


class LogReport(ActPage):
    """Log a report, from the keyboard alone."""

    template_name = "intelligence/report_form.html"
    form_class = forms.ReportForm
    draft_key = "report"

    def get_initial(self) -> dict[str, Any]:
        return {"target": self.request.GET.get("target", ""), "origin_declared": True}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"targets": list(queries.targets_for(self.user))}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        grade = _grade(facts)
        target, stance = facts.pop("target"), facts.pop("stance")
        report = services.log_report(
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
    form_class = forms.RegradeForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def act(self, form: ActForm) -> str:
        services.regrade_report(report_id=self.obj.public_id, grade=_grade(form.facts()), by=self.user, at=self.at)
        messages.success(self.request, _("Regraded. The former grade stays readable."))
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Regrade")}


class LinkReport(ActPage):
    """Link a report that exists to a target."""

    template_name = "intelligence/link.html"
    form_class = forms.LinkForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reports": list(queries.reports_for(self.user)[:200])}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        services.link_report(
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
    form_class = forms.DerivationForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        others = [r for r in queries.reports_for(self.user)[:200] if r.pk != self.obj.pk]
        return super().get_form_kwargs() | {"reports": others}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        services.declare_derivation(
            child_id=self.obj.public_id, parent_id=facts["parent"], kind=facts["kind"], by=self.user
        )
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Declare")}


class Verify(ActPage):
    """Log an attempt to verify."""

    template_name = "intelligence/verify.html"
    form_class = forms.VerificationForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        services.log_verification(target_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Attempt logged."))
        return reverse("intelligence:target", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Log the attempt")}


class Share(ActPage):
    """Let colleagues of other agencies in, and out again."""

    template_name = "intelligence/share.html"
    form_class = forms.ShareForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"colleagues": queries.colleagues_elsewhere(self.user)}

    def act(self, form: ActForm) -> str:
        colleague = form.cleaned_data["colleague"]
        services.share_target(target_id=self.obj.public_id, colleague_id=colleague.public_id, by=self.user)
        return reverse("intelligence:share", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Share"), "shared_with": queries.shared_with(self.obj)}


class TakeTargets(ExportPage):
    """Take the list of targets away."""

    listing = queries.TARGETS
    page_of_list = "intelligence:targets"


class TakeReports(ExportPage):
    """Take the list of reports away."""

    listing = queries.REPORTS
    page_of_list = "intelligence:reports"


class AddToTarget(AddFile):
    """Keep a file with a target."""

    takes = frozenset(Kind)

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        row = services.add_file_to_target(target_id=self.obj.public_id, by=self.user, at=self.at, **facts)
        self.kept(facts["file"], row)
        return reverse("intelligence:target", args=[self.obj.public_id])


class AddToReport(AddFile):
    """Keep a file with a report."""

    takes = frozenset(Kind)

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        row = services.add_file_to_report(report_id=self.obj.public_id, by=self.user, at=self.at, **facts)
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
    services.withdraw_file(file_id=file_id, by=signed_in(request), at=timezone.now())
    return back_to(request, "intelligence", file_id)


@require_POST
def stop_sharing(request: HttpRequest, target_id: Any, user_id: Any) -> HttpResponse:
    services.stop_sharing(target_id=target_id, colleague_id=user_id, by=signed_in(request))
    return HttpResponseRedirect(reverse("intelligence:share", args=[target_id]))


@require_POST
def retract(request: HttpRequest, report_id: Any) -> HttpResponse:
    services.retract_report(report_id=report_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Retracted. It stays readable and counts nothing."))
    return HttpResponseRedirect(reverse("intelligence:report", args=[report_id]))


def _grade(facts: dict[str, Any]) -> GradeGiven:
    return GradeGiven("admiralty_6x6", facts.pop("grade_source"), facts.pop("grade_info"), facts.pop("rationale"))
