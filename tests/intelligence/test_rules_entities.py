"""What is never kept of people, and how long anything is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.entities import Kind, Role, is_non_criminal, kept_until, protected_words
from taskforce.jurisdiction.pack import pack

LISTS = {"religious": ["church", "religio"], "political": ["party member", "activis"]}
AT = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [("Seen outside the Church.", ("church",)),
     ("A party member and an ACTIVIST; an activist.", ("party member", "activist")),
     ("Churchill Road 0", ("churchill",)), ("A birthday party.", ()), ("Unchurched", ()), ("", ())],
)  # fmt: skip
def test_the_words_are_named_once_in_their_order(text, found):
    assert protected_words(text, LISTS) == found


@given(st.text(alphabet="abc chur party member.", max_size=80))
def test_every_word_found_begins_as_the_list_says_and_stands_in_the_text(text):
    for word in protected_words(text, LISTS):
        assert word in text.casefold()
        assert any(word.startswith(stem) for stems in LISTS.values() for stem in stems)


def test_without_a_list_nothing_is_found():
    assert protected_words("A church.", {}) == ()


def test_the_pack_names_beginnings_of_words_for_each_kind_of_view():
    lists = pack().lists["protected_views"]
    assert set(lists) == {"political", "religious", "social"}
    assert all(lists.values())


@given(st.sampled_from(Kind), st.sampled_from(Role))
def test_only_people_who_are_no_subject_are_kept_for_the_shorter_time(kind, role):
    until = kept_until(kind, role, since=AT, subject=timedelta(days=5), others=timedelta(days=1))
    assert (until - AT).days == (1 if is_non_criminal(kind, role) else 5)
    assert is_non_criminal(kind, role) == (kind == Kind.PERSON and role != Role.SUBJECT)
