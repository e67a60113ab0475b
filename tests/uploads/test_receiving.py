"""Stopped early: how much is read of what is too long, of the wrong kind, or for nobody; and what the form keeps."""

import io
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from intelligence.models import IntelligenceFile, IntelligenceReport
from taskforce.accounts.models import Function
from taskforce.uploads.examining import MEBI
from tests.builders import someone
from tests.intelligence.builders import a_target
from tests.uploads.builders import a_form_with, bytes_of, jpeg, mp4, packed, pdf
from tests.uploads.corpus import HTML

pytestmark = pytest.mark.django_db

EDGE = "made-up-edge"
TWO_GIB = 2 * 1024 * MEBI
CHUNKS = 4 * 65_536  # what parsers hold while they look


class Counted:
    """A body that is made while it is read, and counts how much of it was."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.held, self.pulled = pieces, b"", 0

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self.held) < size:
            piece = next(self.pieces, b"")
            if not piece:
                break
            self.held += piece
        given, self.held = (self.held, b"") if size < 0 else (self.held[:size], self.held[size:])
        self.pulled += len(given)
        return given

    readline = read  # asked for, and never used


def a_field(name: str, value: str) -> bytes:
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def before_the_file(name: str, kind: str) -> bytes:
    fields = a_field("once", str(a_form_with(b"")["once"])) + a_field("caption", "The side door, in my words")
    said = f'form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}'
    return fields + f"--{EDGE}\r\nContent-Disposition: {said}\r\n\r\n".encode()


def a_body(begins: bytes, *, name: str, kind: str, length: int) -> Iterator[bytes]:
    """A form whose file begins so and goes on for `length` bytes."""
    yield before_the_file(name, kind)
    yield begins
    for _each in range(length // 65_536):
        yield bytes(65_536)
    yield f"\r\n--{EDGE}--\r\n".encode()


def sent(browser: Client, path: str, body: Iterator[bytes], *, says: int, content_type: str = "") -> tuple[object, int]:
    """The answer to a body that is said to be so long, and how much of it was read."""
    counted = Counted(body)
    kind = content_type or f"multipart/form-data; boundary={EDGE}"
    said = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(says), "wsgi.input": counted}
    answer = browser.generic("POST", path, b"", **said)
    return answer, counted.pulled


@pytest.fixture
def page(at, as_user):
    """Somebody who may add a file, and where."""
    target = a_target(at)
    return as_user(target.opened_by), f"/targets/{target.public_id}/files/new/"


def test_a_film_of_two_gib_that_says_so_is_not_begun(page):
    browser, path = page
    body = a_body(mp4(), name="film.mp4", kind="video/mp4", length=TWO_GIB)

    answer, pulled = sent(browser, path, body, says=TWO_GIB)

    assert (answer.status_code, "FILE_TOO_LARGE" in answer.content.decode()) == (422, True)
    assert "The side door, in my words" in answer.content.decode()
    assert pulled < CHUNKS
    assert not IntelligenceFile.objects.exists()


def test_a_picture_longer_than_a_picture_may_be_is_left_at_its_limit_in_little_memory(page, files_root):
    browser, path = page
    says = 90 * MEBI  # a film might be so long, so it is begun
    body = a_body(jpeg(), name="a.jpg", kind="image/jpeg", length=TWO_GIB)
    browser.get(path)
    tracemalloc.start()

    answer, pulled = sent(browser, path, body, says=says)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status_code, "FILE_TOO_LARGE" in answer.content.decode()) == (422, True)
    assert 20 * MEBI < pulled < 20 * MEBI + CHUNKS
    assert most < 6 * MEBI
    assert "The side door, in my words" in answer.content.decode()
    assert list((files_root / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("begins", "name", "kind", "code"),
    [(HTML, "page.html", "text/html", "FILE_HOLDS_CODE"), (HTML, "a.jpg", "image/jpeg", "FILE_HOLDS_CODE"),
     (packed("a"), "all.zip", "application/zip", "ARCHIVE_REFUSED"),
     (b"\x93" * 70, "a.mp4", "video/mp4", "FILE_NOT_WHAT_IT_SAYS")],
)  # fmt: skip
def test_the_first_bytes_of_the_wrong_kind_end_it(page, begins, name, kind, code):
    browser, path = page
    body = a_body(begins, name=name, kind=kind, length=TWO_GIB)

    answer, pulled = sent(browser, path, body, says=50 * MEBI)

    assert (answer.status_code, code in answer.content.decode()) == (422, True)
    assert pulled < CHUNKS
    assert "The side door, in my words" in answer.content.decode()


@pytest.mark.parametrize("path", ["/reports/new/", "/preferences/", "/accounts/login/", "/api/reports/"])
def test_no_other_address_reads_a_file(as_user, path):
    browser = as_user(someone(Function.INVESTIGATOR, Function.ANALYST))
    body = a_body(jpeg(), name="a.jpg", kind="image/jpeg", length=TWO_GIB)

    _answer, pulled = sent(browser, path, body, says=TWO_GIB)

    assert pulled < CHUNKS
    assert not IntelligenceReport.objects.exists()


def test_a_stranger_sends_no_file_even_with_a_token(page):
    _browser, path = page
    body = a_body(jpeg(), name="a.jpg", kind="image/jpeg", length=TWO_GIB)

    answer, pulled = sent(Client(), path, body, says=TWO_GIB)

    assert answer.status_code == 302
    assert pulled < CHUNKS


@pytest.mark.parametrize("without", ["a name", "an end"])
def test_a_body_that_never_says_it_is_a_file_is_read_no_further_than_a_form_may_go(page, without):
    browser, path = page
    named = {"a name": 'filename=""', "an end": 'filename="a.jpg"'}[without]
    begins = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; {named}\r\n\r\n'.encode()

    def endless() -> Iterator[bytes]:
        yield begins + (jpeg() if without == "an end" else b"")
        while True:
            yield bytes(65_536)

    answer, pulled = sent(browser, path, endless(), says=80 * MEBI)

    assert answer.status_code == {"a name": 400, "an end": 422}[without]
    assert pulled <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 100 * MEBI
    assert not IntelligenceFile.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("path", ["/api/reports/", "/targets/new/"])
def test_no_other_body_is_read_that_says_it_is_longer_than_a_form(as_user, content_type, path):
    browser = as_user(someone(Function.INVESTIGATOR, Function.ANALYST))

    answer, pulled = sent(browser, path, iter([b"x" * 70_000]), says=TWO_GIB, content_type=content_type)

    assert (answer.status_code, pulled) == (400, 0)


def test_a_second_file_is_refused_and_the_first_not_kept(page):
    browser, path = page
    form = a_form_with(jpeg()) | {"other": io.BytesIO(jpeg())}

    assert browser.post(path, form).status_code == 400
    assert not IntelligenceFile.objects.exists()


def test_a_refused_file_leaves_the_form_as_it_was_and_the_next_one_is_kept(page):
    browser, path = page

    refused = browser.post(path, a_form_with(HTML, "a.jpg", caption="Words I typed"))
    kept = browser.post(path, a_form_with(pdf(), "a.pdf", caption="Words I typed"))

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert "Words I typed" in refused.content.decode()
    assert 'id="errors"' in refused.content.decode()
    assert IntelligenceFile.objects.get().caption == "Words I typed"


def test_a_long_film_is_kept_whole_and_comes_back_as_it_was(page):
    browser, path = page
    film = mp4(sound=bytes(range(256)) * 12_000)

    browser.post(path, a_form_with(film, "film.mp4"))

    file = IntelligenceFile.objects.get()
    assert bytes_of(browser.get(f"/files/{file.public_id}/download/")) == film


class Quiet(WSGIRequestHandler):
    def log_message(self, *_what: object) -> None:
        """Nothing."""


@pytest.mark.django_db(transaction=True)
def test_over_a_real_socket_two_gib_end_at_once_with_a_page_that_says_why(page):
    browser, path = page
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)
    serving = threading.Thread(target=server.handle_request)
    serving.start()
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'a' * 32}\r\n"
        f"Content-Type: multipart/form-data; boundary={EDGE}\r\nContent-Length: {TWO_GIB}\r\n\r\n"
    )
    token = a_field("csrfmiddlewaretoken", "a" * 32)
    with socket.create_connection(("127.0.0.1", server.server_port)) as line:
        line.settimeout(20)
        line.sendall(head.encode() + token + before_the_file("film.mp4", "video/mp4") + mp4() + bytes(70_000))
        began, answer = time.monotonic(), b""
        try:
            while piece := line.recv(65_536):
                answer += piece
        except ConnectionResetError:
            pass
    serving.join(20)
    server.server_close()

    assert answer.startswith(b"HTTP/1.0 422")
    assert b"FILE_TOO_LARGE" in answer
    assert b"The side door, in my words" in answer
    assert time.monotonic() - began < 15
