"""What operations of the past years found, as three made-up units remember them from their files."""

from datetime import datetime, timedelta

from intelligence.services.outcomes import PastOperation, enter_past_operation
from taskforce.accounts.models import User

# Sector, origins, first-hand reports, age of the newest of them in days, found or not, and the kinds of source.
REMEMBERED = {
    "vera": (
        ("labour", 3, 2, 2, "found", "survivor_account technical"), ("labour", 2, 2, 4, "found", "survivor_account"),
        ("sex", 3, 1, 1, "found", "undercover_officer technical"), ("sex", 2, 1, 6, "found", "survivor_account"),
        ("labour", 2, 1, 9, "found", "human_source document"), ("sex", 2, 1, 12, "nobody", "human_source public_tip"),
        ("sex", 1, 1, 20, "nobody", "human_source open_source"), ("sex", 1, 0, None, "nobody", "public_tip"),
        ("labour", 1, 1, 14, "found", "survivor_account"), ("other", 1, 1, 33, "nobody", "partner_agency"),
        ("labour", 3, 3, 1, "found", "survivor_account undercover_officer"), ("sex", 1, 1, 3, "found", "public_tip"),
        ("sex", 2, 0, None, "nobody", "open_source public_tip"),
        ("labour", 2, 2, 5, "nobody", "human_source public_tip"), ("sex", 2, 1, 5, "found", "human_source"),
    ),
    "bela": (
        ("sex", 3, 2, 3, "found", "survivor_account undercover_officer"), ("sex", 2, 1, 2, "found", "technical"),
        ("sex", 1, 1, 15, "nobody", "public_tip"), ("labour", 2, 1, 7, "found", "survivor_account"),
        ("sex", 1, 0, None, "nobody", "open_source"), ("sex", 2, 2, 8, "nobody", "human_source"),
        ("labour", 1, 1, 28, "nobody", "human_source"), ("sex", 3, 1, 4, "found", "technical human_source"),
        ("other", 2, 1, 10, "unclear", "document"), ("sex", 1, 1, 6, "found", "survivor_account"),
        ("labour", 3, 2, 2, "found", "survivor_account technical"), ("sex", 2, 1, 11, "found", "human_source"),
    ),
    "hugo": (
        ("labour", 2, 1, 3, "found", "technical document"), ("other", 1, 0, None, "nobody", "open_source"),
        ("labour", 1, 1, 40, "nobody", "partner_agency"), ("labour", 3, 2, 1, "found", "survivor_account technical"),
    ),
}  # fmt: skip


def remember(people: dict[str, User], *, at: datetime) -> None:
    """Every supervisor enters the operations of their unit, about two months apart."""
    for key, operations in REMEMBERED.items():
        for number, (sector, origins, first_hand, days, result, kinds) in enumerate(operations, start=1):
            past = PastOperation(
                went_at=at - timedelta(days=61 * number + 40), sector=sector, origins=origins, first_hand=first_hand,
                fresh_days=days, result=result, source_types=tuple(kinds.split()),
            )  # fmt: skip
            enter_past_operation(past=past, by=people[key], at=at - timedelta(days=30))
