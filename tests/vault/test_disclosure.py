"""Disclosure is a key: who is given one reads, and who loses it reads no more, in the same transaction."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.services.sharing import share_target, stop_sharing
from shelters.models import HandoffReceipt, Placement
from shelters.services import cancel_placement, decline_placement
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.kit import drafts
from taskforce.kit.models import Draft
from taskforce.vault.models import BlindIndex, KeyGrant, RecordKey
from taskforce.vault.sealing import DoesNotOpen
from taskforce.vault.services import delete_expired_grants, disclose, settle, shred, withdraw
from tests.builders import an_agency, saying_why, someone
from tests.intelligence.builders import a_report_on, a_target_where_people_are_held
from tests.shelters.builders import a_given_placement, a_requested_placement, an_accepted_placement
from tests.vault.builders import a_record

pytestmark = pytest.mark.django_db


def reads(user, row, field: str) -> bool:
    """Whether this person's agency holds a key to the field, the row being at hand."""
    found = type(row)._base_manager.get(pk=row.pk)
    with acting_as(user):
        try:
            getattr(found, field)
        except DoesNotOpen:
            return False
    return True


def test_another_agency_reads_once_it_was_given_the_key_and_not_after_it_was_taken_back(at):
    record, reader = a_record(at), someone()
    assert not reads(reader, record, "address")

    disclose(record, to=reader.agency, by=record.opened_by)
    assert reads(reader, record, "address")

    withdraw(record, to=reader.agency, by=record.opened_by)
    assert not reads(reader, record, "address")
    assert reads(record.opened_by, record, "address")
    assert list(AuditEntry.objects.filter(verb__startswith="vault.").values_list("verb", flat=True)) == [
        "vault.withdrawn", "vault.disclosed",
    ]  # fmt: skip


def test_a_disclosure_that_is_rolled_back_gave_nothing(at):
    record, reader = a_record(at), someone()

    with transaction.atomic():
        disclose(record, to=reader.agency, by=None)
        transaction.set_rollback(True)
    assert not reads(reader, record, "address")


def test_the_agency_a_record_belongs_to_cannot_be_locked_out_of_it(at):
    record = a_record(at)

    withdraw(record, to=record.agency, by=None)
    settle(record, to=(), by=None)

    assert reads(record.opened_by, record, "address")


def test_a_disclosure_until_a_moment_ends_by_itself_and_is_deleted(at):
    record, reader = a_record(at), someone()
    disclose(record, to=reader.agency, by=None, until=at + timedelta(hours=1))
    assert reads(reader, record, "address")
    assert delete_expired_grants(at=at) == 0

    with time_machine.travel(at + timedelta(hours=1), tick=False):
        assert not reads(reader, record, "address")
    assert delete_expired_grants(at=at + timedelta(hours=1)) == 1
    assert not KeyGrant.objects.filter(agency=reader.agency).exists()


def test_the_moment_of_a_disclosure_cannot_be_moved_in_the_table(at):
    record, reader = a_record(at), someone()
    disclose(record, to=reader.agency, by=None, until=at + timedelta(hours=1))

    KeyGrant.objects.filter(agency=reader.agency).update(until=None)

    assert not reads(reader, record, "address")


def test_a_disclosed_part_opens_that_part_only(at):
    receipt = HandoffReceipt.objects.get(placement=an_accepted_placement(at).placement)
    care = someone(agency=receipt.placement.person.agency)

    assert reads(care, receipt, "belongings")
    assert not reads(care, receipt, "code_word")


def test_the_house_asked_reads_what_somebody_needs_until_it_says_no(at):
    stay = a_requested_placement(at)
    assert reads(stay.house.worker, stay.placement, "needs")
    assert reads(stay.care.counsellor, stay.placement, "needs")

    decline_placement(placement_id=stay.placement.public_id, reason="no_bed", by=stay.house.worker, at=at)

    assert not reads(stay.house.worker, stay.placement, "needs")
    assert reads(stay.care.counsellor, stay.placement, "needs")


def test_a_request_that_is_taken_back_closes_to_the_house(at):
    stay = a_requested_placement(at)

    cancel_placement(placement_id=stay.placement.public_id, by=stay.care.counsellor, at=at)

    assert not reads(stay.house.worker, stay.placement, "needs")


