"""What somebody might send, and what becomes of it."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from taskforce.uploads import looking
from taskforce.uploads.rules import FORMS, HEAD, Kind, clean_name, head_refusal, kind_of
from tests.uploads import corpus
from tests.uploads.builders import (
    code_in_its_own_process,
    code_of,
    jpeg,
    mp4,
    pdf,
    png,
    png_of_points,
    told_by_a_camera,
    webp,
)  # fmt: skip

PIXELS = 40_000_000


def test_nothing_is_taken_that_should_not_be_and_nothing_refused_that_should_be_taken():
    sent = corpus.everything()

    wrong = [
        (one.name, code, one.code)
        for one in sent
        if (code := code_of(one.data, one.name, one.content_type)) != one.code
    ]

    assert wrong == []
    assert len(sent) > 200
    assert {one.code for one in sent} >= {"", "FILE_HOLDS_CODE", "ARCHIVE_REFUSED", "IMAGE_TOO_LARGE", "FILE_HARMFUL"}


@pytest.mark.parametrize("draw", [jpeg, png, webp], ids=["jpeg", "png", "webp"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_no_drawn_picture_tells_where_when_or_with_what_and_each_stands_upright(draw, turned):
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>51,30N</exif:GPSLatitude></x:xmpmeta>"
    data = draw(exif=told_by_a_camera(turned=turned), icc_profile=b"\x00" * 300, xmp=xmp)

    seen = looking.look(data, str(kind_of(data[:HEAD])), pixels=PIXELS)

    assert (seen.code, seen.tells_place) == ("", True)
    drawn = Image.open(io.BytesIO(seen.drawn))
    assert drawn.size == ((48, 64) if turned > 4 else (64, 48))
    assert not drawn.getexif()
    assert set(drawn.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not re.search(rb"Exif|GPS|Camera of|xmp|ICC", seen.drawn)


def test_a_picture_that_tells_no_place_is_not_said_to_tell_one():
    assert not looking.look(jpeg(), "jpeg", pixels=PIXELS).tells_place
    assert looking.look(mp4(said=b"\xa9xyz+51.5-000.1/"), "video", pixels=PIXELS).tells_place
    assert not looking.look(mp4(sound=b"\xa9xyz"), "video", pixels=PIXELS).tells_place


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [(jpeg(), "a.jpg", ""), (pdf(), "a.pdf", ""), (mp4(), "a.mp4", ""), (b"words", "a.txt", ""),
     (png_of_points(30_000, 30_000), "a.png", "IMAGE_TOO_LARGE"), (jpeg()[:300], "a.jpg", "FILE_UNREADABLE"),
     (jpeg() + b"MZ", "a.jpg", "FILE_NOT_WHAT_IT_SAYS")],
    ids=["picture", "document", "film", "text", "bomb", "cut", "polyglot"],
)  # fmt: skip
def test_the_process_of_its_own_says_the_same(data, name, code):
    assert code_in_its_own_process(data, name) == code


def test_a_process_that_breaks_or_never_ends_takes_nobody_along(monkeypatch, tmp_path):
    for script in ("import os; os.abort()", "while True: pass", "print('no json')"):
        path = tmp_path / "looking.py"
        path.write_text(script)
        monkeypatch.setattr("taskforce.uploads.examining.LOOKING", path)
        monkeypatch.setattr("taskforce.uploads.examining.PATIENCE", 1.0)

        assert code_in_its_own_process(jpeg(), "a.jpg") == "FILE_UNREADABLE"


def test_the_process_opens_no_file_and_no_socket_and_gets_no_secret(monkeypatch, tmp_path):
    looks = looking.__file__
    path = tmp_path / "looking.py"
    tries = (
        "import sys, os, socket, json; sys.argv = ['x', 'jpeg', '1']; import runpy\n"
        f"ns = runpy.run_path({looks!r}); ns['give_up_the_rest'](); sys.stdin.buffer.read()\n"
        "found = [name for name in os.environ if 'TASKFORCE' in name]\n"
        "for what in (lambda: open('/etc/hostname'), socket.socket, lambda: os.fork() and None):\n"
        "    try:\n        what()\n        found.append('opened')\n    except OSError:\n        pass\n    break\n"
        "try:\n    socket.socket(); found.append('socket')\nexcept OSError:\n    pass\n"
        "print(json.dumps({'code': 'FILE_EMPTY' if not found else 'FILE_HARMFUL'}))\n"
    )
    path.write_text(tries)
    monkeypatch.setattr("taskforce.uploads.examining.LOOKING", path)
    monkeypatch.setenv("TASKFORCE_VAULT_KEY", "a secret")

    assert code_in_its_own_process(jpeg(), "a.jpg") == "FILE_EMPTY"


# --- Laws ---


@given(st.text(max_size=300))
def test_a_name_holds_no_path_nothing_invisible_and_is_short(name):
    cleaned = clean_name(name)

    assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e\u2066-\u2069\ufeff]", cleaned)
    assert len(cleaned) <= 120
    assert clean_name(cleaned) == cleaned


@given(st.binary(max_size=600), st.sampled_from(["a.jpg", "a.txt", "a.pdf", "a", "a.exe"]))
def test_whatever_is_taken_is_of_a_kind_that_agrees_with_its_name(head, name):
    code = head_refusal(head, name=name, content_type="", accepted=frozenset(Kind))

    kind = kind_of(head)
    if not code:
        assert kind is not None
        assert name == "a" or name.rpartition(".")[2] in FORMS[kind].extensions


@given(st.binary(max_size=400), st.integers(0, 800))
def test_bytes_thrown_into_a_picture_never_break_the_look(noise, place):
    data = jpeg()
    seen = looking.look(data[:place] + noise + data[place:], "jpeg", pixels=PIXELS)

    assert seen.code.isupper() or seen.drawn_as


@given(st.sampled_from(sorted(Kind)), st.sets(st.sampled_from(sorted(Kind))))
def test_only_what_a_page_asks_for_is_taken(kind, accepted):
    head = {Kind.JPEG: jpeg(), Kind.PNG: png(), Kind.WEBP: webp(), Kind.PDF: pdf(), Kind.TEXT: b"words",
            Kind.VIDEO: mp4(), Kind.AUDIO: mp4(b"M4A ")}[kind]  # fmt: skip

    code = head_refusal(head, name="", content_type="", accepted=frozenset(accepted))

    assert code == ("" if kind in accepted else "FILE_KIND_REFUSED")
