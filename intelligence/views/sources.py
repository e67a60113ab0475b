"""Pages of the source register: for source controllers, and for the officers who meet a source."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.sources import (
    AppointForm,
    AuthoriseForm,
    CancelForm,
    ContactForm,
    IssueForm,
    SanitiseForm,
    SourceForm,
)
from intelligence.models import IntelligenceReport, SourceContactRecord, SourceIdentity
from intelligence.queries.sources import (
    controllers_in,
    crossings_of,
    dossier_of,
    handlers_in,
    references_given_to,
    sources_for,
    writers_in,
)
from intelligence.services import crossing
from intelligence.services import sources as register
from intelligence.services.reports import ReportGiven
from intelligence.views.schemes import InOneScheme, grade_of
from taskforce.access.services import may, may_any
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in


class Sources(Page):
    """The sources I answer for, whoever needs something first; and the references I was given."""

    template_name = "intelligence/sources.html"
    lists = (SourceIdentity, IntelligenceReport)  # a reference may be given to whoever logs reports

    def page(self) -> dict[str, Any]:
        kept = sources_for(self.user, now=self.at)
        self.listed([one.source for one in kept])
        return {
            "kept": kept,
            "given": references_given_to(self.user),
            "may_register": may_any(self.user, "register", SourceIdentity),
        }


class Source(Page):
    """One source: how they stand, what they told, what crossed."""

    template_name = "intelligence/source.html"

    def page(self) -> dict[str, Any]:
        source = self.opened(SourceIdentity, public_id=self.kwargs["source_id"])
        dossier = dossier_of(source, now=self.at)
        self.listed(dossier.contacts)
        acts = ("authorise", "appoint", "meet", "issue", "sanitise", "shred")
        return {
            "source": source,
            "dossier": dossier,
            "kept": dossier.kept,
            **{f"may_{act}": may(self.user, act, source) for act in acts},
        }


class _OnSource(ActPage):
    """A form about one source."""

    template_name = "intelligence/source_form.html"

    def record(self) -> Any:
        return self.opened(SourceIdentity, public_id=self.kwargs["source_id"])

    def landing(self) -> str:
        return reverse("intelligence:source", args=[self.obj.public_id])


class Register(ActPage):
    """Enter a source."""

    template_name = "intelligence/source_form.html"
    form_class = SourceForm
    makes = ("register", SourceIdentity)
    draft_key = "source"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | _officers_to_choose(self)

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        source = register.register_source(
            identity=register.IdentityGiven(
                **{name: facts[name] for name in ("kind", "code_name", "name", "contact", "notes")}
            ),
            officers=_officers(facts), terms=_terms(facts), by=self.user, at=self.at,
        )  # fmt: skip
        messages.success(self.request, _("The source is entered. Only their officers see them."))
        return reverse("intelligence:source", args=[source.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Enter the source"), "page_heading": _("Enter a source")}


class Authorise(_OnSource):
    """Renew an authorisation, or grant it anew."""

    form_class = AuthoriseForm

    def act(self, form: ActForm) -> str:
        register.authorise_source(
            source_id=self.obj.public_id, terms=_terms(form.facts()), by=self.user, at=self.at
        )  # fmt: skip
        messages.success(self.request, _("Authorised."))
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Authorise"), "page_heading": _("Authorise this source")}


class Cancel(_OnSource):
    """End an authorisation."""

    form_class = CancelForm

    def act(self, form: ActForm) -> str:
        reason = form.facts()["reason"]
        register.cancel_authorisation(source_id=self.obj.public_id, reason=reason, by=self.user, at=self.at)
        messages.success(self.request, _("The authorisation has ended."))
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("End it now"), "page_heading": _("End the authorisation")}


class Appoint(_OnSource):
    """Hand a source over to other officers."""

    form_class = AppointForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | _officers_to_choose(self)

    def get_initial(self) -> dict[str, Any]:
        named = {name: getattr(self.obj, name) for name in ("controller", "handler", "co_handler")}
        return {name: str(user.public_id) for name, user in named.items() if user is not None}

    def act(self, form: ActForm) -> str:
        register.appoint_officers(
            source_id=self.obj.public_id, officers=_officers(form.facts()), by=self.user, at=self.at,
            version=form.cleaned_data["version"],
        )  # fmt: skip
        messages.success(self.request, _("Handed over. Whoever is no longer named sees nothing of them."))
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Hand over"), "page_heading": _("Officers of this source")}


class RecordContact(_OnSource):
    """Write down what a source told."""

    form_class = ContactForm
    draft_key = "contact"

    def act(self, form: ActForm) -> str:
        register.record_contact(source_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Written down. A controller writes what crosses."))
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Write it down"), "page_heading": _("What they told")}


class Issue(_OnSource):
    """Give a colleague a reference for one report."""

    form_class = IssueForm

    def get_form_kwargs(self) -> dict[str, Any]:
        others = writers_in(self.user).exclude(pk__in=self.obj.handlers())
        return super().get_form_kwargs() | {"writers": others}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        issued = crossing.issue_reference(
            source_id=self.obj.public_id, writer_id=facts["writer"].public_id, tasked_at=facts["tasked_at"],
            by=self.user, at=self.at,
        )  # fmt: skip
        messages.success(self.request, _("%(ref)s is given. They find it under Sources.") % {"ref": issued.code})
        return self.landing()

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Give a reference"), "page_heading": _("A reference for one report")}


class Contact(Page):
    """One contact record, and what crossed of it."""

    template_name = "intelligence/contact.html"

    def page(self) -> dict[str, Any]:
        contact = self.opened(SourceContactRecord, public_id=self.kwargs["contact_id"])
        return {
            "contact": contact,
            "source": contact.source,
            "crossings": self.listed(crossings_of(contact)),
            "may_sanitise": may(self.user, "sanitise", contact.source),
        }


class Sanitise(InOneScheme):
    """Write what crosses of one contact record."""

    template_name = "intelligence/sanitise.html"
    form_class = SanitiseForm
    draft_key = "sanitise"

    def record(self) -> Any:
        return self.opened(SourceContactRecord, public_id=self.kwargs["contact_id"])

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        grade = grade_of(facts)
        given = ReportGiven(source_type="human_source", source_ref="", **facts)
        issued = crossing.sanitise(contact_id=self.obj.public_id, report=given, grade=grade, by=self.user, at=self.at)
        messages.success(self.request, _("It crossed under %(ref)s. Analysts link it now.") % {"ref": issued.code})
        return reverse("intelligence:contact", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Let it cross"), "source": self.obj.source, "schemes": self.schemes()}


@require_POST
def shred(request: HttpRequest, source_id: Any) -> HttpResponse:
    register.shred_source(source_id=source_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Shredded. Nothing of this source opens any more."))
    return HttpResponseRedirect(reverse("intelligence:source", args=[source_id]))


def _officers_to_choose(page: Page) -> dict[str, Any]:
    return {"controllers": controllers_in(page.user), "handlers": handlers_in(page.user)}


def _officers(facts: dict[str, Any]) -> register.OfficersGiven:
    second = facts["co_handler"]
    return register.OfficersGiven(
        facts["controller"].public_id, facts["handler"].public_id, second.public_id if second else None
    )


def _terms(facts: dict[str, Any]) -> register.TermsGiven:
    return register.TermsGiven(facts["reason"], facts["expires_at"], facts["in_care"])
