"""Machines decide on reports through the doors people use, and meet the same refusals."""

from datetime import timedelta

import pytest

from intelligence.models import IntelligenceReport, UnlawfulMark
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def theirs(at, as_user):
    """A report, and browsers of those who work on it: both hats of its author, a supervisor, a partner elsewhere."""
    target = a_target(at)
    report = a_report_on(target, at, handling_code="C")
    supervisor, partner = someone(Function.SUPERVISOR, agency=target.agency), an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)
    return report, as_user(report.logged_by), as_user(supervisor), as_user(partner)


def posted(client, address, **data):
    return client.post(address, data, content_type="application/json")


def test_a_report_is_read_with_its_handling_its_basis_its_grades_and_its_day(theirs):
    report, author, _supervisor, partner = theirs
    address = f"/api/reports/{report.public_id}/"

    told = author.get(address).json()
    assert (told["handling_code"], told["legal_basis"], told["goes_out"]) == ("C", "voluntary", "consent")
    assert [(g["scheme"], g["source_code"], g["info_code"]) for g in told["grades"]] == [("admiralty_6x6", "B", "2")]
    assert told["retention_due"]
    held = partner.get(address, headers={"X-Purpose": "case"}).json()
    assert held.keys() == {"public_id", "version", "reference", "goes_out", "logged_at", "retracted_at", "purged_at"}


def test_a_grade_that_is_held_back_says_no_reason(theirs):
    report, _author, _supervisor, partner = theirs

    told = partner.get(f"/api/reports/{report.public_id}/", headers={"X-Purpose": "case"}).text

    assert "Right before" not in told


def test_the_acts_on_a_report(at, theirs):
    report, author, supervisor, partner = theirs
    address = f"/api/reports/{report.public_id}"
    parent = a_report_on(None, at, by=report.logged_by)
    other = a_target(at, by=report.logged_by)

    for who, act, data in (
        (author, "regrade", {"scheme": "uk_3x5x2", "source_code": "1", "info_code": "C", "rationale": "Heard anew."}),
        (author, "link", {"target": str(other.public_id), "stance": "neutral"}),
        (author, "derive", {"rests_on": str(parent.public_id), "kind": "cites"}),
        (partner, "ask", {"purpose": "case", "need": "Same phone."}),
        (author, "warn", {"told": "Duty officer", "words": "Do not enter.", "danger": "A child."}),
        (author, "attest", {"basis": "duty"}),
        (supervisor, "hold", {"reason": "Court order.", "until": (at + DAY).isoformat()}),
        (supervisor, "handling", {"code": "S", "conditions": ["NOREL"]}),
        (supervisor, "unlawful", {"reasons": "No warrant."}),
        (author, "retract", {}),
    ):
        answer = posted(who, f"{address}/{act}/", **data)
        assert answer.status_code == 200, (act, answer.text)
        assert "locked in" not in answer.text

    now = IntelligenceReport.objects.get(pk=report.pk)
    assert (now.handled_under, now.legal_basis, now.is_lawful) == ("admiralty_6x6 S NOREL", "duty", False)
    assert now.retracted_at == at
    assert now.parents.get().parent == parent
    assert str(now.current_grade()) == "1C"


def test_what_is_put_is_answered_by_somebody_else(at, theirs):
    report, author, supervisor, partner = theirs
    address = f"/api/reports/{report.public_id}"
    consent = posted(partner, f"{address}/ask/", purpose="case", need="Same phone.").json()["public_id"]
    warning = posted(author, f"{address}/warn/", told="Duty", words="Wait.", danger="A child.").json()["public_id"]
    hold = posted(author, f"{address}/hold/", reason="Court.", until=(at + DAY).isoformat()).json()["public_id"]

    assert posted(partner, f"/api/consents/{consent}/answer/", gives=True).json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(supervisor, f"/api/consents/{consent}/answer/", gives=True).status_code == 200
    assert partner.get(f"{address}/", headers={"X-Purpose": "case"}).json()["text"]
    listed = supervisor.get(f"{address}/disseminations/").json()
    assert {(row["handling"], row["purpose"]) for row in listed} == {("admiralty_6x6 C", "case")}
    assert author.get(f"{address}/disseminations/").json() == []
    assert posted(supervisor, f"/api/dangers/{warning}/judge/", verdict="justified").status_code == 200
    assert posted(author, f"{address}/let-go/").json()["code"] == "LEGAL_HOLD"
    assert posted(author, f"/api/legal_holds/{hold}/release/").json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(supervisor, f"/api/legal_holds/{hold}/release/").status_code == 200
    decision = posted(author, f"{address}/let-go/").json()["public_id"]
    assert posted(supervisor, f"/api/decisions/{decision}/confirm/").status_code == 200
    assert IntelligenceReport.objects.get(pk=report.pk).purged_at == at


@pytest.mark.parametrize(
    ("act", "data", "code"),
    [("validate", {"facts": "Known.", "learned_at": "2020-01-01T00:00:00Z"}, "SUSPICION_NOT_FRESH"),
     ("handling", {"scheme": "uk_3x5x2", "code": ""}, "HANDLING_MISSING"),
     ("regrade", {"scheme": "uk_5x5x5", "source_code": "A", "info_code": "1", "rationale": "x"}, "SCHEME_IS_LEGACY"),
     ("attest", {"basis": "hunch"}, "BASIS_UNKNOWN")],
)  # fmt: skip
def test_refusals_are_those_of_the_pages(theirs, act, data, code):
    report, author, *_others = theirs
    before = list(IntelligenceReport.objects.values())

    assert posted(author, f"/api/reports/{report.public_id}/{act}/", **data).json()["code"] == code

    assert list(IntelligenceReport.objects.values()) == before


def test_nobody_else_marks_it_or_finds_it(theirs, as_user):
    report, *_others = theirs
    stranger = as_user(someone(Function.ANALYST, Function.SUPERVISOR))

    assert posted(stranger, f"/api/reports/{report.public_id}/unlawful/", reasons="x").status_code == 404

    assert not UnlawfulMark.objects.exists()


def test_accounts_that_may_have_shaped_each_other_are_said_and_taken_back(at, as_user):
    analyst = an_investigator()
    accounts = [
        a_report_on(None, at, by=analyst, source_type="survivor_account", source_ref=f"S-{n}") for n in range(2)
    ]
    address, browser = f"/api/reports/{accounts[0].public_id}/contaminate/", as_user(analyst)
    given = {"other": str(accounts[1].public_id), "how": "shared_a_room", "reason": "One night in one room."}

    said = posted(browser, address, **given)

    assert said.status_code == 200, said.text
    row = browser.get("/api/contaminations/").json()["results"][0]
    assert (row["reason"], row["struck_at"]) == ("One night in one room.", None)
    assert {row["one"], row["other"]} == {str(account.public_id) for account in accounts}
    strike = f"/api/contaminations/{said.json()['public_id']}/strike/"
    assert posted(browser, strike, reason=" ").status_code == 400
    assert posted(as_user(an_investigator()), strike, reason="They never met.").status_code == 404
    assert posted(browser, strike, reason="They never met.").status_code == 200
    assert browser.get("/api/contaminations/").json()["results"][0]["struck_because"] == "They never met."
