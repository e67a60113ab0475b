"""Pages of what is decided on a report: its grade, its handling, its lawfulness, and how long it is kept."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from intelligence.forms import decisions as forms
from intelligence.forms.grading import HandlingForm, RegradeForm
from intelligence.models import IntelligenceReport, UnlawfulMark
from intelligence.services import handling, lawfulness, retention
from intelligence.services.reports import regrade_report
from intelligence.views.schemes import InOneScheme, grade_of
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, signed_in


class Decide(ActPage):
    """A page with one decision on one report. Subclasses say what it is called and what to know before."""

    template_name = "intelligence/decide.html"
    heading: ClassVar[str | Promise] = ""
    label: ClassVar[str | Promise] = ""
    done: ClassVar[str | Promise] = ""
    before: ClassVar[tuple[str | Promise, ...]] = ()

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    @property
    def report(self) -> IntelligenceReport:
        """The report that is decided on."""
        found: IntelligenceReport = self.obj
        return found

    def landed(self) -> str:
        """Back on the page of the report, with a word of what was done."""
        if self.done:
            messages.success(self.request, str(self.done))
        return reverse("intelligence:report", args=[self.report.public_id])

    def page(self) -> dict[str, Any]:
        return {"report": self.report, "heading": self.heading, "submit_label": self.label, "before": self.before}


class InAScheme(InOneScheme, Decide):
    """A decision in one of the schemes in use: the links above choose which, without a script."""

    def page(self) -> dict[str, Any]:
        return super().page() | {"schemes": self.schemes()}


class Regrade(InAScheme):
    """Grade a report anew."""

    form_class = RegradeForm
    heading = gettext_lazy("Grade the report anew")
    label = gettext_lazy("Regrade")
    done = gettext_lazy("Regraded. The former grade stays readable.")
    before = (gettext_lazy("Both grades are yours, in this scheme. Nothing is carried over or converted."),)

    def act(self, form: ActForm) -> str:
        regrade_report(report_id=self.report.public_id, grade=grade_of(form.facts()), by=self.user, at=self.at)
        return self.landed()


class Handle(InAScheme):
    """Enter how a report may be handled."""

    form_class = HandlingForm
    heading = gettext_lazy("How may it be handled?")
    label = gettext_lazy("Save the handling")
    done = gettext_lazy("Saved. What others read follows it from now on.")
    before = (
        gettext_lazy("The strictest of code and conditions decides what another agency gets of it."),
        gettext_lazy("Consents that no longer fit end at once, and the keys with them."),
    )

    def standing(self) -> str:
        return self.report.handling_scheme

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        handling.set_handling(
            report_id=self.report.public_id, scheme=facts["scheme"], code=facts["handling_code"],
            conditions=facts["handling_conditions"], by=self.user, at=self.at,
        )  # fmt: skip
        return self.landed()


class Attest(Decide):
    """Attest on what legal basis a report was obtained."""

    form_class = forms.AttestForm
    heading = gettext_lazy("Attest that it was obtained lawfully")
    label = gettext_lazy("Attest it")
    done = gettext_lazy("Attested. It can be used now.")
    before = (gettext_lazy("Your name and the time stand beside it. If you do not know the basis, leave it."),)

    def act(self, form: ActForm) -> str:
        basis = form.facts()["legal_basis"]
        lawfulness.attest_report(report_id=self.report.public_id, basis=basis, by=self.user, at=self.at)
        return self.landed()


class MarkUnlawful(Decide):
    """Mark a report as obtained unlawfully."""

    form_class = forms.ReasonsForm
    heading = gettext_lazy("Mark it as obtained unlawfully")
    label = gettext_lazy("Mark it")
    done = gettext_lazy("Marked. It counts nothing and leaves no more, and what rests on it says so.")
    before = (
        gettext_lazy("It stays readable, counts nothing, and taints every report that rests on it."),
        gettext_lazy("The mark is final unless somebody other than you lifts it."),
    )

    def act(self, form: ActForm) -> str:
        lawfulness.mark_unlawful(
            report_id=self.report.public_id, reasons=form.facts()["reasons"], by=self.user, at=self.at
        )
        return self.landed()


class LiftMark(Decide):
    """Lift a mark that somebody else set."""

    form_class = forms.ReasonsForm
    heading = gettext_lazy("Lift the mark")
    label = gettext_lazy("Lift it")
    done = gettext_lazy("Lifted. The report stands again as it was attested.")
    before = (gettext_lazy("Whoever set the mark cannot lift it."),)

    def record(self) -> Any:
        return self.opened(UnlawfulMark, public_id=self.kwargs["unlawful_id"])

    @property
    def report(self) -> IntelligenceReport:
        found: IntelligenceReport = self.obj.report
        return found

    def act(self, form: ActForm) -> str:
        lawfulness.lift_mark(mark_id=self.obj.public_id, reasons=form.facts()["reasons"], by=self.user, at=self.at)
        return self.landed()


class Review(Decide):
    """Review how long a report is kept."""

    form_class = forms.ReviewForm
    heading = gettext_lazy("Keep it, or let it go?")
    label = gettext_lazy("Put it on record")
    done = gettext_lazy("On record.")
    before = (
        gettext_lazy("A report is kept five years at most. Only facts learned since keep it longer."),
        gettext_lazy("To purge it before its time takes a second person. At its time it goes by itself."),
    )

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        if facts["decision"] == "purge":
            retention.let_go(report_id=self.report.public_id, by=self.user, at=self.at)
        else:
            learned_at = facts["learned_at"] or self.report.kept_since  # whoever names no time learned nothing since
            retention.validate_report(
                report_id=self.report.public_id, facts=facts["learned"], learned_at=learned_at,
                by=self.user, at=self.at,
            )  # fmt: skip
        return self.landed()


class Hold(Decide):
    """Keep a report beyond its time, for the law."""

    form_class = forms.HoldForm
    heading = gettext_lazy("Place a legal hold")
    label = gettext_lazy("Hold it")
    done = gettext_lazy("Held. Somebody else than you can release it.")
    before = (
        gettext_lazy("A held report is kept after its time and used for nothing new."),
        gettext_lazy("The hold ends by itself on the day you name, or when another person releases it."),
    )

    def act(self, form: ActForm) -> str:
        retention.place_hold(report_id=self.report.public_id, by=self.user, at=self.at, **form.facts())
        return self.landed()


@require_POST
def confirm_purge(request: HttpRequest, decision_id: Any) -> HttpResponse:
    report = retention.confirm_purge(review_id=decision_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Purged. Nothing of it opens any more."))
    return HttpResponseRedirect(reverse("intelligence:report", args=[report.public_id]))


@require_POST
def release_hold(request: HttpRequest, legal_hold_id: Any) -> HttpResponse:
    hold = retention.release_hold(hold_id=legal_hold_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Released. If its time is over, it goes within a minute."))
    return HttpResponseRedirect(reverse("intelligence:report", args=[hold.report.public_id]))
