"""The auditor's pages. Whoever does not see the whole trail gets the answer of an address that does not exist."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taskforce.access.services import may
from taskforce.accounts.models import Function
from taskforce.audit.sealer import seal_state
from taskforce.audit.services import record
from taskforce.kit.export_pages import ExportPage
from taskforce.kit.exports import Listing
from taskforce.kit.forms import ActForm, row_named
from taskforce.kit.views import ActPage, Page, signed_in
from taskforce.oversight import forms, kept, presenting, services
from taskforce.oversight.models import AuditReview
from taskforce.oversight.queries import anchors, knew, outliers, require_auditor, trail, week
from taskforce.refusal import NotVisible

TRAIL, KNEW = "trail", "knew"


class AuditorsOnly(Page):
    """A page of auditors; others are told nothing, whatever they send."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require_auditor(request.user)
        return super().dispatch(request, *args, **kwargs)


class Trail(AuditorsOnly):
    """The trail, newest first; filtered by what was asked, which the session keeps."""

    template_name = "oversight/trail.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = {name: request.POST.get(name, "") for name in form.fields if request.POST.get(name)}
        token = kept.keep(request, TRAIL, said)
        return HttpResponseRedirect(reverse("oversight:filtered", args=[token]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = self.kwargs.get("token")
        form = kwargs.pop("form", None) or self._form(kept.asked(self.request, TRAIL, token) if token else None)
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        shown = trail.trail_for(self.user, asked, before=row_named(self.request.GET.get("before")))
        # Of a code only its name: its value was typed.
        codes: dict[str, Any] = {f"asked_{n}": str(next(iter(v)) if n == "code" else v) for n, v in asked.items() if v}
        record("audit.trail.read", by=self.user, rows=len(shown.entries), **codes)
        return super().get_context_data(
            **kwargs, form=form, found=shown, is_filtered=bool(asked), state=seal_state(),
            review=week.open_review_of(self.user),
        )  # fmt: skip

    def _form(self, data: Any) -> forms.TrailForm:
        return trail_form(self.user, data)


def trail_form(user: Any, data: Any) -> forms.TrailForm:
    return forms.TrailForm(
        data, verbs=trail.verbs(user), types=trail.object_types(user), people=trail.colleagues_for(user),
        agencies=trail.agencies_for(user),
    )  # fmt: skip


class TakeTrail(AuditorsOnly, ExportPage):
    """The trail, or what of it was looked for, as a file."""

    page_of_list = "oversight:trail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require_auditor(request.user)
        self.listing = self._asked(kwargs.get("token"))
        return super().dispatch(request, *args, **kwargs)

    def _asked(self, token: str | None) -> Listing:
        form = trail_form(self.user, kept.asked(self.request, TRAIL, token) if token else {})
        return trail.filtered_trail(form.cleaned_data if form.is_valid() else {})


class Entry(AuditorsOnly):
    """One row of the trail, whole: what holds it, and what else happened under the same sign-in."""

    template_name = "oversight/entry.html"

    def page(self) -> dict[str, Any]:
        one = trail.entry_for(self.user, self.kwargs["entry_id"])
        record("audit.entry.read", by=self.user, entry=str(one.entry.pk), rows=1 + len(one.around))
        return {"one": one, "entry": one.entry, "around": one.around, "codes": sorted(one.entry.codes.items())}


class Reviews(AuditorsOnly):
    """The weekly reviews of this agency."""

    template_name = "oversight/reviews.html"

    def page(self) -> dict[str, Any]:
        return {"reviews": self.listed(list(week.reviews_for(self.user)[:60]))}


class Review(AuditorsOnly, ActPage):
    """One week: its figures, what was out of the ordinary, and the signature."""

    template_name = "oversight/review.html"
    form_class = forms.ReviewForm

    def record(self) -> AuditReview:
        return self.opened(AuditReview, public_id=self.kwargs["review_id"])

    @cached_property
    def outliers(self) -> list[presenting.Shown]:
        if self.obj.signed_at:
            return []
        found = outliers.outliers_of(self.user, since=self.obj.from_at, until=self.obj.until_at)
        people = outliers.people_in(self.user, found)
        return [presenting.shown(each, people[each.who]) for each in found]

    def get_form_kwargs(self) -> dict[str, Any]:
        labels = [(each.key, f"{each.title}: {each.who.name}") for each in self.outliers]
        return super().get_form_kwargs() | {"outliers": labels}

    def act(self, form: ActForm) -> str:
        services.sign_review(review_id=self.obj.public_id, by=self.user, at=self.at, **form.facts())
        messages.success(self.request, _("Signed. The next week is open."))
        return reverse("oversight:review", args=[self.obj.public_id])

    def page(self) -> dict[str, Any]:
        review: AuditReview = self.obj
        findings = week.findings_of(self.user, review) if review.signed_at else []
        numbers = review.figures or week.figures_of(self.user, since=review.from_at, until=review.until_at, at=self.at)
        return {
            "review": review,
            "figures": presenting.figures(numbers),
            "outliers": self.outliers,
            "findings": [(presenting.shown(each, each.who), each.get_judgement_display()) for each in findings],
            "is_over": self.at >= review.until_at,
            "is_checked": review.checked_at is not None and review.checked_at >= review.until_at,
            "may_sign": may(self.user, "sign", review),
            "submit_label": _("Sign this review"),
        }


class Ask(AuditorsOnly, ActPage):
    """Who knew: of which record, before when, and why one asks."""

    template_name = "oversight/ask.html"
    form_class = forms.KnewForm

    def act(self, form: ActForm) -> str:
        said = form.facts()
        subject = services.ask_who_knew(reference=said["reference"], purpose=said["purpose"], by=self.user)
        before: datetime = said["before"] or self.at
        facts = {
            "type": subject._meta.label, "id": str(subject.public_id), "reference": subject.reference,
            "before": before.isoformat(), "purpose": said["purpose"],
        }  # fmt: skip
        return reverse("oversight:knew", args=[kept.keep(self.request, KNEW, facts)])

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Name them")}


class Knew(AuditorsOnly):
    """Everybody who was shown that record or what hangs on it, by first knowledge."""

    template_name = "oversight/knew.html"

    def page(self) -> dict[str, Any]:
        facts = kept.asked(self.request, KNEW, self.kwargs["token"])
        before, subject = datetime.fromisoformat(facts["before"]), UUID(facts["id"])
        number = self.kwargs.get("number")
        if number is not None and not knew.is_copy_of(self.user, subject, number):
            raise NotVisible("oversight.copy")
        found = knew.who_knew(self.user, subject_type=facts["type"], subject_id=subject, before=before)
        record(
            "audit.knew.read", by=self.user, rows=len(found.knew), refused=len(found.refused), subject=facts["id"],
            subject_type=facts["type"], purpose=facts["purpose"], copy=number,
        )  # fmt: skip
        return {
            "reference": facts["reference"],
            "before": before,
            "why": dict(forms.PURPOSES)[facts["purpose"]],
            "token": self.kwargs["token"],
            "number": number,
            "knew": presenting.with_why(found.knew),
            "refused": presenting.with_why(found.refused),
        }


class Copy(Knew):
    """A numbered copy for paper: whom it was made for stands on it."""

    template_name = "oversight/copy.html"


class Anchors(Page):
    """The anchors that this person's agency holds, to keep elsewhere; auditors see those of every agency."""

    template_name = "oversight/anchors.html"

    def page(self) -> dict[str, Any]:
        return {"anchors": anchors.anchors_for(self.user), "is_auditor": self.user.holds(Function.AUDITOR)}


class AnchorOnPaper(Page):
    """One anchor to print: it says nothing of what it holds."""

    template_name = "oversight/anchor.html"

    def page(self) -> dict[str, Any]:
        found = anchors.anchor_for(self.user, self.kwargs["anchor_id"])
        record("audit.anchor.printed", by=self.user, obj=found)
        return {
            "anchor": found,
            "digest": presenting.grouped(found.digest),
            "signature": presenting.grouped(found.signature),
            "public_key": presenting.grouped(found.public_key),
        }


@require_POST
def check(request: HttpRequest, review_id: UUID) -> HttpResponse:
    require_auditor(request.user)
    found = services.check_chain(review_id=review_id, by=signed_in(request), at=timezone.now())
    if found.faults:
        messages.error(request, _("Not as it was sealed: %(fault)s") % {"fault": found.faults[0]})
    else:
        messages.success(request, _("Checked: every row is as it was sealed."))
    return HttpResponseRedirect(reverse("oversight:review", args=[review_id]))


@require_POST
def copy(request: HttpRequest, token: str) -> HttpResponse:
    require_auditor(request.user)
    subject = UUID(kept.asked(request, KNEW, token)["id"])
    number = services.number_copy(subject_id=subject, by=signed_in(request))
    return HttpResponseRedirect(reverse("oversight:copy", args=[token, number]))


def anchor_file(request: HttpRequest, anchor_id: UUID) -> HttpResponse:
    """The anchor as a file, as `verify_audit --anchors` reads it."""
    checkpoint = anchors.checkpoint_for(signed_in(request), anchor_id)
    record("audit.anchor.taken", by=signed_in(request), anchor=str(anchor_id), rows=1)
    return HttpResponse(
        checkpoint.as_text(),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{anchors.file_name(checkpoint)}"'},
    )
