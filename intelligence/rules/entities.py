"""People and things of intelligence: which roles a person can have, which ties make sense, what is never kept."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What something is."""

    PERSON = "person"
    PHONE = "phone"
    VEHICLE = "vehicle"
    ADVERT = "advert"
    PLACE = "place"
    ORGANISATION = "organisation"
    ACCOUNT = "account"


class Role(StrEnum):
    """What a person is in what is reported. Nobody is a subject without reviewed suspicion (28 CFR 23.20(a))."""

    SUBJECT = "subject"
    POSSIBLE_VICTIM = "possible_victim"
    WITNESS = "witness"
    BYSTANDER = "bystander"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How two things, or a thing and a target or report, belong together."""

    MENTIONED = "mentioned"
    SEEN_AT = "seen_at"
    LIVES_AT = "lives_at"
    WORKS_AT = "works_at"
    HELD_AT = "held_at"
    OWNS = "owns"
    USES = "uses"
    ADVERTISED_AT = "advertised_at"
    CALLED = "called"
    KNOWS = "knows"
    WORKS_FOR = "works_for"
    BELONGS_TO = "belongs_to"
    SAME_AS = "same_as_suspected"


# What can be said of something and a target or a report; the rest is said of two things.
OF_A_TARGET = (
    Relation.SEEN_AT, Relation.WORKS_AT, Relation.LIVES_AT, Relation.HELD_AT, Relation.OWNS, Relation.USES,
    Relation.ADVERTISED_AT, Relation.CALLED,
)  # fmt: skip
OF_A_REPORT = (Relation.MENTIONED,)
OF_TWO = (
    Relation.USES, Relation.OWNS, Relation.SEEN_AT, Relation.LIVES_AT, Relation.CALLED, Relation.ADVERTISED_AT,
    Relation.KNOWS, Relation.WORKS_FOR, Relation.BELONGS_TO, Relation.SAME_AS,
)  # fmt: skip
# Belonging to a group is an association: it is kept only where it bears on an offence (28 CFR 23.20(b)).
ASSOCIATIONS = frozenset({Relation.BELONGS_TO})


def is_non_criminal(kind: str, role: str) -> bool:
    """Whether this is non-criminal identifying information: a person who is no subject."""
    return kind == Kind.PERSON and role != Role.SUBJECT


def protected_words(text: str, lists: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The words of a text that speak of political, religious or social views, in their order, each once.

    `lists` maps a kind of view to the beginnings of its words. Whole beginnings alone: "party" finds "parties" only
    where the list says "parti". The text itself leaves no trace here.
    """
    stems = sorted({stem.casefold() for words in lists.values() for stem in words}, key=len, reverse=True)
    if not stems:
        return ()
    pattern = re.compile(r"\b(?:" + "|".join(re.escape(stem) for stem in stems) + r")\w*", re.IGNORECASE)
    return tuple(dict.fromkeys(found.group().casefold() for found in pattern.finditer(text)))


def kept_until(kind: str, role: str, *, since: datetime, subject: timedelta, others: timedelta) -> datetime:
    """Until when it is kept unless somebody renews it: what is no subject's and no thing's goes first."""
    return since + (others if is_non_criminal(kind, role) else subject)
