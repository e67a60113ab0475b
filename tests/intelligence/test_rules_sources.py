"""When a source may be tasked, what may become of a tip, and which words tell who somebody is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.source_words import Sign, WordLists, difference, marks_of, numbers_of, telling_words
from intelligence.rules.sources import Authorised, Standing, Step, ended_at, may_be_shredded, standing_at
from intelligence.rules.tips import NEXT, Vetting, may_become
from taskforce.jurisdiction.pack import pack

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = st.integers(-400, 400).map(lambda day: T0 + timedelta(days=day))
LISTS = WordLists.of(pack().lists["source_words"].values())


@st.composite
def steps(draw):
    """What happened to an authorisation, in whatever order it was written down."""
    found = []
    for _number in range(draw(st.integers(0, 6))):
        at, step = draw(DAYS), draw(st.sampled_from(list(Step)))
        until = None if step is Step.CANCELLED else at + timedelta(days=draw(st.integers(1, 200)))
        found.append(Authorised(step, at, until))
    return found


@given(steps(), DAYS)
def test_only_a_grant_that_has_begun_and_not_ended_lets_a_source_be_tasked(found, moment):
    active = standing_at(found, moment) is Standing.ACTIVE
    holding = [s for s in found if s.at <= moment and s.until is not None and moment < s.until]
    if active:
        assert holding
        assert ended_at(found, registered_at=T0, now=moment) is None


@given(steps(), DAYS, DAYS)
def test_what_is_written_down_later_changes_nothing_about_then(found, moment, later):
    known = [step for step in found if step.at <= moment]
    assert standing_at(known, moment) is standing_at(found, moment)


@given(steps(), DAYS)
def test_a_cancellation_ends_it_at_once(found, moment):
    found = [step for step in found if step.at <= moment]
    assert standing_at([*found, Authorised(Step.CANCELLED, moment, None)], moment) is Standing.CANCELLED


@given(steps(), DAYS, st.integers(1, 2000))
def test_nothing_is_shredded_before_its_time_after_the_end(found, now, days):
    kept_for = timedelta(days=days)
    if may_be_shredded(found, registered_at=T0, kept_for=kept_for, now=now):
        assert all(standing_at(found, now - timedelta(days=d)) is not Standing.ACTIVE for d in range(days))


@given(st.sampled_from(Vetting), st.sampled_from(Vetting))
def test_a_tip_becomes_a_report_only_after_somebody_looked_and_never_goes_back(now, then):
    if may_become(now, then):
        assert then is not Vetting.NEW
        assert (now is Vetting.NEW) == (then is Vetting.LOOKED_AT)
    if not NEXT[now]:
        assert not may_become(now, then)


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("I saw two vans.", Sign.FIRST_PERSON, "I"),
        ("A van came for us at night.", Sign.FIRST_PERSON, "us"),
        ("They said you may not leave.", Sign.SECOND_PERSON, "you"),
        ("Her cousin who works there says so.", Sign.RELATION, "Her cousin"),
        ("my sister cleans there", Sign.RELATION, "my sister"),
        ("The informant works there at night.", Sign.TELLER, "the informant"),
        ("Call the caller back on 600 555 0142.", Sign.REACHED_AT, "600 555 0142"),
        ("Yo vi dos furgonetas.", Sign.FIRST_PERSON, "Yo"),
        ("Su prima limpia ahí.", Sign.RELATION, "Su prima"),
        ("La fuente trabaja allí.", Sign.TELLER, "la fuente"),
    ],
)
def test_words_that_may_tell_are_named_as_they_were_written(text, sign, words):
    assert (sign, words) in [(one.sign, one.words) for one in telling_words(text, LISTS)]


@pytest.mark.parametrize(
    "text",
    [
        "They are locked in after the shift.",
        "The same phone answers four adverts: 600 555 0142.",
        "Workers were brought from the US in two vans.",
        "Clay Road 0, dormitory behind kiln two.",
        "She was told that her family would be sent pictures if she spoke.",
        "Las trabajadoras duermen detrás de la lavandería.",
        "",
    ],
)
def test_plain_intelligence_is_let_alone(text):
    assert telling_words(text, LISTS) == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_text_never_hides_what_was_found(before, after):
    found = {one.words for one in telling_words(before, LISTS) if one.sign is not Sign.REACHED_AT}
    together = {one.words for one in telling_words(f"{before}\n{after}", LISTS)}
    assert found <= together


@given(st.text(max_size=300))
def test_everything_named_stands_in_the_text(text):
    plain = " ".join(text.casefold().split())
    for one in telling_words(text, LISTS):
        assert all(part.casefold() in plain or part in plain for part in one.words.split())


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéíóúñü", min_size=3, max_size=12))
def test_a_name_is_known_again_in_any_case_and_behind_any_mark(name):
    assert marks_of(name) <= marks_of(f"They call ({name.upper()}), at night")


@given(
    st.integers(600_000_000, 699_999_999),
    st.sampled_from(["{a} {b} {c}", "+34 {a}{b}{c}", "{a}-{b}-{c}", "{a}.{b}.{c}"]),
)
def test_a_number_is_known_again_however_it_is_written(number, shape):
    digits = str(number)
    written = shape.format(a=digits[:3], b=digits[3:6], c=digits[6:])
    assert numbers_of(f"at {written}, evenings") == {digits}
    assert numbers_of(written) <= marks_of(f"ask for {written}")


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_the_difference_leads_from_one_text_to_the_other(before, after):
    changes = difference(" ".join(before), " ".join(after))
    out = [w for sign, words in changes if sign == "-" for w in words.split()]
    put = [w for sign, words in changes if sign == "+" for w in words.split()]
    assert sorted([*before, *put]) == sorted([*after, *out])
