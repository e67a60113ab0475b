"""Sealed files on the disk: what lies there says nothing, and what was changed there does not open."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from taskforce.accounts.acting import acting_as
from taskforce.vault.files import checked_file, read_file
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.status import counts
from tests.builders import someone
from tests.intelligence.builders import a_target
from tests.uploads.builders import a_photograph_of, an_examined

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(at):
    return a_photograph_of(a_target(at), at)


def on_disk(root: Path, kept) -> Path:
    return root / str(kept.name)


def test_the_disk_holds_no_byte_of_the_picture_and_no_name(file, files_root):
    path = on_disk(files_root, file.original)
    stored = path.read_bytes()

    assert not any(word in stored for word in (b"\xff\xd8\xff", b"Exif", b"JFIF", b"Camera of somebody", b"front door"))
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(path.name) == 32
    assert len(stored) > file.original.size


@pytest.mark.parametrize("part", ["shown", "original"])
@pytest.mark.parametrize("change", ["a bit", "cut off", "added to", "emptied", "the other part", "another file's"])
def test_a_stream_that_was_changed_cut_or_swapped_gives_out_no_byte(file, files_root, at, part, change):
    other = a_photograph_of(file.target, at)
    path = on_disk(files_root, getattr(file, part))
    whole = path.read_bytes()
    path.write_bytes({
        "a bit": whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        "cut off": whole[:-30],
        "added to": whole + bytes(30),
        "emptied": b"",
        "the other part": on_disk(files_root, file.original if part == "shown" else file.shown).read_bytes(),
        "another file's": on_disk(files_root, getattr(other, part)).read_bytes(),
    }[change])  # fmt: skip

    with acting_as(file.uploaded_by), pytest.raises(DoesNotOpen):
        checked_file(file, part)


def test_no_byte_of_a_changed_file_leaves_by_its_page(file, files_root, as_user):
    path = on_disk(files_root, file.shown)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    answer = as_user(file.uploaded_by).get(f"/files/{file.public_id}/download/")

    assert (answer.status_code, "DOES_NOT_OPEN" in answer.content.decode()) == (403, True)


def test_a_checked_file_is_read_again_after_whoever_opened_it_is_gone(file):
    with acting_as(file.uploaded_by), checked_file(file, "original") as checked:
        inside = b"".join(checked)
        with acting_as(None):
            assert b"".join(checked) == inside


def test_who_holds_no_key_opens_nothing(file):
    found = type(file).objects.get(pk=file.pk)
    with acting_as(someone()), pytest.raises(DoesNotOpen):
        b"".join(read_file(found, "shown"))


def test_what_lost_its_row_or_its_file_is_found(file, files_root):
    now = datetime(2100, 1, 1, tzinfo=UTC)
    assert (counts(at=now)["files"], orphans(now)) == (2, {})

    lost = files_root / "sealed" / ("0" * 32)
    lost.write_bytes(b"x")
    on_disk(files_root, file.original).unlink()
    assert orphans(now) == {"orphan files: no row names them": 1, "orphan rows: their file is gone": 1}

    os.utime(lost, (now.timestamp(), now.timestamp()))  # it comes in just now
    assert "orphan files: no row names them" not in orphans(now)
    lost.unlink()


def orphans(now) -> dict[str, int]:
    return {name: number for name, number in counts(at=now).items() if name.startswith("orphan") and number}


def test_an_examined_file_shows_nothing_of_itself_when_it_is_printed():
    assert "\\xff\\xd8" not in repr(an_examined())


@pytest.fixture(autouse=True)
def empty_storage(files_root):
    for path in (files_root / "sealed").glob("*"):
        path.unlink()
