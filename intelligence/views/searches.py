"""Searching. What is asked is posted and kept sealed; the address of its answer holds an id alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.searches import KeepForm, SearchForm, as_asked, in_words
from intelligence.models import Search
from intelligence.queries.searches import recent_searches, saved_searches, search_page, targets_to_name
from intelligence.services import searches
from taskforce.access.services import find, require_any
from taskforce.audit.services import record
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import Refusal


class SearchFor(Page):
    """Look for reports and targets; what I looked for last, and what I keep looking for."""

    template_name = "intelligence/search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_any(self.user, "ask", Search)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.POST, targets=self.targets)
        if form.is_valid():
            try:
                asked = searches.ask(query=form.query(), by=self.user, at=self.at)
            except Refusal as refusal:
                record("act.refused", by=self.user, allowed=False, code=refusal.code)
                form.add_error(refusal.field or None, f"{refusal.message} {refusal.fix}".strip())
            else:
                return HttpResponseRedirect(reverse("intelligence:search", args=[asked.public_id]))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @property
    def targets(self) -> Any:
        return targets_to_name(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = {"form": SearchForm(targets=self.targets)}
        return form | super().get_context_data(**kwargs)

    def page(self) -> dict[str, Any]:
        saved, recent = saved_searches(self.user), recent_searches(self.user)
        return {"saved": saved, "recent": [(s, in_words(s.query(), self.targets)) for s in recent]}


class Found(SearchFor):
    """What a search finds, newest first."""

    template_name = "intelligence/found.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        find(Search, self.user, public_id=self.kwargs["search_id"])  # what is not theirs is not there, whoever asks
        return super().get(request, *args, **kwargs)

    def page(self) -> dict[str, Any]:
        search = find(Search, self.user, public_id=self.kwargs["search_id"])
        query, before = search.query(), row_named(self.request.GET.get("before"))
        fresh = searches.seen(search_id=search.public_id, by=self.user) if search.fresh and not before else []
        results = search_page(self.user, query, before=before, fresh=fresh)
        for rows in results.rows():
            self.listed(rows)
        asked = SearchForm(initial=as_asked(query, self.targets), targets=self.targets)
        return {"search": search, "query": query, "results": results, "form": asked, "is_later": before is not None}


class Keep(ActPage):
    """Save a search, or change how it is called and how often I am told."""

    template_name = "intelligence/keep_search.html"
    form_class = KeepForm

    def record(self) -> Any:
        return find(Search, self.user, public_id=self.kwargs["search_id"])

    def get_initial(self) -> dict[str, Any]:
        return {"called": self.obj.called, "cadence": self.obj.cadence if self.obj.saved_at else "soon"}

    @property
    def line(self) -> str:
        return in_words(self.obj.query(), targets_to_name(self.user))

    def act(self, form: ActForm) -> str:
        searches.keep(search_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Saved. You find it on the search page."))
        return reverse("intelligence:search", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Save the search"), "search": self.obj, "line": self.line}


@require_POST
def forget(request: HttpRequest, search_id: Any) -> HttpResponse:
    searches.forget(search_id=search_id, by=signed_in(request))
    messages.success(request, _("Forgotten."))
    return HttpResponseRedirect(reverse("intelligence:search-for"))
