"""What a search keeps of what was asked, and what it shows of a text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.search import Query, at_least, excerpt

LONG = "They came before dawn. " * 40 + "The foreman kept the passports in a drawer. " + "Nobody spoke. " * 40
QUERIES = st.builds(
    Query, words=st.text(max_size=20), kind=st.sampled_from(["", "report"]), scheme=st.sampled_from(["", "uk_3x5x2"]),
    logged_from=st.none() | st.dates(), speaks_of_child=st.none() | st.booleans(), is_lawful=st.none() | st.booleans(),
)  # fmt: skip


@given(QUERIES)
def test_a_query_comes_back_as_it_was_kept(query):
    assert Query.from_json(query.as_json()) == query


def test_what_a_later_release_does_not_know_is_left_out():
    assert Query.from_json({"words": "van", "colour": "red"}) == Query(words="van")
    assert Query.from_json(None).is_empty


def test_no_is_an_answer_and_narrows():
    assert Query(is_lawful=False).narrows
    assert Query(is_lawful=False).is_of_reports
    assert not Query(is_lawful=False).is_empty
    assert not Query(words="van", logged_from=None).narrows
    assert not Query(logged_from=date(2026, 3, 1)).is_of_reports


@pytest.mark.parametrize(
    ("scheme", "code", "of", "codes"),
    [("admiralty_6x6", "B", "source", "AB"), ("admiralty_6x6", "2", "information", "12"),
     ("uk_3x5x2", "C", "information", "ABC"), ("uk_3x5x2", "", "source", "123"),
     ("admiralty_6x6", "Z", "source", "ABCDEF"), ("none", "A", "source", "")],
)  # fmt: skip
def test_a_grade_or_a_better_one_within_its_scheme(scheme, code, of, codes):
    assert at_least(scheme, code, of=of) == codes


def test_an_excerpt_shows_what_was_found_and_some_of_what_stands_around_it():
    start = LONG.index("passports")

    parts = excerpt(LONG, [(start, start + 9)])

    assert [words for words, is_marked in parts if is_marked] == ["passports"]
    said = "".join(words for words, _marked in parts)
    assert said.startswith("... ")
    assert said.endswith(" ...")
    assert "The foreman kept the passports in a drawer." in said
    assert len(said) < 400


def test_without_a_mark_it_is_the_beginning():
    assert excerpt("Two gates.", []) == [("Two gates.", False)]
    assert excerpt("", []) == []


@given(st.text(max_size=900), st.data())
def test_an_excerpt_is_a_stretch_of_the_text_and_its_first_mark_is_in_it(text, data):
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start, min(start + 30, len(text))))
    marks = [(start, end)] if end > start else []

    parts = excerpt(text, marks)

    said = "".join(words for words, _marked in parts)
    bare = said.removeprefix("... ") if not text.startswith("... ") else said
    assert bare.removesuffix(" ...") in text or said in text
    if marks:
        assert [words for words, is_marked in parts if is_marked] == [text[start:end]]
