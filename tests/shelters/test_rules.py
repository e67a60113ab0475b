"""Laws of shelters/rules.py, tried on many made-up cases."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from shelters.rules import (
    OCCUPYING,
    TRANSITIONS,
    Profile,
    Signed,
    State,
    code_word_matches,
    eligibility_refusal,
    may_move,
)

GENDERS = ["", "feminine", "masculine", "other"]
states = st.sampled_from(State)
profiles = st.builds(Profile, st.frozensets(st.sampled_from(GENDERS[1:])), st.booleans(), st.booleans())
words = st.text(alphabet="abcXYZ \t", max_size=12)
signatures = st.none() | st.just(datetime(2026, 3, 10, tzinfo=UTC))


def test_every_state_has_its_line_and_leads_only_to_states():
    assert set(TRANSITIONS) == set(State)
    assert frozenset().union(*TRANSITIONS.values()) <= set(State)


@given(path=st.lists(states, max_size=12))
def test_no_path_comes_back_to_a_state_it_has_left(path):
    walked = [State.REQUESTED]
    for wanted in path:
        if may_move(walked[-1], wanted):
            walked.append(wanted)

    assert len(set(walked)) == len(walked)


@given(path=st.lists(states, max_size=12))
def test_a_person_arrives_only_after_an_offer_their_choice_and_the_way(path):
    walked = [State.REQUESTED]
    for wanted in path:
        if may_move(walked[-1], wanted):
            walked.append(wanted)

    if State.ACTIVE in walked:
        steps = [State.OFFERED, State.ACCEPTED, State.IN_TRANSIT, State.ACTIVE]
        assert [state for state in walked if state in OCCUPYING] == steps


@given(state=states)
def test_an_end_is_an_end_and_holds_no_bed(state):
    if not TRANSITIONS[state]:
        assert state not in OCCUPYING
        assert not any(may_move(state, wanted) for wanted in State)


@given(profile=profiles, gender=st.sampled_from(GENDERS))
def test_a_child_goes_only_where_children_are_taken(profile, gender):
    if eligibility_refusal(profile, gender=gender, is_child=True) is None:
        assert profile.takes_children


@given(profile=profiles, is_child=st.booleans(), gender=st.sampled_from(GENDERS))
def test_saying_no_gender_never_closes_a_door_that_a_gender_opens(profile, is_child, gender):
    if eligibility_refusal(profile, gender=gender, is_child=is_child) is None:
        assert eligibility_refusal(profile, gender="", is_child=is_child) is None


@given(kept=words)
def test_a_word_matches_itself_in_any_case_and_spacing_unless_it_is_empty(kept):
    spoken = "  ".join(kept.upper())

    assert code_word_matches(spoken, kept) == bool(kept.strip())


@given(told=words, kept=words)
def test_a_word_with_another_letter_never_matches(told, kept):
    letters = ["".join(word.split()).casefold() for word in (told, kept)]

    if letters[0] != letters[1] or not letters[1]:
        assert not code_word_matches(told, kept)


@given(given_at=signatures, received_at=signatures)
def test_a_handoff_is_whole_with_both_signatures_and_not_with_one(given_at, received_at):
    assert Signed(given_at, received_at).is_whole == (None not in (given_at, received_at))
