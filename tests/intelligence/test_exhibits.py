"""Exhibits: taken in, handed on by two, checked, broken and explained, disclosed, held, ended; never mere reports."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from intelligence.models import CustodyTransfer, DisclosureReview, EvidenceItem
from intelligence.queries.exhibits import chain_of, exhibit_called, standing_of
from intelligence.services.custody import (
    Told,
    check_custody,
    consent_to_disposal,
    decline_exhibit,
    dispose_of_exhibit,
    explain_break,
    lift_hold,
    place_hold,
    recall_offer,
)
from intelligence.services.exhibits import ask_for_review, convert_report, decide_review, stop_disclosing
from intelligence.services.reports import retract_report
from taskforce.accounts.acting import acting_as, as_house
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.clocks.models import Clock
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import KeyGrant
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target
from tests.intelligence.site import (
    a_prosecutor,
    a_review,
    an_exhibit,
    disclosed,
    exhibits_of,
    found,
    handed_over,
    taken,
)

pytestmark = pytest.mark.django_db
WHY = Told(place="Evidence room", reason="As the prosecutor asked")


def colleague(item, *functions):
    return someone(*(functions or (Function.ANALYST,)), agency=item.agency)


def stands(item, at):
    return standing_of(item, now=at).custody


def refused(code, call, **facts):
    """Refused with this code, and no row was written."""
    rows = CustodyTransfer.objects.count()
    with pytest.raises(Refusal) as said:
        call(**facts)
    assert said.value.code == code
    assert CustodyTransfer.objects.count() == rows


def page_of(item, name="exhibit"):
    return reverse(f"intelligence:{name}", args=[item.public_id])


def test_exhibits_are_counted_in_their_agency_and_whoever_takes_one_in_holds_it(at):
    first = an_exhibit(at)
    second, elsewhere = an_exhibit(at, by=first.obtained_by), an_exhibit(at)

    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    assert stands(first, at).holder == str(first.obtained_by.pk)
    assert stands(first, at).seal == "A-100"
    assert Clock.objects.get(subject_id=first.public_id).due_at == at + timedelta(days=90)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"seal": " "}, "SEAL_MISSING"), ({"kind": "statement"}, "INTEL_AS_EVIDENCE"),
     ({"basis": "review"}, "INTEL_AS_EVIDENCE")],
)  # fmt: skip
def test_what_is_not_sealed_or_only_reported_is_no_exhibit(at, facts, code):
    refused(code, an_exhibit, at=at, **facts)
    assert not EvidenceItem.objects.exists()


def test_nothing_is_obtained_in_the_future(at):
    refused("OBSERVED_IN_FUTURE", an_exhibit, at=at, obtained_at=at + timedelta(minutes=1))


@pytest.mark.parametrize("function", [Function.ANALYST, Function.SUPERVISOR, Function.PLANNER])
def test_only_investigators_take_exhibits_in(at, function):
    refused("NOT_YOURS_TO_DO", an_exhibit, at=at, by=someone(function))


def test_it_takes_two_to_hand_an_exhibit_on(at):
    item = an_exhibit(at)
    mira, tom = colleague(item), colleague(item)

    handed_over(item, mira, at)

    assert (stands(item, at).holder, stands(item, at).offered_to) == (str(item.obtained_by.pk), str(mira.pk))
    refused("NOT_OFFERED_TO_YOU", taken, item=item, by=tom, at=at)
    refused("ALREADY_OFFERED", handed_over, item=item, to=tom, at=at)
    taken(item, mira, at)
    assert stands(item, at).holder == str(mira.pk)
    refused("NOT_THE_HOLDER", handed_over, item=item, to=tom, at=at)


def test_a_new_seal_is_what_the_receiver_has_to_read(at):
    item = an_exhibit(at)
    mira = colleague(item)
    handed_over(item, mira, at, new_seal="B-7")

    refused("CHAIN_BROKEN", taken, item=item, by=mira, at=at)
    taken(item, mira, at, seal="B-7")

    assert stands(item, at).seal == "B-7"


def test_what_was_handed_over_can_be_kept_after_all(at):
    item = an_exhibit(at)
    mira = colleague(item)
    refused("NOT_OFFERED", recall_offer, item_id=item.public_id, by=item.obtained_by, at=at)
    handed_over(item, mira, at)

    recall_offer(item_id=item.public_id, by=item.obtained_by, at=at)

    refused("NOT_OFFERED_TO_YOU", taken, item=item, by=mira, at=at)


def test_it_is_handed_to_nobody_who_does_not_work_with_it(at):
    item = an_exhibit(at)
    for stranger in (someone(Function.INVESTIGATOR), colleague(item, Function.SOURCE_CONTROLLER), a_prosecutor()):
        refused("RECEIVER_UNFIT", handed_over, item=item, to=stranger, at=at)


def test_another_seal_breaks_the_chain_until_a_supervisor_who_does_not_hold_it_explains(at, as_user):
    item = an_exhibit(at)
    mira, vera = colleague(item), colleague(item, Function.SUPERVISOR)
    refused("CHAIN_BROKEN", handed_over, item=item, to=mira, at=at, seal="A-101")
    handed_over(item, mira, at)
    decline_exhibit(item_id=item.public_id, found=found("A-999"), told=WHY, by=mira, at=at)

    assert stands(item, at).is_broken
    refused("CHAIN_BROKEN", handed_over, item=item, to=mira, at=at)
    assert "The chain of custody is broken" in as_user(mira).get(page_of(item)).content.decode()

    explain = {"item_id": item.public_id, "told": WHY, "at": at}
    refused("NOT_YOURS_TO_DO", explain_break, new_seal="C-1", by=mira, **explain)
    refused("SEAL_MISSING", explain_break, new_seal="", by=vera, **explain)
    explain_break(new_seal="C-1", by=vera, **explain)
    handed_over(item, mira, at, seal="C-1")
    taken(item, mira, at, seal="C-1")

    page = as_user(mira).get(page_of(item)).content.decode()
    assert "Another seal than the one on record" in page
    assert "A former break was explained" in page
    refused("NOTHING_TO_EXPLAIN", explain_break, new_seal="D-1", by=vera, **explain)


def test_whoever_holds_it_neither_audits_it_nor_explains_its_break(at):
    item = an_exhibit(at, by=someone(Function.INVESTIGATOR, Function.SUPERVISOR))
    holder = item.obtained_by
    check = {"item_id": item.public_id, "told": WHY, "at": at}
    refused("OWN_CUSTODY", check_custody, found=found(), by=holder, **check)

    check_custody(found=found(condition="damaged"), by=colleague(item), **check)

    refused("OWN_CUSTODY", explain_break, item_id=item.public_id, told=WHY, new_seal="B", by=holder, at=at)


def test_an_overdue_audit_stops_it_until_a_colleague_has_looked(at):
    item = an_exhibit(at)
    mira, later = colleague(item), at + timedelta(days=90)
    assert standing_of(item, now=later).is_overdue
    refused("CHAIN_REVIEW", handed_over, item=item, to=mira, at=later)

    check_custody(item_id=item.public_id, found=found(), told=WHY, by=mira, at=later)

    handed_over(item, mira, later)
    assert Clock.objects.get(subject_id=item.public_id, state="running").due_at == later + timedelta(days=90)


def test_what_perishes_has_its_own_deadline(at):
    item = an_exhibit(at, perishable_until=at + timedelta(days=5))

    assert Clock.objects.get(kind="intelligence.perishable").due_at == at + timedelta(days=5)
    assert not standing_of(item, now=at).is_perishing
    assert standing_of(item, now=at + timedelta(days=3)).is_perishing


def test_nobody_changes_or_deletes_a_row_of_custody_or_an_exhibit_past_the_service(at):
    item = an_exhibit(at)
    row, kept = CustodyTransfer.objects.filter(item=item), EvidenceItem.objects.filter(pk=item.pk)
    for rows, changed in ((row, {"seal_after": "Z"}), (kept, {"number": 7})):
        for spoil in (lambda rows=rows, changed=changed: rows.update(**changed), lambda rows=rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                spoil()
            with acting_as(item.obtained_by), pytest.raises(DatabaseError), transaction.atomic():
                spoil()
    with pytest.raises(DatabaseError, match="follows the one before"), transaction.atomic():
        CustodyTransfer.objects.create(
            item=item, position=3, step="checked", by=item.obtained_by, at=at, digest="d" * 64, previous="x" * 64
        )
    assert stands(item, at).faults == ()


@pytest.mark.parametrize(("column", "value"), [("seal_after", "Z-1"), ("at", "2026-01-01"), ("position", 9)])
def test_what_the_owner_of_the_database_changed_is_shown_and_stops_it(at, as_user, column, value):
    item = an_exhibit(at)
    mira, vera = colleague(item), colleague(item, Function.SUPERVISOR)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(f"update intelligence_custodytransfer set {column} = %s", [value])
        cursor.execute("set local session_replication_role = origin")

    assert stands(item, at).is_altered
    assert "Rows of this chain are missing or were changed" in as_user(mira).get(page_of(item)).content.decode()
    refused("CHAIN_BROKEN", handed_over, item=item, to=mira, at=at, seal=stands(item, at).seal)
    refused("CHAIN_ALTERED", explain_break, item_id=item.public_id, told=WHY, new_seal="B", by=vera, at=at)


def test_what_is_written_on_a_chain_is_sealed_and_its_digest_gives_no_word_away(at):
    first, second = an_exhibit(at), an_exhibit(at)

    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, '') from intelligence_custodytransfer t")
        assert "Drawer" not in cursor.fetchone()[0]
        cursor.execute("select string_agg(t::text, '') from intelligence_evidenceitem t")
        dump = cursor.fetchone()[0]
    assert "Drawer" not in dump
    assert "cracked" not in dump
    with as_house("both chains"):
        salts = {row.salt for row in CustodyTransfer.objects.filter(item__in=[first, second])}
    assert len(salts) == 2


def test_prosecutors_see_what_is_disclosed_to_them_and_not_its_target_and_no_longer_when_it_is_taken_back(at, as_user):
    target = a_target(at)
    item = an_exhibit(at, by=someone(Function.INVESTIGATOR, agency=target.agency), target=None)
    karim, edith = a_prosecutor(), a_prosecutor(Function.LEGAL_ADVISER)
    assert as_user(karim).get(page_of(item)).status_code == 404

    given = disclosed(item, karim, at)

    page = as_user(karim).get(page_of(item)).content.decode()
    for word in ("Black phone", "Drawer behind the desk", "Obtained"):
        assert word in page
    assert as_user(edith).get(page_of(item)).status_code == 404
    assert AuditEntry.objects.filter(verb="access.read", actor=karim, object_id=item.public_id).exists()
    stop_disclosing(disclosure_id=given.public_id, by=given.by, at=at)
    assert as_user(karim).get(page_of(item)).status_code == 404
    assert not KeyGrant.objects.filter(agency=karim.agency).exists()


def test_a_target_is_never_shown_to_the_prosecution(at, as_user):
    target = a_target(at, by=someone(Function.INVESTIGATOR, Function.ANALYST))
    item = an_exhibit(at, by=target.opened_by, target=target)
    karim = a_prosecutor()
    disclosed(item, karim, at)

    assert target.reference in as_user(target.opened_by).get(page_of(item)).content.decode()
    assert target.reference not in as_user(karim).get(page_of(item)).content.decode()


def test_what_a_prosecutor_holds_is_handed_back_before_the_disclosure_ends(at):
    item, karim = an_exhibit(at), a_prosecutor()
    given = disclosed(item, karim, at)
    handed_over(item, karim, at)
    taken(item, karim, at)

    refused("EXHIBIT_HELD_THERE", stop_disclosing, disclosure_id=given.public_id, by=given.by, at=at)
    handed_over(item, item.obtained_by, at, by=karim)
    taken(item, item.obtained_by, at)
    stop_disclosing(disclosure_id=given.public_id, by=given.by, at=at)


def test_an_exhibit_ends_with_a_prosecutor_s_written_consent_and_never_under_hold(at):
    item, karim = an_exhibit(at), a_prosecutor()
    vera = colleague(item, Function.SUPERVISOR)
    disclosed(item, karim, at, by=vera)
    step = {"item_id": item.public_id, "told": WHY, "at": at}
    refused("DISPOSAL_UNCONSENTED", dispose_of_exhibit, by=vera, **step)
    refused("NOT_YOURS_TO_DO", consent_to_disposal, by=vera, **step)

    consent_to_disposal(by=karim, **step)
    place_hold(by=karim, **step)
    refused("UNDER_HOLD", dispose_of_exhibit, by=vera, **step)
    refused("UNDER_HOLD", consent_to_disposal, by=karim, **step)
    lift_hold(by=vera, **step)
    refused("NOT_HELD", lift_hold, by=vera, **step)
    refused("DISPOSAL_UNCONSENTED", dispose_of_exhibit, by=vera, **step)
    consent_to_disposal(by=karim, **step)
    refused("NOT_YOURS_TO_DO", dispose_of_exhibit, by=item.obtained_by, **step)
    dispose_of_exhibit(by=vera, **step)

    assert stands(item, at).holder == ""
    assert not Clock.objects.filter(subject_id=item.public_id, state="running").exists()
    refused("EXHIBIT_DISPOSED", handed_over, item=item, to=colleague(item), at=at)
    assert len(chain_of(vera, item)) == 6


def test_a_hold_or_a_consent_without_a_word_is_refused(at):
    item = an_exhibit(at)
    vera = colleague(item, Function.SUPERVISOR)
    refused("REASON_MISSING", place_hold, item_id=item.public_id, told=Told(), by=vera, at=at)


def test_a_report_becomes_an_exhibit_by_a_review_that_allowed_it_and_by_nothing_else(at, as_user):
    report = a_report_on(None, at, text="Seen from the roof by night.", source_ref="S-4711")
    ines, karim = report.logged_by, a_prosecutor()
    convert = {"seal": "A-1", "by": ines, "at": at}
    for decision in ("", "refused"):
        review = a_review(report, karim, at, decision=decision)
        refused("INTEL_AS_EVIDENCE", convert_report, review_id=review.public_id, **convert)
    allowed = a_review(report, karim, at, decision="allowed")

    item = convert_report(review_id=allowed.public_id, **convert)

    assert item.description == "People were seen behind a locked door."
    refused("ALREADY_CONVERTED", convert_report, review_id=allowed.public_id, **convert)
    page = as_user(ines).get(page_of(item)).content.decode()
    for word in ("roof", "S-4711", report.reference):
        assert word not in page
    assert allowed.reference in page
    disclosed(item, karim, at)
    assert allowed.reference not in re.sub(r"<nav.*?</nav>", "", as_user(karim).get(page_of(item)).content.decode())


def test_a_reviewer_reads_the_words_and_nothing_of_the_report(at, as_user):
    report = a_report_on(None, at, text="Seen from the roof by night.", source_ref="S-4711")
    karim = a_prosecutor()
    review = a_review(report, karim, at)

    page = as_user(karim).get(reverse("intelligence:disclosure-review", args=[review.public_id])).content.decode()

    assert "People were seen behind a locked door." in page
    for word in ("roof", "S-4711", report.reference, report.logged_by.name):
        assert word not in page
    elsewhere = as_user(a_prosecutor()).get(reverse("intelligence:disclosure-review", args=[review.public_id]))
    assert elsewhere.status_code == 404


def test_a_review_is_decided_once_and_not_by_those_who_ask(at):
    report = a_report_on(None, at)
    karim = a_prosecutor()
    review = a_review(report, karim, at, decision="allowed")

    with pytest.raises(DatabaseError), transaction.atomic():
        type(review).objects.filter(pk=review.pk).update(decision="refused")
    with pytest.raises(DatabaseError), transaction.atomic():
        type(review).objects.filter(pk=review.pk).update(report=a_report_on(None, at))
    with pytest.raises(Refusal, match="decided"):
        decide_review(review_id=review.public_id, version=review.version, decision="refused", protection="x", by=karim,
                      at=at)  # fmt: skip
    refused("NOT_PROSECUTION", a_review, report=report, of=someone(Function.PROSECUTOR), at=at)
    waiting = a_review(report, karim, at)
    decide = {"review_id": waiting.public_id, "version": 1, "decision": "allowed", "protection": "x", "at": at}
    refused("NOT_YOURS_TO_DO", decide_review, by=report.logged_by, **decide)
    with pytest.raises(NotVisible):
        decide_review(by=a_prosecutor(), **decide)


def test_a_retracted_report_is_not_converted_even_after_a_review(at):
    report = a_report_on(None, at)
    review = a_review(report, a_prosecutor(), at, decision="allowed")
    retract_report(report_id=report.public_id, by=report.logged_by, at=at)

    refused("INTEL_AS_EVIDENCE", convert_report, review_id=review.public_id, seal="A", by=report.logged_by, at=at)


def test_the_database_too_takes_no_intelligence_for_evidence(at):
    item = an_exhibit(at)
    for facts in ({"kind": "statement"}, {"kind": "phone", "basis": "review"}):
        with pytest.raises(DatabaseError, match="converted_exhibit_was_reviewed"), transaction.atomic():
            EvidenceItem.objects.create(
                agency=item.agency, number=99, obtained_at=at, obtained_by=item.obtained_by, logged_at=at,
                **({"basis": "warrant"} | facts),
            )  # fmt: skip


def test_the_label_holds_a_number_a_seal_and_an_opaque_path(at, as_user):
    item = an_exhibit(at)
    browser = as_user(item.obtained_by)

    page = browser.get(page_of(item, "label")).content.decode()
    picture = browser.get(page_of(item, "label-picture"))

    assert "A-100" in page
    assert "<svg" in page
    for word in ("Black phone", "Drawer", item.obtained_by.name):
        assert word not in page.partition('class="panel label"')[2]
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Content-Type"] == "image/png"
    assert exhibit_called(item.obtained_by, page_of(item)) == item
    assert exhibit_called(item.obtained_by, item.reference.lower()) == item
    assert exhibit_called(item.obtained_by, "1") == item
    assert exhibit_called(someone(Function.INVESTIGATOR), page_of(item)) is None
    assert browser.get(reverse("intelligence:exhibits"), {"q": page_of(item)}).url == page_of(item)


def test_a_file_shows_its_digest_at_reception_and_its_original_stays_with_its_agency(at, as_user):
    report = a_report_on(None, at)
    item = exhibits_of(report.logged_by, report, at)
    [file] = item.files.all()
    address = reverse("intelligence:exhibit-files:file", args=[file.public_id])

    page = as_user(report.logged_by).get(address).content.decode()
    assert file.received["sha256"] in page
    assert "Withdraw" not in page
    with pytest.raises(DatabaseError), transaction.atomic():
        type(file).objects.filter(pk=file.pk).update(withdrawn_at=at, withdrawn_by=report.logged_by)
    given = item.disclosures.get(ended_at=None)
    theirs = as_user(someone(Function.PROSECUTOR, agency=given.recipient)).get(address).content.decode()
    assert "The phone as found" in theirs
    assert file.received["sha256"] not in theirs


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_takes_as_many_statements_for_many_exhibits_as_for_one(at, as_user, django_assert_num_queries, number):
    by = someone(Function.INVESTIGATOR)
    for _each in range(number):
        an_exhibit(at, by=by)
    client = as_user(by)

    with django_assert_num_queries(25):
        client.get(reverse("intelligence:exhibits"))


@pytest.mark.parametrize("number", [1, 4])
def test_an_exhibit_takes_as_many_statements_for_many_steps_as_for_two(at, as_user, django_assert_num_queries, number):
    item = an_exhibit(at)
    mira = colleague(item)
    for _each in range(number):
        check_custody(item_id=item.public_id, found=found(), told=WHY, by=mira, at=at)
    client = as_user(mira)

    with django_assert_num_queries(32):
        client.get(page_of(item))


def test_the_whole_way_through_the_pages(at, as_user):
    ines = someone(Function.INVESTIGATOR)
    mira = someone(Function.ANALYST, agency=ines.agency)
    once = lambda: {"once": str(uuid.uuid4())}  # noqa: E731 - a token for each form
    made = as_user(ines).post(
        reverse("intelligence:receive-exhibit"),
        {"kind": "money", "description": "Notes in a tin", "place": "Kitchen", "obtained_at": "2026-03-10T09:00",
         "basis": "warrant", "seal": "K-1"} | once(),
    )  # fmt: skip
    item = EvidenceItem.objects.get()
    assert made.url == page_of(item)
    look = {"seal": "K-1", "condition": "intact", "place": "Room 2", "reason": "To count it"}
    as_user(ines).post(page_of(item, "offer"), look | {"to": str(mira.public_id)} | once())
    as_user(mira).post(page_of(item, "answer"), look | {"answer": "accept"} | once())

    assert stands(item, at).holder == str(mira.pk)
    log = as_user(ines).get(page_of(item, "custody-log")).content.decode()
    assert "To count it" in log
    assert CustodyTransfer.objects.get(position=3).digest in log
    assert "K-1" in as_user(mira).get(reverse("intelligence:exhibits"), {"only": "mine"}).content.decode()
    assert "K-1" not in as_user(ines).get(reverse("intelligence:exhibits"), {"only": "mine"}).content.decode()


def test_machines_take_in_hand_on_and_read_a_chain_through_the_same_refusals(at, as_user):
    ines = someone(Function.INVESTIGATOR)
    mira = someone(Function.ANALYST, agency=ines.agency)

    def sent(by, address, **data):
        return as_user(by).post(f"/api/exhibits/{address}", data, content_type="application/json")

    facts = {"description": "A tin", "place": "Kitchen", "basis": "warrant", "obtained_at": "2026-03-10T09:00:00Z"}
    assert sent(ines, "", kind="statement", seal="K", **facts).json()["code"] == "INTEL_AS_EVIDENCE"
    made = sent(ines, "", kind="money", seal="K-1", **facts)
    assert made.status_code == 201
    one = made.json()["public_id"]
    look = {"seal": "K-1", "condition": "intact", "place": "Room 2"}
    assert sent(mira, f"{one}/hand-over/", to=str(ines.public_id), **look).json()["code"] == "NOT_THE_HOLDER"
    assert sent(ines, f"{one}/hand-over/", to=str(mira.public_id), **look).status_code == 201
    assert sent(mira, f"{one}/take/", **look | {"seal": "X"}).json()["code"] == "CHAIN_BROKEN"
    assert sent(mira, f"{one}/take/", **look).status_code == 201
    assert sent(mira, f"{one}/dispose/", reason="x").json()["code"] == "NOT_YOURS_TO_DO"

    told = as_user(mira).get(f"/api/exhibits/{one}/custody/").json()
    assert (told["holder"], told["seal"], told["is_broken"]) == (mira.name, "K-1", False)
    assert [row["step"] for row in told["chain"]] == ["obtained", "offered", "accepted"]
    assert [row["previous"] for row in told["chain"][1:]] == [row["digest"] for row in told["chain"][:-1]]
    assert as_user(someone(Function.INVESTIGATOR)).get(f"/api/exhibits/{one}/custody/").status_code == 404


def test_machines_ask_decide_and_convert(at, as_user):
    report, karim = a_report_on(None, at), a_prosecutor()

    def sent(by, address, **data):
        return as_user(by).post(f"/api/disclosure-reviews/{address}", data, content_type="application/json")

    asked = sent(report.logged_by, "", report=str(report.public_id), of=str(karim.agency.public_id), proposed="Seen.")
    one = asked.json()["public_id"]
    assert sent(report.logged_by, f"{one}/convert/", seal="A").json()["code"] == "INTEL_AS_EVIDENCE"
    read = as_user(karim).get(f"/api/disclosure-reviews/{one}/").json()
    assert read["proposed"] == "Seen."
    assert "report" not in read
    assert sent(karim, f"{one}/decide/", version=1, decision="allowed", protection="Nothing").status_code == 200
    assert sent(report.logged_by, f"{one}/convert/", seal="A").json()["kind"] == "statement"


def test_words_for_the_court_are_checked_for_whoever_stands_behind_them(at):
    report = a_report_on(None, at)
    karim = a_prosecutor()
    words = {"report_id": report.public_id, "of": karim.agency.public_id, "by": report.logged_by, "at": at}
    telling = "Our informant saw people behind a locked door."

    with pytest.raises(Refusal) as no:
        ask_for_review(proposed=telling, **words)

    assert (no.value.code, no.value.field) == ("SOURCE_IN_TEXT", "text_is_clean")
    assert not DisclosureReview.objects.exists()
    assert ask_for_review(proposed=telling, text_is_clean=True, **words).proposed == telling
    said = AuditEntry.objects.get(verb="intelligence.disclosure_review.asked")
    assert said.codes["read_again"]
