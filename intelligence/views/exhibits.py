"""Pages of exhibits: the list, one exhibit, its label, its files, the review before conversion."""

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intelligence.forms.exhibits import AskReviewForm, ConvertForm, DecideForm, DiscloseForm, ExhibitForm
from intelligence.models import DisclosureReview, EvidenceItem, ExhibitFile, IntelligenceReport
from intelligence.presenting.exhibits import STANDINGS
from intelligence.queries import exhibits as queries
from intelligence.queries.targets import targets_for
from intelligence.services import exhibits
from taskforce.access.services import fields_of, may, may_any
from taskforce.kit.files import AddFile, FileBytes, FilePage, Original
from taskforce.kit.forms import ActForm
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.uploads.rules import Kind

STEPS = ("handle", "check", "explain", "hold", "consent", "dispose", "disclose", "attach")


class Exhibits(Page):
    """Every exhibit I may see, who holds it and how it stands; a label that is scanned leads to its exhibit."""

    template_name = "intelligence/exhibits.html"
    lists = (EvidenceItem,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = queries.exhibit_called(self.user, request.GET["q"]) if request.GET.get("q") else None
        if found is not None:
            return HttpResponseRedirect(reverse("intelligence:exhibit", args=[found.public_id]))
        return super().get(request, *args, **kwargs)

    def page(self) -> dict[str, Any]:
        only = self.request.GET.get("only", "")
        shown = queries.exhibits_standing(self.user, now=self.at, only=only)
        self.listed([one.item for one in shown])
        return {
            "exhibits": shown, "only": only, "ways": STANDINGS, "asked": self.request.GET.get("q", ""),
            "reviews": self.listed(list(queries.reviews_for(self.user))),
            "may_receive": may_any(self.user, "receive", EvidenceItem),
        }  # fmt: skip


class Exhibit(Page):
    """One exhibit: what it is, who holds it, and its chain of custody."""

    template_name = "intelligence/exhibit.html"

    def page(self) -> dict[str, Any]:
        item = self.opened(EvidenceItem, public_id=self.kwargs["item_id"])
        stands = queries.standing_of(item, now=self.at)
        return {
            "item": item, "stands": stands, "shown": fields_of(self.user, item),
            "chain": queries.chain_of(self.user, item), "faults": queries.faults_at(stands.custody),
            "files": self.listed(queries.files_of(self.user, item)),
            "disclosures": queries.disclosures_of(self.user, item),
            "is_mine": stands.custody.holder == str(self.user.pk),
            "is_for_me": stands.custody.offered_to == str(self.user.pk),
            "may": {step: may(self.user, step, item) and not stands.custody.is_disposed for step in STEPS},
        }  # fmt: skip


class CustodyLog(Exhibit):
    """The chain of custody on paper."""

    template_name = "intelligence/custody_log.html"


class ReceiveExhibit(ActPage):
    """Take an exhibit in."""

    template_name = "intelligence/exhibit_form.html"
    form_class = ExhibitForm
    makes = ("receive", EvidenceItem)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"targets": targets_for(self.user)}

    def act(self, form: ActForm) -> str:
        item = exhibits.receive_exhibit(by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Taken in. You hold it now. Print its label."))
        return reverse("intelligence:exhibit", args=[item.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Take it in")}


class Label(Page):
    """The label of an exhibit: its number, its seal, and a code that holds an opaque path and nothing else."""

    template_name = "intelligence/exhibit_label.html"

    def page(self) -> dict[str, Any]:
        item = self.opened(EvidenceItem, public_id=self.kwargs["item_id"])
        drawn = _code(item).svg_inline(scale=5, border=2, omitsize=False)
        return {"item": item, "stands": queries.standing_of(item, now=self.at), "code": mark_safe(drawn)}  # noqa: S308 - drawn here, from an opaque path


class LabelPicture(Page):
    """The code alone, as a picture for a label printer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = self.opened(EvidenceItem, public_id=self.kwargs["item_id"])
        out = io.BytesIO()
        _code(item).save(out, kind="png", scale=8, border=4)
        answer = HttpResponse(out.getvalue(), content_type="image/png")
        answer.headers["Content-Disposition"] = f'attachment; filename="{item.reference}.png"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _code(item: EvidenceItem) -> segno.QRCode:
    return segno.make_qr(reverse("intelligence:exhibit", args=[item.public_id]), error="q")


class AddToExhibit(AddFile):
    """Keep a file with an exhibit; its digest at reception is shown at once."""

    takes = frozenset(Kind)

    def record(self) -> Any:
        return self.opened(EvidenceItem, public_id=self.kwargs["item_id"])

    def act(self, form: ActForm) -> str:
        row = exhibits.add_file_to_exhibit(item_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        digest = row.received["sha256"]
        messages.success(self.request, _("Kept and sealed. SHA-256 at reception: %(digest)s") % {"digest": digest})
        return reverse("intelligence:exhibit", args=[self.obj.public_id])


class File(FilePage):
    """One file of an exhibit."""

    model, room = ExhibitFile, "intelligence:exhibit-files"

    def above(self, row: Any) -> tuple[str, str]:
        return reverse("intelligence:exhibit", args=[row.item.public_id]), row.item.reference


class FileShown(FileBytes):
    model = ExhibitFile


class FilePicture(FileBytes):
    model, is_inline = ExhibitFile, True


class FileOriginal(Original):
    model, room = ExhibitFile, "intelligence:exhibit-files"


class Disclose(ActPage):
    """Disclose an exhibit to the prosecution."""

    template_name = "intelligence/exhibit_act.html"
    form_class = DiscloseForm

    def record(self) -> Any:
        return self.opened(EvidenceItem, public_id=self.kwargs["item_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agencies": queries.prosecutions()}

    def act(self, form: ActForm) -> str:
        exhibits.disclose_exhibit(item_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("intelligence:exhibit", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        return {"heading": _("Disclose to the prosecution"), "submit_label": _("Disclose")}


@require_POST
def stop_disclosing(request: HttpRequest, item_id: Any, disclosure_id: Any) -> HttpResponse:
    exhibits.stop_disclosing(disclosure_id=disclosure_id, by=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(reverse("intelligence:exhibit", args=[item_id]))


class AskReview(ActPage):
    """Ask whether what a report says may become evidence."""

    template_name = "intelligence/review_ask.html"
    form_class = AskReviewForm

    def record(self) -> Any:
        return self.opened(IntelligenceReport, public_id=self.kwargs["report_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agencies": queries.prosecutions()}

    def act(self, form: ActForm) -> str:
        review = exhibits.ask_for_review(report_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        return reverse("intelligence:disclosure-review", args=[review.public_id])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Ask for the review")}


class Review(ActPage):
    """One disclosure review: the words, and the decision on them."""

    template_name = "intelligence/review.html"
    form_class = DecideForm

    def record(self) -> Any:
        return self.opened(DisclosureReview, public_id=self.kwargs["question_id"])

    def act(self, form: ActForm) -> str:
        version = form.cleaned_data["version"]
        exhibits.decide_review(
            review_id=self.obj.public_id, version=version, by=self.user, at=self.at, **form.facts()
        )  # fmt: skip
        return reverse("intelligence:disclosure-review", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        review = self.obj
        return {
            "review": review, "shown": fields_of(self.user, review), "submit_label": _("Decide"),
            "exhibit": queries.converted_into(self.user, review),
            "may_decide": may(self.user, "decide", review), "may_convert": may(self.user, "convert", review),
        }  # fmt: skip


class Convert(ActPage):
    """Make an exhibit of reviewed words."""

    template_name = "intelligence/exhibit_act.html"
    form_class = ConvertForm

    def record(self) -> Any:
        return self.opened(DisclosureReview, public_id=self.kwargs["question_id"])

    def act(self, form: ActForm) -> str:
        item = exhibits.convert_report(review_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("It is an exhibit now. Its source stays behind."))
        return reverse("intelligence:exhibit", args=[item.public_id])

    def page(self) -> dict[str, Any]:
        return {"heading": _("Make it an exhibit"), "submit_label": _("Make it an exhibit")}
