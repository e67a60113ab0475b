"""Machines open targets, let colleagues in and out, take reports off and draw anew, with the refusals of the pages."""

import uuid
from datetime import timedelta

import pytest

from intelligence.models import Hazard, RaidTarget, SketchMark, TargetLink, TargetUnlinking
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.vault.models import KeyGrant
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.site import a_hazard, a_mark, a_room, a_sketch

pytestmark = pytest.mark.django_db
SAID_BACK = {"public_id", "reference", "version"}


def posted(client, path, **data):
    return client.post(f"/api/{path}/", data, content_type="application/json")


def put(client, path, **data):
    return client.put(f"/api/{path}/", data, content_type="application/json")


def a_shed(**changes):
    return {
        "title": "Packing shed", "sector": "labour", "scope": "premises", "premises": "farm", "address": "Mill Lane 0",
    } | changes  # fmt: skip


@pytest.fixture
def target(at):
    return a_target(at)


@pytest.fixture
def lead(target):
    """Supervises the agency whose target it is."""
    return someone(Function.SUPERVISOR, agency=target.agency)


@pytest.fixture
def stranger(as_user):
    """Police elsewhere with every function that police can hold."""
    return as_user(someone(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR))


def test_a_target_is_opened_and_its_address_does_not_come_back(at, as_user):
    ines = an_investigator()

    made = posted(as_user(ines), "targets", **a_shed(description="By the river."))

    assert made.status_code == 201
    opened = RaidTarget.objects.get(public_id=made.json()["public_id"])
    assert (opened.agency, opened.opened_by, opened.opened_at) == (ines.agency, ines, at)
    assert (opened.address, opened.description) == ("Mill Lane 0", "By the river.")
    assert "Mill Lane" not in made.text
    assert as_user(ines).get(f"/api/targets/{opened.public_id}/").json()["title"] == "Packing shed"


@pytest.mark.parametrize(
    ("function", "changes", "status", "code"),
    [(Function.INVESTIGATOR, {"scope": "street"}, 422, "TARGET_NOT_SPECIFIC"),
     (Function.INVESTIGATOR, {"address": " "}, 400, "INVALID"),
     (Function.PLANNER, {}, 422, "NOT_YOURS_TO_DO")],
)  # fmt: skip
def test_a_street_no_address_or_another_function_opens_no_target(as_user, function, changes, status, code):
    answer = posted(as_user(someone(function)), "targets", **a_shed(**changes))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not RaidTarget.objects.exists()


def test_a_colleague_elsewhere_is_let_in_and_out_again(as_user, target, lead):
    tom = an_investigator()
    path = f"targets/{target.public_id}"

    answer = posted(as_user(lead), f"{path}/share", colleague=str(tom.public_id), purpose="case")

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    assert as_user(tom).get(f"/api/{path}/", headers={"X-Purpose": "case"}).status_code == 200
    assert KeyGrant.objects.filter(agency=tom.agency).exists()
    assert posted(as_user(lead), f"{path}/stop-sharing", colleague=str(tom.public_id)).status_code == 200
    assert as_user(tom).get(f"/api/{path}/", headers={"X-Purpose": "case"}).status_code == 404
    assert not KeyGrant.objects.filter(agency=tom.agency).exists()


@pytest.mark.parametrize(
    ("who", "purpose", "status", "code"),
    [("a counsellor", "case", 422, "NO_RIGHT"), ("nobody", "case", 422, "RECEIVER_UNFIT"),
     ("one of their own", "case", 422, "RECEIVER_UNFIT"), ("an investigator", "gossip", 400, "INVALID")],
)  # fmt: skip
def test_it_is_shared_with_nobody_who_has_no_right_or_need(as_user, target, lead, who, purpose, status, code):
    colleague = {
        "a counsellor": lambda: someone(Function.COUNSELLOR, kind="victim_services").public_id,
        "nobody": uuid.uuid4,
        "one of their own": lambda: an_investigator(target.agency).public_id,
        "an investigator": lambda: an_investigator().public_id,
    }[who]()
    keys = KeyGrant.objects.count()

    answer = posted(as_user(lead), f"targets/{target.public_id}/share", colleague=str(colleague), purpose=purpose)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert KeyGrant.objects.count() == keys
    assert not AuditEntry.objects.filter(verb="intelligence.target.shared").exists()


