"""Pages of matching with another deployment: three files, carried by hand."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.exchanges import AgreedForm, AnswerFileForm, TakeFileForm
from intelligence.models import MatchExchange
from intelligence.queries.exchanges import exchanges_for, found_in
from intelligence.rules.exchanges import file_made, waits_for
from intelligence.services.exchanges import (
    abandon_exchange,
    answer_exchange,
    file_taken,
    start_exchange,
    take_file,
)
from taskforce.access.services import may_any
from taskforce.kit.forms import ActForm
from taskforce.kit.receiving import refusal_of
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.refusal import NotVisible
from taskforce.uploads.rules import Kind


def page_of(exchange: MatchExchange) -> str:
    return reverse("intelligence:exchange", args=[exchange.public_id])


class Exchanges(Page):
    """The exchanges of my agency."""

    template_name = "intelligence/exchanges.html"
    lists = (MatchExchange,)

    def page(self) -> dict[str, Any]:
        return {
            "exchanges": self.listed(exchanges_for(self.user)),
            "may_exchange": may_any(self.user, "exchange", MatchExchange),
        }


class Exchange(ActPage):
    """One exchange: the file to carry, the file that is waited for, and what both sides have."""

    template_name = "intelligence/exchange.html"
    form_class = TakeFileForm
    takes: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})

    def record(self) -> Any:
        return self.opened(MatchExchange, public_id=self.kwargs["exchange_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"refused": refusal_of(self.request)}

    def act(self, form: ActForm) -> str:
        if isinstance(form, TakeFileForm):
            taken = take_file(exchange_id=self.obj.public_id, file=form.content(), by=self.user, at=self.at)
            messages.success(self.request, _("Compared. Keys and elements of this exchange were deleted."))
            if taken.outgoing:
                messages.warning(self.request, _("They know nothing yet: save the last file and send it to them."))
        return page_of(self.obj)

    def page(self) -> dict[str, Any]:
        return {
            "waits_for": waits_for(self.obj.side, self.obj.state),
            "found": self.listed_of_each(found_in(self.user, self.obj)),
            "submit_label": _("Take the file and compare"),
        }

    def listed_of_each(self, rows: list[Any]) -> list[Any]:
        """Rows of two models, each put on record as shown."""
        for model in {type(row) for row in rows}:
            self.listed([row for row in rows if type(row) is model])
        return rows


class Start(ActPage):
    """Begin an exchange."""

    template_name = "intelligence/exchange_begin.html"
    form_class = AgreedForm
    makes = ("exchange", MatchExchange)

    def act(self, form: ActForm) -> str:
        exchange = start_exchange(by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Begun. Save the file and send it. The secret goes by telephone alone."))
        return page_of(exchange)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Make the first file")}


class AnswerOffer(ActPage):
    """Answer another deployment's first file."""

    template_name = "intelligence/exchange_begin.html"
    form_class = AnswerFileForm
    makes = ("exchange", MatchExchange)
    takes: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"refused": refusal_of(self.request)}

    def act(self, form: ActForm) -> str:
        facts = form.facts()
        content = form.content() if isinstance(form, TakeFileForm) else b""
        exchange = answer_exchange(**(facts | {"file": content}), by=self.user, at=self.at)
        messages.success(self.request, _("Answered. Save the file and send it back. Then wait for their last one."))
        return page_of(exchange)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Make the second file"), "answers": True}


class ExchangeFile(Page):
    """The file to carry, to be saved."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        exchange = self.opened(MatchExchange, public_id=self.kwargs["exchange_id"])
        if not exchange.outgoing:
            raise NotVisible(exchange._meta.label)
        number = file_made(exchange.side, exchange.state)
        answer = HttpResponse(file_taken(exchange, by=self.user), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{exchange.reference}-{number}.txt"'
        return answer


@require_POST
def abandon(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(
        page_of(abandon_exchange(exchange_id=exchange_id, by=signed_in(request), at=timezone.now()))
    )
