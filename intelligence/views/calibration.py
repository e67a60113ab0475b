"""Pages of what past operations teach. No page on which something is approved shows any of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from intelligence.forms.calibration import PastOperationForm
from intelligence.models import OperationOutcome
from intelligence.presenting.calibration import calibration_shown
from intelligence.queries.calibration import calibration_for, outcomes_of
from intelligence.services.outcomes import enter_past_operation
from taskforce.access.services import may_any, require_any
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page


class Calibration(Page):
    """How well chances came true; for analysts and supervisors."""

    template_name = "intelligence/calibration.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_any(self.user, "compare", OperationOutcome)
        return super().get(request, *args, **kwargs)

    def page(self) -> dict[str, Any]:
        return calibration_shown(calibration_for(self.user)) | {
            "outcomes": self.listed(outcomes_of(self.user)),
            "may_enter": may_any(self.user, "enter", OperationOutcome),
        }


class EnterPast(ActPage):
    """Enter an operation from before this system."""

    template_name = "intelligence/past_operation.html"
    form_class = PastOperationForm
    makes = ("enter", OperationOutcome)

    def act(self, form: ActForm) -> str:
        if isinstance(form, PastOperationForm):
            enter_past_operation(past=form.past(), by=self.user, at=self.at)
        messages.success(self.request, _("On record. It counts from now on."))
        return reverse("intelligence:calibration")

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Enter it")}
