"""Pages of people and things."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.entities import (
    DescribeForm,
    EndForm,
    EntityForm,
    KnownOrNewForm,
    MentionForm,
    OnTargetForm,
    ReviewForm,
    RoleForm,
    SuspicionForm,
    TieForm,
)
from intelligence.models import (
    Entity,
    EntityLink,
    EntityMerge,
    EntityTie,
    IntelligenceReport,
    RaidTarget,
    ReasonableSuspicion,
)
from intelligence.presenting import target_tabs
from intelligence.presenting.entities import SHOWN, card, filters
from intelligence.queries.entities import (
    Around,
    agencies_that_open,
    around,
    entities_of,
    entities_on,
    entities_to_tie,
    roles_of,
    suspicions_of,
    suspicions_waiting,
)
from intelligence.queries.matching import merges_around
from intelligence.queries.reports import reports_to_choose_from
from intelligence.services.entities import (
    EntityGiven,
    TieGiven,
    add_entity,
    describe_entity,
    end_link,
    end_tie,
    link_to_report,
    link_to_target,
    tie_entities,
)
from intelligence.services.entity_retention import renew_entity
from intelligence.services.suspicion import change_role, review_suspicion, suspect
from taskforce.access.services import fields_of, may, may_any
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in


class Things(Page):
    """Everybody and everything on a target."""

    template_name = "intelligence/things.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        found = entities_on(self.user, target)
        self.listed([on.entity for on in found])
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:things"),
            "things": [(card(self.user, on.entity), on) for on in found],
            "may_link": may(self.user, "link", target),
        }


class AddThing(ActPage):
    """Put somebody or something on a target: known already, or new."""

    template_name = "intelligence/entity_form.html"
    form_class = OnTargetForm

    def record(self) -> Any:
        return self.opened(RaidTarget, public_id=self.kwargs["target_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        entities = self.listed(entities_to_tie(self.user))
        return super().get_form_kwargs() | {"entities": entities, "reports": reports_to_choose_from(self.user)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        entity_id, tie = row_named(facts.pop("entity")), _tie(facts)
        if entity_id is None:
            entity_id = add_entity(given=EntityGiven(**facts), by=self.user, at=self.at).public_id
        link_to_target(entity_id=entity_id, target_id=self.obj.public_id, tie=tie, by=self.user, at=self.at)
        return reverse("intelligence:things", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Add it"), "back": reverse("intelligence:things", args=[self.obj.public_id])}


class NameThing(ActPage):
    """Write down what a report names: known already, or new."""

    template_name = "intelligence/entity_form.html"
    form_class = KnownOrNewForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"entities": self.listed(entities_to_tie(self.user))}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        entity_id = row_named(facts.pop("entity"))
        if entity_id is None:
            entity_id = add_entity(given=EntityGiven(**facts), by=self.user, at=self.at).public_id
        link_to_report(entity_id=entity_id, report_id=self.obj.public_id, by=self.user, at=self.at)
        return reverse("intelligence:report", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Add it"), "back": reverse("intelligence:report", args=[self.obj.public_id])}


class Entities(Page):
    """Everybody and everything I may see, subjects apart from other people."""

    template_name = "intelligence/entities.html"
    lists = (Entity,)

    def page(self) -> dict[str, Any]:
        show = self.request.GET.get("show", "")
        found = entities_of(self.user, show, before=row_named(self.request.GET.get("before")))
        self.listed(found.rows)
        waiting = suspicions_waiting(self.user) if may_any(self.user, "review", ReasonableSuspicion) else []
        self.listed(waiting)
        return {
            "cards": [(card(self.user, row), row) for row in found.rows],
            "last": found.last,
            "show": show,
            "filters": filters(self.request.path, show, SHOWN),
            "waiting": waiting,
            "may_add": may_any(self.user, "add", Entity),
            "may_compare": may_any(self.user, "merge", EntityMerge),
        }


class AddEntity(ActPage):
    """Write somebody or something down."""

    template_name = "intelligence/entity_form.html"
    form_class = EntityForm
    makes = ("add", Entity)

    def act(self, form: ActForm) -> str:
        entity = add_entity(given=EntityGiven(**form.facts()), by=self.user, at=self.at)
        return reverse("intelligence:entity", args=[entity.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Write it down"), "back": reverse("intelligence:entities")}


class EntityPage(Page):
    """One person or thing: what ties it, where that comes from, and who may see it."""

    template_name = "intelligence/entity.html"

    def page(self) -> dict[str, Any]:
        entity = self.opened(Entity, public_id=self.kwargs["entity_id"])
        found = around(self.user, entity)
        into, merges = merges_around(self.user, entity)
        may_edit = into is None and may(self.user, "edit", entity)
        self.listed([*merges, *([into] if into else [])])
        suspicions = suspicions_of(self.user, entity)
        self.listed([tie.end for tie in found.ties])
        self.listed(suspicions)
        shown = fields_of(self.user, entity)
        return {
            "entity": entity,
            "card": card(self.user, entity),
            "shown": shown,
            "readers": agencies_that_open(entity) if entity.agency_id == self.user.agency_id else [],
            "around": _in_words(self.user, found),
            "roles": roles_of(self.user, entity),
            "suspicions": [(one, pack().provisions.get(one.offence), self.reviews(one)) for one in suspicions],
            "into": into,
            "merges": merges,
            "may_undo": may_any(self.user, "undo", EntityMerge),
            "may_edit": may_edit,
            "may_suspect": entity.kind == Entity.Kind.PERSON and may(self.user, "suspect", entity),
            "may_keep": entity.role != Entity.Role.SUBJECT and may(self.user, "keep", entity),
        }

    def reviews(self, one: ReasonableSuspicion) -> bool:
        """Whether this reader says if these facts are enough. At most one waits, so at most one is asked about."""
        is_open = one.reviewed_at is None and one.declined_at is None
        return is_open and may(self.user, "review", one)


class OfEntity(ActPage):
    """An act on one person or thing."""

    template_name = "intelligence/entity_act.html"
    heading = ""

    def record(self) -> Any:
        return self.opened(Entity, public_id=self.kwargs["entity_id"])

    def page(self) -> dict[str, Any]:
        return {"heading": self.heading_now(), "back": self.landing(), "card": card(self.user, self.obj)}

    def heading_now(self) -> str:
        """What the page is called."""
        return self.heading

    def landing(self) -> str:
        """Its own page."""
        return reverse("intelligence:entity", args=[self.obj.public_id])


class Describe(OfEntity):
    """Correct what is known."""

    form_class = DescribeForm

    def heading_now(self) -> str:
        return _("Correct what is known")

    def get_initial(self) -> dict[str, Any]:
        return {"label": self.obj.label, "details": self.obj.details} if may(self.user, "edit", self.obj) else {}

    def act(self, form: ActForm) -> str:
        version = form.cleaned_data["version"]
        describe_entity(entity_id=self.obj.public_id, version=version, by=self.user, **form.facts())
        return self.landing()


class ChangeRole(OfEntity):
    """Say that a person is something else."""

    form_class = RoleForm

    def heading_now(self) -> str:
        return _("Say what this person may be")

    def act(self, form: ActForm) -> str:
        change_role(entity_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return self.landing()


class Suspect(OfEntity):
    """Write the facts for which a person may be a subject."""

    form_class = SuspicionForm
    draft_key = "suspicion"

    def heading_now(self) -> str:
        return _("Facts that point to this person")

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        suspect(entity_id=self.obj.public_id, facts=facts.pop("told"), by=self.user, at=self.at, **facts)
        messages.success(self.request, _("Written. Somebody else says whether it is enough."))
        return self.landing()


class Tie(OfEntity):
    """Tie it to another one."""

    form_class = TieForm

    def heading_now(self) -> str:
        return _("Tie it to another one")

    def get_form_kwargs(self) -> dict[str, Any]:
        entities = self.listed(entities_to_tie(self.user, but=self.obj))
        return super().get_form_kwargs() | {"entities": entities, "reports": reports_to_choose_from(self.user)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        other = row_named(facts["other"]) or self.obj.public_id
        tie_entities(
            one_id=self.obj.public_id, other_id=other, tie=_tie(facts, bears=facts.get("bears_on_offence", False)),
            by=self.user, at=self.at,
        )  # fmt: skip
        return self.landing()


class Mention(OfEntity):
    """Say which report mentions it."""

    form_class = MentionForm

    def heading_now(self) -> str:
        return _("Say which report mentions it")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reports": reports_to_choose_from(self.user)}

    def act(self, form: ActForm) -> str:
        report_id = row_named(form.cleaned_data["report"])
        if report_id is not None:
            link_to_report(entity_id=self.obj.public_id, report_id=report_id, by=self.user, at=self.at)
        return self.landing()


class Review(ActPage):
    """Say whether somebody else's facts are enough."""

    template_name = "intelligence/suspicion.html"
    form_class = ReviewForm

    def record(self) -> Any:
        return self.opened(ReasonableSuspicion, public_id=self.kwargs["suspicion_id"])

    def act(self, form: ActForm) -> str:
        is_enough = form.cleaned_data["answer"] == "yes"
        review_suspicion(suspicion_id=self.obj.public_id, is_enough=is_enough, by=self.user, at=self.at)
        return reverse("intelligence:entity", args=[self.obj.entity.public_id])

    def page(self) -> dict[str, Any]:
        entity = self.opened(Entity, pk=self.obj.entity_id)
        return {"card": card(self.user, entity), "offence": pack().provisions.get(self.obj.offence)}


