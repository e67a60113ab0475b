"""What a search asks for besides its words, and what of a text it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from intelligence.rules.grading import INFORMATION_PLACES, SOURCE_PLACES

AROUND = 110  # characters of context before what was found, and twice as many after it
DAYS = ("observed_from", "observed_until", "logged_from", "logged_until")
# What only a report has: whoever asks for one of these looks through reports alone.
OF_REPORTS = (
    "source_type", "access", "target", "scheme", "observed_from", "observed_until", "speaks_of_child", "is_lawful",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: words, and what narrows them. Days are whole, in the time zone of whoever asked.

    `scheme`, `source_code` and `info_code` ask for this grade or a better one on both axes, within the scheme alone.
    """

    words: str = ""
    kind: str = ""
    source_type: str = ""
    access: str = ""
    sector: str = ""
    target: str = ""
    scheme: str = ""
    source_code: str = ""
    info_code: str = ""
    observed_from: date | None = None
    observed_until: date | None = None
    logged_from: date | None = None
    logged_until: date | None = None
    speaks_of_child: bool | None = None
    is_lawful: bool | None = None

    @property
    def is_empty(self) -> bool:
        return self == type(self)()

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than words."""
        return any(value not in ("", None) for name, value in asdict(self).items() if name != "words")

    @property
    def is_of_reports(self) -> bool:
        return any(getattr(self, name) not in ("", None) for name in OF_REPORTS)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it; what was not asked is left out."""
        given = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Self:
        """The query that was kept. What an older release kept and this one does not know is left out."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in (kept or {}).items() if name in known}
        return cls(**given | {name: date.fromisoformat(given[name]) for name in DAYS if name in given})


def at_least(scheme: str, code: str, *, of: str) -> str:
    """The codes of a scheme that are this one or better on one axis (`of` is "source" or "information").

    Without a code, or with one the scheme does not have, every code of it. Codes of two schemes are never compared.
    """
    places = (SOURCE_PLACES if of == "source" else INFORMATION_PLACES).get(scheme, "")
    return places[: places.index(code) + 1] if code and code in places else places


def excerpt(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A stretch of the text around the first mark, cut at words, in parts: what stands there and whether it is marked.

    Without a mark it is the beginning of the text.
    """
    first = marks[0][0] if marks else 0
    start, end = max(first - AROUND, 0), min(first + 2 * AROUND, len(text))
    start = text.find(" ", start, first) + 1 or start if start else 0
    if end < len(text):
        end = max(text.rfind(" ", first, end), marks[0][1] if marks else 0, first + 1)
    parts, place = [("... ", False)] if start else [], start
    for begins, ends in marks:
        if begins >= end:
            break
        parts += [(text[place:begins], False), (text[begins : min(ends, end)], True)]
        place = min(ends, end)
    parts += [(text[place:end], False), (" ..." if end < len(text) else "", False)]
    return [(words, is_marked) for words, is_marked in parts if words]
