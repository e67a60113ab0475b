"""Pages of what leaves the agency of a report: consents, and words given because somebody is in danger."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from intelligence.forms import decisions as forms
from intelligence.models import DangerAssessment, HandlingConsent
from intelligence.queries.dissemination import other_agencies
from intelligence.services import consents, danger
from intelligence.views.decisions import Decide
from taskforce.access.services import fields_of, may
from taskforce.kit.forms import ActForm
from taskforce.kit.purposes import WHY
from taskforce.kit.views import ActPage, signed_in


class AskConsent(Decide):
    """Ask the agency of a report that is held back to read it."""

    form_class = forms.AskForm
    heading = gettext_lazy("Ask its agency to read it")
    label = gettext_lazy("Ask")
    done = gettext_lazy("Asked. You are told here once they have answered.")
    before = (
        gettext_lazy("Its analysts and supervisors see your name, your agency, your function and what you write."),
        gettext_lazy("What they give is for you. It ends when they end it, or with the sharing of the target."),
    )

    def act(self, form: ActForm) -> str:
        consents.ask_consent(report_id=self.report.public_id, by=self.user, at=self.at, **form.facts())
        return self.landed()


class Consent(ActPage):
    """A question of another agency for a report, and its answer."""

    template_name = "intelligence/consent.html"
    form_class = forms.AnswerForm

    def record(self) -> Any:
        return self.opened(HandlingConsent, public_id=self.kwargs["consent_id"])

    def act(self, form: ActForm) -> str:
        gives = form.facts()["answer"] == "give"
        consents.answer_consent(consent_id=self.obj.public_id, gives=gives, by=self.user, at=self.at)
        messages.success(self.request, _("Answered."))
        return reverse("intelligence:consent", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {
            "consent": self.obj,
            "shown": fields_of(self.user, self.obj),
            "purpose": WHY.get(self.obj.purpose, ""),
            "may_answer": may(self.user, "answer", self.obj),
            "may_end": may(self.user, "end", self.obj),
            "submit_label": _("Answer"),
        }


class Warn(Decide):
    """Put words on record that are given because somebody is in danger."""

    form_class = forms.WarnForm
    heading = gettext_lazy("Warn somebody who has signed nothing")
    label = gettext_lazy("Put it on record, then tell them")
    before = (
        gettext_lazy("Only while somebody is in danger now. Otherwise their agency signs first."),
        gettext_lazy("Within a day a supervisor other than you judges whether it was justified."),
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agencies": other_agencies(self.user)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        recipient = facts.pop("recipient")
        given = danger.give_danger_assessment(
            report_id=self.report.public_id, recipient_id=recipient.public_id if recipient else None, by=self.user,
            at=self.at, **facts,
        )  # fmt: skip
        messages.success(self.request, _("On record. Tell them these words and no more."))
        return reverse("intelligence:danger", args=[given.public_id])


class Danger(ActPage):
    """Words that were given because somebody was in danger, and the judgement on them."""

    template_name = "intelligence/danger.html"
    form_class = forms.JudgeForm

    def record(self) -> Any:
        return self.opened(DangerAssessment, public_id=self.kwargs["danger_id"])

    def act(self, form: ActForm) -> str:
        danger.review_danger_assessment(danger_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Your judgement is on record."))
        return reverse("intelligence:danger", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {
            "given": self.obj,
            "may_review": may(self.user, "review", self.obj),
            "submit_label": _("Put my judgement on record"),
        }


@require_POST
def end_consent(request: HttpRequest, consent_id: Any) -> HttpResponse:
    consents.end_consent(consent_id=consent_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Ended. They read it no more."))
    return HttpResponseRedirect(reverse("intelligence:consent", args=[consent_id]))
