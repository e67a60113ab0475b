"""Words that may tell who a source is (domain paper, 2.2, SOURCE_IN_TEXT).

The lists stand in the jurisdiction pack, for every language at once: people mix them. What is found is a warning that a
person judges; only a match with what the register knows of the very source is more than that, and it is not made here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

# Runs of fewer than seven digits are years, counts and house numbers.
LAST_DIGITS = 9  # numbers are compared without the code of their country
SHORTEST_WORD = 3
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?|\d+", re.UNICODE)
NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,}")
MAILBOX = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.,;]+")


class Sign(StrEnum):
    """What kind of words were found."""

    FIRST_PERSON = "first_person"
    SECOND_PERSON = "second_person"
    RELATION = "relation"
    TELLER = "teller"
    REACHED_AT = "reached_at"


@dataclass(frozen=True, slots=True)
class Found:
    """Some words of the text, as they were written, and why they were noticed."""

    sign: Sign
    words: str


@dataclass(frozen=True, slots=True)
class WordLists:
    """The words of every language, lower case. A relation counts after a word that says whose."""

    first_person: frozenset[str]
    second_person: frozenset[str]
    whose: frozenset[str]
    relations: frozenset[str]
    tellers: frozenset[str]
    places: frozenset[str]

    @classmethod
    def of(cls, languages: Iterable[Mapping[str, Sequence[str]]]) -> "WordLists":
        """The lists of a pack, several languages laid together."""
        rows, names = list(languages), [field.name for field in fields(cls)]
        return cls(*(frozenset(_plain(w) for row in rows for w in row.get(name, ())) for name in names))


def telling_words(text: str, lists: WordLists) -> tuple[Found, ...]:
    """Everything in `text` that may tell who the source is, in the order of the text, each once."""
    found: list[Found] = []
    for sentence in SENTENCE.split(text):
        found += _in_sentence(sentence, lists)
    return tuple(dict.fromkeys(found))


def marks_of(*parts: str) -> frozenset[str]:
    """What is compared with the register: words, whole numbers and mailboxes, without case, accents and spaces."""
    text = " ".join(parts)
    words = {_joined(word) for match in WORD.findall(_without_numbers(text)) for word in re.split(r"['\u2019]", match)}
    return numbers_of(text) | frozenset({word for word in words if len(word) >= SHORTEST_WORD and not word.isdecimal()})


def numbers_of(*parts: str) -> frozenset[str]:
    """Of how somebody is reached, only what is theirs alone: whole numbers and mailboxes."""
    text = " ".join(parts)
    numbers = {_digits(number)[-LAST_DIGITS:] for number in NUMBER.findall(text)}
    return frozenset(numbers | {_joined(box) for box in MAILBOX.findall(text)})


def difference(raw: str, sanitised: str) -> tuple[tuple[str, str], ...]:
    """The words that were taken out ("-") and put in ("+") on the way from the raw text, in the order of the texts."""
    before, after = raw.split(), sanitised.split()
    changes: list[tuple[str, str]] = []
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            changes += [
                (sign, " ".join(words))
                for sign, words in (("-", before[a_from:a_to]), ("+", after[b_from:b_to]))
                if words
            ]
    return tuple(changes)


def _in_sentence(sentence: str, lists: WordLists) -> list[Found]:
    written = WORD.findall(sentence)
    plain = [_plain(word) for word in written]
    found: list[Found] = []
    for at, word in enumerate(plain):
        before = plain[at - 1] if at else ""
        if word in lists.relations and before in lists.whose:
            found.append(Found(Sign.RELATION, f"{written[at - 1]} {written[at]}"))
        elif word in lists.first_person and not _is_a_country(written[at]):
            found.append(Found(Sign.FIRST_PERSON, written[at]))
        elif word in lists.second_person:
            found.append(Found(Sign.SECOND_PERSON, written[at]))
    tellers = [phrase for phrase in lists.tellers if f" {phrase} " in f" {' '.join(plain)} "]
    found += [Found(Sign.TELLER, phrase) for phrase in sorted(tellers)]
    return found + _reached_at(sentence, plain, lists, is_tellers=bool(found))


def _reached_at(sentence: str, plain: Sequence[str], lists: WordLists, *, is_tellers: bool) -> list[Found]:
    """Numbers and addresses of whoever tells: in a sentence that speaks of them. An advert's number is intelligence."""
    if not is_tellers:
        return []
    numbers = [number.strip() for number in NUMBER.findall(sentence)] + MAILBOX.findall(sentence)
    places = [word for word in plain if word in lists.places]
    return [Found(Sign.REACHED_AT, words) for words in [*numbers, *places]]


def _is_a_country(word: str) -> bool:
    return word == "US"


def _plain(word: str) -> str:
    """Without case; accents stay, for in Spanish they tell one word from another."""
    return unicodedata.normalize("NFC", word).casefold().replace("\u2019", "'")


def _joined(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return "".join(c for c in plain if c.isalnum())


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdecimal())


def _without_numbers(text: str) -> str:
    return MAILBOX.sub(" ", NUMBER.sub(" ", text))
