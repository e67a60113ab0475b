"""Pages of targets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.targets import ShareForm, TargetForm, VerificationForm
from intelligence.models import OperationOutcome, RaidTarget
from intelligence.presenting import target_tabs
from intelligence.presenting.calibration import chance_shown
from intelligence.presenting.presence import presence_shown, stance_filters
from intelligence.queries.calibration import chance_at
from intelligence.queries.evidence import evidence_on
from intelligence.queries.files import files_on
from intelligence.queries.lists import TARGETS
from intelligence.queries.presence import standing_presence
from intelligence.queries.targets import (
    colleagues_elsewhere,
    shared_with,
    targets_for,
    verifications_of,
    was_verified_lately,
)
from intelligence.services.sharing import share_target
from intelligence.services.sharing import stop_sharing as end_sharing
from intelligence.services.targets import log_verification, open_target
from taskforce.access.services import may, may_any, may_each
from taskforce.jurisdiction.pack import pack
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in


class Targets(Page):
    """Every target I may see."""

    template_name = "intelligence/targets.html"
    lists = (RaidTarget,)

    def page(self) -> dict[str, Any]:
        return {
            "targets": self.listed(list(targets_for(self.user)[:100])),
            "may_open": may_any(self.user, "open", RaidTarget),
        }


class Target(Page):
    """One target: its evidence, how sure we are, and what may be done next."""

    template_name = "intelligence/target.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        presence = standing_presence(target, now=self.at)
        given = may_each(self.user, ("unlink", "attach", "link", "verify", "plan_raid", "share"), target)
        stance, before = self.request.GET.get("says", ""), row_named(self.request.GET.get("before"))
        return presence_shown(self.user, target, presence) | {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:target"),
            "found": evidence_on(self.user, target, presence.gathered, stance=stance, before=before),
            "stances": stance_filters(target, current=stance),
            "stance": stance,
            "chance": chance_shown(chance_at(self.user, target, presence, now=self.at)),
            "may_compare": may_any(self.user, "compare", OperationOutcome),
            "verifications": verifications_of(target),
            "files": self.listed(files_on(self.user, target)),
            **{f"may_{act}": is_theirs for act, is_theirs in given.items()},
        }


class OpenTarget(ActPage):
    """Open a target: one premises."""

    template_name = "intelligence/target_form.html"
    form_class = TargetForm
    draft_key = "target"
    makes = ("open", RaidTarget)

    def act(self, form: ActForm) -> str:
        target = open_target(by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Target opened."))
        return reverse("intelligence:target", args=[target.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Open the target")}


class Verify(ActPage):
    """Log an attempt to verify."""

    template_name = "intelligence/verify.html"
    form_class = VerificationForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        log_verification(target_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Attempt logged."))
        return reverse("intelligence:target", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Log the attempt")}


class Checks(Page):
    """Every attempt to verify that people are held there (SR-14)."""

    template_name = "intelligence/checks.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:checks"),
            "verifications": self.listed(verifications_of(target)),
            "is_fresh": was_verified_lately(target, now=self.at),
            "fresh_days": pack().values["verification.fresh"].amount,
            "may_verify": may(self.user, "verify", target),
        }


class Share(ActPage):
    """Let colleagues of other agencies in, and out again."""

    template_name = "intelligence/share.html"
    form_class = ShareForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"colleagues": colleagues_elsewhere(self.user)}

    def act(self, form: ActForm) -> str:
        colleague = form.cleaned_data["colleague"]
        share_target(
            target_id=self.obj.public_id, colleague_id=colleague.public_id, by=self.user, at=self.at,
            purpose=form.cleaned_data["purpose"],
        )  # fmt: skip
        return reverse("intelligence:share", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Share"), "shared_with": shared_with(self.obj)}


class TakeTargets(ExportPage):
    """Take the list of targets away."""

    listing = TARGETS
    page_of_list = "intelligence:targets"


@require_POST
def stop_sharing(request: HttpRequest, target_id: Any, user_id: Any) -> HttpResponse:
    end_sharing(target_id=target_id, colleague_id=user_id, by=signed_in(request))
    return HttpResponseRedirect(reverse("intelligence:share", args=[target_id]))
