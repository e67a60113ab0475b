"""Pages of plans and operations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import forms, presenting, queries
from cases.models import Encounter, PartnerNotice, PlanSection, RaidPlan
from cases.services import approval, day, drafting, partners
from cases.services.day import Found
from cases.services.drafting import PlanGiven
from intelligence.models import RaidTarget
from intelligence.queries.presence import standing_presence
from taskforce.access.services import fields_of, find, may
from taskforce.accounts.models import Agency
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import Refusal

HEAD = [field for field in forms.PlanForm.base_fields if field not in {"once", "version"}]


class Plans(Page):
    """Every plan I may see."""

    template_name = "cases/plans.html"

    def page(self) -> dict[str, Any]:
        return {"plans": self.listed(list(queries.plans_for(self.user)[:100]))}


class Plan(Page):
    """One plan: the gates first, then its sections."""

    template_name = "cases/plan.html"

    def page(self) -> dict[str, Any]:
        plan = self.opened(RaidPlan, public_id=self.kwargs["plan_id"])
        standing = queries.standing_of(plan, now=self.at)
        return presenting.gates_shown(plan, standing) | {
            "plan": plan,
            "sections": presenting.sections_shown(plan, standing),
            "presence": standing_presence(plan.target, now=self.at),
            "signatures": list(plan.signatures.filter(content_hash=standing.content_hash).select_related("signer")),
            "holds": list(plan.holds.filter(released_at__isnull=True)),
            "assignments": list(plan.assignments.select_related("person__agency")),
            "may": {
                act: may(self.user, act, plan)
                for act in ("edit", "submit", "approve", "launch", "suspend", "run", "withdraw")
            },
        }


class DraftPlan(ActPage):
    """Draft a plan on a target."""

    template_name = "cases/plan_form.html"
    form_class = forms.PlanForm
    draft_key = "plan"

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        plan = drafting.draft_plan(
            target_id=self.obj.public_id, plan=PlanGiven(**form.facts()), by=self.user, at=self.at
        )
        return reverse("cases:plan", args=[plan.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Draft the plan")}


class RevisePlan(ActPage):
    """Change the head of a plan."""

    template_name = "cases/plan_form.html"
    form_class = forms.PlanForm
    draft_key = "plan-head"

    def record(self) -> Any:
        return self.opened(RaidPlan, public_id=self.kwargs["plan_id"])

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.obj, name) for name in HEAD}

    def act(self, form: ActForm) -> str:
        drafting.revise_plan(
            plan_id=self.obj.public_id,
            version=form.cleaned_data["version"],
            plan=PlanGiven(**form.facts()),
            by=self.user,
            at=self.at,
        )
        return reverse("cases:plan", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save")}


class Section(ActPage):
    """Fill in one section."""

    template_name = "cases/section.html"
    form_class = forms.SectionForm
    draft_key = "section"

    def record(self) -> Any:
        plan = find(RaidPlan, self.user, public_id=self.kwargs["plan_id"])
        return self.opened(PlanSection, plan=plan, kind=self.kwargs["kind"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.obj.kind}

    def get_initial(self) -> dict[str, Any]:
        return dict(queries.section_facts(self.obj))

    def act(self, form: ActForm) -> str:
        drafting.fill_section(
            section_id=self.obj.public_id,
            version=form.cleaned_data["version"],
            facts=form.facts(),
            by=self.user,
            at=self.at,
        )
        return reverse("cases:plan", args=[self.obj.plan.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save the section"), "title": forms.section_title(self.obj.kind)}


class Decide(ActPage):
    """Read what you sign, then sign it or return it."""

    template_name = "cases/decide.html"
    form_class = forms.DecisionForm

    def record(self) -> Any:
        return self.opened(RaidPlan, public_id=self.kwargs["plan_id"])

    def page(self) -> dict[str, Any]:
        standing = queries.standing_of(self.obj, now=self.at)
        return presenting.gates_shown(self.obj, standing) | {
            "plan": self.obj,
            "filled": presenting.filled_sections(self.obj),
            "presence": standing_presence(self.obj.target, now=self.at),
            "may_decide": may(self.user, "approve", self.obj),
            "is_own": self.obj.planner_id == self.user.pk,
            "has_signed": self.user.pk in standing.signers,
            "submit_label": _("Sign the decision"),
        }

    def act(self, form: ActForm) -> str:
        plan_id = self.obj.public_id
        if form.cleaned_data["decision"] == "return":
            approval.return_plan(plan_id=plan_id, by=self.user, at=self.at)
            messages.success(self.request, _("Returned to its planner."))
        else:
            content = form.cleaned_data["content_hash"]
            plan = approval.approve_plan(plan_id=plan_id, content_hash=content, by=self.user, at=self.at)
            approved = plan.status == RaidPlan.Status.APPROVED
            messages.success(self.request, _("Approved.") if approved else _("Signed. One more signature is needed."))
        return reverse("cases:plan", args=[plan_id])


class Tell(ActPage):
    """Tell a provider what to make ready."""

    template_name = "cases/tell.html"
    form_class = forms.NoticeForm

    def record(self) -> Any:
        return self.opened(RaidPlan, public_id=self.kwargs["plan_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        kinds = Agency.Kind.SHELTER, Agency.Kind.VICTIM_SERVICES
        return super().get_form_kwargs() | {"providers": queries.providers(*kinds)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        agency = facts.pop("agency")
        partners.release_notice(
            plan_id=self.obj.public_id, agency_id=agency.public_id, by=self.user, at=self.at, **facts
        )
        messages.success(self.request, _("%(agency)s was told what to make ready.") % {"agency": agency.name})
        return reverse("cases:plan", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Release the notice")}


class Assign(ActPage):
    """Give somebody a part on the day."""

    template_name = "cases/assign.html"
    form_class = forms.AssignForm

    def record(self) -> Any:
        return self.opened(RaidPlan, public_id=self.kwargs["plan_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"colleagues": queries.colleagues()}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        drafting.assign(
            plan_id=self.obj.public_id,
            colleague_id=facts["colleague"].public_id,
            kind=facts["kind"],
            by=self.user,
        )
        return reverse("cases:plan", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Assign")}


class Notice(Page):
    """A partner notice as its addressee reads it."""

    template_name = "cases/notice.html"

    def page(self) -> dict[str, Any]:
        notice = self.opened(PartnerNotice, public_id=self.kwargs["notice_id"])
        return {
            "notice": notice,
            "shown": fields_of(self.user, notice),
            "holds": list(notice.holds.filter(released_at__isnull=True)),
            "may_answer": may(self.user, "acknowledge", notice),
            "is_shelter": self.user.agency.kind == Agency.Kind.SHELTER,
        }


class Day(ActPage):
    """The day: who was met, sorted, and brought to safety. Two taps a person."""

    template_name = "cases/day.html"
    form_class = forms.EncounterForm

    def record(self) -> Any:
        return self.opened(RaidPlan, public_id=self.kwargs["plan_id"])

    def page(self) -> dict[str, Any]:
        return {
            "plan": self.obj,
            "encounters": list(queries.encounters_of(self.user, self.obj)),
            "figures": queries.day_figures(self.obj),
            "roles": Encounter.Role.choices[1:],
            "may_run": may(self.user, "run", self.obj),
            "may_finish": may(self.user, "finish", self.obj),
        }

    def act(self, form: ActForm) -> str:
        day.record_encounter(plan_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("cases:day", args=[self.obj.public_id])


class EncounterPage(ActPage):
    """One person met: their sorting, and their way to a safe place."""

    template_name = "cases/encounter.html"
    form_class = forms.RecoveryForm

    def record(self) -> Any:
        return self.opened(Encounter, public_id=self.kwargs["encounter_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"providers": queries.providers(Agency.Kind.VICTIM_SERVICES)}

    def page(self) -> dict[str, Any]:
        return {
            "changes": list(self.obj.role_changes.select_related("by")),
            "roles": Encounter.Role.choices[1:],
            "recovery": getattr(self.obj, "recovery", None),
            "may_sort": may(self.user, "sort", self.obj),
        }

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        day.record_recovery(
            encounter_id=self.obj.public_id,
            safe_place=facts["safe_place"],
            agency_id=facts["agency"].public_id,
            by=self.user,
            at=self.at,
        )
        messages.success(self.request, _("On the way to safety. Victim services were told; the person's time begins."))
        return reverse("cases:day", args=[self.obj.plan.public_id])


class AfterActionPage(ActPage):
    """What was found, beside what was predicted."""

    template_name = "cases/after_action.html"
    form_class = forms.AfterActionForm
    draft_key = "after-action"

    def record(self) -> Any:
        return self.opened(RaidPlan, public_id=self.kwargs["plan_id"])

    def act(self, form: ActForm) -> str:
        day.write_after_action(plan_id=self.obj.public_id, found=Found(**form.facts()), by=self.user, at=self.at)
        return reverse("cases:after-action", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {
            "plan": self.obj,
            "review": getattr(self.obj, "after_action", None),
            "submit_label": _("Write the review"),
        }


class TakePlans(ExportPage):
    """Take the list of plans away."""

    listing = queries.PLANS
    page_of_list = "cases:plans"


@require_POST
def submit(request: HttpRequest, plan_id: Any) -> HttpResponse:
    plan = drafting.submit_plan(plan_id=plan_id, by=signed_in(request), at=timezone.now())
    if plan.status == RaidPlan.Status.REFUSED:
        messages.error(request, _("Refused and put on record as a blind sweep (BLIND_SWEEP)."))
    else:
        messages.success(request, _("Sent. Two supervisors other than you decide."))
    return _to("cases:plan", plan_id)


@require_POST
def launch(request: HttpRequest, plan_id: Any) -> HttpResponse:
    plan = day.launch_plan(plan_id=plan_id, by=signed_in(request), at=timezone.now())
    if plan.status == RaidPlan.Status.SUSPENDED:
        messages.error(request, _("Not launched: the approval no longer stands (APPROVAL_FALLEN)."))
        return _to("cases:plan", plan_id)
    return _to("cases:day", plan_id)


@require_POST
def suspend(request: HttpRequest, plan_id: Any) -> HttpResponse:
    approval.suspend_plan(plan_id=plan_id, by=signed_in(request), at=timezone.now())
    return _to("cases:plan", plan_id)


@require_POST
def withdraw(request: HttpRequest, plan_id: Any) -> HttpResponse:
    drafting.withdraw_plan(plan_id=plan_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return _to("cases:plan", plan_id)


@require_POST
def secure(request: HttpRequest, plan_id: Any) -> HttpResponse:
    day.secure_scene(plan_id=plan_id, by=signed_in(request), at=timezone.now())
    return _to("cases:day", plan_id)


@require_POST
def finish(request: HttpRequest, plan_id: Any) -> HttpResponse:
    day.finish_operation(plan_id=plan_id, by=signed_in(request), at=timezone.now())
    return _to("cases:after-action", plan_id)


@require_POST
def sort(request: HttpRequest, encounter_id: Any) -> HttpResponse:
    form = forms.SortForm({"role": request.POST.get("role", ""), "once": request.POST.get("once", "")})
    if not form.is_valid():
        raise Refusal("ROLE_UNKNOWN", _("Choose one of the roles shown."))
    met = day.sort_encounter(
        encounter_id=encounter_id,
        role=form.cleaned_data["role"],
        by=signed_in(request),
        at=timezone.now(),
    )
    return _to("cases:day", met.plan.public_id)


@require_POST
def acknowledge(request: HttpRequest, notice_id: Any) -> HttpResponse:
    partners.acknowledge_notice(notice_id=notice_id, by=signed_in(request), at=timezone.now())
    return _to("cases:notice", notice_id)


def _to(page: str, public_id: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse(page, args=[public_id]))
