"""Who keeps and opens files, and who does not: told on the pages."""

import hashlib

import pytest

from intelligence.models import IntelligenceFile
from intelligence.services.files import withdraw_file
from intelligence.services.sharing import share_target, stop_sharing
from taskforce.access.models import Dissemination
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from tests.builders import headers_of, saying_why, someone, what_is_said
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.uploads.builders import a_form_with, a_photograph_of, bytes_of, jpeg, pdf, png, told_by_a_camera
from tests.victims.builders import a_person_in_care
from victims.models import PersonFile

pytestmark = pytest.mark.django_db
TARGET, FILE, BYTES = 31, 21, 17


def test_an_investigator_adds_a_photograph_and_is_told_that_it_said_where(at, as_user):
    target, data = a_target(at), jpeg(exif=told_by_a_camera())
    browser = as_user(target.opened_by)

    page = browser.post(f"/targets/{target.public_id}/files/new/", a_form_with(data), follow=True)

    assert page.redirect_chain == [(f"/targets/{target.public_id}/", 302)]
    assert "This picture tells where it was taken" in page.content.decode()
    assert "The side door" in page.content.decode()
    file = IntelligenceFile.objects.get()
    assert file.received == {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "kind": "jpeg"}
    assert (file.name, file.has_original, file.target) == ("front door.jpg", True, target)


