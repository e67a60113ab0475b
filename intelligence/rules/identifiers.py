"""Identifiers as they are compared: however somebody wrote a number, a plate, a name or a place, it reads the same.

Nothing here knows a person or a record; text goes in, marks come out. A mark `decides` when meeting it is enough. A
coarser mark of an identifier that is known more closely does not: it meets only what the other side knows no closer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import jellyfish
import phonenumbers
from anyascii import anyascii

LOOK_ALIKES = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1"})
# What a street is called in short. "St." of a saint and of a street are one.
SHORT = {
    "street": "st", "str": "st", "strasse": "st", "avenue": "av", "ave": "av", "avenida": "av", "avda": "av",
    "road": "rd", "lane": "ln", "drive": "dr", "boulevard": "blvd", "bulevar": "blvd", "square": "sq", "sqr": "sq",
    "court": "ct", "place": "pl", "plaza": "pl", "plz": "pl", "platz": "pl", "highway": "hwy", "parkway": "pkwy",
    "terrace": "ter", "terr": "ter", "crescent": "cres", "close": "cl", "gardens": "gdns", "north": "n", "south": "s",
    "east": "e", "west": "w", "saint": "st", "mount": "mt", "calle": "c", "carrera": "cra", "numero": "no",
    "building": "bldg", "block": "bl", "house": "hse", "yard": "yd", "alley": "aly", "way": "wy",
}  # fmt: skip
UNITS = {
    "apt": "u", "apartment": "u", "flat": "u", "unit": "u", "suite": "u", "ste": "u", "room": "u", "rm": "u",
    "dept": "u", "depto": "u", "piso": "f", "floor": "f", "fl": "f", "level": "f", "storey": "f",
}  # fmt: skip
NUMBER_SIGNS = {"no", "nr", "num", "number", "#"}
TRACKING = ("utm_", "fbclid", "gclid", "ref", "session")
LONGEST_HOUSE_NUMBER = 4
HOUSE_NUMBER = re.compile(rf"\d{{1,{LONGEST_HOUSE_NUMBER}}}[a-z]?")
POSTAL_CODE = re.compile(r"\d{5,9}")
BIRTH_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
BORN = re.compile(r"\b(?:born|dob|geb|b\.)\b")
LEAST_WORDS = 2


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One normalised form of an identifier. `kind` keeps a plate from meeting a phone that reads the same."""

    kind: str
    value: str
    decides: bool = True

    def __str__(self) -> str:
        return f"{self.kind}|{self.value}"


def plain(text: str) -> str:
    """In Latin letters, without case."""
    return anyascii(text).casefold()


def words_of(text: str) -> list[str]:
    """The words and numbers of a text in plain letters, in their order."""
    return re.findall(r"[a-z0-9#]+", plain(text).replace("'", ""))


def phone(text: str, *, region: str) -> str:
    """A telephone number in E.164 (`+15550100`); empty for what is none. `region`, as in ISO 3166, reads local ones."""
    try:
        number = phonenumbers.parse(anyascii(text), region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phones_in(text: str, *, region: str) -> list[str]:
    """Every telephone number that stands in a text, as E.164, each once."""
    found = phonenumbers.PhoneNumberMatcher(anyascii(text), region, leniency=phonenumbers.Leniency.POSSIBLE)
    numbers = (phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164) for match in found)
    return list(dict.fromkeys(numbers))


def plate(text: str) -> str:
    """A licence plate: capitals and digits alone."""
    return "".join(c for c in anyascii(text).upper() if c.isalnum())


def plate_as_seen(text: str) -> str:
    """A plate as it may be misread from afar: O, Q and D are 0, I and L are 1."""
    return plate(text).translate(LOOK_ALIKES)


def name(text: str) -> str:
    """A person's name in plain letters, its parts in order of the alphabet: "Ngoc, Tran" is "Tran Ngoc"."""
    return " ".join(sorted(words_of(text)))


def name_as_heard(text: str) -> str:
    """How a name sounds (metaphone of each part), its parts in order; parts without a sound as they are spelt."""
    return " ".join(sorted(jellyfish.metaphone(word).casefold() or word for word in words_of(text)))


def handle(text: str) -> str:
    """A name on a platform: no @, no case, no address before it."""
    last = plain(text).rstrip("/ ").rpartition("/")[2]
    return "".join(c for c in last if c.isalnum() or c in "._-")


