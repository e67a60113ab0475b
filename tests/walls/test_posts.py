"""Every act by its address: each declared act has one, and whoever may not do it changes nothing there."""

import pytest

from tests.walls.ground import a_planted_world
from tests.walls.matrix import Tried, a_matrix
from tests.walls.posts import Posting, acts_without_an_address, deeds, try_deeds, watched

pytestmark = pytest.mark.django_db


def test_whoever_may_not_do_an_act_changes_nothing_by_its_address(at, tell_at_the_end):
    posting, tried = Posting(a_matrix(a_planted_world(at), at), at), Tried()
    with watched(posting):
        done = deeds(posting)
        try_deeds(posting, done, tried)

    tell_at_the_end(f"acts by their addresses: {len(done)} forms, {tried.total:,} cells, {len(tried.wrong)} wrong")
    assert not tried.wrong, "\n".join(tried.wrong)
    missing = acts_without_an_address(done)
    assert missing == [], f"{missing}: give them a page, or say in tests/walls/posts.py what its form needs"
