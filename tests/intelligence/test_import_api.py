"""Machines send files of reports through the same door, hear the same words, and take the same file of errors away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from intelligence.models import IntelligenceReport, ReportImport
from intelligence.services.import_progress import tell
from intelligence.services.importing import work_on_imports
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.vault.files import is_in_storage
from tests.builders import someone
from tests.intelligence.builders import an_investigator
from tests.intelligence.files_of_reports import a_checked_file, a_csv, a_workbook, rows_of

pytestmark = pytest.mark.django_db
BAD = {"observed_at": "3/4 21:30", "source_ref": "=1+1"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(client, data: bytes, name: str, content_type: str):
    return client.post("/api/imports/", {"file": SimpleUploadedFile(name, data, content_type)})


def posted(client, row: ReportImport, act: str):
    return client.post(f"/api/imports/{row.public_id}/{act}/", content_type="application/json")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_sent_checked_and_written_by_a_machine(at, as_user, kind):
    client = as_user(an_investigator())
    data = a_csv(rows_of({}, BAD, {})) if kind == "csv" else a_workbook(rows_of({}, BAD, {}))

    made = sent(client, data, f"reports.{kind}", "text/csv" if kind == "csv" else XLSX)

    assert (made.status_code, made.json()["state"], made.json()["name"]) == (201, "received", f"reports.{kind}")
    address = f"/api/imports/{made.json()['public_id']}/"
    work_on_imports(at=at)
    said = client.get(f"{address}progress/").json()
    assert (said["state"], said["rows"], said["rows_checked"], said["rows_good"]) == ("checked", 3, 3, 2)
    assert not IntelligenceReport.objects.exists()
    assert client.post(f"{address}take/").json()["state"] == "taking"
    work_on_imports(at=at)
    assert client.get(f"{address}progress/").json()["written"] == 2
    assert client.get(address).json()["rows_taken"] == 2
    assert IntelligenceReport.objects.count() == 2


def test_a_machine_hears_how_far_the_writing_is_and_that_it_broke_off(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}, {}), at)
    client, address = as_user(officer), f"/api/imports/{checked.public_id}/progress/"
    posted(client, checked, "take")
    tell(ReportImport.objects.get(), 1)

    assert client.get(address).json()["written"] == 1
    ReportImport.objects.update(state="checked", interrupted_at=at)
    assert (client.get(address).json()["written"], client.get(address).json()["was_interrupted"]) == (0, True)


def test_the_faults_and_the_file_of_errors_name_row_column_and_cure(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}, BAD), at)
    client, address = as_user(officer), f"/api/imports/{checked.public_id}/"

    [fault] = client.get(f"{address}faults/").json()
    text = client.get(f"{address}errors/")
    book = client.get(f"{address}errors/?kind=xlsx")

    assert (fault["row"], fault["column"], fault["code"]) == (3, "observed_at", "MOMENT_AMBIGUOUS")
    assert fault["cure"].startswith("Two readings are possible.")
    assert '"3","observed_at","MOMENT_AMBIGUOUS"' in text.content.decode("utf-8-sig")
    assert ',"=1+1"' not in text.content.decode()
    assert book.headers["Content-Type"] == XLSX
    assert AuditEntry.objects.filter(verb="intelligence.import.errors_taken", actor=officer).count() == 2


@pytest.mark.parametrize(
    ("data", "name", "content_type", "code"),
    [
        (b"%PDF-1.7", "a.pdf", "application/pdf", "FILE_KIND_REFUSED"),
        (b"PK\x03\x04junk", "a.csv", "text/csv", "FILE_NOT_WHAT_IT_SAYS"),
        (b"PK\x03\x04" + b"\x00" * 5000, "a.xlsx", XLSX, "FILE_UNREADABLE"),
    ],
)
def test_what_is_no_table_is_refused_in_the_words_of_the_page(at, as_user, data, name, content_type, code):
    answer = sent(as_user(an_investigator()), data, name, content_type)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, "file")
    assert answer.json()["fix"]
    assert not ReportImport.objects.exists()


def test_without_a_file_nothing_is_kept(as_user):
    answer = as_user(an_investigator()).post("/api/imports/", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "FILE_EMPTY")


def test_given_up_it_is_deleted_and_cannot_be_taken(at, as_user, django_capture_on_commit_callbacks):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of({}), at)
    client, kept = as_user(officer), checked.file.name

    with django_capture_on_commit_callbacks(execute=True):
        assert posted(client, checked, "discard").status_code == 204

    assert not is_in_storage(kept)
    assert posted(client, checked, "take").json()["code"] == "IMPORT_NOT_CHECKED"
    assert client.get(f"/api/imports/{checked.public_id}/errors/").status_code == 404


def test_others_find_nothing_and_those_who_log_nothing_bring_nothing(at, as_user):
    officer = an_investigator()
    checked = a_checked_file(officer, rows_of(BAD, {}), at)
    supervisor = as_user(someone(Function.SUPERVISOR, agency=officer.agency))

    for client in (as_user(an_investigator()), supervisor):
        for part in ("", "progress/", "faults/", "errors/"):
            assert client.get(f"/api/imports/{checked.public_id}/{part}").status_code == 404
        assert posted(client, checked, "take").status_code == 404
        assert posted(client, checked, "discard").status_code == 404
    assert sent(supervisor, a_csv(rows_of({})), "a.csv", "text/csv").json()["code"] == "NOT_YOURS_TO_DO"
    colleague = as_user(an_investigator(officer.agency))
    assert posted(colleague, checked, "take").json()["code"] == "NOT_YOURS_TO_DO"
    assert ReportImport.objects.get().state == "checked"
