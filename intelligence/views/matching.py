"""Pages of entity matching: what may be the same, two side by side, and what was merged."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.matching import APART, DecideForm
from intelligence.models import EntityMerge
from intelligence.presenting import reasons_said, side_by_side
from intelligence.queries.matching import Suggestion, compared, links_of, merges_for, suggestions_for
from intelligence.services.matching import hold_apart, merge_entities, undo_merge
from taskforce.access.services import may, may_any
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in


class Same(Page):
    """What may be the same in my agency, and what was merged."""

    template_name = "intelligence/same.html"
    lists = (EntityMerge,)

    def page(self) -> dict[str, Any]:
        found = suggestions_for(self.user)
        self.listed([entity for pair in found for entity in (pair.one, pair.other)])
        merges = merges_for(self.user)
        self.listed(merges)
        return {
            "pairs": [(pair, reasons_said(pair.reasons)) for pair in found],
            "merges": [(merge, may(self.user, "undo", merge)) for merge in merges],
            "may_merge": may_any(self.user, "merge", EntityMerge),
        }


class Compare(ActPage):
    """Two side by side, and the decision."""

    template_name = "intelligence/compare.html"
    form_class = DecideForm

    def record(self) -> Suggestion:
        pair = compared(self.user, self.kwargs["one_id"], self.kwargs["other_id"])
        for entity in (pair.one, pair.other):
            self.shown(entity)
        return pair

    @property
    def record_version(self) -> int:
        return 0

    def get_form_kwargs(self) -> dict[str, Any]:
        pair = self.obj
        return super().get_form_kwargs() | {"one": pair.one.reference, "other": pair.other.reference}

    def act(self, form: ActForm) -> str:
        pair, decision = self.obj, form.cleaned_data["decision"]
        ids = [pair.one.public_id, pair.other.public_id]
        if decision == APART:
            hold_apart(one_id=ids[0], other_id=ids[1], by=self.user, at=self.at)
            messages.success(self.request, _("Held apart: they are not suggested again."))
        else:
            kept, merged = ids if decision == "one" else reversed(ids)
            merge_entities(kept_id=kept, merged_id=merged, reasons=pair.reasons, by=self.user, at=self.at)
            messages.success(self.request, _("One from now on. It can be undone in the list below."))
        return reverse("intelligence:same")

    def page(self) -> dict[str, Any]:
        pair = self.obj
        texts = [entity.label for entity in (pair.one, pair.other)]
        sides = zip((pair.one, pair.other), side_by_side(*texts), strict=True)
        return {
            "sides": [(entity, pieces, links_of(self.user, entity)) for entity, pieces in sides],
            "reasons": reasons_said(pair.reasons),
            "submit_label": _("Decide"),
            "may_decide": may(self.user, "edit", pair.one) and may(self.user, "edit", pair.other),
        }


@require_POST
def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    undo_merge(merge_id=merge_id, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Two again, as they were."))
    return HttpResponseRedirect(reverse("intelligence:same"))
