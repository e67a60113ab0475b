"""However an identifier is written, it reads the same; and two that differ never do."""

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intelligence.rules import identifiers as i

LETTERS = st.text("abcdefghijklmnoprstuvwz", min_size=3, max_size=9)
SEPARATORS = st.sampled_from([" ", "-", ".", "  ", "/"])


@st.composite
def numbers(draw):
    """A telephone number that exists as a form somewhere, as the library knows it."""
    region = draw(st.sampled_from(["US", "GB", "DE", "MX", "NG", "PH", "UA", "TH"]))
    shape = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    digits = str(shape.national_number)
    tail = draw(st.text("0123456789", min_size=4, max_size=4))
    number = phonenumbers.PhoneNumber(shape.country_code, int(digits[:-4] + tail))
    assume(phonenumbers.is_possible_number(number))
    return region, number


def written(number, form):
    return phonenumbers.format_number(number, form)


FORMS = [
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.RFC3966,
]


@given(numbers(), st.sampled_from(FORMS))
def test_a_phone_reads_the_same_in_every_form_of_its_country(given_number, form):
    region, number = given_number

    assert i.phone(written(number, form), region=region) == written(number, phonenumbers.PhoneNumberFormat.E164)


@given(numbers(), numbers())
def test_two_different_numbers_never_meet(one, other):
    first, second = (written(n, phonenumbers.PhoneNumberFormat.E164) for _r, n in (one, other))
    assume(first != second)

    assert i.phone(first, region="US") != i.phone(second, region="US")


@given(numbers())
def test_a_phone_that_was_read_reads_the_same_again(given_number):
    region, number = given_number
    once = i.phone(written(number, FORMS[2]), region=region)

    assert i.phone(once, region="US") == once


@pytest.mark.parametrize("text", ["", "call me", "12", "+", "000", "the number he gave"])
def test_what_is_no_phone_meets_nobody(text):
    assert i.phone(text, region="US") == ""
    assert i.phone_marks(text, region="US") == []


def test_digits_of_other_scripts_are_digits():
    arabic = str.maketrans({str(digit): chr(0x660 + digit) for digit in range(10)})

    assert i.phone("0151 1234 5678".translate(arabic), region="DE") == "+4915112345678"


@given(
    st.lists(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=1, max_size=4), min_size=1, max_size=3), SEPARATORS
)
def test_a_plate_reads_the_same_with_any_separator_and_case(parts, separator):
    together = "".join(parts)

    assert i.plate(separator.join(parts).lower()) == i.plate(together) == together
    assert i.plate(i.plate(together)) == i.plate(together)


def test_a_plate_misread_from_afar_meets_the_one_on_paper():
    assert i.plate_marks("B0 I11") == i.plate_marks("BO-111")
    assert i.plate("B0 I11") != i.plate("BO-111")
    assert i.plate_marks("AB 123") != i.plate_marks("AB 124")


@given(st.lists(LETTERS, min_size=2, max_size=4), st.randoms())
def test_a_name_reads_the_same_in_any_order(parts, chance):
    other = parts[:]
    chance.shuffle(other)

    assert i.name(", ".join(parts).title()) == i.name(" ".join(other))
    assert i.name(i.name(" ".join(parts))) == i.name(" ".join(parts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed al-Rashid", "Rashid, Muhamad Al"),
        ("Юлия Ковальчук", "Yuliya Kovalchuk"),
        ("Nguyễn Thị Hương", "Nguyen Thi Huong"),
        ("Jürgen Groß", "Jurgen Gross"),
        ("O'Brien Sean", "Sean OBrien"),
    ],
)
def test_a_name_sounds_the_same_in_another_spelling_or_script(one, other):
    assert i.name_as_heard(one) == i.name_as_heard(other)


def test_people_meet_by_sound_only_where_the_year_of_birth_is_the_same():
    known = i.person_marks("Mohammed al-Rashid", birth_year=1980)
    heard = i.person_marks("Muhamad Al Rashid", birth_year=1980)
    younger = i.person_marks("Muhamad Al Rashid", birth_year=1991)

    assert meet(known, heard)
    assert not meet(known, younger)


