"""Machines ask, settle, match and merge with the codes of the pages; the made-up world shows it."""

import pytest

from intelligence.models import DeconflictionConflict
from intelligence.queries.matching import suggestions_for
from taskforce.accounts.models import User
from taskforce.local.world import fill
from tests.intelligence.deconflicting import a_target_at, asked, supervisor_of
from tests.intelligence.things import a_thing

pytestmark = pytest.mark.django_db
SECRET = "otter lamp sixteen gravel mint"


def posted(browser, path, **data):
    return browser.post(f"/api/{path}", data, content_type="application/json")


def test_a_machine_asks_and_reads_whom_to_call(at, as_user):
    mine, theirs = a_target_at("12 Mill Lane", at), a_target_at("Mill Ln. 12", at)
    asked(theirs, at)
    browser = as_user(mine.opened_by)

    answer = posted(browser, "deconfliction/checks/", target=str(mine.public_id))

    assert (answer.status_code, answer.json()["result"]) == (201, "conflict")
    (conflict,) = browser.get("/api/deconfliction/conflicts/").json()["results"]
    assert conflict["call"]["desk"] == f"Duty desk of {theirs.agency.code}"
    assert "against" not in conflict
    path = f"deconfliction/conflicts/{conflict['public_id']}/resolve/"
    assert posted(browser, path, version=1, resolution="They go first.").json()["code"] == "NOT_YOURS_TO_DO"
    supervisor = as_user(supervisor_of(mine.agency))
    assert posted(supervisor, path, version=1, resolution="They go first.").json()["resolution"] == "They go first."


def test_machines_carry_three_files(at, as_user):
    mine, theirs = a_target_at("12 Mill Lane", at), a_target_at("Mill Ln. 12", at)
    here, there = as_user(supervisor_of(mine.agency)), as_user(supervisor_of(theirs.agency))

    first = posted(here, "exchanges/", partner="Coast", secret=SECRET).json()
    second = posted(there, "exchanges/", partner="Hills", secret=SECRET, file=first["outgoing"]).json()
    closed = posted(here, f"exchanges/{first['public_id']}/take/", file=second["outgoing"]).json()
    last = posted(there, f"exchanges/{second['public_id']}/take/", file=closed["outgoing"]).json()

    assert [item["id"] for item in closed["found"]["items"]] == [str(mine.public_id)]
    assert [item["id"] for item in last["found"]["items"]] == [str(theirs.public_id)]


def test_a_machine_merges_and_takes_apart(at, as_user):
    mine = a_target_at("12 Mill Lane", at)
    one, other = (a_thing(at, by=mine.opened_by) for _number in range(2))
    browser = as_user(mine.opened_by)

    merge = posted(browser, "merges/", kept=str(one.public_id), merged=str(other.public_id))

    assert merge.status_code == 201
    assert posted(browser, f"merges/{merge.json()['public_id']}/undo/").json()["undone_at"]


def test_the_made_up_world_shows_a_conflict_to_both_sides_and_two_that_may_be_one(at):
    fill(at=at)

    assert set(DeconflictionConflict.objects.values_list("agency__code", flat=True)) == {"north", "south"}
    ines = User.objects.get(email="ines@taskforce.example")
    pairs = {(s.one.label, s.other.label) for s in suggestions_for(ines)}
    assert ("B0-I17 QX", "BO I17 QX") in pairs
