"""Every cell of the access matrix answers as declared, and nothing is ever shown that the domain paper forbids."""

import pytest

from taskforce.accounts.models import Function
from tests.walls.oracle import MAY, NOT_BUILT

pytestmark = pytest.mark.django_db  # the database is made for tests that say so

FLOOR = 20_000


def test_every_cell_answers_as_declared(tried, tell_at_the_end):
    tell_at_the_end(tried.said())

    assert tried.wrong[:20] == []
    assert tried.total >= FLOOR
    assert set(tried.cells) == {"list", "row security", "verdict", "one row", "field", "projection"}


def test_nothing_is_shown_or_allowed_that_the_domain_paper_forbids(tried):
    assert tried.unlawful[:20] == []
    assert tried.judged >= FLOOR


def test_each_function_can_do_what_the_domain_paper_gives_it(tried):
    assert [(f"{who} at {where}", label, what) for who, where, label, what in MAY
            if (who, where, label, what) not in tried.done] == []  # fmt: skip


def test_no_function_is_forgotten():
    assert {function for function, *_rest in MAY} | NOT_BUILT == set(Function)
