"""What counts as the same word when sealed text is searched: pure, for the writer of the index and for whoever asks.

No case, no accents; other alphabets as they are written in Latin letters (anyascii), scripts without spaces as pairs of
characters. Endings of English and Spanish are tried by whoever asks, so the index holds words as they are written. A
telephone number is found by its last eight digits, a plate or a reference however it was spaced.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

RULES = 1  # counts up when a text is found by other tokens than before; `reindex_search` then writes every record anew
PREFIXES = (6, 4)  # how many letters of a beginning are compared, longest first
TAIL = 8  # digits that a number has in common however its country or trunk code is written
FEWEST_DIGITS, MOST_DIGITS = 7, 15
SHORTEST, LONGEST = 2, 64
NUMBER = re.compile(r"(?<![^\W_])\+?\d[\d\s().\-/]{5,}\d(?![^\W_])")
# Capitals and digits in groups, as plates and references are written: AB12 CDE, R-7Q2K9D.
JOINED = re.compile(
    r"(?<![^\W_])(?:[A-Z0-9]{1,5}(?: [A-Z0-9]{1,5}){1,2}|[A-Za-z0-9]{1,6}(?:-[A-Za-z0-9]{1,6}){1,3})(?![^\W_])"
)
SHORTEST_JOINED, LONGEST_JOINED = 4, 14
# Han, kana, Thai, Lao, Burmese, Khmer: written without spaces between words.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
VOWELS = frozenset("aeiou")
# Words that say nothing of what is searched for.
STOP = frozenset(
    "a about after all also an and any are as at be because been but by can could did do does for from had has have he"
    " her him his how if in into is it its may me more my no not of on one or our out over she so some than that the"
    " their them then there they this to up was we were what when where which who will with would you your"
    " al como con cuando de del desde donde el ella ellos en entre era es esta este esto fue ha han hasta hay la las le"
    " les lo los mas me mi muy ni no nos o para pero por porque que quien se ser si sin sobre son su sus te tiene todo"
    " tu un una uno y ya".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text and what it is found by."""

    start: int
    end: int
    tokens: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: of each term one of its tokens has to be there."""

    terms: tuple[frozenset[str], ...]

    @property
    def wanted(self) -> frozenset[str]:
        """Every token that would be marked where it was found."""
        return frozenset().union(*self.terms)


def tokens_of(text: str) -> frozenset[str]:
    """Everything a text is found by."""
    return frozenset().union(*(piece.tokens for piece in pieces(text)))


def pieces(text: str) -> Iterator[Piece]:
    """The words of a text, and its numbers, plates and references, each with what it is found by."""
    for start, end in _stretches(text):
        tokens = {token for word in _words_in(text[start:end]) for token in _tokens(word)}
        if tokens:
            yield Piece(start, end, frozenset(tokens))
    for start, end, token in _identifiers(text):
        yield Piece(start, end, frozenset({token}))


def asked(query: str) -> Asked:
    """What a query asks for. All its words are wanted, in any order; `begin*` asks for a beginning.

    A number, plate or reference in it is also looked for as one.
    """
    stretches = list(_stretches(query))
    terms: dict[frozenset[str], None] = {}
    for number, (start, end) in enumerate(stretches):
        begins = query[end : end + 1] == "*"
        whole = _wholes(query, stretches, number)
        for word in _words_in(query[start:end]):
            wanted = _wanted(word, begins=begins) | whole
            if wanted and word not in STOP:
                terms[frozenset(wanted)] = None
    return Asked(tuple(terms))


def marked(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where in a text that which was asked for stands: stretches in order, none over another."""
    found = sorted((piece.start, piece.end) for piece in pieces(text) if piece.tokens & wanted)
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


@lru_cache(maxsize=4096)
def variants(word: str) -> frozenset[str]:
    """The word with the endings that English and Spanish give it. If a is a variant of b, then b is one of a."""
    if len(word) < 3 or not word.isalpha() or not word.isascii():
        return frozenset({word})
    return frozenset().union(*(_forms(base) for base in _bases(word)))


def _wanted(word: str, *, begins: bool) -> set[str]:
    if begins:
        for letters in PREFIXES:
            if len(word) >= letters:
                return {f"p|{word[:letters]}"} | ({f"w|{word}"} if len(word) == letters else set())
    return {f"w|{variant}" for variant in variants(word)}


