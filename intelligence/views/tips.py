"""Pages of tips: taking them down, looking at them, deciding."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.tips import DecideForm, PromoteForm, TipForm
from intelligence.models import Tip
from intelligence.queries.tips import decided_tips, first_look_by, open_tips, others_like, repeats_of, report_of
from intelligence.services.reports import ReportGiven
from intelligence.services.tips import TipGiven, dismiss_tip, look_at_tip, pass_tip_on, promote_tip, take_tip
from intelligence.views.schemes import InOneScheme, grade_of
from taskforce.access.services import fields_of, may, may_any
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in


class Tips(Page):
    """Tips that wait, longest first, and those that were decided about."""

    template_name = "intelligence/tips.html"
    lists = (Tip,)

    def page(self) -> dict[str, Any]:
        waiting = open_tips(self.user)
        decided = decided_tips(self.user)
        self.listed([*waiting, *decided])
        return {
            "waiting": [(tip, first_look_by(tip)) for tip in waiting],
            "decided": decided,
            "may_take": may_any(self.user, "take", Tip),
        }


class OneTip(Page):
    """One tip, and what became of it."""

    template_name = "intelligence/tip.html"

    def page(self) -> dict[str, Any]:
        tip = self.opened(Tip, public_id=self.kwargs["tip_id"])
        return {
            "tip": tip,
            "shown": fields_of(self.user, tip),
            "look_by": first_look_by(tip),
            "report": report_of(self.user, tip),
            "repeated_by": self.listed(repeats_of(self.user, tip)),
            "may_look": may(self.user, "look", tip),
            "may_decide": tip.state == Tip.State.LOOKED_AT and may(self.user, "decide", tip),
        }


class Take(ActPage):
    """Take down a tip."""

    template_name = "intelligence/tip_form.html"
    form_class = TipForm
    makes = ("take", Tip)
    draft_key = "tip"

    def get_initial(self) -> dict[str, Any]:
        return {"received_at": timezone.localtime(self.at)}

    def act(self, form: ActForm) -> str:
        tip = take_tip(tip=TipGiven(**form.facts()), by=self.user, at=self.at)
        messages.success(self.request, _("Tip %(ref)s is taken down.") % {"ref": tip.reference})
        return reverse("intelligence:tip", args=[tip.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Take it down"), "page_heading": _("Take down a tip")}


class _OnTip(ActPage):
    """A form about one tip."""

    def record(self) -> Any:
        return self.opened(Tip, public_id=self.kwargs["tip_id"])


class Decide(_OnTip):
    """Dismiss a tip, or pass it on."""

    template_name = "intelligence/tip_decide.html"
    form_class = DecideForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"others": others_like(self.user, self.obj)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        given = {"tip_id": self.obj.public_id, "reason": facts["reason"], "by": self.user, "at": self.at}
        if facts["decision"] == "passed_on":
            pass_tip_on(to=facts["passed_to"], **given)
        else:
            dismiss_tip(repeats_id=row_named(facts["repeats"]), **given)
        messages.success(self.request, _("Decided."))
        return reverse("intelligence:tips")

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Decide")}


class Promote(InOneScheme, _OnTip):
    """Make a report of a tip."""

    template_name = "intelligence/tip_promote.html"
    form_class = PromoteForm
    draft_key = "promote"

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        reason = facts.pop("reason")
        grade = grade_of(facts)
        given = ReportGiven(source_type="public_tip", source_ref="", **facts)
        report = promote_tip(
            tip_id=self.obj.public_id, report=given, grade=grade, reason=reason, by=self.user, at=self.at
        )
        messages.success(self.request, _("Report %(ref)s was made of it.") % {"ref": report.reference})
        return reverse("intelligence:report", args=[report.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Make a report of it"), "schemes": self.schemes()}


@require_POST
def look(request: HttpRequest, tip_id: Any) -> HttpResponse:
    look_at_tip(tip_id=tip_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Noted that you looked at it."))
    return HttpResponseRedirect(reverse("intelligence:tip", args=[tip_id]))
