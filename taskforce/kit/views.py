"""How a page is built: `Page` shows, `ActPage` does one thing and shows what was in the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormMixin

from taskforce.access.knowing import GLASS, Known
from taskforce.access.models import Record
from taskforce.access.reading import put_list_on_record, put_on_record
from taskforce.access.services import find, may_see_any, require_any
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.kit import drafts, once, purposes
from taskforce.kit.forms import ActForm
from taskforce.refusal import NotVisible, Refusal

Row = TypeVar("Row", bound=Record)

if TYPE_CHECKING:
    WithActForm = FormMixin[ActForm]
else:
    WithActForm = FormMixin


def signed_in(request: HttpRequest) -> User:
    """Who sent the request. SignedInOnly let nobody else through; should it ever, nothing is done."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class Page(TemplateView):
    """A page that reads. Subclasses give `template_name` and `page(self) -> dict`, which calls queries only.

    A list names in `lists` the models it shows: whoever could see no row of any of them finds no page there.
    """

    lists: ClassVar[tuple[type[Record], ...]] = ()
    at: datetime

    @cached_property
    def user(self) -> User:
        return signed_in(self.request)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.lists and not any(may_see_any(self.user, model) for model in self.lists):
            raise NotVisible(self.lists[0]._meta.label)
        return super().dispatch(request, *args, **kwargs)

    def opened(self, model: type[Row], **lookup: Any) -> Row:
        """The one row that `lookup` names, its reading put on record. Hidden and absent rows are NotVisible alike.

        Refuses with PURPOSE_NEEDED where the reader has to say why first (taskforce.access.reading).
        """
        return self.shown(find(model, self.user, **lookup))

    def shown(self, row: Row) -> Row:
        """This row, which the reader sees, its reading put on record. Refuses with PURPOSE_NEEDED."""
        if not is_autosave(self.request):  # its answer shows nothing
            _refuse_through_glass(put_on_record(self.user, row, remembered=purposes.remembered(self.request)))
        return row

    def listed(self, rows: Sequence[Row]) -> Sequence[Row]:
        """These rows of one model, put on record as shown in a list."""
        put_list_on_record(self.user, rows)
        return rows

    def page(self) -> dict[str, Any]:
        """What the template shows."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"now": self.at} | self.page()

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """Render inside the view's own transaction: what a template reads is read as the same person, and undone."""
        response = super().render_to_response(context, **options)
        if isinstance(response, TemplateResponse):
            response.render()
        return response


