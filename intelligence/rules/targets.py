"""What a target may be."""

from enum import StrEnum


class Scope(StrEnum):
    """What somebody says a target is."""

    PREMISES = "premises"
    STREET = "street"
    DISTRICT = "district"


def is_specific_place(scope: str) -> bool:
    """Whether a target is one premises; a street, a block or a district never is (SR-16, TARGET_NOT_SPECIFIC)."""
    return scope == Scope.PREMISES
