"""What past operations teach: laws of the learned chance, for whatever operations there were."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.calibration import (
    BINS,
    Forecast,
    Past,
    band,
    forecasts,
    learn,
    reliability,
    score,
    wilson,
)
from intelligence.rules.evidence import Item, Stance
from intelligence.rules.grading import Grade
from intelligence.rules.outcomes import OLDEST_DAYS, Features, days_between, features_of
from intelligence.rules.presence import assess_presence

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SHARE = 0.8
TYPICAL = Features(2, 1, 7, "labour")


def stood(first_hand, origins, days, sector):
    return Features(max(origins, min(first_hand, 1)), first_hand, days if first_hand else None, sector)


standings = st.builds(
    stood,
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, OLDEST_DAYS),
    st.sampled_from(["labour", "sex", "other"]),
)
operations = st.lists(st.builds(Past, standings, st.booleans()), max_size=40)
given_chances = st.lists(st.builds(Forecast, st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def chance(past, features, **how):
    return band(learn(past, **how), features, share=SHARE).chance


@given(operations, standings, st.floats(0.05, 0.99))
def test_a_chance_is_one_and_its_band_holds_it(past, features, share):
    told = band(learn(past), features, share=share)

    assert 0 <= told.low <= told.chance <= told.high <= 1
    assert told.operations == len(past)


@given(operations, standings)
def test_with_a_prior_that_allows_no_weights_it_is_the_base_rate(past, features):
    found = sum(one.found for one in past)

    assert chance(past, features, precision=1e12) == pytest.approx((found + 1) / (len(past) + 2), abs=1e-4)


@given(standings)
def test_from_nothing_it_is_one_in_two_and_the_band_is_wide(features):
    told = band(learn([]), features, share=SHARE)

    assert told.chance == pytest.approx(0.5)
    assert told.high - told.low > 0.6


@given(st.builds(Past, standings, st.booleans()), standings)
def test_one_operation_moves_no_chance_far_from_the_base_rate(one, features):
    assert abs(chance([one], features) - (one.found + 1) / 3) < 0.12


@given(operations, standings, st.randoms())
def test_the_order_of_operations_does_not_matter_to_the_last_bit(past, features, random):
    shuffled = list(past)
    random.shuffle(shuffled)

    assert band(learn(past), features, share=SHARE) == band(learn(shuffled), features, share=SHARE)


@given(operations, standings)
def test_people_found_never_lower_the_chance_of_evidence_like_it_and_nobody_never_raises_it(past, features):
    before = chance(past, features)

    assert chance([*past, Past(features, found=True)], features) >= before - 1e-9
    assert chance([*past, Past(features, found=False)], features) <= before + 1e-9


@given(operations, standings)
def test_all_results_turned_over_turn_the_chance_over(past, features):
    over = [Past(one.features, not one.found) for one in past]

    assert chance(over, features) == pytest.approx(1 - chance(past, features), abs=1e-7)


@given(standings)
def test_more_operations_like_it_make_the_band_narrower(features):
    def width(number):
        half = [Past(features, found=bool(i % 2)) for i in range(number)]
        told = band(learn(half), features, share=SHARE)
        return told.high - told.low

    assert width(40) < width(10) < width(0)


def test_where_origins_told_truth_and_lies_apart_more_of_them_raise_the_chance():
    past = [Past(Features(3, 2, 3, "labour"), found=True), Past(Features(1, 1, 40, "labour"), found=False)] * 30

    told = [chance(past, Features(origins, 1, 7, "labour")) for origins in (1, 2, 3)]

    assert told == sorted(told)
    assert chance(past, Features(3, 2, 3, "labour")) > 0.75
    assert chance(past, Features(1, 1, 40, "labour")) < 0.25


@given(st.lists(st.builds(Past, standings, st.booleans()), min_size=5, max_size=25))
def test_each_operation_is_judged_by_what_the_others_taught(past):
    given_to = forecasts(past)

    for number, one in enumerate(past):
        anew = chance(past[:number] + past[number + 1 :], one.features)
        assert given_to[number].chance == pytest.approx(anew, abs=0.03)
        assert given_to[number].found == one.found


@given(given_chances)
def test_briers_score_lies_between_perfect_and_always_wrong(told):
    assert 0 <= score(told).brier <= 1
    assert 0 <= score(told).of_base_rate <= 0.25


@given(st.lists(st.booleans(), min_size=1))
def test_who_is_always_right_scores_nothing_and_who_is_always_wrong_one(came):
    assert score([Forecast(float(found), found) for found in came]).brier == 0
    assert score([Forecast(float(not found), found) for found in came]).brier == 1


@given(st.lists(st.booleans(), min_size=1))
def test_saying_the_base_rate_every_time_scores_what_it_is_compared_with(came):
    rate = sum(came) / len(came)
    told = score([Forecast(rate, found) for found in came])

    assert told.brier == pytest.approx(told.of_base_rate)
    assert (told.operations, told.found) == (len(came), sum(came))


def test_without_operations_there_is_no_score():
    assert score([]) is None
    assert forecasts([]) == []


@given(given_chances)
def test_every_forecast_stands_in_one_bin_where_its_chance_is(told):
    bins = reliability(told, share=SHARE)

    assert len(bins) == BINS
    assert sum(one.operations for one in bins) == len(told)
    assert sum(one.found for one in bins) == sum(one.found for one in told)
    for one in bins:
        assert one.low - 1e-9 <= one.mean <= one.high + 1e-9
        if one.operations:
            assert one.interval[0] - 1e-9 <= one.share <= one.interval[1] + 1e-9


@given(st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.1, 0.99))
def test_wilsons_interval_holds_the_share_and_stays_within_nothing_and_all(counts, share):
    found, went = counts
    low, high = wilson(found, went, share=share)

    assert 0 <= low <= high <= 1
    if went:
        assert low - 1e-9 <= found / went <= high + 1e-9


def test_wilsons_interval_is_that_of_the_books():
    assert wilson(8, 10, share=0.95) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0, share=0.95) == (0.0, 1.0)


def a_report(ref, days, *, first_hand=True, stance=Stance.SUPPORTS, lawful=True):
    return Item(
        ref, Grade("admiralty_6x6", "B", "2"), stance, NOW - timedelta(days=days), first_hand, lawful,
        speaks_of_child=False, roots=frozenset({ref}), indicators=frozenset(),
    )  # fmt: skip


def what_stood(*items):
    assessment = assess_presence(
        items, adult_weights={}, child_weights={}, purpose=frozenset({"D4"}), fresh_for=timedelta(days=14),
        lineages_needed=2, now=NOW,
    )  # fmt: skip
    return features_of(assessment, items, sector="labour", now=NOW)


def test_what_is_kept_are_origins_first_hand_reports_and_the_age_of_the_newest():
    assert what_stood(a_report("1", 9), a_report("2", 4), a_report("3", 1, first_hand=False)) == Features(
        3, 2, 4, "labour"
    )


def test_what_counts_nothing_and_what_speaks_against_is_no_feature():
    stood = what_stood(
        a_report("1", 9, first_hand=False), a_report("2", 1, lawful=False), a_report("3", 1, stance=Stance.CONTRADICTS)
    )

    assert stood == Features(1, 0, None, "labour")
    assert stood.agrees


def test_never_more_than_three_is_kept_as_no_page_tells_more():
    kept = what_stood(*(a_report(str(number), number) for number in range(1, 9)))

    assert (kept.origins, kept.first_hand, kept.fresh_days) == (3, 3, 1)


def test_age_is_whole_days_none_below_zero_and_none_beyond_what_matters():
    assert days_between(NOW - timedelta(hours=47), NOW) == 1
    assert days_between(NOW + timedelta(hours=1), NOW) == 0
    assert days_between(NOW - timedelta(days=900), NOW) == OLDEST_DAYS


@pytest.mark.parametrize(
    "figures",
    [Features(0, 1, 3, "sex"), Features(2, 0, 3, "sex"), Features(2, 1, None, "sex"), Features(4, 1, 3, "sex")],
)
def test_figures_that_cannot_be_together_do_not_agree(figures):
    assert not figures.agrees
    assert TYPICAL.agrees
