"""Laws of what is out of the ordinary, whatever the figures."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taskforce.oversight import rules
from taskforce.oversight.rules import Kind, Outlier

counts = st.integers(0, 5000)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


def an_outlier(kind: Kind = Kind.MASS, *, who: int = 1, after: int = 0, lasts: int = 60) -> Outlier:
    begins = MIDNIGHT + timedelta(minutes=after)
    return Outlier(kind, who, begins, begins + timedelta(minutes=lasts), 50)


@given(counts, counts, counts, st.integers(1, 10))
def test_nothing_below_the_floor_is_many(count, usual, floor, times):
    if rules.is_mass(count, usual, floor=floor, times=times):
        assert count >= floor


@given(counts, counts, counts, counts, st.integers(1, 10))
def test_more_is_never_less_suspicious_and_a_busier_past_never_more(count, more, usual, floor, times):
    if rules.is_mass(count, usual + more, floor=floor, times=times):
        assert rules.is_mass(count, usual, floor=floor, times=times)
        assert rules.is_mass(count + more, usual + more, floor=floor, times=times)


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_an_hour_is_either_worked_or_off_and_never_both(begins, ends, hour):
    off, worked = rules.hours_off(begins, ends), rules.hours_off(ends, begins)
    assert begins == ends or (hour in off) != (hour in worked)


def test_the_night_goes_past_midnight():
    assert rules.hours_off(22, 6) == {22, 23, 0, 1, 2, 3, 4, 5}


@given(st.integers(1, 500), st.integers(1, 60), st.integers(1, 50))
def test_whoever_always_works_at_night_is_no_outlier_at_night(reads, floor, margin):
    assert not rules.is_unusual_hour(reads, reads, 40, 40, floor=floor, margin=margin)


@given(counts, counts, counts, counts, st.integers(1, 50), st.integers(0, 99))
def test_a_share_is_held_against_ones_own(off, worked, usual_off, usual_worked, floor, margin):
    def unusual(off: int) -> bool:
        return rules.is_unusual_hour(off, off + worked, usual_off, usual_off + usual_worked, floor=floor, margin=margin)

    if unusual(off):
        assert unusual(off + 1)
        assert off >= floor


def test_a_day_is_named_only_where_none_of_its_hours_is():
    day = an_outlier(lasts=24 * 60)

    assert rules.without_doubles([an_outlier(after=90)], [day]) == [an_outlier(after=90)]
    assert rules.without_doubles([an_outlier(who=2)], [day]) == [an_outlier(who=2), day]
    assert rules.without_doubles([an_outlier(after=24 * 60)], [day]) == [an_outlier(after=24 * 60), day]


@given(st.permutations([an_outlier(kind, who=who) for kind in Kind for who in (1, 2)]))
def test_the_order_of_a_week_is_the_same_however_it_was_counted(found):
    ordered = rules.in_order(found)

    assert ordered == rules.in_order(reversed(found))
    assert sorted(each.key for each in ordered) == sorted(each.key for each in found)


@given(st.sets(st.sampled_from([kind.value for kind in Kind])))
def test_what_nobody_judged_stays_open(judged):
    found = [an_outlier(kind) for kind in Kind]
    said = {each.key: "explained" for each in found if each.kind in judged}

    open_ones = rules.not_judged(found, said)

    assert {each.kind.value for each in open_ones} == {kind.value for kind in Kind} - judged
