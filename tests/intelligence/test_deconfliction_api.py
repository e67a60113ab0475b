"""Machines ask, settle, match and merge with the codes of the pages; the made-up world shows it."""

from datetime import timedelta

import pytest

from intelligence.models import (
    DeconflictionCheck,
    DeconflictionConflict,
    DeconflictionContact,
    EntityApart,
    MatchExchange,
)
from intelligence.queries.matching import suggestions_for
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function, User
from taskforce.local.world import fill
from tests.builders import someone
from tests.intelligence.deconflicting import a_target_at, asked, supervisor_of
from tests.intelligence.things import a_person, a_thing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SAID_BACK = {"public_id", "reference", "version"}
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


def a_window(at, **changes):
    return {"starts_at": (at + HOUR).isoformat(), "ends_at": (at + 5 * HOUR).isoformat()} | changes


@pytest.fixture
def stranger(as_user):
    """Police elsewhere with every function that police can hold."""
    return as_user(someone(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR))


@pytest.fixture
def mine(at):
    return a_target_at("12 Mill Lane", at)


def test_a_system_outside_is_asked_by_telephone_and_its_answer_written_down_once(at, as_user, mine, stranger):
    browser = as_user(mine.opened_by)
    given = {"target": str(mine.public_id), "system": "regional"} | a_window(at)

    assert posted(stranger, "deconfliction/checks/outside/", **given).status_code == 404
    for changes, code in (
        ({"system": "nowhere"}, "SYSTEM_UNKNOWN"), (a_window(at, ends_at=at.isoformat()), "WINDOW_UNFIT")
    ):  # fmt: skip
        assert posted(browser, "deconfliction/checks/outside/", **(given | changes)).json()["code"] == code
    assert not DeconflictionCheck.objects.exists()
    entry = posted(browser, "deconfliction/checks/outside/", **given)
    assert (entry.status_code, entry.json().keys()) == (200, SAID_BACK)

    path = f"deconfliction/checks/{entry.json()['public_id']}/answer/"
    said = {"version": entry.json()["version"], "result": "conflict", "external_ref": "W-17"}
    assert posted(stranger, path, **said).status_code == 404
    assert posted(browser, path, **said).json()["code"] == "CALL_WHOM_MISSING"
    assert posted(browser, path, **(said | {"result": "pending"})).status_code == 400
    assert posted(browser, path, **(said | {"version": 99, "contact": "Desk 4"})).json()["code"] == "STALE_VERSION"
    assert DeconflictionCheck.objects.get().result == "pending"
    assert not DeconflictionConflict.objects.exists()

    answer = posted(browser, path, **said, contact="Desk 4")

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    assert DeconflictionCheck.objects.get().result == "conflict"
    assert DeconflictionConflict.objects.get().counterpart_contact == "Desk 4"
    again = said | {"version": answer.json()["version"], "result": "none"}
    assert posted(browser, path, **again).json()["code"] == "NOT_YOURS_TO_DO"


def test_whoever_was_let_in_on_a_target_asks_nobody_about_it(at, as_user, mine):
    partner = someone(Function.INVESTIGATOR)
    share_target(
        purpose="case", target_id=mine.public_id, colleague_id=partner.public_id, by=supervisor_of(mine.agency)
    )
    given = {"target": str(mine.public_id), "system": "regional"} | a_window(at)

    refused = posted(as_user(partner), "deconfliction/checks/outside/", **given)

    assert refused.json()["code"] == "NOT_YOURS_TO_DO"
    assert not DeconflictionCheck.objects.exists()


def test_supervisors_name_the_desk_that_others_call(at, as_user, mine, stranger):
    supervisor, given = as_user(supervisor_of(mine.agency)), {"desk": "Watch room", "phone": "+1 555 010 0199"}

    assert posted(as_user(mine.opened_by), "deconfliction/contacts/", **given).json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(supervisor, "deconfliction/contacts/", desk=" ", phone="1").status_code == 400
    assert DeconflictionContact.objects.get().desk == f"Duty desk of {mine.agency.code}"

    answer = posted(supervisor, "deconfliction/contacts/", **given)

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    [row] = supervisor.get("/api/deconfliction/contacts/").json()["results"]
    assert (row["desk"], row["phone"], row["public_id"]) == (*given.values(), answer.json()["public_id"])
    assert stranger.get("/api/deconfliction/contacts/").json()["results"] == []
    assert stranger.get(f"/api/deconfliction/contacts/{row['public_id']}/").status_code == 404


def test_an_exchange_is_given_up_with_its_key_and_only_once(at, as_user, mine, stranger):
    here = as_user(supervisor_of(mine.agency))
    begun = posted(here, "exchanges/", partner="Coast", secret=SECRET).json()
    path = f"exchanges/{begun['public_id']}/abandon/"

    for who in (stranger, as_user(mine.opened_by)):
        assert posted(who, path).status_code == 404
    assert MatchExchange.objects.get().state == "offered"

    answer = posted(here, path)

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    now = MatchExchange.objects.get()
    assert (now.state, now.secret, now.work, now.outgoing) == ("abandoned", "", None, "")
    assert posted(here, path).json()["code"] == "EXCHANGE_STEP"


def test_two_are_held_apart_and_suggested_no_more(at, as_user, mine, stranger):
    one, other = (a_thing(at, by=mine.opened_by) for _number in range(2))
    phone = a_thing(at, by=mine.opened_by, kind="phone", label="555 010 0199")
    witness = a_person(at, by=mine.opened_by, role="witness")
    browser, given = as_user(mine.opened_by), {"one": str(one.public_id), "other": str(other.public_id)}

    assert posted(stranger, "merges/hold-apart/", **given).status_code == 404
    supervisor = as_user(supervisor_of(mine.agency))
    assert posted(supervisor, "merges/hold-apart/", **given).json()["code"] == "NOT_YOURS_TO_DO"
    for unfit, code in ((phone, "MERGE_UNFIT"), (one, "MERGE_UNFIT"), (witness, "NCI_AS_SUBJECT")):
        refused = posted(browser, "merges/hold-apart/", **(given | {"other": str(unfit.public_id)}))
        assert refused.json()["code"] == code
    assert not EntityApart.objects.exists()
    assert len(suggestions_for(mine.opened_by)) == 1

    answer = posted(browser, "merges/hold-apart/", **given)

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    assert suggestions_for(mine.opened_by) == []
    assert posted(browser, "merges/hold-apart/", **given).json() == answer.json()
