"""Two agencies are about to be at the same place. Both learn that at once, and nothing else of one another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intelligence.models import DeconflictionCheck, DeconflictionConflict, DeconflictionToken
from intelligence.queries.deconfliction import deconfliction_standing
from intelligence.services.deconfliction_answers import ask_outside, resolve_conflict, withdraw_check, write_answer
from intelligence.services.deconfliction_tokens import renew_tokens
from intelligence.services.identifying import COMPARED, marks_of, marks_of_all
from shelters.models import Shelter
from taskforce.access.services import find
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.notices.models import Notice
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import HouseKey
from tests.builders import someone
from tests.intelligence.builders import a_target, an_investigator
from tests.intelligence.deconflicting import a_target_at, an_operation, asked, supervisor_of
from tests.intelligence.things import a_person, a_subject, a_thing, linked, tied
from tests.victims.builders import a_person_in_care
from victims.models import CounsellingSession

pytestmark = pytest.mark.django_db
MILL, MILL_TOO = "12 Mill Lane, second floor", "Mill Ln. 12"


@pytest.fixture
def mine(at):
    return a_target_at(MILL, at)


@pytest.fixture
def theirs(at):
    return a_target_at(MILL_TOO, at)


def conflicts_of(agency):
    return list(DeconflictionConflict.objects.filter(agency=agency))


def settle_both(*targets, at):
    for target in targets:
        for conflict in DeconflictionConflict.objects.filter(agency=target.agency, resolved_at=None):
            resolve_conflict(
                conflict_id=conflict.public_id, version=conflict.version, resolution="They go first.",
                by=supervisor_of(target.agency), at=at,
            )  # fmt: skip


def codes(target, now, **more):
    return [finding.code for finding in deconfliction_standing(target, now=now, **more).findings]


def test_nobody_there_is_no_conflict_and_nobody_is_told(at, mine):
    a_target_at("14 Hill Road", at)

    entry = asked(mine, at)

    assert entry.result == "none"
    assert not Notice.objects.exists()


def test_both_sides_are_told_at_once_and_read_whom_to_call_and_nothing_else(at, mine, theirs, as_user):
    first = asked(theirs, at)
    second = asked(mine, at + timedelta(minutes=5))

    first.refresh_from_db()
    assert (first.result, second.result) == ("conflict", "conflict")
    told = set(Notice.objects.filter(kind="deconfliction.conflict").values_list("user__agency", "created_at"))
    assert {agency for agency, _moment in told} == {mine.agency_id, theirs.agency_id}
    assert len({moment for _agency, moment in told}) == 1
    page = as_user(mine.opened_by).get(reverse("intelligence:conflicts")).content.decode()
    assert f"Duty desk of {theirs.agency.code}" in page
    for word in (theirs.reference, first.reference, MILL_TOO, theirs.opened_by.name):
        assert word not in page


def test_a_notice_of_a_conflict_leads_to_ones_own_target(at, mine, theirs):
    asked(theirs, at)
    asked(mine, at)

    for target in (mine, theirs):
        paths = set(Notice.objects.filter(user__agency=target.agency).values_list("path", flat=True))
        assert paths == {reverse("intelligence:deconfliction", args=[target.public_id])}


def test_nobody_finds_the_other_sides_rows(at, mine, theirs):
    entry = asked(theirs, at)
    asked(mine, at)

    with pytest.raises(NotVisible):
        find(DeconflictionCheck, mine.opened_by, public_id=entry.public_id)
    with pytest.raises(NotVisible):
        find(DeconflictionConflict, mine.opened_by, agency=theirs.agency)
    assert not DeconflictionCheck.objects.visible_to(mine.opened_by).exclude(agency=mine.agency).exists()


def test_ones_own_agency_is_no_conflict(at, mine):
    colleagues = a_target_at(MILL_TOO, at, agency=mine.agency)
    asked(colleagues, at)

    assert asked(mine, at).result == "none"


def test_operations_at_another_time_do_not_meet(at, mine, theirs):
    asked(theirs, at, event=an_operation(at, hours=24, lasts=4))

    assert asked(mine, at, event=an_operation(at, hours=28, lasts=4)).result == "none"
    assert asked(mine, at, event=an_operation(at, hours=27, lasts=4)).result == "conflict"


def test_operations_near_each_other_meet_within_the_radius_and_not_beyond(at):
    near, far = a_target_at("1 Quay Row", at), a_target_at("2 Canal Walk", at)
    asked(a_target_at("9 Orchard Road", at), at, event=an_operation(at, latitude=50.0, longitude=8.0, radius_m=500))

    there = {"latitude": 50.006, "longitude": 8.0}  # some 670 m to the north
    assert asked(near, at, event=an_operation(at, radius_m=200, **there)).result == "conflict"
    elsewhere = {"latitude": 50.05, "longitude": 8.0}
    assert asked(far, at, event=an_operation(at, radius_m=200, **elsewhere)).result == "none"


@pytest.mark.parametrize(
    ("kind", "label", "label_too"),
    [
        ("phone", "(555) 010-0199", "+1 555 010 0199"),
        ("vehicle", "BO 111", "b0-ill"),
        ("place", "7 Foundry Street", "Foundry St. 7"),
        ("advert", "https://ads.example/x/7", "ads.example/x/7/"),
    ],
)
def test_what_is_linked_to_a_target_is_compared_with_it(at, kind, label, label_too):
    here, there = a_target_at("1 Quay Row", at), a_target_at("2 Canal Walk", at)
    linked(a_thing(at, by=there.opened_by, kind=kind, label=label_too), there, at)
    asked(there, at)
    assert asked(here, at).result == "none"

    linked(a_thing(at, by=here.opened_by, kind=kind, label=label), here, at)

    assert asked(here, at).result == "conflict"


def test_a_subject_is_compared_and_nobody_else_is(at):
    here, there = a_target_at("1 Quay Row", at), a_target_at("2 Canal Walk", at)
    for target in (here, there):
        for role in ("possible_victim", "witness", "bystander", "unknown"):
            linked(a_person(at, by=target.opened_by, role=role, label=f"Lea {role} Sommer"), target, at)
    asked(there, at)
    assert asked(here, at).result == "none"

    for target in (here, there):
        linked(a_subject(at, by=target.opened_by, label="Ilir Brandt, 1984"), target, at)
    asked(there, at)

    assert asked(here, at).result == "conflict"


def test_the_phone_of_somebody_who_is_no_subject_is_theirs_and_is_not_compared(at):
    here, there = a_target_at("1 Quay Row", at), a_target_at("2 Canal Walk", at)
    for target in (here, there):
        phone = linked(a_thing(at, by=target.opened_by, kind="phone", label="555 010 0199"), target, at)
        tied(a_person(at, by=target.opened_by, role="possible_victim", label="Lea Sommer"), phone, at)
        asked(target, at)

    assert not DeconflictionConflict.objects.exists()


def test_records_of_care_shelters_and_bystanders_are_no_input(at):
    victim = a_person(at, by=an_investigator(), role="possible_victim", label="Lea Sommer")

    with pytest.raises(Refusal, match="NCI_AS_SUBJECT"):
        marks_of(victim)
    for thing in (a_person_in_care(at), Shelter(), CounsellingSession()):
        with pytest.raises(TypeError):
            marks_of(thing)
    assert set(COMPARED) == {"person", "phone", "vehicle", "place", "advert"}


def test_what_stands_in_the_database_is_no_identifier(at, mine):
    linked(a_thing(at, by=mine.opened_by, kind="phone", label="555 010 0199"), mine, at)
    asked(mine, at)

    with connection.cursor() as cursor:
        cursor.execute("select * from intelligence_deconflictiontoken t join intelligence_deconflictioncheck c on true")
        told = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row)
    assert DeconflictionToken.objects.count() == len(marks_of_all(mine)) == 2
    for word in ("mill", "5550100199"):
        assert word not in told.lower()


def test_asking_without_a_desk_that_others_can_call_is_refused(at):
    target = a_target(at)

    with pytest.raises(Refusal, match="CONTACT_MISSING"):
        asked(target, at)
    assert not DeconflictionCheck.objects.exists()


def test_a_person_and_an_agency_ask_only_so_often(at, mine):
    others = [a_target_at(f"{number} Canal Walk", at, agency=mine.agency) for number in range(1, 12)]
    for target in others[:10]:
        asked(target, at, by=mine.opened_by)

    with pytest.raises(Refusal, match="DECONFLICTION_RATE"):
        asked(mine, at)
    assert asked(mine, at + timedelta(hours=1)).result == "none"
    assert asked(others[10], at, by=others[10].opened_by).result == "none"


def test_a_whole_agency_asks_only_so_often(at, mine):
    for _number in range(60):
        DeconflictionCheck.objects.create(
            agency=mine.agency, target=mine, kind="target", submitted_by=mine.opened_by,
            submitted_at=at - timedelta(hours=2), window_from=at, window_until=at + timedelta(days=1), result="none",
            answered_at=at, closed_at=at,
        )  # fmt: skip

    with pytest.raises(Refusal, match="DECONFLICTION_RATE"):
        asked(mine, at)


def test_whoever_asks_stands_for_a_day(at, mine, theirs):
    entry = asked(mine, at)

    with pytest.raises(Refusal, match="STANDS_FOR_A_WHILE"):
        withdraw_check(check_id=entry.public_id, by=mine.opened_by, at=at + timedelta(hours=23))
    withdraw_check(check_id=entry.public_id, by=mine.opened_by, at=at + timedelta(hours=24))

    assert asked(theirs, at + timedelta(hours=25)).result == "none"
    assert not entry.tokens.exists()


def test_a_near_miss_costs_the_same_statements_as_nothing_at_all(at, mine):
    asked(a_target_at("1 Quay Row", at), at)  # from now on there is a key
    with CaptureQueriesContext(connection) as nothing:
        asked(mine, at, event=an_operation(at, hours=99))
    for number in range(3):
        asked(a_target_at(MILL_TOO, at), at, event=an_operation(at, hours=30 + 5 * number))
    other = a_target_at(MILL, at)

    with CaptureQueriesContext(connection) as near:
        assert asked(other, at, event=an_operation(at)).result == "none"

    assert len(near) == len(nothing)


def test_every_question_is_on_record_without_what_was_asked(at, mine):
    entry = asked(mine, at)

    said = AuditEntry.objects.get(verb="intelligence.deconfliction.asked")
    assert (said.object_id, said.actor, said.codes) == (
        entry.public_id,
        mine.opened_by,
        {"kind": "target", "result": "none"},
    )


def test_a_new_question_replaces_the_one_before_and_tells_nobody_again(at, mine, theirs):
    asked(theirs, at)
    first = asked(mine, at)
    told = Notice.objects.count()

    again = asked(mine, at + timedelta(hours=70))

    first.refresh_from_db()
    assert first.closed_at == at + timedelta(hours=70)
    assert Notice.objects.count() == told
    assert [conflict.entry for conflict in conflicts_of(mine.agency)] == [again]


def test_what_was_settled_stays_settled_until_the_time_moves(at, mine, theirs):
    asked(theirs, at, event=an_operation(at, hours=24, lasts=6))
    asked(mine, at, event=an_operation(at, hours=24, lasts=6))
    settle_both(mine, theirs, at=at)

    assert asked(mine, at, event=an_operation(at, hours=25, lasts=4)).result == "conflict"
    assert codes(mine, at) == []
    asked(mine, at, event=an_operation(at, hours=22, lasts=6))

    assert codes(mine, at) == ["DECONFLICTION_UNRESOLVED"]
    assert len(conflicts_of(mine.agency)) == 2


def test_each_side_settles_for_itself(at, mine, theirs):
    asked(theirs, at)
    asked(mine, at)
    (ours,), (their,) = conflicts_of(mine.agency), conflicts_of(theirs.agency)

    with pytest.raises(NotVisible):
        resolve_conflict(conflict_id=their.public_id, version=1, resolution="x", by=supervisor_of(mine.agency), at=at)
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        resolve_conflict(conflict_id=ours.public_id, version=1, resolution="x", by=mine.opened_by, at=at)
    settle_both(mine, at=at)

    assert codes(mine, at) == []
    assert codes(theirs, at) == ["DECONFLICTION_UNRESOLVED"]


def test_a_plan_needs_a_question_that_is_fresh_and_asked_again_before_the_start(at, mine):
    assert codes(mine, at) == ["DECONFLICTION_MISSING"]
    asked(mine, at)
    assert codes(mine, at + timedelta(hours=71)) == []
    assert codes(mine, at + timedelta(hours=72)) == ["DECONFLICTION_STALE"]

    starts_at = at + timedelta(hours=24)
    assert codes(mine, at + timedelta(hours=19), starts_at=starts_at) == []
    assert codes(mine, at + timedelta(hours=20), starts_at=starts_at) == ["DECONFLICTION_STALE"]
    asked(mine, at + timedelta(hours=20))
    assert codes(mine, at + timedelta(hours=23), starts_at=starts_at) == []


def test_an_operation_of_another_day_answers_no_plan(at, mine):
    asked(mine, at, event=an_operation(at, hours=24))

    assert codes(mine, at, starts_at=at + timedelta(hours=60)) == ["DECONFLICTION_MISSING"]


def test_an_outside_system_is_asked_by_telephone(at, mine):
    window = {"starts_at": at + timedelta(hours=24), "ends_at": at + timedelta(hours=30)}
    asked(mine, at)
    entry = ask_outside(target_id=mine.public_id, system="regional", by=mine.opened_by, at=at, **window)
    assert codes(mine, at) == ["DECONFLICTION_UNRESOLVED"]

    answer = {"check_id": entry.public_id, "version": 1, "external_ref": "W-17", "by": mine.opened_by, "at": at}
    with pytest.raises(Refusal, match="CALL_WHOM_MISSING"):
        write_answer(result="conflict", contact=" ", **answer)
    write_answer(result="conflict", contact="Watch centre, desk 4", **answer)

    (conflict,) = conflicts_of(mine.agency)
    assert conflict.counterpart_contact == "Watch centre, desk 4"
    assert codes(mine, at) == ["DECONFLICTION_UNRESOLVED"]
    settle_both(mine, at=at)
    assert codes(mine, at) == []


def test_a_system_nobody_named_is_not_asked(at, mine):
    with pytest.raises(Refusal, match="SYSTEM_UNKNOWN"):
        ask_outside(
            target_id=mine.public_id, system="nowhere", starts_at=at, ends_at=at + timedelta(hours=1),
            by=mine.opened_by, at=at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"hours": 4, "lasts": -1}, "WINDOW_UNFIT"),
        ({"hours": -9, "lasts": 4}, "WINDOW_UNFIT"),
        ({"hours": 4, "lasts": 24 * 8}, "WINDOW_UNFIT"),
        ({"latitude": 50.0}, "PLACE_UNFIT"),
        ({"latitude": 50.0, "longitude": 8.0, "radius_m": 10}, "PLACE_UNFIT"),
        ({"latitude": 95.0, "longitude": 8.0, "radius_m": 100}, "PLACE_UNFIT"),
    ],
)
def test_a_window_or_a_place_that_cannot_be_is_refused(at, mine, event, code):
    with pytest.raises(Refusal, match=code):
        asked(mine, at, event=an_operation(at, **event))
    assert not DeconflictionCheck.objects.exists()


def test_a_target_that_names_no_place_is_refused(at):
    with pytest.raises(Refusal, match="NOTHING_TO_COMPARE"):
        asked(a_target_at("?", at), at)


def test_strangers_and_care_ask_nothing(at, mine):
    for stranger in (an_investigator(), someone(Function.COUNSELLOR, kind="victim_services")):
        with pytest.raises(NotVisible):
            asked(mine, at, by=stranger)


def test_a_new_key_leaves_no_old_token_and_the_same_conflicts(at, mine, theirs):
    asked(theirs, at)
    before, key = set(map(bytes, tokens())), bytes(HouseKey.objects.get().wrapped)

    assert renew_tokens(at=at) == 1

    assert not before & set(map(bytes, tokens()))
    assert bytes(HouseKey.objects.get().wrapped) != key
    assert asked(mine, at).result == "conflict"


def tokens():
    return DeconflictionToken.objects.values_list("digest", flat=True)


def test_the_database_itself_refuses_what_cannot_be(at, mine):
    entry = asked(mine, at)
    for facts in ({"result": "pending", "answered_at": None}, {"window_until": entry.window_from}, {"radius_m": 10}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeconflictionCheck.objects.filter(pk=entry.pk).update(**facts)


def test_two_who_meet_have_one_row_each(at, mine, theirs):
    asked(theirs, at)
    entry = asked(mine, at)
    conflict = conflicts_of(mine.agency)[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        DeconflictionConflict.objects.create(
            agency=mine.agency, entry=entry, against=conflict.against, contact=conflict.contact, found_at=at
        )
