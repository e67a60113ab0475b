"""How a file comes in: looked at as it arrives, and left standing as soon as it cannot be taken.

Every body is read by this handler, also a stranger's. It reads a file only for a page that `takes` some kinds, from
somebody who is signed in; it counts, and looks at the first bytes; and where it stops it reads no further. What the
form sent before its file is kept, so forms send their file last.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser

from taskforce.refusal import Refusal
from taskforce.uploads.examining import largest, largest_of, refusal_for
from taskforce.uploads.rules import HEAD, Kind, Table, clean_name, head_refusal, kind_of, table_of, table_refusal
from taskforce.uploads.spool import Spool

if TYPE_CHECKING:
    AnUploadedFile = UploadedFile[Any]
else:
    AnUploadedFile = UploadedFile

Answer = Callable[[HttpRequest], HttpResponse]
BESIDE_A_FILE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # the most the rest of a form may have


class Received(AnUploadedFile):
    """A file whose first bytes passed, waiting to be looked at as a whole."""

    def __init__(self, spool: Spool, *, name: str, kind: Kind | Table) -> None:
        super().__init__(None, "file", kind.value, spool.size)
        self.spool, self.called, self.kind = spool, name, kind

    def close(self) -> None:
        self.spool.close()


def taken_by(request: HttpRequest) -> frozenset[Kind | Table]:
    """The kinds of file that the page behind this address takes from whoever asks."""
    match = request.resolver_match
    func = match.func if match is not None else None
    view = getattr(func, "view_class", None) or getattr(func, "cls", None)  # a page, or an endpoint
    kinds: frozenset[Kind | Table] = getattr(view, "takes", frozenset())
    return kinds if kinds and request.user.is_authenticated else frozenset()


def refusal_of(request: HttpRequest) -> Refusal | None:
    """Why the file of this request was not taken, if it was not."""
    found: Refusal | None = getattr(request, "file_refusal", None)
    return found


class Receiver(FileUploadHandler):
    """Parses the body itself, through an input that ends at the limit whatever is sent behind it."""

    def handle_raw_input(  # type: ignore[override]  # the boundary comes as bytes
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> tuple[Any, Any]:
        kinds = taken_by(self.request) if self.request is not None else frozenset()
        most = BESIDE_A_FILE + (largest_of(kinds) if kinds else 0)
        file = _OneFile(self.request, kinds, is_too_long=content_length > most)
        capped: Any = _Capped(input_data, most)
        return MultiPartParser(meta, capped, [file], encoding).parse()


class _OneFile(FileUploadHandler):
    """Takes one file of the kinds asked for, and says why it does not."""

    def __init__(self, request: HttpRequest | None, kinds: frozenset[Kind | Table], *, is_too_long: bool) -> None:
        super().__init__(request)
        self.kinds = kinds
        self.is_too_long = is_too_long
        self.spool: Spool | None = None
        self.kind: Kind | Table | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.kinds:
            raise StopUpload(connection_reset=True)  # nobody asked for a file here
        if self.is_too_long:
            self._refuse("FILE_TOO_LARGE")
        self.spool, self.kind = Spool(settings.FILES_ROOT / "incoming"), None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.spool is None:
            raise TypeError("no file was begun")
        self.spool.add(raw_data, head=HEAD)
        if self.kind is None and len(self.spool.head) >= HEAD:
            self.kind = self._kind(self.spool)
        if self.kind is not None and self.spool.size > largest(self.kind):
            self._refuse("FILE_TOO_LARGE")
        return None

    def file_complete(self, file_size: int) -> AnUploadedFile | None:
        if self.spool is None:
            return None
        kind = self.kind or self._kind(self.spool)
        return Received(self.spool, name=clean_name(self.file_name or ""), kind=kind)

    def upload_interrupted(self) -> None:
        """The line broke, or more came than was announced: what is here is not the file."""
        self._forget()

    def _kind(self, spool: Spool) -> Kind | Table:
        code, kind = self._seen(spool.head, clean_name(self.file_name or ""), self.content_type or "")
        if code or kind is None:
            self._refuse(code or "FILE_KIND_REFUSED")
            raise TypeError(code)
        return kind

    def _seen(self, head: bytes, name: str, said: str) -> tuple[str, Kind | Table | None]:
        """Why not, and what it is: a page takes tables or other files, never both."""
        if self.kinds & set(Table):
            return table_refusal(head, name=name, content_type=said), table_of(head, name)
        kinds = frozenset(kind for kind in self.kinds if isinstance(kind, Kind))
        return head_refusal(head, name=name, content_type=said, accepted=kinds), kind_of(head)

    def _refuse(self, code: str) -> None:
        """Remember why, and read no further."""
        self._forget()
        self.request.file_refusal = refusal_for(code, self.kinds)  # type: ignore[union-attr]  # ours, on the request
        raise StopUpload(connection_reset=True)

    def _forget(self) -> None:
        if self.spool is not None:
            self.spool.close()
            self.spool = None


class _Capped:
    """An input that ends after so many bytes, whatever follows. What follows is never read."""

    def __init__(self, source: Any, most: int) -> None:
        self.source = source
        self.left = most

    def read(self, size: int | None = None, /) -> bytes:
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        data: bytes = self.source.read(wanted) if wanted else b""
        self.left -= len(data)
        return data


class ShortBodies:
    """Refuses, before it is read, any other body that says it is longer than a form may be: JSON of machines too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type != "multipart/form-data" and _length(request) > BESIDE_A_FILE:
            raise RequestDataTooBig("a body longer than a form may be")
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdecimal() else 0
