"""The page on which a list is taken away. It is posted, so that no link, prefetch or history ever fetches one."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskforce.access.policy import visible_rows
from taskforce.jurisdiction.pack import pack
from taskforce.kit.exports import Copy, Listing, columns_for, take_away
from taskforce.kit.forms import ActForm
from taskforce.kit.purposes import WHY
from taskforce.kit.step_up import prove_first, stepped_up_at, where_to_prove
from taskforce.kit.views import ActPage
from taskforce.kit.widgets import Day
from taskforce.refusal import NotVisible


class ExportForm(ActForm):
    purpose = forms.ChoiceField(
        label=gettext_lazy("What you need it for"),
        choices=[(str(code), label) for code, label in WHY.items()],
        widget=forms.RadioSelect,
    )
    since = forms.DateField(
        label=gettext_lazy("Only from this day on"),
        required=False,
        widget=Day,
        help_text=gettext_lazy("Leave it empty for the whole list."),
    )

    def __init__(self, *args: Any, has_days: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_days:
            del self.fields["since"]


class ExportPage(ActPage):
    """Take one list away. Subclasses give `listing`, and `page_of_list`, the page it stands on."""

    template_name = "kit/export.html"
    form_class = ExportForm
    listing: Listing
    page_of_list: ClassVar[str]

    def record(self) -> None:
        if visible_rows(self.user, self.listing.model, through_glass=False) is False:
            raise NotVisible(self.listing.model._meta.label)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _touch = self.obj
        return prove_first(request) or super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"has_days": bool(self.listing.by)}

    def act(self, form: ActForm) -> HttpResponse:
        copy = take_away(
            self.listing, purpose=form.cleaned_data["purpose"], since=form.cleaned_data.get("since"), by=self.user,
            stepped_up_at=stepped_up_at(self.request), at=self.at,
        )  # fmt: skip
        return as_download(copy)

    def repeated(self) -> str:
        """Sent twice it is one copy still; another one begins on a fresh page."""
        return self.request.path

    def page(self) -> dict[str, Any]:
        return {
            "title": self.listing.title,
            "back": reverse(self.page_of_list),
            "columns": [c.label for c in columns_for(self.user, self.listing.model, self.listing.columns)],
            "most": pack().number("export.rows"),
            "prove_url": where_to_prove(self.request),
            "submit_label": _("Take the list away"),
        }


def as_download(copy: Copy) -> HttpResponse:
    """The file, whole: what was read for it was read, and written down, within one transaction."""
    response = HttpResponse(copy.data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{copy.filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