def test_what_is_downloaded_was_drawn_anew_and_is_saved_never_run(at, as_user):
    file = a_photograph_of(a_target(at), at)

    answer = as_user(file.uploaded_by).get(f"/files/{file.public_id}/download/")

    said, data = answer.headers, bytes_of(answer)
    assert b"Exif" not in data
    assert b"Camera of somebody" not in data
    assert (said["Content-Type"], said["Content-Length"]) == ("image/jpeg", str(len(data)))
    assert said["Content-Disposition"] == f'attachment; filename="{file.reference}.jpg"'
    assert said["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in said["Content-Security-Policy"]
    assert "default-src 'none'" in said["Content-Security-Policy"]
    assert (said["Cache-Control"], said["Cross-Origin-Resource-Policy"]) == ("no-store", "same-origin")


def test_the_page_of_a_picture_shows_it_and_a_document_is_never_shown_in_a_page(at, as_user):
    target = a_target(at)
    browser = as_user(target.opened_by)
    browser.post(f"/targets/{target.public_id}/files/new/", a_form_with(pdf(), "letter.pdf"))
    document, photograph = IntelligenceFile.objects.get(), a_photograph_of(target, at)

    assert f'src="/files/{photograph.public_id}/picture/"' in browser.get(f"/files/{photograph.public_id}/").content.decode()  # fmt: skip  # noqa: E501
    assert "<img" not in browser.get(f"/files/{document.public_id}/").content.decode()
    picture = browser.get(f"/files/{photograph.public_id}/picture/")
    assert (picture.headers["Content-Disposition"], bytes_of(picture)[:2]) == ("inline", b"\xff\xd8")
    assert browser.get(f"/files/{document.public_id}/picture/").status_code == 404


def test_the_original_is_byte_for_byte_asks_why_each_time_and_says_so_on_record(at, as_user):
    target, data = a_target(at), jpeg(exif=told_by_a_camera())
    browser = as_user(target.opened_by)
    browser.post(f"/targets/{target.public_id}/files/new/", a_form_with(data))
    file = IntelligenceFile.objects.get()
    address = f"/files/{file.public_id}/original/"

    assert browser.post(address, a_form_with(data) | {"purpose": ""}).status_code == 422
    assert not AuditEntry.objects.filter(verb="uploads.file.opened").exists()
    form = {"once": a_form_with(data)["once"], "version": file.version, "purpose": "case"}
    answers = [browser.post(address, form) for _each in range(2)]

    assert [bytes_of(answer) for answer in answers] == [data, data]
    assert answers[0].headers["Content-Disposition"].startswith("attachment")
    opened = AuditEntry.objects.filter(verb="uploads.file.opened").values_list("codes", flat=True)
    assert list(opened) == [{"part": "original", "purpose": "case"}] * 2


def test_every_reading_of_a_file_is_on_record(at, as_user):
    file = a_photograph_of(a_target(at), at)
    browser = as_user(file.uploaded_by)

    bytes_of(browser.get(f"/files/{file.public_id}/download/"))

    read = AuditEntry.objects.filter(object_id=file.public_id)
    assert set(read.values_list("verb", flat=True)) >= {"access.read", "uploads.file.opened"}


@pytest.mark.parametrize("path", ["", "picture/", "download/", "original/"])
def test_a_file_of_another_agency_answers_like_one_that_is_not_there(at, as_user, path):
    file = a_photograph_of(a_target(at), at)
    stranger = as_user(someone(Function.INVESTIGATOR, Function.ANALYST))
    absent = "6f1b1c3e-0000-4000-8000-000000000000"
    asked = [
        (method, more)
        for method in ("get", "head")
        for more in (
            {},
            {"range": "bytes=0-9"},
            {"if-none-match": '"known"'},
            {"if-modified-since": "Mon, 09 Mar 2026"},
        )
    ]
    for method, headers in asked:
        here = getattr(stranger, method)(f"/files/{file.public_id}/{path}", headers=headers)
        there = getattr(stranger, method)(f"/files/{absent}/{path}", headers=headers)

        assert (here.status_code, headers_of(here)) == (404, headers_of(there))
        assert what_is_said(here).replace(str(file.public_id), absent) == what_is_said(there)
    assert not AuditEntry.objects.filter(verb="uploads.file.opened").exists()


def test_head_and_range_of_ones_own_file_give_no_byte_and_no_part(at, as_user):
    file = a_photograph_of(a_target(at), at)
    browser, address = as_user(file.uploaded_by), f"/files/{file.public_id}/download/"
    whole = browser.get(address)

    head = browser.head(address)
    part = browser.get(address, headers={"range": "bytes=0-9", "if-none-match": "*"})

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert (part.status_code, bytes_of(part)) == (200, bytes_of(whole))
    assert "ETag" not in whole.headers


# --- Shared, and taken back ---


def test_a_colleague_elsewhere_sees_the_picture_and_neither_its_name_nor_its_original(at, as_user):
    file = a_photograph_of(a_target(at), at)
    lead, colleague = someone(Function.SUPERVISOR, agency=file.agency), an_investigator()
    share_target(purpose="case", target_id=file.target.public_id, colleague_id=colleague.public_id, by=lead)
    browser = as_user(colleague)

    assert "The side door" in browser.get(f"/targets/{file.target.public_id}/").content.decode()
    page = saying_why(browser, f"/files/{file.public_id}/", "case").content.decode()
    picture = bytes_of(browser.get(f"/files/{file.public_id}/picture/"))

    assert "The side door" in page
    assert "front door.jpg" not in page
    assert file.uploaded_by.name not in page
    assert picture.startswith(b"\xff\xd8\xff")
    refused = browser.post(f"/files/{file.public_id}/original/", {"purpose": "case"})
    assert "NOT_YOURS_TO_DO" in refused.content.decode()
    read = Dissemination._base_manager.filter(subject_id=file.public_id, purpose="case")
    assert {(row.owner, row.recipient) for row in read} == {(file.agency, colleague.agency)}


def test_taking_a_target_back_ends_the_sight_of_its_files_and_of_its_reports_files(at, as_user):
    target = a_target(at)
    report = a_report_on(target, at)
    lead, colleague = someone(Function.SUPERVISOR, agency=target.agency), an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=lead)
    owner = as_user(target.opened_by)
    owner.post(f"/targets/{target.public_id}/files/new/", a_form_with(png(), "map.png"))
    owner.post(f"/reports/{report.public_id}/files/new/", a_form_with(png(), "advert.png"))
    browser = as_user(colleague)
    files = list(IntelligenceFile.objects.all())
    shown = [saying_why(browser, f"/files/{file.public_id}/download/", "case") for file in files]
    assert [bytes_of(answer)[:4] for answer in shown] == [b"\x89PNG"] * 2

    stop_sharing(target_id=target.public_id, colleague_id=colleague.public_id, by=lead)

    assert [browser.get(f"/files/{file.public_id}/download/").status_code for file in files] == [404, 404]


def test_a_colleague_who_was_let_in_adds_a_file_and_it_belongs_to_the_targets_agency(at, as_user):
    target = a_target(at)
    lead, colleague = someone(Function.SUPERVISOR, agency=target.agency), an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=lead)

    answer = as_user(colleague).post(f"/targets/{target.public_id}/files/new/", a_form_with(jpeg()))

    assert answer.status_code == 302
    file = IntelligenceFile.objects.get()
    assert (file.agency, file.uploaded_by) == (target.agency, colleague)
    owner = as_user(target.opened_by)
    assert "front door.jpg" in owner.get(f"/files/{file.public_id}/").content.decode()
    assert bytes_of(owner.get(f"/files/{file.public_id}/download/")).startswith(b"\xff\xd8")


