"""Laws of victims/rules.py, tried on many made-up cases."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from victims.rules import (
    CONSENT_ITEMS,
    ChildStatus,
    InterviewLimits,
    Period,
    PlaceKind,
    child_status,
    closing_refusal,
    interview_refusal,
    length_refusal,
    may_go_on,
    missing_consent,
)

LIMITS = InterviewLimits(spacing=timedelta(hours=24), cap=3, triage_only=timedelta(hours=24))
SAFE = [place for place in PlaceKind if place not in {PlaceKind.SITE, PlaceKind.POLICE_STATION}]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(), timedelta(days=400))
answers = st.dictionaries(st.sampled_from([*CONSENT_ITEMS, "other"]), st.sampled_from(["yes", "no", "", "maybe"]))


@given(current=lengths, wanted=lengths, longest=lengths)
def test_a_period_is_never_shortened_and_never_beyond_the_limit(current, wanted, longest):
    if length_refusal(wanted, current=current, longest=longest) is None:
        assert current <= wanted <= longest


@given(started=moments, shortest=lengths, passed=lengths)
def test_a_period_closes_from_its_minimum_on_and_not_a_moment_before(started, shortest, passed):
    refusal = closing_refusal(Period(started, timedelta(days=14)), shortest=shortest, now=started + passed)

    assert (refusal is None) == (passed >= shortest)


@given(started=moments, length=lengths, earlier=lengths, later=lengths)
def test_a_period_once_over_is_never_protected_again(started, length, earlier, later):
    period = Period(started, length)
    first, second = sorted([started + earlier, started + later])

    assert period.is_protected(first) or not period.is_protected(second)
    assert period.day(first) <= period.day(second)


@given(says_child=st.booleans(), looks_young=st.booleans())
def test_a_claim_to_be_adult_alone_never_ends_a_presumption(says_child, looks_young):
    status = child_status(says_child=says_child, looks_young=looks_young, documented_adult=False)

    assert (status == ChildStatus.ADULT) == (not says_child and not looks_young)


@given(looks_young=st.booleans(), documented_adult=st.booleans())
def test_a_claim_to_be_a_child_always_counts(looks_young, documented_adult):
    status = child_status(says_child=True, looks_young=looks_young, documented_adult=documented_adult)

    assert status == ChildStatus.CHILD


@given(left=moments, after=lengths, earlier=st.lists(moments, max_size=5), place=st.sampled_from(PlaceKind))
def test_an_allowed_interview_keeps_every_limit(left, after, earlier, place):
    held = left + after
    refusal = interview_refusal(place=place, at=held, left_site_at=left, earlier=earlier, limits=LIMITS)

    keeps = (
        place in SAFE
        and after >= LIMITS.triage_only
        and len(earlier) < LIMITS.cap
        and all(abs(held - other) >= LIMITS.spacing for other in earlier)
    )
    assert (refusal is None) == keeps


@given(left=moments, after=lengths, earlier=st.lists(moments, max_size=5), another=moments)
def test_one_more_interview_never_makes_the_next_one_easier(left, after, earlier, another):
    def refusal(held):
        return interview_refusal(
            place=PlaceKind.RECEPTION, at=left + after, left_site_at=left, earlier=held, limits=LIMITS
        )

    if refusal(earlier) is not None:
        assert refusal([*earlier, another]) is not None


@given(answers=answers)
def test_consent_is_whole_when_every_item_was_answered_and_a_no_is_an_answer(answers):
    missing = missing_consent(answers)

    assert set(missing) == {item for item in CONSENT_ITEMS if answers.get(item) not in ("yes", "no")}
    assert may_go_on(answers) == (answers.get("purpose") == answers.get("content") == "yes")
