"""More than a hundred files that somebody might send, each with what becomes of it. All are made here."""

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image

from tests.uploads.builders import (
    HTML,
    SVG,
    TEST_SIGNATURE,
    a_chunk,
    a_picture,
    box,
    jpeg,
    mp4,
    packed,
    pdf,
    png,
    png_of_points,
    png_with_words,
    saved,
    told_by_a_camera,
    webp,
)  # fmt: skip

OTHER, CODE, KIND, ARCHIVE, BROKEN = (
    "FILE_NOT_WHAT_IT_SAYS", "FILE_HOLDS_CODE", "FILE_KIND_REFUSED", "ARCHIVE_REFUSED", "FILE_UNREADABLE",
)  # fmt: skip
D, N, A = pikepdf.Dictionary, pikepdf.Name, pikepdf.Array


@dataclass(frozen=True, slots=True)
class Sent:
    """One file: its name, its bytes, the code it is refused with (none: it is taken)."""

    name: str
    data: bytes
    code: str = ""
    content_type: str | None = None


def everything() -> list[Sent]:
    return [*good(), *pages(), *archives(), *programs(), *polyglots(), *broken(), *documents(), *recordings(), *names()]


def good() -> Iterator[Sent]:
    exif = told_by_a_camera(turned=6)
    for name, draw in {"a.jpg": jpeg, "a.png": png, "a.webp": webp}.items():
        yield Sent(name, draw())
        yield Sent(name, draw(exif=exif))
        yield Sent(name.upper(), draw(icc_profile=b"\x00" * 200))
        yield Sent(name, draw(), content_type="application/octet-stream")
    yield Sent("progressive.jpg", jpeg(progressive=True))
    yield Sent("grey.jpg", saved(a_picture(mode="L"), "JPEG"))
    yield Sent("cmyk.jpg", saved(a_picture().convert("CMYK"), "JPEG"))
    yield Sent("with a preview.jpg", jpeg() + jpeg())  # cameras put a second picture behind the first
    yield Sent("padded.jpg", jpeg() + bytes(40))
    yield Sent("palette.png", saved(a_picture().convert("P"), "PNG"))
    yield Sent("clear.png", saved(a_picture().convert("RGBA"), "PNG"))
    yield Sent("clear.webp", saved(a_picture().convert("RGBA"), "WEBP"))
    yield Sent("words.png", png_with_words("made at home"))
    yield Sent("letter.pdf", pdf())
    yield Sent("packed.pdf", pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate))
    yield Sent("at page one.pdf", pdf(change=lambda d: d.Root.update({"/OpenAction": A([d.pages[0].obj, N.Fit])})))
    yield Sent("note.txt", b"She called twice.\n")
    yield Sent("note.txt", "Đừng gọi trước buổi trưa. لا تتصلوا\n".encode() * 400)
    yield Sent("note.txt", b"\xef\xbb\xbfwith a mark\r\n")
    yield Sent("film.mp4", mp4())
    yield Sent("voice.m4a", mp4(b"M4A "))
    yield Sent("no extension", jpeg())


def pages() -> Iterator[Sent]:
    """What a browser would run: under its own name, and under every name that is taken."""
    markup = {
        "page": HTML, "drawing": SVG, "xml": b'<?xml version="1.0"?><a/>', "php": b"<?php system($_GET[0]); ?>",
        "frame": b"<iframe src=x>", "spaced": b" \r\n\t<script>1</script>", "marked": b"\xef\xbb\xbf<html>",
        "postscript": b"%!PS-Adobe\n", "rtf": b"{\\rtf1 x}", "entity": b'<!DOCTYPE a [<!ENTITY b "c">]>',
    }  # fmt: skip
    for what, data in markup.items():
        for extension in ("html", "jpg", "txt", "pdf"):
            yield Sent(f"{what}.{extension}", data, CODE)
    yield Sent("late.txt", b"words " * 2000 + b"<script>alert(1)</script>", CODE)
    yield Sent("drawing.svg", SVG, CODE, "image/svg+xml")
    yield Sent("words.png", png_with_words("<script>alert(1)</script>"), CODE)
    yield Sent("comment.jpg", jpeg(comment=HTML), CODE)
    yield Sent("wide.txt", HTML.decode().encode("utf-16"), OTHER)


