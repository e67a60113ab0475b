"""Past operations to learn from: made up, through the service that enters them."""

from datetime import datetime, timedelta

from cases.models import AfterAction
from cases.services.day import Found, finish_operation, write_after_action
from intelligence.models import OperationOutcome
from intelligence.services.outcomes import PastOperation, enter_past_operation
from taskforce.accounts.models import Agency, Function, User
from tests.builders import someone
from tests.cases.builders import Operation


def a_supervisor(agency: Agency | None = None) -> User:
    return someone(Function.SUPERVISOR, agency=agency)


def a_past_operation(at: datetime, *, by: User | None = None, **facts: object) -> OperationOutcome:
    """Two origins, one first-hand and three days old; it found people."""
    given: dict[str, object] = {
        "went_at": at - timedelta(days=100), "sector": "labour", "origins": 2, "first_hand": 1, "fresh_days": 3,
        "result": "found", "source_types": ("survivor_account",),
    }  # fmt: skip
    past = PastOperation(**(given | facts))  # type: ignore[arg-type]  # the facts of one test
    return enter_past_operation(past=past, by=by or a_supervisor(), at=at)


def past_operations(at: datetime, number: int, *, by: User, found: int) -> None:
    """So many of one unit, the first `found` of which found people; those that did rested on more."""
    for place in range(number):
        if place < found:
            a_past_operation(at, by=by)
        else:
            a_past_operation(
                at, by=by, origins=1, first_hand=0, fresh_days=None, result="nobody", source_types=("public_tip",)
            )


def reviewed(told: Operation, at: datetime, *, people: int = 2) -> AfterAction:
    """The operation ends, and its review is written two days later."""
    finish_operation(plan_id=told.plan.public_id, by=told.lead, at=at + timedelta(hours=3))
    return write_after_action(
        plan_id=told.plan.public_id, found=Found(people=people), by=told.lead, at=at + timedelta(days=2)
    )