class EndLink(ActPage):
    """Let a link to a target or report end."""

    template_name = "intelligence/entity_act.html"
    form_class = EndForm

    def record(self) -> Any:
        return self.opened(EntityLink, public_id=self.kwargs["link_id"])

    def act(self, form: ActForm) -> str:
        end_link(link_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("intelligence:entity", args=[self.obj.entity.public_id])

    def page(self) -> dict[str, Any]:
        return {"heading": _("Let this link end"), "back": reverse("intelligence:entities")}


class EndTie(EndLink):
    """Let a tie between two end."""

    def record(self) -> Any:
        return self.opened(EntityTie, public_id=self.kwargs["tie_id"])

    def act(self, form: ActForm) -> str:
        end_tie(tie_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("intelligence:entity", args=[self.obj.one.public_id])


@require_POST
def keep(request: HttpRequest, entity_id: Any) -> HttpResponse:
    version = request.POST.get("version", "")
    renew_entity(
        entity_id=entity_id, version=int(version) if version.isdecimal() else None, by=signed_in(request),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Kept for another term."))
    return HttpResponseRedirect(reverse("intelligence:entity", args=[entity_id]))


def _tie(facts: dict[str, Any], *, bears: bool | None = None) -> TieGiven:
    return TieGiven(
        facts.pop("relation"), row_named(facts.pop("source")), facts.pop("since"), facts.pop("until"),
        bears_on_offence=facts["bears_on_offence"] if bears is None else bears,
    )  # fmt: skip


def _in_words(user: Any, found: Around) -> dict[str, Any]:
    """Everything around one thing, each end in words, and whether this reader may let the tie end."""
    ends = {model: may_any(user, "end", model) for model in (EntityLink, EntityTie)}
    return {
        name: [
            (card(user, tie.end), tie, card(user, tie.source) if tie.source else None,
             ends[type(tie.tie)] and tie.owner == user.agency_id)
            for tie in getattr(found, name)
        ]
        for name in ("targets", "reports", "ties", "ended")
    }  # fmt: skip
