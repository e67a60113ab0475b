"""What stands out in a week: much more than usual for this very person, at odd hours, without a tie, or in vain."""

from datetime import timedelta
from uuid import uuid4

import pytest

from taskforce.access.models import BreakGlass
from taskforce.accounts.models import Function
from taskforce.oversight.queries.outliers import outliers_of, people_in
from taskforce.oversight.rules import Kind
from taskforce.refusal import NotVisible
from tests.builders import an_agency, someone
from tests.oversight.builders import WEEK, an_auditor, is_turned_away, on_record, reads, usual_weeks

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return someone(Function.INVESTIGATOR)


def found(at, auditor=None):
    return [
        (each.kind, each.count, each.usual) for each in outliers_of(auditor or an_auditor(), since=at - WEEK, until=at)
    ]


def test_sixty_records_in_an_hour_stand_out_for_whoever_opens_five(at, reader):
    usual_weeks(reader, at - WEEK)
    reads(reader, at - timedelta(days=1, hours=1), 60)

    assert found(at) == [(Kind.MASS, 60, 5)]


def test_a_list_counts_by_the_rows_it_showed(at, reader):
    usual_weeks(reader, at - WEEK)
    on_record(reader, at - timedelta(days=1), "access.listed", rows=60, object_type="victims.Person")

    assert found(at) == [(Kind.MASS, 60, 5)]


def test_sixty_records_are_nothing_new_for_whoever_always_opens_fifty(at, reader):
    usual_weeks(reader, at - WEEK, a_day=50)
    reads(reader, at - timedelta(days=1, hours=1), 60)

    assert found(at) == []


def test_a_long_day_of_many_small_steps_stands_out_too(at, reader):
    usual_weeks(reader, at - WEEK)
    for hour in range(8):
        reads(reader, (at - timedelta(days=1)).replace(hour=8 + hour), 30)

    assert found(at) == [(Kind.MASS, 240, 5)]


def test_auditors_reading_the_trail_are_no_readers_of_records(at):
    auditor = an_auditor()
    for _ in range(5):
        on_record(auditor, at - timedelta(days=1), "audit.trail.read", rows=50)

    assert found(at, auditor) == []


def test_reading_at_night_stands_out_for_whoever_works_by_day(at, reader):
    usual_weeks(reader, at - WEEK)
    reads(reader, (at - timedelta(days=2)).replace(hour=2), 6)

    assert found(at) == [(Kind.OFF_HOURS, 6, 0)]


def test_reading_at_night_is_usual_on_the_night_shift(at, reader):
    usual_weeks(reader, at - WEEK, hour=2)
    reads(reader, (at - timedelta(days=2)).replace(hour=2), 6)

    assert found(at) == []


def test_every_reading_in_an_emergency_is_looked_at(at, reader):
    reads(reader, at - timedelta(days=1), need="broke_glass")

    assert found(at) == [(Kind.GLASS, 1, 0)]


def test_records_opened_by_function_alone_stand_out_when_they_are_many(at, reader):
    reads(reader, at - timedelta(days=1), 4, need="function")
    assert found(at) == []

    reads(reader, at - timedelta(days=2), 1, need="function")
    assert found(at) == [(Kind.UNTIED, 5, 0)]


def looks_up(by, at, number, *, sign_in="a" * 16):
    for n in range(number):
        moment, person = at + timedelta(minutes=n), uuid4()
        on_record(by, moment, "victims.person.searched", rows=1, shown=[person], sign_in=sign_in)
        on_record(by, moment + timedelta(seconds=9), object_id=person, sign_in=sign_in, codes={"need": "own_agency"})


def test_people_looked_up_and_opened_and_nothing_done_for_them_stand_out(at, reader):
    looks_up(reader, at - timedelta(days=1), 3)

    assert found(at) == [(Kind.LOOKED_UP, 3, 0)]


def test_a_search_that_led_to_work_does_not(at, reader):
    looks_up(reader, at - timedelta(days=1), 3)
    on_record(reader, at - timedelta(hours=20), "victims.session.recorded", sign_in="a" * 16)

    assert found(at) == []


def test_asking_five_times_in_a_quarter_of_an_hour_for_what_is_hidden_stands_out(at, reader):
    is_turned_away(reader, at - timedelta(days=1), 6)

    assert found(at) == [(Kind.FISHING, 6, 0)]


def test_asking_in_vain_now_and_then_does_not(at, reader):
    for day in range(1, 7):
        is_turned_away(reader, at - timedelta(days=day))

    assert found(at) == []


def test_a_red_gate_is_no_fishing(at, reader):
    for _ in range(6):
        on_record(reader, at - timedelta(days=1), "act.refused", outcome="denied", codes={"code": "CARE_NOT_HELD"})

    assert found(at) == []


def test_an_emergency_that_was_judged_not_justified_comes_first(at, reader):
    reads(reader, at - timedelta(days=1), need="broke_glass")
    asked = at - timedelta(days=1)
    BreakGlass.objects.create(
        by=reader, owner=an_agency(), subject_type="victims.Person", subject_id=uuid4(), subject_reference="P-7Q2K9D",
        reason="Nobody was in danger.", is_lethal=False, opens="full", asked_at=asked, confirm_by=asked,
        opened_at=asked, until=asked + timedelta(hours=1), verdict="not_justified", reviewed_at=at - timedelta(hours=2),
        reviewed_by=someone(Function.SUPERVISOR),
    )  # fmt: skip

    assert found(at) == [(Kind.UNJUSTIFIED, 1, 0), (Kind.GLASS, 1, 0)]


def test_what_lies_outside_the_week_is_another_review_s(at, reader):
    is_turned_away(reader, at, 6)
    is_turned_away(reader, at - WEEK - timedelta(hours=1), 6)

    assert found(at) == []


@pytest.mark.parametrize("number", [1, 6])
def test_a_week_takes_as_many_statements_for_many_people_as_for_one(at, django_assert_num_queries, number):
    auditor = an_auditor()
    assert auditor.functions
    for _ in range(number):
        is_turned_away(someone(Function.INVESTIGATOR), at - timedelta(days=1), 6)

    # Hours, days, the night, look-ups, turned away, emergencies, by function alone, judged; and the names.
    with django_assert_num_queries(9):
        people = people_in(auditor, outliers_of(auditor, since=at - WEEK, until=at))

    assert len(people) == number


@pytest.mark.parametrize("function", [f for f in Function if f != Function.AUDITOR])
def test_nobody_else_is_told_who_stands_out(at, function):
    with pytest.raises(NotVisible):
        outliers_of(someone(function), since=at - WEEK, until=at)
