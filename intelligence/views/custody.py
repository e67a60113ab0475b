"""The steps of custody, one page each."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from intelligence.forms.exhibits import AnswerForm, ExplainForm, FoundForm, OfferForm, ToldForm
from intelligence.models import EvidenceItem
from intelligence.queries.exhibits import receivers_for, standing_of
from intelligence.services import custody
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, signed_in


class StepPage(ActPage):
    """One step in the custody of an exhibit. Subclasses say its words, its form and its service."""

    template_name = "intelligence/exhibit_act.html"
    words: ClassVar[tuple[str | Promise, str | Promise]]
    hint: ClassVar[str | Promise] = ""

    def record(self) -> Any:
        return self.opened(EvidenceItem, public_id=self.kwargs["item_id"])

    def take(self, **facts: Any) -> Any:
        """Call the service of this step."""
        raise NotImplementedError

    def act(self, form: ActForm) -> str:
        self.take(item_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("intelligence:exhibit", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        stands = standing_of(self.obj, now=self.at)
        return {"stands": stands, "heading": self.words[0], "submit_label": self.words[1], "hint": self.hint}


class Offer(StepPage):
    """Hand an exhibit over."""

    form_class = OfferForm
    words = (_("Hand it over"), _("Hand it over"))
    hint = _("You hold it until the other person has taken it: they look at the seal themselves.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": receivers_for(self.user, self.obj)}

    def take(self, **facts: Any) -> Any:
        return custody.offer_exhibit(**facts)


class Answer(StepPage):
    """Take an exhibit that was handed to me, or not."""

    form_class = AnswerForm
    words = (_("Take it"), _("Write it down"))
    hint = _("Read the number from the seal itself, not from a list.")

    def take(self, **facts: Any) -> Any:
        answer = facts.pop("answer")
        return custody.accept_exhibit(**facts) if answer == "accept" else custody.decline_exhibit(**facts)


class Check(StepPage):
    """The custody audit of one exhibit."""

    form_class = FoundForm
    words = (_("Check it"), _("Write down what you found"))
    hint = _("Whoever holds it does not check it. What you find stays on record, also when it breaks the chain.")

    def take(self, **facts: Any) -> Any:
        return custody.check_custody(**facts)


class Explain(StepPage):
    """Explain a break, and seal anew."""

    form_class = ExplainForm
    words = (_("Explain the break"), _("Seal it anew"))
    hint = _("The break stays on record. From here on it can be handed over again.")

    def take(self, **facts: Any) -> Any:
        return custody.explain_break(**facts)


class Hold(StepPage):
    """Place a legal hold."""

    form_class = ToldForm
    words = (_("Legal hold"), _("Place the hold"))
    hint = _("While it stands the exhibit cannot be disposed of, and an earlier consent no longer counts.")

    def take(self, **facts: Any) -> Any:
        return custody.place_hold(**facts)


class Lift(StepPage):
    """Lift a legal hold."""

    form_class = ToldForm
    words = (_("Lift the legal hold"), _("Lift it"))

    def take(self, **facts: Any) -> Any:
        return custody.lift_hold(**facts)


class Consent(StepPage):
    """A prosecutor's consent to disposal."""

    form_class = ToldForm
    words = (_("Consent to its disposal"), _("Consent in writing"))
    hint = _("What you write stands for the signature under it.")

    def take(self, **facts: Any) -> Any:
        return custody.consent_to_disposal(**facts)


class Dispose(StepPage):
    """The end of an exhibit."""

    form_class = ToldForm
    words = (_("Dispose of it"), _("Write down its end"))
    hint = _("Returned, destroyed or given to a court: say which, to whom and how. Its chain stays.")

    def take(self, **facts: Any) -> Any:
        return custody.dispose_of_exhibit(**facts)


@require_POST
def recall(request: HttpRequest, item_id: Any) -> HttpResponse:
    custody.recall_offer(item_id=item_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(reverse("intelligence:exhibit", args=[item_id]))
