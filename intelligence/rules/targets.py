"""What a target may be."""


def is_specific_place(scope: str) -> bool:
    """Whether a target is one premises; a street, a block or a district never is (SR-16, TARGET_NOT_SPECIFIC)."""
    return scope == "premises"
