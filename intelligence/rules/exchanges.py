"""How an exchange with another deployment goes: three files, two sides, and the forms in which items are compared."""

from collections.abc import Iterable

from intelligence.rules.identifiers import Mark

STARTER, ANSWERER = "starter", "answerer"
OFFERED, ANSWERED, CLOSED, ABANDONED = "offered", "answered", "closed", "abandoned"
# Where an exchange stands, which file it waits for, and what it is then. Everything else is EXCHANGE_STEP.
WAITS_FOR: dict[tuple[str, str], tuple[int, str]] = {
    (STARTER, OFFERED): (2, CLOSED),
    (ANSWERER, ANSWERED): (3, CLOSED),
}


def waits_for(side: str, state: str) -> int | None:
    """The number of the file that would take it on; None once it has ended."""
    step = WAITS_FOR.get((side, state))
    return step[0] if step else None


def file_made(side: str, state: str) -> int:
    """The number, of three, of the file that this side has made last."""
    if side == ANSWERER:
        return 2
    return 1 if state == OFFERED else 3


def forms_of(mark: Mark, side: str) -> list[str]:
    """The items that stand for a mark. A coarse mark meets the other side's deciding one, and no coarse one.

    So a building without a postal code meets the same one with it, and two with different codes do not.
    """
    other = ANSWERER if side == STARTER else STARTER
    coarse = f"coarse of the {side if not mark.decides else other}|{mark}"
    return [coarse, f"as known|{mark}"] if mark.decides else [coarse]


def forms_of_all(marks: Iterable[Mark], side: str) -> list[str]:
    """The items of several marks, each once."""
    return list(dict.fromkeys(form for mark in marks for form in forms_of(mark, side)))
