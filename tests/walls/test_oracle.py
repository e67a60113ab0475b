"""The product against the domain paper itself: nothing it forbids is ever shown, and each function can do its work."""

import pytest

from taskforce.accounts.models import Function
from tests.walls.oracle import MAY, NOT_BUILT

pytestmark = pytest.mark.django_db  # the database is made for tests that say so


def test_nothing_is_shown_or_allowed_that_the_domain_paper_forbids(tried):
    assert tried.unlawful[:20] == []
    assert tried.judged > 20_000


def test_each_function_can_do_what_the_domain_paper_gives_it(tried):
    assert [(f"{who} at {where}", label, what) for who, where, label, what in MAY
            if (who, where, label, what) not in tried.done] == []  # fmt: skip


def test_no_function_is_forgotten():
    assert {function for function, *_rest in MAY} | NOT_BUILT == set(Function)
