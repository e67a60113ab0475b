"""Every cell of the access matrix answers as it was declared, through every channel that answers in bulk."""

import pytest

pytestmark = pytest.mark.django_db  # the database is made for tests that say so

FLOOR = 20_000


def test_every_cell_answers_as_declared(tried, tell_at_the_end):
    tell_at_the_end(tried.said())

    assert tried.wrong[:20] == []
    assert tried.total >= FLOOR
    assert set(tried.cells) == {"list", "row security", "verdict", "one row", "field", "projection"}