def test_somebody_without_a_year_of_birth_meets_the_same_full_name_with_one():
    assert meet(i.person_marks("Ilir Brandt"), i.person_marks("Brandt Ilir", birth_year=1984))
    assert not meet(i.person_marks("Ilir Brandt", birth_year=1984), i.person_marks("Ilir Brandt", birth_year=1990))


def test_one_word_is_no_person():
    assert i.person_marks("Boss") == []


@pytest.mark.parametrize("text", ["Ilir Brandt, 1984", "Ilir Brandt (born 1984)", "1984 Brandt Ilir"])
def test_the_year_of_birth_is_read_from_beside_the_name(text):
    name, year = i.person(text)

    assert (i.name(name), year) == ("brandt ilir", 1984)


@pytest.mark.parametrize(
    "text",
    [
        "12 Mill Lane",
        "Mill Lane 12",
        "mill ln. 12",
        "MILL LANE, 12",
        "12, Mill Lane",
        "Second floor, rear stair, Mill Lane 12",
        "Flat 4, 12 Mill Lane",
        "12 Mill Lane #4",
    ],
)
def test_an_address_is_one_building_however_it_is_written(text):
    assert i.premises_marks(text) == i.premises_marks("12 Mill Lane")


@pytest.mark.parametrize("text", ["13 Mill Lane", "12b Mill Lane", "12 Hill Lane", "12 Mill Road", "112 Mill Lane"])
def test_other_buildings_are_other_buildings(text):
    assert not meet(i.premises_marks(text), i.premises_marks("12 Mill Lane"))


def test_units_are_kept_beside_the_building():
    assert i.place("Flat 4, 12 Mill Lane").unit == "u4"
    assert i.place("12 Mill Lane, floor 2").unit == "f2"


def test_one_street_of_two_towns_meets_only_where_a_postal_code_is_missing():
    here, there = i.premises_marks("12 Mill Lane, 90210 Northtown"), i.premises_marks("12 Mill Lane, 10115 Southtown")

    assert not meet(here, there)
    assert meet(here, i.premises_marks("12 Mill Lane"))
    assert meet(here, i.premises_marks("90210, Mill Ln 12"))


@given(LETTERS, st.integers(1, 999), st.sampled_from(["street", "lane", "road", "avenue"]))
def test_short_and_long_words_for_a_street_meet(name, number, kind):
    short = i.SHORT[kind]

    assert i.premises_marks(f"{number} {name} {kind}") == i.premises_marks(f"{name.title()} {short}. {number}")


@given(st.text(max_size=60))
def test_reading_an_address_fails_on_no_text(text):
    assert i.place(text) == i.place(text)
    i.premises_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.com/ad/12/",
        "http://example.com/ad/12?utm_source=x",
        "EXAMPLE.com/ad/12#top",
        "m.example.com/ad/12",
    ],
)
def test_the_address_of_an_advert_reads_the_same(text):
    assert i.address_of_page(text) == "example.com/ad/12"


def test_an_advert_gives_its_pages_and_the_numbers_in_it():
    marks = i.advert_marks("New in town! https://ads.example/x/7 call 555-010-0199 or (555) 010 0199", region="US")

    assert [str(mark) for mark in marks] == ["page|ads.example/x/7", "phone|+15550100199"]


@pytest.mark.parametrize("text", ["@Night_Owl", "night_owl", "https://social.example/Night_Owl/"])
def test_a_handle_reads_the_same(text):
    assert i.handle(text) == "night_owl"


@given(st.text(max_size=40))
def test_normal_forms_do_not_change_when_they_are_normalised_again(text):
    for normal in (i.plate, i.plate_as_seen, i.name, i.handle):
        assert normal(normal(text)) == normal(text)


def meet(one, other):
    """As entries are compared: a shared mark counts where it decides for either."""
    theirs = {(m.kind, m.value): m.decides for m in other}
    return any((m.kind, m.value) in theirs and (m.decides or theirs[m.kind, m.value]) for m in one)