def test_supervisors_alone_let_others_in_and_out(as_user, target, lead, stranger):
    tom, path = an_investigator(), f"targets/{target.public_id}"
    posted(as_user(lead), f"{path}/share", colleague=str(tom.public_id), purpose="case")
    given = {"colleague": str(an_investigator().public_id), "purpose": "case"}

    for who in (target.opened_by, tom):
        assert posted(as_user(who), f"{path}/share", **given).json()["code"] == "NOT_YOURS_TO_DO"
    refused = posted(as_user(target.opened_by), f"{path}/stop-sharing", colleague=str(tom.public_id))
    assert refused.json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(stranger, f"{path}/share", **given).status_code == 404
    assert posted(stranger, f"{path}/stop-sharing", colleague=str(tom.public_id)).status_code == 404

    assert AuditEntry.objects.filter(verb="intelligence.target.shared").count() == 1
    assert as_user(tom).get(f"/api/{path}/", headers={"X-Purpose": "case"}).status_code == 200
    nobody = posted(as_user(lead), f"{path}/stop-sharing", colleague=str(uuid.uuid4()))
    assert nobody.status_code == 404


def test_a_report_is_taken_off_a_target_with_a_reason(at, as_user, target, lead, stranger):
    report = a_report_on(target, at)
    path, given = f"reports/{report.public_id}/unlink", {"target": str(target.public_id), "reason": "Another house."}

    assert posted(stranger, path, **given).status_code == 404
    assert posted(as_user(lead), path, **given).json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(as_user(target.opened_by), path, **(given | {"reason": " "})).status_code == 400
    assert TargetLink.objects.filter(report=report, target=target).exists()
    assert not TargetUnlinking.objects.exists()

    answer = posted(as_user(target.opened_by), path, **given)

    assert (answer.status_code, answer.json()["reference"]) == (200, report.reference)
    assert "Another house" not in answer.text
    assert not TargetLink.objects.filter(report=report, target=target).exists()
    assert TargetUnlinking.objects.get().reason == "Another house."
    assert posted(as_user(target.opened_by), path, **given).status_code == 404


def test_a_hazard_is_written_anew_once_for_each_version(at, as_user, target, stranger):
    hazard, cellar = a_hazard(target, at), a_room(target, at, name="Cellar")
    path, browser = f"hazards/{hazard.public_id}", as_user(target.opened_by)
    given = {
        "version": hazard.version, "kind": "weapons", "note": "One, by the bed.", "room": str(cellar.public_id),
        "seen_at": (at - timedelta(hours=2)).isoformat(),
    }  # fmt: skip

    assert put(stranger, path, **given).status_code == 404
    beside = as_user(someone(Function.SUPERVISOR, agency=target.agency))
    assert put(beside, path, **given).json()["code"] == "NOT_YOURS_TO_DO"
    late = given | {"seen_at": (at + timedelta(days=1)).isoformat()}
    assert put(browser, path, **late).json()["code"] == "OBSERVED_IN_FUTURE"
    elsewhere = given | {"room": str(a_room(a_target(at), at).public_id)}
    assert put(browser, path, **elsewhere).status_code == 404
    assert Hazard.objects.get().kind == "dogs"

    answer = put(browser, path, **given)

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    now = Hazard.objects.get()
    assert (now.kind, now.note, now.room) == ("weapons", "One, by the bed.", cellar)
    assert put(browser, path, **given).json()["code"] == "STALE_VERSION"


def test_a_mark_is_moved_once_for_each_version(at, as_user, target, stranger):
    mark = a_mark(a_sketch(target, at), at)
    path, browser = f"marks/{mark.public_id}", as_user(target.opened_by)
    given = {"version": mark.version, "kind": mark.kind, "label": "Back gate", "x": 10, "y": 90}

    assert put(stranger, path, **given).status_code == 404
    beside = as_user(someone(Function.SUPERVISOR, agency=target.agency))
    assert put(beside, path, **given).json()["code"] == "NOT_YOURS_TO_DO"
    assert put(browser, path, **(given | {"x": None})).json()["code"] == "MARK_WITHOUT_PLACE"
    assert SketchMark.objects.get().label == "Side door, opens outwards"

    answer = put(browser, path, **given)

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    now = SketchMark.objects.get()
    assert (now.label, now.x, now.y) == ("Back gate", 10, 90)
    assert put(browser, path, **given).json()["code"] == "STALE_VERSION"
