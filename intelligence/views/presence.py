"""Pages on which presence is affirmed, evidence is taken off, and origins are looked at."""

from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intelligence.forms.presence import AffirmForm, ContaminationForm, StrikeForm, UnlinkForm
from intelligence.models import AccountContamination, IntelligenceReport, RaidTarget
from intelligence.presenting import target_tabs
from intelligence.presenting.presence import drawn, origins_told, presence_shown
from intelligence.queries.lineage import accounts_beside, contaminations_on, lineage_of
from intelligence.queries.presence import Presence, presence_at, standing_presence
from intelligence.services.lineage import declare_contamination, strike_contamination
from intelligence.services.presence import affirm_presence, affirm_second, unlink_report
from taskforce.access.services import find, may_any
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page


class Affirm(ActPage):
    """Affirm, as an analyst, that people are held at a target."""

    template_name = "intelligence/affirm.html"
    form_class = AffirmForm
    service: ClassVar[Any] = staticmethod(affirm_presence)
    title = gettext_lazy("Affirm that people are held here")

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    @cached_property
    def presence(self) -> Presence:
        return standing_presence(self.obj, now=self.at)

    def get_initial(self) -> dict[str, Any]:
        return {"digest": self.presence.digest}

    def act(self, form: ActForm) -> str:
        self.service(target_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Affirmed. It falls by itself when the evidence changes."))
        return reverse("intelligence:target", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return presence_shown(self.user, self.obj, self.presence) | {
            "target": self.obj,
            "title": self.title,
            "may_affirm": False,
            "may_affirm_second": False,
            "submit_label": _("Affirm with these reasons"),
        }


class AffirmSecond(Affirm):
    """Affirm, as a supervisor, what an analyst affirmed before."""

    service = staticmethod(affirm_second)
    title = gettext_lazy("Affirm it as the second person")


class Unlink(ActPage):
    """Take a report off a target."""

    template_name = "intelligence/unlink.html"
    form_class = UnlinkForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def act(self, form: ActForm) -> str:
        unlink_report(
            report_id=self.kwargs["report_id"], target_id=self.obj.public_id, by=self.user, at=self.at, **form.facts()
        )
        messages.success(self.request, _("Taken off. The report stays where it is and counts nothing here."))
        return reverse("intelligence:target", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        report = find(IntelligenceReport, self.user, public_id=self.kwargs["report_id"])
        return {"submit_label": _("Take it off"), "report": report}


class LineageOfTarget(Page):
    """Where the evidence on a target comes from: a picture, and the same as a table."""

    template_name = "intelligence/lineage.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        lineage = lineage_of(self.user, presence_at(target, now=self.at))
        said = self.listed(list(contaminations_on(self.user, target)[:50]))
        may_strike = may_any(self.user, "strike", AccountContamination)
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:lineage"),
            "lineage": lineage,
            "drawn": drawn(lineage),
            "origins_told": origins_told(lineage),
            "contaminations": [(one, may_strike and one.struck_at is None) for one in said],
        }


class Contaminate(ActPage):
    """Say that another account may have shaped this one."""

    template_name = "intelligence/contaminate.html"
    form_class = ContaminationForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"accounts": accounts_beside(self.user, self.obj)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        declare_contamination(
            report_id=self.obj.public_id, other_id=facts.pop("other"), by=self.user, at=self.at, **facts
        )
        messages.success(self.request, _("Noted. The two accounts count once together."))
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Note it")}


class Strike(ActPage):
    """Take back that two accounts may have shaped each other."""

    template_name = "intelligence/strike.html"
    form_class = StrikeForm

    def record(self) -> Any:
        return self.opened(AccountContamination, public_id=self.kwargs["contamination_id"])

    def act(self, form: ActForm) -> str:
        strike_contamination(contamination_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Struck. The two accounts count for themselves again."))
        return reverse("intelligence:report", args=[self.obj.one.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Strike it")}