def archives() -> Iterator[Sent]:
    bomb = packed("nothing", content=bytes(20_000_000))
    yield Sent("all.zip", packed("a.txt"), ARCHIVE)
    yield Sent("all.jpg", packed("a.txt"), ARCHIVE)
    yield Sent("bomb.zip", bomb, ARCHIVE)
    yield Sent("bomb.pdf", bomb, ARCHIVE)
    yield Sent("up.zip", packed("../../etc/passwd"), ARCHIVE)
    yield Sent("letter.docx", packed("[Content_Types].xml", "word/document.xml"), ARCHIVE)
    yield Sent("sheet.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), ARCHIVE)
    yield Sent("sheet.xlsm", packed("[Content_Types].xml", "xl/vbaProject.bin"), ARCHIVE)
    yield Sent("a.gz", gzip.compress(b"x"), ARCHIVE)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a"))
    yield Sent("a.tar", out.getvalue(), ARCHIVE)
    for name, magic in {
        "a.7z": b"7z\xbc\xaf\x27\x1c",
        "a.rar": b"Rar!\x1a\x07\x01\x00",
        "a.xz": b"\xfd7zXZ\x00",
    }.items():
        yield Sent(name, magic + bytes(60), ARCHIVE)


def programs() -> Iterator[Sent]:
    for what, data in {
        "windows": b"MZ" + bytes(90),
        "linux": b"\x7fELF" + bytes(90),
        "shell": b"#!/bin/sh\nrm x\n",
    }.items():
        yield Sent(f"{what}.exe", data, CODE)
        yield Sent(f"{what}.jpg", data, CODE)
    yield Sent("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), KIND)
    yield Sent("moving.gif", saved(a_picture().convert("P"), "GIF"), KIND)
    yield Sent("big.bmp", saved(a_picture(), "BMP"), KIND)
    yield Sent("scan.tiff", saved(a_picture(), "TIFF"), KIND)
    yield Sent("phone.heic", box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic") + bytes(60), KIND)
    yield Sent("film.mov", box(b"ftyp", b"qt  \x00\x00\x00\x00qt  ") + bytes(60), KIND)
    for name in ("test.txt", "test.com.txt"):
        yield Sent(name, TEST_SIGNATURE, "FILE_HARMFUL")
    yield Sent("test.pdf", pdf().replace(b"%%EOF", b"%" + TEST_SIGNATURE + b"\n%%EOF"), "FILE_HARMFUL")
    yield Sent("moving.png", saved(a_picture(), "PNG", save_all=True, append_images=[a_picture().rotate(90)]), KIND)
    yield Sent("moving.webp", saved(a_picture(), "WEBP", save_all=True, append_images=[a_picture().rotate(90)]), KIND)


def polyglots() -> Iterator[Sent]:
    """Two things at once."""
    yield Sent("script.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", KIND)
    yield Sent("script.jpg", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", OTHER)
    hidden = packed("hidden.txt")
    for name, whole in {"a.jpg": jpeg(), "a.png": png(), "a.webp": webp(), "a.pdf": pdf(), "a.mp4": mp4()}.items():
        yield Sent(name, whole + hidden, OTHER)
        yield Sent(name, whole + HTML, CODE)
        yield Sent(name, whole + b"MZ" + bytes(80), OTHER)
    yield Sent("inside.jpg", jpeg(comment=hidden), OTHER)
    yield Sent("inside.mp4", mp4(sound=hidden), OTHER)
    yield Sent("inside.png", png()[:-12] + a_chunk(b"zzZz", hidden) + png()[-12:], OTHER)
    yield Sent("late.pdf", b"<html>" + pdf(), CODE)
    yield Sent("late.pdf", b"\n\n" + pdf(), OTHER)
    yield Sent("film behind.jpg", jpeg() + mp4(), OTHER)
    yield Sent("drawing.webp", webp() + SVG, CODE)
    yield Sent("a.png", png() + pdf(), OTHER)


def broken() -> Iterator[Sent]:
    for name, whole in {"a.jpg": jpeg(), "a.png": png(), "a.webp": webp(), "a.pdf": pdf(), "a.mp4": mp4()}.items():
        yield Sent(name, whole[: len(whole) * 2 // 3], BROKEN)
        yield Sent(name, b"", "FILE_EMPTY")
        yield Sent(name, b"\x93" * 700, OTHER)
    yield Sent("a.jpg", png(), OTHER)
    yield Sent("a.png", jpeg(), OTHER)
    yield Sent("a.pdf", jpeg(), OTHER)
    yield Sent("a.jpg", jpeg(), OTHER, "text/html")
    yield Sent("a.txt", b"\x00words", OTHER)
    yield Sent("a.bin", b"\x93" * 700, KIND)
    yield Sent("blank.txt", b" \n\n", OTHER)
    yield Sent("points.png", png_of_points(30_000, 30_000), "IMAGE_TOO_LARGE")
    yield Sent("points.png", png_of_points(7_000, 6_000), "IMAGE_TOO_LARGE")
    Image.MAX_IMAGE_PIXELS = None
    yield Sent("points.webp", webp()[:12] + b"VP8X\x0a\x00\x00\x00" + bytes(4) + b"\xff\x3f\x00\xff\x3f\x00", BROKEN)
    spoilt = bytearray(png())
    spoilt[60] ^= 1
    yield Sent("spoilt.png", bytes(spoilt), BROKEN)


def documents() -> Iterator[Sent]:
    """Documents that do something by themselves, carry something, or cannot be looked into."""
    script = D(S=N.JavaScript, JS="app.alert(1)")

    def of_a_page(**what: Any) -> Callable[[Any], None]:
        return lambda document: document.pages[0].obj.update({f"/{key}": value for key, value in what.items()})

    def of_the_root(**what: Any) -> Callable[[Any], None]:
        return lambda document: document.Root.update({f"/{key}": value for key, value in what.items()})

    acts = {
        "opens with a script": of_the_root(OpenAction=script),
        "opens a program": of_the_root(OpenAction=D(S=N.Launch, F="cmd.exe")),
        "opens an address": of_the_root(OpenAction=D(S=N.URI, URI="https://elsewhere.example")),
        "acts when printed": of_the_root(AA=D(WP=script)),
        "acts when turned": of_a_page(AA=D(O=script)),
        "link with a script": of_a_page(Annots=A([D(Type=N.Annot, Subtype=N.Link, A=script)])),
        "link to a program": of_a_page(Annots=A([D(Type=N.Annot, Subtype=N.Link, A=D(S=N.Launch, F="x"))])),
        "form that sends": of_a_page(Annots=A([D(Type=N.Annot, Subtype=N.Link, A=D(S=N.SubmitForm, F="x"))])),
        "rich media": of_a_page(Annots=A([D(Type=N.Annot, Subtype=N.RichMedia)])),
        "pinned file": of_a_page(Annots=A([D(Type=N.Annot, Subtype=N.FileAttachment)])),
        "film": of_a_page(Annots=A([D(Type=N.Annot, Subtype=N.Screen)])),
        "scripts by name": of_the_root(Names=D(JavaScript=D(Names=A(["a", script])))),
        "old form": of_the_root(AcroForm=D(XFA="x")),
    }
    for name, change in acts.items():
        yield Sent(f"{name}.pdf", pdf(change=change), CODE)
        yield Sent(f"{name}.pdf", pdf(change=change, object_stream_mode=pikepdf.ObjectStreamMode.generate), CODE)

    def carries(document: Any) -> None:
        document.attachments["run.exe"] = b"MZ"

    yield Sent("carries.pdf", pdf(change=carries), CODE)
    yield Sent("locked.pdf", pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "FILE_LOCKED")
    yield Sent("half locked.pdf", pdf(encryption=pikepdf.Encryption(user="", owner="b")), "FILE_LOCKED")
    yield Sent("hidden.pdf", pdf().replace(b"%%EOF", b"%/S /JavaScript\n%%EOF"), CODE)


def recordings() -> Iterator[Sent]:
    yield Sent("unknown box.mp4", mp4() + box(b"zzzz", b"x"), OTHER)
    yield Sent("no sound.mp4", box(b"ftyp", b"isom" + bytes(8)) + box(b"moov", bytes(9)), BROKEN)
    yield Sent("film.m4a", mp4(b"isom"))  # many phones call it so
    yield Sent("film.avi", b"RIFF\x40\x00\x00\x00AVI " + bytes(60), KIND)


def names() -> Iterator[Sent]:
    """What a name does to a good picture."""
    for name in (
        "../../etc/passwd.jpg",
        "C:\\Windows\\a.jpg",
        "/etc/a.jpg",
        "a\x00.jpg",
        "\u202egpj.jpg",
        "x" * 400 + ".jpg",
    ):
        yield Sent(name, jpeg())
    for name in ("a.jpg.exe", "a.jpg\u202e.exe", "a.jpg\x00.html", "a.php", "a.svg"):
        yield Sent(name, jpeg(), OTHER)