def test_the_page_of_a_request_that_was_closed_says_locked(at, as_user):
    stay = a_requested_placement(at)
    Placement.objects.filter(pk=stay.placement.pk).update(language="Tagalog")
    decline_placement(placement_id=stay.placement.public_id, reason="no_bed", by=stay.house.worker, at=at)

    page = saying_why(as_user(stay.house.worker), f"/placements/{stay.placement.public_id}/", "cover")

    assert "Locked" in page.content.decode()


def test_both_sides_of_a_handoff_read_what_was_brought(at):
    stay = a_given_placement(at)
    receipt = stay.now().receipt

    assert reads(stay.care.counsellor, receipt, "belongings")
    assert reads(stay.house.worker, receipt, "belongings")


def test_a_shared_target_and_its_reports_open_for_the_other_agency_until_its_last_colleague_is_out(at):
    target = a_target_where_people_are_held(at)
    report = IntelligenceReport.objects.filter(links__target=target).first()
    lead = someone(Function.SUPERVISOR, agency=target.agency)
    elsewhere = an_agency()
    one, other = (someone(Function.INVESTIGATOR, agency=elsewhere) for _each in range(2))
    for colleague in (one, other):
        share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=lead)
    late = a_report_on(target, at)
    rows = [(target, "address"), (report, "text"), (report.current_grade(), "rationale"), (late, "text")]
    assert all(reads(one, row, field) for row, field in rows)

    stop_sharing(target_id=target.public_id, colleague_id=one.public_id, by=lead)
    assert all(reads(other, row, field) for row, field in rows)

    stop_sharing(target_id=target.public_id, colleague_id=other.public_id, by=lead)
    assert not any(reads(other, row, field) for row, field in rows)


def test_the_endpoint_names_what_is_locked_and_tells_the_rest(at, as_user):
    report = a_report_on(None, at)
    KeyGrant.objects.filter(record=report.public_id).delete()

    [shown] = as_user(report.logged_by).get("/api/reports/").json()["results"]

    assert (shown["text"], shown["locked"]) == (None, ["text"])
    assert shown["reference"] == report.reference


def test_a_form_over_what_is_locked_is_not_shown_and_saves_nothing(at, as_user):
    stay = a_requested_placement(at)
    person, counsellor = stay.care.person, stay.care.counsellor
    KeyGrant.objects.filter(record=person.public_id).delete()

    page = as_user(counsellor).get(f"/people/{person.public_id}/describe/")

    assert page.status_code == 403
    assert "DOES_NOT_OPEN" in page.content.decode()


def test_nothing_opens_once_a_record_is_shredded(at):
    record, reader = a_record(at), someone()
    disclose(record, to=reader.agency, by=None)

    shred(record, by=record.opened_by, at=at)
    shred(record, by=record.opened_by, at=at)

    assert not any(reads(user, record, "address") for user in (reader, record.opened_by))
    with pytest.raises(DoesNotOpen):  # neither for the house
        _opened = RaidTarget.objects.get(pk=record.pk).address
    assert RecordKey.objects.get(record=record.public_id).shredded_at == at
    assert not KeyGrant.objects.filter(record=record.public_id).exists()
    assert not BlindIndex.objects.filter(record=record.public_id).exists()
    assert AuditEntry.objects.filter(verb="vault.shredded").count() == 1


def test_what_was_shredded_can_neither_be_disclosed_nor_written_again(at):
    record = a_record(at)
    shred(record, by=None, at=at)
    again = RaidTarget.objects.get(pk=record.pk)

    with pytest.raises(DoesNotOpen):
        disclose(again, to=an_agency(), by=None)
    again.address = "Made-up road 9"
    with pytest.raises(DoesNotOpen), transaction.atomic():
        again.save()


def test_drafts_of_a_shredded_record_go_with_it(at):
    record = a_record(at)
    keep_a_draft(record.opened_by, f"target:{record.public_id}", at)
    keep_a_draft(record.opened_by, "target:new", at)

    shred(record, by=None, at=at)

    assert [draft.key for draft in Draft.objects.all()] == ["target:new"]


def test_a_draft_takes_its_key_along(at):
    user = someone(kind=Agency.Kind.VICTIM_SERVICES)
    keep_a_draft(user, "person:1", at)
    assert RecordKey.objects.count() == 1

    drafts.forget(user=user, key="person:1")

    assert RecordKey.objects.count() == KeyGrant.objects.count() == 0


def keep_a_draft(user, key: str, at) -> None:
    Draft.objects.create(user=user, key=key, body='{"said": ["the blue door"]}', base_version=0, saved_at=at)