def address_of_page(text: str) -> str:
    """The address of an advert: host and path without scheme, www, fragment, tracking or a last slash."""
    given = text.strip()
    try:
        parts = urlsplit(given if "//" in given else f"//{given}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    kept = sorted((k, v) for k, v in parse_qsl(parts.query) if not k.casefold().startswith(TRACKING))
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if "." in host else ""


@dataclass(frozen=True, slots=True)
class Place:
    """An address in its parts. What none of them names stays in `street`, so that nothing of it is lost."""

    street: str
    number: str
    unit: str
    postal_code: str


def place(text: str) -> Place:
    """Read an address. The part with a house number is the street; floors and units are kept apart from it."""
    segments = [_segment(part) for part in re.split(r"[,;\n]+", text) if words_of(part)]
    at = next((place for place, segment in enumerate(segments) if segment.number), None)
    numbered = segments[at] if at is not None else None
    chosen = [numbered] if numbered else segments
    if at is not None and numbered and not numbered.street:  # "Mill Lane, 12" and "12, Mill Lane"
        chosen = segments[at - 1 : at] or segments[at + 1 : at + 2]
    units = sorted({unit for segment in segments for unit in segment.unit.split() if unit})
    codes = [segment.postal_code for segment in segments if segment.postal_code]
    return Place(
        " ".join(sorted(word for segment in chosen for word in segment.street.split())),
        numbered.number if numbered else "", " ".join(units), codes[0] if codes else "",
    )  # fmt: skip


def person(text: str) -> tuple[str, int | None]:
    """A name and the year of birth, where one stands with it: "Ilir Brandt, 1984" or "Ilir Brandt (born 1984)"."""
    years = BIRTH_YEAR.findall(plain(text))
    without = BIRTH_YEAR.sub(" ", BORN.sub(" ", plain(text)))
    return " ".join(words_of(without)), int(years[0]) if len(years) == 1 else None


def phone_marks(text: str, *, region: str) -> list[Mark]:
    """A telephone number; nothing where the text is none."""
    number = phone(text, region=region)
    return [Mark("phone", number)] if number else []


def plate_marks(text: str) -> list[Mark]:
    """The looser form alone: a plate that was misread from afar has to meet the one on paper."""
    seen = plate_as_seen(text)
    return [Mark("plate", seen)] if seen else []


def person_marks(text: str, *, birth_year: int | None = None) -> list[Mark]:
    """The full name as spelt; with a year of birth how it sounds, too. One word alone is no person: it meets nobody."""
    spelt = name(text)
    if len(spelt.split()) < LEAST_WORDS:
        return []
    if birth_year is None:
        return [Mark("person", spelt)]
    heard = Mark("person", f"{name_as_heard(text)}|{birth_year}")
    return [Mark("person", spelt, decides=False), heard]


def premises_marks(text: str) -> list[Mark]:
    """The building: street and number. Two who go to different floors of one house have to meet.

    Where both know the postal code, it has to be the same one: a Mill Lane 1 of two towns is two places.
    """
    at = place(text)
    building = f"{at.street}|{at.number}"
    if building == "|":
        return []
    if not at.postal_code:
        return [Mark("premises", building)]
    return [Mark("premises", building, decides=False), Mark("premises", f"{building}|{at.postal_code}")]


def advert_marks(text: str, *, region: str) -> list[Mark]:
    """The addresses of pages in an advert, and the telephone numbers it gives."""
    pages = [address_of_page(part) for part in re.findall(r"\S+", text) if "." in part and "/" in part]
    found = [Mark("page", page) for page in dict.fromkeys(pages) if page]
    return found + [Mark("phone", number) for number in phones_in(text, region=region)]


def handle_marks(text: str) -> list[Mark]:
    """A name on a platform."""
    called = handle(text)
    return [Mark("handle", called)] if called else []


def each_once(marks: Iterable[Mark]) -> list[Mark]:
    """In order, each once; one that decides stands for the same one that does not."""
    found = list(marks)
    deciding = {(m.kind, m.value) for m in found if m.decides}
    return sorted({Mark(m.kind, m.value, (m.kind, m.value) in deciding) for m in found})


def _segment(text: str) -> Place:
    """One part of an address, between commas."""
    street: list[str] = []
    number, code, units = "", "", []
    words = _words_of_a_place(text)
    while words:
        word = words.pop(0)
        if word in UNITS and words and (re.search(r"\d", words[0]) or len(words[0]) == 1):
            units.append(UNITS[word] + words.pop(0))
        elif POSTAL_CODE.fullmatch(word):
            code = code or word
        elif HOUSE_NUMBER.fullmatch(word) and not number:
            number = word
        elif word not in NUMBER_SIGNS:
            street.append(SHORT.get(word, word))
    return Place(" ".join(street), number, " ".join(units), code)


def _words_of_a_place(text: str) -> list[str]:
    """Its words: "12 b" is "12b", "Millstrasse" is "mill strasse", "#4" is a unit."""
    spaced = re.sub(r"#\s*(\w+)", r" unit \1 ", plain(text))
    spaced = re.sub(r"(?<=[a-z]{3})(strasse|str\.?)(?=\W|$)", r" \1", spaced)
    joined = re.sub(r"\b(\d{1,4})\s+([a-z])\b(?!\s*\.)", r"\1\2", spaced)
    return words_of(joined)
