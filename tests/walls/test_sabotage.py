"""The walls' own tests can fail: each sabotage is caught by the matrix or by the laws of the domain."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from shelters.models import Placement, Shelter
from taskforce.access.kept import forget_what_is_kept
from taskforce.access.policy import ALL, Anyone, policy_of
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import User
from tests.walls import matrix as the_matrix
from tests.walls.ground import a_planted_world
from tests.walls.matrix import a_matrix, try_all
from tests.walls.standing import STANDINGS
from victims.models import CounsellingSession

pytestmark = pytest.mark.django_db
ASKED = [s for s in STANDINGS if s.name in {"every function", "raid_planner", "agreement out of date"}]


def rule_without_a_condition(patch: Any) -> None:
    patch.setattr(policy_of(CounsellingSession), "row_rules", [(Anyone(), ALL)])


def every_field_of_a_shelter(patch: Any) -> None:
    rules = policy_of(Shelter).row_rules
    patch.setattr(policy_of(Shelter), "row_rules", [(condition, ALL) for condition, _fields in rules])


def every_field_of_a_placement(patch: Any) -> None:
    rules = policy_of(Placement).row_rules
    patch.setattr(policy_of(Placement), "row_rules", [(condition, ALL) for condition, _fields in rules])


def a_forgotten_filter(patch: Any) -> None:
    patch.setattr(ScopedQuerySet, "visible_to", lambda rows, _user, **_how: rows)


def a_verdict_that_always_agrees(patch: Any) -> None:
    patch.setattr(the_matrix, "may", lambda *_asked: True)


def own_plans_are_approved(patch: Any) -> None:
    from cases.models import RaidPlan  # noqa: PLC0415

    patch.setitem(policy_of(RaidPlan).acts, "approve", Anyone())


def agreements_that_never_end(patch: Any) -> None:
    held = lambda user: frozenset(user.held_functions.values_list("function", flat=True))  # noqa: E731
    patch.setattr(User, "functions", property(held))


def a_policy_of_the_database_dropped(_patch: Any) -> None:
    _told("drop policy seen on intelligence_raidtarget")


def a_policy_of_the_database_widened(_patch: Any) -> None:
    _told("create policy gap on victims_counsellingsession to taskforce_web using (true)")


def a_table_without_row_security(_patch: Any) -> None:
    _told("alter table shelters_bed disable row level security")


def a_role_that_sees_everything(patch: Any) -> None:
    patch.setattr("taskforce.accounts.acting.WEB_ROLE", "taskforce_house")


def _told(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"set constraints all immediate; {sql}")


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    """Neither questions from before the sabotage, nor any of its own afterwards."""
    forget_what_is_kept()
    yield
    forget_what_is_kept()


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    "sabotage",
    [rule_without_a_condition, every_field_of_a_shelter, every_field_of_a_placement, a_forgotten_filter,
     a_verdict_that_always_agrees, own_plans_are_approved, agreements_that_never_end, a_policy_of_the_database_dropped,
     a_policy_of_the_database_widened, a_table_without_row_security, a_role_that_sees_everything],
)  # fmt: skip
def test_each_sabotage_is_caught(at, monkeypatch, sabotage: Callable[[Any], None]):
    matrix = a_matrix(a_planted_world(at), at)
    monkeypatch.setattr(the_matrix, "_SPOKEN_OF", {})
    sabotage(monkeypatch)

    tried = try_all(matrix, ASKED, slice(0, 14))

    assert tried.wrong or tried.unlawful
