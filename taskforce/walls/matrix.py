"""The access matrix in plain words, from the declarations alone: who sees what, who may do what, who may break a glass.

It asks no database and holds no data, so it is the same for everybody. The page and the command print it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from taskforce.access.policy import (
    ALL,
    AgencyKind,
    Anyone,
    BrokeGlass,
    Condition,
    Holds,
    Nobody,
    Pane,
    Policy,
    Sees,
    Way,
    Where,
    is_through_glass,
    policies,
    policy_of,
)
from taskforce.accounts.models import Agency, Function
from taskforce.walls.words import ACTS, FIELDS, KINDS, ROOMS, TIES, UNTIED


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody as far as policies ask: one function, held in one kind of agency."""

    function: str
    agency: str


@dataclass(frozen=True, slots=True)
class Line:
    """Who, which of the records, and what of them or what with them."""

    who: str
    where: str
    which: str
    what: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """Who may break the glass, and what then opens."""

    who: str
    where: str
    alone: str
    together: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, read aloud."""

    label: str
    name: str
    seen: Sequence[Line]
    acts: Sequence[Line]
    emergencies: Sequence[Emergency]
    leaves: str


@dataclass(frozen=True, slots=True)
class Room:
    """Kinds of record that belong together."""

    code: str
    name: str
    kinds: Sequence[Kind]


def matrix(*, post: Post | None = None) -> list[Room]:
    """Every kind of record by room. With a `post`, turned round: only what somebody there may see and do."""
    said = {policy.model._meta.label: _kind(policy, post) for policy in policies()}
    order = [label for label in KINDS if label in said] + [label for label in said if label not in KINDS]
    rooms = [
        Room(code, str(name), [said[label] for label in order if _room(label) == code])
        for code, (name, _in_it) in ROOMS.items()
    ]
    if post is None:
        return [room for room in rooms if room.kinds]
    kept = [replace(room, kinds=[kind for kind in room.kinds if kind.seen or kind.emergencies]) for room in rooms]
    return [room for room in kept if room.kinds]


def posts() -> dict[str, list[tuple[str, str]]]:
    """The functions and the kinds of agency to choose from, each as code and label."""
    return {
        "functions": [(code, str(label)) for code, label in Function.choices],
        "agencies": [(code, str(label)) for code, label in Agency.Kind.choices],
    }


def without_words() -> list[str]:
    """What the policies declare and nobody has found words for: records, fields, acts, ties."""
    return sorted({missing for policy in policies() for missing in _without_words(policy)})


def _kind(policy: Policy, post: Post | None) -> Kind:
    label = policy.model._meta.label
    seen = [
        line
        for condition, fields in policy.row_rules
        if not is_through_glass(condition)
        for line in _lines(condition, post, what=_fields(fields), untied=_("all of them"))
    ]
    acts = [
        line
        for name, condition in policy.acts.items()
        if seen
        for line in _lines(condition, post, what=str(ACTS.get(f"{label}.{name}", name)), untied=_("any they see"))
    ]
    emergencies = [glass for pane in policy.panes for glass in _emergencies(pane, post)]
    name = str(KINDS.get(label, policy.model._meta.verbose_name_plural))
    return Kind(label, name, seen, acts, emergencies, _fields(policy.exportable))


def _lines(condition: Condition, post: Post | None, *, what: str, untied: str) -> Iterator[Line]:
    for way in condition.ways():
        if any(isinstance(fact, Nobody) for fact, _so in way) or (post is not None and not _lets_in(way, post)):
            continue
        yield Line(_who(way), _where(way), _which(way, untied=untied), what)


def _emergencies(pane: Pane, post: Post | None) -> Iterator[Emergency]:
    for way in pane.who.ways():
        if post is not None and not _lets_in(way, post):
            continue
        alone, all_of_it = _fields(pane.assessed if pane.is_lethal else pane.fields), _fields(pane.fields)
        yield Emergency(_who(way), _where(way), alone, all_of_it if pane.is_lethal else "")


def _lets_in(way: Way, post: Post) -> bool:
    """Whether somebody at this post could meet these facts, if only the row were theirs."""
    return all(_could_be(fact, so, post) for fact, so in way)


def _could_be(fact: Condition, so: bool, post: Post) -> bool:  # noqa: FBT001 - a fact of a way, as it stands there
    match fact:
        case Holds():
            return (post.function in fact.functions) is so
        case AgencyKind():
            return (post.agency in fact.kinds) is so
        case Sees() if so:
            rules = [rule for rule, _fields in policy_of(fact.model).row_rules if not is_through_glass(rule)]
            return any(_lets_in(way, post) for rule in rules for way in rule.ways())
        case _:
            return not isinstance(fact, Nobody)


def _who(way: Way) -> str:
    held = [set(fact.functions) for fact, so in way if so and isinstance(fact, Holds)]
    if not held:
        return _("Everybody")
    functions = set.intersection(*held)
    return _listed([str(label) for code, label in Function.choices if code in functions])


def _where(way: Way) -> str:
    said = []
    for fact, so in way:
        if isinstance(fact, AgencyKind):
            kinds = _listed([str(Agency.Kind(kind).label) for kind in fact.kinds])
            said.append(kinds if so else _("any agency but: %(kinds)s") % {"kinds": kinds})
    return ", ".join(said)


def _which(way: Way, *, untied: str) -> str:
    """What ties them to the records, or else `untied`; and how the records have to stand."""
    ties, states = [], []
    for fact, so in way:
        if isinstance(fact, Holds | AgencyKind | Anyone | BrokeGlass):
            continue
        if isinstance(fact, Where):
            states.append((_("while %(so)s") if so else _("unless %(so)s")) % {"so": fact.words})
        else:
            ties.append(str(fact.words or (TIES if so else UNTIED).get(fact.key, fact.key)))
    return ", ".join([*(ties or [untied]), *states])


def _fields(fields: Iterable[str]) -> str:
    if fields is ALL:
        return _("everything")
    return ", ".join(sorted({str(FIELDS.get(name, name)) for name in fields}))


def _listed(labels: Sequence[str]) -> str:
    return get_text_list(list(labels), _("or"))


def _room(label: str) -> str:
    """The code of the room a model stands in; empty when none is named for it."""
    for wanted in (label, label.partition(".")[0]):
        for code, (_name, in_it) in ROOMS.items():
            if wanted in in_it:
                return code
    return ""


def _without_words(policy: Policy) -> Iterator[str]:
    label = policy.model._meta.label
    if label not in KINDS or not _room(label):
        yield label
    for fields in [policy.exportable, *(fields for _condition, fields in policy.row_rules)]:
        yield from (name for name in fields if name not in FIELDS)
    yield from (f"{label}.{name}" for name in policy.acts if f"{label}.{name}" not in ACTS)
    for condition in [*(rule for rule, _fields in policy.row_rules), *policy.acts.values()]:
        for way in condition.ways():
            yield from (f"{'' if so else 'not '}{fact.key}" for fact, so in way if not _is_said(fact, so))


def _is_said(fact: Condition, so: bool) -> bool:  # noqa: FBT001 - a fact of a way, as it stands there
    """Whether there are words for a fact: its own, those of who and where, or those of a tie."""
    says_itself = fact.words or isinstance(fact, Holds | AgencyKind | Anyone | Nobody | BrokeGlass)
    return bool(says_itself) or fact.key in (TIES if so else UNTIED)