class ActPage(WithActForm, Page):
    """A page with one form that does one act.

    Subclasses give `form_class`, `template_name`, `act(form) -> redirect target`, and where they edit one `record()`
    (found through the policy). With `makes`, an act and a model, nobody is shown a form that they may never send.
    With `draft_key` set, the page autosaves: what was typed survives a closed browser, and other writers of the same
    record are named.
    """

    form_class: type[ActForm]
    draft_key: ClassVar[str] = ""
    makes: ClassVar[tuple[str, type[Record]] | None] = None

    def record(self) -> Any:
        """The record the act is about, found with access.find; None where the act makes a new one."""
        return None

    def act(self, form: ActForm) -> str | HttpResponse:
        """Call one service; give the URL to land on (or a response)."""
        raise ImproperlyConfigured(f"{type(self).__name__} does nothing.")

    @cached_property
    def obj(self) -> Any:
        return self.record()

    @property
    def key(self) -> str:
        """Names the form and record a draft belongs to."""
        return f"{self.draft_key}:{self.obj.public_id if self.obj is not None else 'new'}"

    @property
    def record_version(self) -> int:
        return getattr(self.obj, "version", 0) or 0

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _touch = self.obj  # a hidden record answers 404 before anything is rendered
        if self.makes:
            require_any(self.user, *self.makes)
        kept = drafts.kept_for(self.user, self.key) if self.draft_key else None
        return self.render_to_response(self.get_context_data(kept=kept, form=self._form_with(kept)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _touch = self.obj
        if is_autosave(request):
            return self._autosave()
        if request.POST.get("discard") == "draft" and self.draft_key:
            drafts.forget(user=self.user, key=self.key)
            return HttpResponseRedirect(request.path)
        form = self.get_form()
        if not form.is_valid():
            return self._refused(form)
        try:
            return self._act_once(form)
        except Refusal as refusal:
            record("act.refused", by=self.user, obj=self.obj, allowed=False, code=refusal.code)
            form.refuse(refusal)
            return self._refused(form)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"initial": self.get_initial() | {"version": self.record_version}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.draft_key:
            return super().get_context_data(**kwargs) | {"obj": self.obj}
        return super().get_context_data(**kwargs) | {
            "obj": self.obj,
            "autosave_url": self.request.path,
            "draft_version": kwargs["kept"].version
            if kwargs.get("kept")
            else self.request.POST.get("draft_version", 0),
            "others_writing": self._others_writing(),
        }

    def _others_writing(self) -> list[str]:
        """Who else writes on this record. A new one is everybody's own: nobody is told who begins another."""
        return [] if self.obj is None else drafts.others_writing(self.user, self.key, self.at)

    def _form_with(self, kept: drafts.Kept | None) -> ActForm:
        """The empty form, or the form as its writer left it. A draft begun on an older version keeps that version."""
        if kept is None:
            return self.get_form()
        kwargs = self.get_form_kwargs()
        bound = self.form_class(**(kwargs | {"data": kept.as_post()}))
        initial = {f.name: f.value() for f in bound if f.name not in drafts.NOT_KEPT}
        version = {"version": kept.base_version}
        return self.form_class(**(kwargs | {"initial": kwargs["initial"] | initial | version}))

    def repeated(self) -> str:
        """Where a form that is sent again leads, when its first sending led to no address."""
        return reverse("desk:home")

    def _act_once(self, form: ActForm) -> HttpResponse:
        token = form.cleaned_data["once"]
        taken = once.begin(token=token, user=self.user, at=self.at)
        if taken is None:
            return HttpResponseRedirect(once.landed_on(token=token, user=self.user) or self.repeated())
        try:
            with transaction.atomic():
                landing = self.act(form)
        except Refusal:
            taken.delete()
            raise
        if self.draft_key:
            drafts.forget(user=self.user, key=self.key)
        if isinstance(landing, HttpResponse):
            return landing
        taken.landed_on = landing
        taken.save(update_fields=["landed_on"])
        return HttpResponseRedirect(landing)

    def _refused(self, form: ActForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _autosave(self) -> JsonResponse:
        if not self.draft_key:
            return JsonResponse({"message": "", "code": "KEEPS_NO_DRAFT"}, status=400)
        posted = self.request.POST
        try:
            if self.obj is not None and _count(posted.get("version")) != self.record_version:
                raise _saved_by_another()
            draft = drafts.keep(
                user=self.user,
                key=self.key,
                data=posted,
                seen_version=_count(posted.get("draft_version")),
                base_version=_count(posted.get("version")),
                at=self.at,
            )
        except Refusal as refusal:
            return JsonResponse({"message": f"{refusal.message} {refusal.fix}", "code": refusal.code}, status=409)
        saved_at = timezone.localtime(self.at).strftime("%H:%M:%S")
        return JsonResponse({"draft_version": draft.version, "saved_at": saved_at})


def _count(text: str | None) -> int:
    """A version as a form sent it; whatever is no number is no version."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def _refuse_through_glass(answer: Known | None) -> None:
    """What is seen for an hour through broken glass has a page of its own, which shows that one record and no more."""
    if answer is not None and answer.need == GLASS:
        raise Refusal(
            "BREAK_GLASS_SCOPE",
            _("You read this record in an emergency. It opens on its own page only."),
            fix=_("Open it from the page of emergency access."),
        )


def _saved_by_another() -> Refusal:
    return Refusal(
        "STALE_VERSION",
        _("Somebody saved a newer version of this record. Yours stays on this page and is not kept yet."),
        fix=_("Open the newer version in a second window, then bring yours over."),
    )