def _tokens(word: str) -> Iterator[str]:
    """What one word is found by; none where it says nothing."""
    if word in STOP:
        return
    yield f"w|{word}"
    for letters in PREFIXES:
        if len(word) > letters and not word.isdecimal():
            yield f"p|{word[:letters]}"


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where runs of letters, digits and the marks upon them begin and end."""
    start = None
    for place, character in enumerate(text):
        if character.isalnum() or (start is not None and unicodedata.category(character)[0] == "M"):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)


def _words_in(stretch: str) -> list[str]:
    """A run of letters as it is compared; a script without spaces gives pairs of characters."""
    if UNSPACED.search(stretch):
        folded = unicodedata.normalize("NFKC", stretch).casefold()
        return ["".join(pair) for pair in pairwise(folded)] or [folded]
    word = _plain(stretch)[:LONGEST]
    return [word] if len(word) >= SHORTEST else []


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return "".join(c for c in anyascii(bare).casefold() if c.isalnum())


def _identifiers(text: str) -> Iterator[tuple[int, int, str]]:
    for found in NUMBER.finditer(text):
        if token := _number(found[0]):
            yield found.start(), found.end(), token
    for found in JOINED.finditer(text):
        if token := _joined(found[0]):
            yield found.start(), found.end(), token


def _number(text: str) -> str:
    digits = "".join(c for c in text if c.isdecimal())
    return f"n|{_plain(digits[-TAIL:])}" if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else ""


def _joined(text: str) -> str:
    """As it would be written without spaces and dashes, when it has letters and digits."""
    word = _plain(text)
    is_one = SHORTEST_JOINED <= len(word) <= LONGEST_JOINED and not word.isalpha() and not word.isdecimal()
    return f"w|{word}" if is_one else ""


def _wholes(query: str, stretches: list[tuple[int, int]], number: int) -> set[str]:
    """The numbers, plates and references that this word of a query could be a part of, whatever their spacing."""
    found = set()
    for first in range(max(number - 2, 0), number + 1):
        for last in range(max(number, first + 1), min(first + 3, len(stretches))):
            found.add(_joined(query[stretches[first][0] : stretches[last][1]]))
    start, end = stretches[number]
    found |= {_number(n[0]) for n in NUMBER.finditer(query) if n.start() <= start and end <= n.end()}
    return found - {""}


def _bases(word: str) -> set[str]:
    candidates = {word}
    for _twice in range(2):
        candidates |= {base for candidate in candidates for base in _shorter(candidate)}
    return {base for base in candidates if word in _forms(base)}


def _shorter(word: str) -> Iterator[str]:
    for ending, instead in (
        ("s", ""), ("es", ""), ("ies", "y"), ("ces", "z"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""),
        ("ing", "e"), ("a", "o"), ("as", "o"),
    ):  # fmt: skip
        base = word[: -len(ending)] + instead
        if word.endswith(ending) and len(base) >= 3:
            yield base
            if ending in {"ed", "ing"} and len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]


@lru_cache(maxsize=4096)
def _forms(base: str) -> frozenset[str]:
    """A word and what its endings make of it. Some of these nobody says; nobody wrote them either."""
    forms = {base}
    if len(base) < 3:
        return frozenset(forms)
    if not base.endswith("s"):
        forms |= {f"{base}s"}
    if base[-1] not in VOWELS or base.endswith("o"):
        forms |= {f"{base}es"}
    if base.endswith("z"):
        forms |= {f"{base[:-1]}ces"}
    if base.endswith("y") and base[-2] not in VOWELS:
        forms |= {f"{base[:-1]}ies", f"{base[:-1]}ied"}
    if base.endswith("e"):
        forms |= {f"{base}d", f"{base[:-1]}ing"}
    elif base[-1] not in VOWELS and not base.endswith(("s", "ed", "ing")):
        forms |= {f"{base}ed", f"{base}ing", f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"}
    if base.endswith("o") and len(base) > 3:
        forms |= {f"{base[:-1]}a", f"{base[:-1]}as"}
    return frozenset(forms)
