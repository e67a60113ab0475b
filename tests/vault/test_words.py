"""What counts as the same word when sealed text is searched."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.vault.words import asked, marked, tokens_of, variants

TEXT = (
    "Minibus AB12 CDE fetched six women from the packing sheds at Mill Lane; the driver, Zoë, phoned"
    " +44 20 7946 0958. See R-7Q2K9D. Las mujeres están encerradas. Нина was locked in. 她在仓库工作"
)
A_WORD = st.text(alphabet="abcdefghijlmnoprstuyz", min_size=1, max_size=9)


def finds(query: str, text: str = TEXT) -> bool:
    terms = asked(query).terms
    return bool(terms) and all(term & tokens_of(text) for term in terms)


@pytest.mark.parametrize(
    "query",
    [
        "packing shed", "SHED packing", "sheds", "minibuses", "drivers", "phone", "lock",
        "locking", "zoe", "Zoë", "mujer", "encerrado", "нина", "Nina", "NINA", "mini*", "minib*", "minibu*",
        "minibus*", "AB12CDE", "ab12 cde", "ab12-cde", "020 7946 0958", "0044 20 79460958",
        "7946 0958", "r-7q2k9d", "R7Q2K9D", "7q2k9d", "仓库", "the packing of sheds", "minibus, sheds!",
    ],
)  # fmt: skip
def test_is_found(query):
    assert finds(query)


@pytest.mark.parametrize(
    "query",
    ["packing hall", "shedding", "minion*", "min*", "AB12 CDF", "020 7946 0959", "r-7q2k9e", "the", "", "   ", "*",
     "仓鼠", "lane mill farm"],
)  # fmt: skip
def test_is_not_found(query):
    assert not finds(query)


def test_a_word_of_three_letters_and_a_star_is_a_word_and_no_beginning():
    assert not finds("min*")
    assert finds("six*")


def test_a_number_is_not_taken_for_another_with_the_same_beginning():
    assert not finds("020 7946 0958", "call 020 7946 0111")
    assert finds("79 46 09 58", "call 0044 (20) 7946-0958 now")


def test_a_plate_is_found_however_it_was_spaced():
    for written in ("AB12 CDE", "AB12CDE", "AB-12-CDE"):
        for query in ("AB12CDE", "ab12 cde", "AB-12-CDE"):
            assert finds(query, f"a van {written} stood there")


def test_what_was_found_is_marked_and_nothing_else():
    text = "The sheds: AB12 CDE. Sheds again, not shedding."

    marks = [text[start:end] for start, end in marked(text, asked("shed ab12cde").wanted)]

    assert marks == ["sheds", "AB12 CDE", "Sheds"]


@given(A_WORD, A_WORD)
def test_being_a_variant_is_mutual(one, other):
    assert one in variants(one)
    assert (other in variants(one)) == (one in variants(other))


@given(A_WORD)
def test_every_variant_finds_the_word(word):
    for variant in variants(word):
        assert word in variants(variant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("house", "houses"), ("box", "boxes"), ("city", "cities"), ("lock", "locked"), ("stop", "stopping"),
     ("use", "used"), ("mujer", "mujeres"), ("hermano", "hermanas"), ("vez", "veces"), ("casa", "casas"),
     ("carry", "carried")],
)  # fmt: skip
def test_endings_make_no_other_word(one, other):
    assert one in variants(other)


@pytest.mark.parametrize(("one", "other"), [("car", "care"), ("house", "hose"), ("sing", "sin"), ("pan", "pane")])
def test_other_words_stay_others(one, other):
    assert one not in variants(other)


@given(st.text(max_size=200))
def test_any_text_is_found_by_each_word_of_its_own(text):
    found = tokens_of(text)

    for term in asked(text.replace("*", " ")).terms:
        assert term & found


@given(st.text(max_size=120), st.text(max_size=20))
def test_marks_lie_in_order_within_the_text(text, query):
    marks = marked(text, asked(query).wanted)

    assert all(0 <= start < end <= len(text) for start, end in marks)
    assert all(before[1] < after[0] for before, after in pairwise(marks))
