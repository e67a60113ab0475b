"""Pages of files: choosing one, looking at one, and the one way in which its bytes leave."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskforce.access.knowing import Purpose
from taskforce.access.reading import put_on_record
from taskforce.access.services import fields_of, may, require
from taskforce.kit.forms import ActForm
from taskforce.kit.purposes import WHY
from taskforce.kit.receiving import Received, refusal_of
from taskforce.kit.views import ActPage, Page
from taskforce.kit.widgets import Sealed
from taskforce.refusal import NotVisible, Refusal
from taskforce.uploads.examining import MEBI, Examined, examine, examine_table, largest
from taskforce.uploads.models import SealedFile
from taskforce.uploads.rules import FORMS, Kind, Table
from taskforce.uploads.services import open_file

# A file that is opened as a page can do nothing: it loads nothing, sends nothing, and has no origin of ours.
NOTHING = "default-src 'none'; sandbox; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; worker-src 'none'"  # fmt: skip  # noqa: E501

CSV = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileField(forms.FileField):
    """A file of one of these kinds, looked at as a whole; its clean value is an `Examined`."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.refused: Refusal | None = None

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuses with what stopped it on its way in, or with what is found in it (taskforce.uploads.examining)."""
        try:
            if self.refused is not None:
                raise self.refused
            received = super().clean(data, initial)
            if not isinstance(received, Received):
                return None
            return self.examined(received)
        except Refusal as refusal:
            raise forms.ValidationError(f"{refusal.message} {refusal.fix}".strip(), code=refusal.code) from refusal

    def examined(self, received: Received) -> Any:
        """The file as it may be kept. Refuses as `examine` does."""
        return examine(received.spool, name=received.called, kind=Kind(received.kind))

    def to_python(self, data: Any) -> Any:
        """Its name and size were looked at as it came in."""
        return data if data not in self.empty_values else None


class TableField(FileField):
    """A table of one of these kinds, looked at as a whole; its clean value is an `ExaminedTable`."""

    def examined(self, received: Received) -> Any:
        return examine_table(received.spool, name=received.called, kind=Table(received.kind))


class FileForm(ActForm):
    """Send one file. It stands last, so that a file that is stopped on its way takes nothing else along."""

    caption = forms.CharField(
        label=gettext_lazy("What it shows"), max_length=400, widget=Sealed(rows=2), required=False,
        help_text=gettext_lazy("For those who look for it later. Not where it came from."),
    )  # fmt: skip
    file = FileField(label=gettext_lazy("The file"))

    def __init__(self, *args: Any, kinds: frozenset[Kind], refused: Refusal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        if isinstance(field, FileField):
            field.refused = refused
            field.help_text = _("Taken are: %(kinds)s.") % {"kinds": _words(kinds)}
            field.widget.attrs["accept"] = ",".join(f".{e}" for kind in sorted(kinds) for e in FORMS[kind].extensions)


class AddFile(ActPage):
    """A page that takes one file. Subclasses say which kinds, what it lies on, and which service keeps it."""

    takes: ClassVar[frozenset[Kind]] = frozenset()
    template_name = "files/add.html"
    form_class = FileForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kinds": self.takes, "refused": refusal_of(self.request)}

    def kept(self, file: Examined, row: SealedFile) -> None:
        """Say that it is kept, and what became of the place it told."""
        if not file.tells_place:
            messages.success(self.request, _("Kept and sealed."))
        elif row.has_original:
            messages.warning(self.request, _("Kept and sealed. This picture tells where it was taken: its original still does, what is shown does not."))  # fmt: skip  # noqa: E501
        elif row.is_picture:
            messages.warning(self.request, _("Kept and sealed. This picture told where it was taken: that was left out, and its original was not kept."))  # fmt: skip  # noqa: E501
        else:
            messages.warning(self.request, _("Kept and sealed. This file tells where it was made, and whoever opens it can read that."))  # fmt: skip  # noqa: E501

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Keep the file")}


class FilePage(Page):
    """One file: what it is, and the picture itself where it is one."""

    template_name = "files/one.html"
    model: type[SealedFile]
    room: ClassVar[str]

    def above(self, row: Any) -> tuple[str, str]:
        """The address and the reference of the record it lies on."""
        raise NotImplementedError

    def page(self) -> dict[str, Any]:
        row = self.opened(self.model, public_id=self.kwargs["file_id"])
        shown = fields_of(self.user, row)
        address, reference = self.above(row)
        return {
            "file": row, "shown": shown, "room": self.room, "above_url": address, "above_reference": reference,
            "may_open_original": "original" in shown and row.has_original and may(self.user, "open_original", row),
            "may_withdraw": may(self.user, "withdraw", row),
        }  # fmt: skip


class FileBytes(Page):
    """The bytes that are shown: a picture of our own drawing in a page, anything else to be saved."""

    model: type[SealedFile]
    is_inline: ClassVar[bool] = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        row = self.opened(self.model, public_id=self.kwargs["file_id"])
        if "shown" not in fields_of(self.user, row) or (self.is_inline and not row.is_picture):
            raise NotVisible(row._meta.label)
        return sent(request, row, "shown", by=self.user, is_inline=self.is_inline)

    def page(self) -> dict[str, Any]:
        raise NotImplementedError


class OriginalForm(ActForm):
    purpose = forms.ChoiceField(
        label=gettext_lazy("Why you need it as it came"), choices=[(str(code), label) for code, label in WHY.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip


class Original(ActPage):
    """A picture as it came, with all that its camera wrote: for a stated purpose, each time."""

    template_name = "files/original.html"
    form_class = OriginalForm
    model: type[SealedFile]
    room: ClassVar[str]

    def record(self) -> Any:
        row = self.opened(self.model, public_id=self.kwargs["file_id"])
        require(self.user, "open_original", row)
        return row

    def _act_once(self, form: ActForm) -> Any:
        """Opened twice is read twice: each time it is sent, and each time it is on record."""
        purpose = str(Purpose(form.cleaned_data["purpose"]))
        put_on_record(self.user, self.obj, purpose=purpose)
        return sent(self.request, self.obj, "original", by=self.user, purpose=purpose)

    def page(self) -> dict[str, Any]:
        return {"submit_label": _("Open the original"), "room": self.room}


def sent(
    request: HttpRequest, row: SealedFile, part: str, *, by: Any, purpose: str = "", is_inline: bool = False
) -> HttpResponseBase:
    """One part of a file on its way out, checked to its end before the first byte leaves (docs/uploads.md).

    The one place where bytes of a file are given out. Its name outside is the record's reference: what its sender
    called it can name a person. The caller has found the row through its policy and put the reading on record.
    """
    checked = open_file(row, part, by=by, purpose=purpose)
    form = row.form if part == "shown" else FORMS[Kind(row.received["kind"])]
    answer: HttpResponseBase
    if request.method == "HEAD":
        checked.close()
        answer = HttpResponse()
    else:
        answer = StreamingHttpResponse(checked)
    answer.headers["Content-Type"] = form.content_type
    answer.headers["Content-Length"] = str(checked.kept.size)
    answer.headers["Content-Disposition"] = (
        "inline" if is_inline else f'attachment; filename="{row.reference}.{form.extensions[0]}"'
    )
    answer.headers["Content-Security-Policy"] = NOTHING
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def to_keep(data: bytes, name: str, content_type: str) -> HttpResponse:
    """A file that was made for whoever asks: to keep, never shown, never stored on the way."""
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def back_to(request: HttpRequest, room: str, file_id: Any) -> HttpResponse:
    """After a file was withdrawn: to its page, which says so."""
    messages.success(request, _("Withdrawn. Nobody can open it any more."))
    return HttpResponseRedirect(reverse(f"{room}:file", args=[file_id]))


def _words(kinds: frozenset[Kind]) -> str:
    """Kinds of one limit together: JPG, PNG, PDF up to 20 MB; MP4 up to 100 MB."""
    together: dict[int, list[str]] = {}
    for kind in Kind:
        if kind in kinds:
            together.setdefault(largest(kind) // MEBI, []).append(FORMS[kind].extensions[0].upper())
    parts = [
        _("%(kinds)s up to %(number)s MB") % {"kinds": ", ".join(names), "number": number}
        for number, names in together.items()
    ]
    return "; ".join(parts)
