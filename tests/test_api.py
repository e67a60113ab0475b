"""Machines meet the same doors, words and refusals as people."""

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

import intelligence
from intelligence.models import IntelligenceReport
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from tests.builders import someone

pytestmark = pytest.mark.django_db


def a_report(**changes):
    return {
        "source_type": "human_source", "source_ref": "S-1", "access": "direct", "text": "The door is locked at night.",
        "observed_at": timezone.now().isoformat(), "legal_basis": "voluntary",
        "scheme": "admiralty_6x6", "source_code": "B",
        "info_code": "2", "rationale": "Reliable before.",
    } | changes  # fmt: skip


def test_a_report_logged_by_a_machine_reads_back_and_police_elsewhere_find_nothing(as_user):
    ines = someone(Function.INVESTIGATOR)
    made = as_user(ines).post("/api/reports/", a_report(), content_type="application/json")

    assert made.status_code == 201
    found = f"/api/reports/{made.json()['public_id']}/"
    assert as_user(ines).get(found).json()["text"] == "The door is locked at night."
    for stranger in (someone(Function.INVESTIGATOR), someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)):
        missing = as_user(stranger).get(found)
        assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
        assert as_user(stranger).get("/api/reports/").json()["results"] == []


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [({"source_code": "Z"}, 422, "UNGRADED"), ({"observed_at": "2999-01-01T00:00Z"}, 422, "OBSERVED_IN_FUTURE"),
     ({"text": ""}, 400, "INVALID")],
)  # fmt: skip
def test_a_refusal_has_the_code_of_the_page_and_nothing_is_logged(as_user, changes, status, code):
    answer = as_user(someone(Function.INVESTIGATOR)).post(
        "/api/reports/", a_report(**changes), content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not IntelligenceReport.objects.exists()


def test_a_counsellor_cannot_log_reports(as_user):
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    answer = as_user(counsellor).post("/api/reports/", a_report(), content_type="application/json")

    assert answer.json()["code"] == "NOT_YOURS_TO_DO"
    assert not IntelligenceReport.objects.exists()
    [entry] = AuditEntry.objects.filter(actor=counsellor)
    assert (entry.verb, entry.outcome, entry.codes) == ("act.refused", "denied", {"code": "NOT_YOURS_TO_DO"})


def test_nobody_reads_without_a_sign_in(client):
    assert client.get("/api/reports/").json()["code"] == "SIGNED_OUT"


def test_the_document_names_every_endpoint(as_user):
    document = as_user(someone(Function.INVESTIGATOR)).get("/api/schema/", headers={"Accept": "application/json"})

    assert {"/api/reports/", "/api/targets/", "/api/placements/"} <= set(document.json()["paths"])


def test_the_document_is_made_without_a_warning():
    call_command("spectacular", file=os.devnull, fail_on_warn=True, validate=True)


def test_the_document_says_what_an_act_takes_and_that_it_gives_no_content_back(as_user):
    document = as_user(someone(Function.INVESTIGATOR)).get("/api/schema/", headers={"Accept": "application/json"})
    act = document.json()["paths"]["/api/reports/{public_id}/unlink/"]["post"]

    said = act["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    given_back = act["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert (said, given_back) == ("#/components/schemas/UnlinkInput", "#/components/schemas/Done")


# The register of sources has no endpoint at all, and what crosses from it is written by a person there; files are
# examined where pages receive them.
PAGES_ALONE = ("sources.py", "crossing.py", "files.py")
OF_FILES = {"add_sketch", "add_file_to_exhibit", "file_taken"}


def test_what_a_page_of_intelligence_does_a_machine_can_do():
    rooms = Path(intelligence.__file__).parent
    on_pages, for_machines = (
        set(re.findall(r"\w+", " ".join(path.read_text() for path in (rooms / room).glob("*.py"))))
        for room in ("views", "api")
    )
    services = [path for path in (rooms / "services").glob("*.py") if path.name not in PAGES_ALONE]
    acts = {act for path in services for act in re.findall(r"@transaction\.atomic\ndef ([a-z]\w*)", path.read_text())}

    assert len(acts & on_pages) > 50
    assert (acts & on_pages) - for_machines - OF_FILES == set()
