"""Whether two people or things of one agency may be the same, and why. A suggestion, never a verdict."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from intelligence.rules import identifiers as i
from intelligence.rules.entities import Kind

YEARS_APART = 1  # a year of birth is often reckoned, seldom by more


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How alike names have to be, of 100: by spelling alone, and where they sound the same too (jurisdiction pack)."""

    spelt: int
    heard: int


def keys_of(kind: str, text: str, *, region: str) -> list[str]:
    """What two that may be the same share: the number, the plate as seen, the building, the sound of each name.

    Entries of a keyed index, by which candidates are found without reading anybody's label.
    """
    match kind:
        case Kind.PHONE:
            return [str(mark) for mark in i.phone_marks(text, region=region)]
        case Kind.VEHICLE:
            return [str(mark) for mark in i.plate_marks(text)]
        case Kind.PLACE:
            return [str(mark) for mark in i.premises_marks(text)]
        case Kind.ADVERT:
            return [str(mark) for mark in i.advert_marks(text, region=region)]
        case Kind.ACCOUNT:
            return [str(mark) for mark in i.handle_marks(text)]
        case _:
            heard = i.name_as_heard(i.person(text)[0]).split()
            return [f"{kind} heard|{word}" for word in dict.fromkeys(heard) if len(word) > 1]


def reasons(kind: str, one: str, other: str, *, region: str, limits: Thresholds) -> tuple[str, ...]:
    """Why two of one kind may be the same, as codes, the strongest first; none where nothing says so.

    Symmetric. Years of birth that lie further apart than one say that they are not.
    """
    match kind:
        case Kind.PERSON | Kind.ORGANISATION:
            return _of_names(one, other, limits)
        case Kind.VEHICLE:
            return _of_plates(one, other)
        case Kind.ADVERT:
            return _of_adverts(one, other, region)
    shared = set(keys_of(kind, one, region=region)) & set(keys_of(kind, other, region=region))
    codes = {Kind.PHONE: "same_phone", Kind.PLACE: "same_building", Kind.ACCOUNT: "same_handle"}
    return (codes[Kind(kind)],) if shared else ()


def _of_names(one: str, other: str, limits: Thresholds) -> tuple[str, ...]:
    (name, year), (name_too, year_too) = i.person(one), i.person(other)
    if year and year_too and abs(year - year_too) > YEARS_APART:
        return ()
    spelt, spelt_too = i.name(name), i.name(name_too)
    if not spelt or not spelt_too:
        return ()
    score = fuzz.ratio(spelt, spelt_too)
    sounds_same = i.name_as_heard(name) == i.name_as_heard(name_too)
    found = [
        ("same_name", spelt == spelt_too),
        ("name_sounds_same", spelt != spelt_too and sounds_same and score >= limits.heard),
        ("name_is_close", spelt != spelt_too and score >= limits.spelt),
    ]
    said = [code for code, is_so in found if is_so]
    return tuple(said + (["same_birth_year"] if said and year and year == year_too else []))


def _of_plates(one: str, other: str) -> tuple[str, ...]:
    if not i.plate(one) or i.plate_as_seen(one) != i.plate_as_seen(other):
        return ()
    return ("same_plate",) if i.plate(one) == i.plate(other) else ("plate_looks_alike",)


def _of_adverts(one: str, other: str, region: str) -> tuple[str, ...]:
    shared = {m.kind for m in set(i.advert_marks(one, region=region)) & set(i.advert_marks(other, region=region))}
    return tuple(code for kind, code in (("page", "same_page"), ("phone", "same_phone_in_it")) if kind in shared)