# --- In care ---


def test_a_counsellor_keeps_a_paper_without_the_original_and_police_never_open_it(at, as_user):
    care = a_person_in_care(at)
    browser = as_user(care.counsellor)

    page = browser.post(
        f"/people/{care.person.public_id}/papers/new/",
        a_form_with(jpeg(exif=told_by_a_camera()), caption="Her letter"), follow=True,
    )  # fmt: skip

    paper = PersonFile.objects.get()
    assert "its original was not kept" in page.content.decode()
    assert "Her letter" in page.content.decode()
    assert (paper.has_original, paper.original) == (False, None)
    assert b"Exif" not in bytes_of(browser.get(f"/papers/{paper.public_id}/download/"))
    for other in (
        care.investigator, someone(*Function, agency=care.investigator.agency),
        someone(*Function, kind=Agency.Kind.SHELTER), someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES),
        someone(*(set(Function) - {Function.COUNSELLOR}), agency=care.counsellor.agency),
    ):  # fmt: skip
        for path in ("", "picture/", "download/"):
            assert as_user(other).get(f"/papers/{paper.public_id}/{path}").status_code == 404


def test_in_care_a_document_that_tells_a_place_and_cannot_be_drawn_anew_is_refused(at, as_user):
    care = a_person_in_care(at)
    telling = pdf(change=lambda document: document.docinfo.update({"/Note": "GPSLatitude 51.5"}))

    answer = as_user(care.counsellor).post(
        f"/people/{care.person.public_id}/papers/new/", a_form_with(telling, "letter.pdf", caption="Her letter")
    )

    assert answer.status_code == 422
    assert "FILE_TELLS_A_PLACE" in answer.content.decode()
    assert "Her letter" in answer.content.decode()
    assert not PersonFile.objects.exists()


# --- Withdrawn ---


@pytest.mark.parametrize("path", ["picture/", "download/"])
def test_a_withdrawn_file_opens_for_nobody_and_its_bytes_are_gone(
    at, as_user, files_root, django_capture_on_commit_callbacks, path
):
    file = a_photograph_of(a_target(at), at)
    names = [file.shown.name, file.original.name]
    assert all((files_root / name).exists() for name in names)
    browser = as_user(file.uploaded_by)

    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(f"/files/{file.public_id}/withdraw/", follow=True)

    assert "nobody can open it any more" in page.content.decode()
    answer = browser.get(f"/files/{file.public_id}/{path}")
    assert (answer.status_code, "FILE_WITHDRAWN" in answer.content.decode()) == (403, True)
    assert not any((files_root / name).exists() for name in names)
    assert "Withdrawn" in browser.get(f"/targets/{file.target.public_id}/").content.decode()


def test_only_its_own_agency_withdraws_a_file(at, as_user):
    file = a_photograph_of(a_target(at), at)
    lead, colleague = someone(Function.SUPERVISOR, agency=file.agency), an_investigator()
    share_target(purpose="case", target_id=file.target.public_id, colleague_id=colleague.public_id, by=lead)

    as_user(colleague).post(f"/files/{file.public_id}/withdraw/")

    file.refresh_from_db()
    assert file.withdrawn_at is None


def test_a_target_is_shared_also_when_one_of_its_files_was_withdrawn(at):
    file = a_photograph_of(a_target(at), at)
    withdraw_file(file_id=file.public_id, by=file.uploaded_by, at=at)
    lead, colleague = someone(Function.SUPERVISOR, agency=file.agency), an_investigator()

    share_target(purpose="case", target_id=file.target.public_id, colleague_id=colleague.public_id, by=lead)

    assert AuditEntry.objects.filter(verb="vault.shredded", object_id=file.public_id).count() == 1


@pytest.mark.parametrize("number", [1, 4])
def test_a_target_takes_as_many_statements_for_four_files_as_for_one(at, as_user, django_assert_num_queries, number):
    target = a_target(at)
    for _each in range(number):
        a_photograph_of(target, at)
    browser = as_user(target.opened_by)
    browser.get("/")

    with django_assert_num_queries(TARGET):
        browser.get(f"/targets/{target.public_id}/")


def test_the_pages_of_a_file_take_few_statements(at, as_user, django_assert_num_queries):
    file = a_photograph_of(a_target(at), at)
    browser = as_user(file.uploaded_by)
    browser.get("/")

    with django_assert_num_queries(FILE):
        browser.get(f"/files/{file.public_id}/")
    with django_assert_num_queries(BYTES):
        bytes_of(browser.get(f"/files/{file.public_id}/download/"))
