"""Machines write down people and things, tie them, and read chart and timeline, with the codes of the pages."""

from datetime import timedelta

import pytest

from intelligence.models import Entity, EntityLink, ReasonableSuspicion
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.things import FACTS, a_person, a_subject, a_thing, linked, tied

pytestmark = pytest.mark.django_db
SAID_BACK = {"public_id", "reference", "version"}


@pytest.fixture
def investigator():
    return an_investigator()


def send(client, path, **data):
    return client.post(f"/api/{path}/", data, content_type="application/json")


def test_a_thing_is_written_down_linked_tied_and_let_go(at, as_user, investigator):
    target, client = a_target(at, by=investigator), as_user(investigator)
    van = send(client, "entities", kind="vehicle", label="VAN 1").json()["public_id"]
    phone = send(client, "entities", kind="phone", label="+00 1").json()["public_id"]

    link = send(client, "entity-links", entity=van, target=str(target.public_id), relation="seen_at")
    tie = send(client, "entity-ties", one=van, other=phone, relation="uses")

    assert (link.status_code, tie.status_code) == (201, 201)
    chart = client.get(f"/api/charts/{target.public_id}/").json()
    assert {node["label"] for node in chart["nodes"]} == {target.title, "VAN 1", "+00 1"}
    assert [edge["relation"] for edge in chart["edges"]] == ["seen at", "uses"]
    ended = send(client, f"entity-links/{link.json()['public_id']}/end", because="mistake")
    assert ended.json()["ended_because"] == "mistake"
    assert len(client.get(f"/api/charts/{target.public_id}/").json()["nodes"]) == 1
    assert send(client, f"entity-ties/{tie.json()['public_id']}/end", because="outdated").status_code == 200


@pytest.mark.parametrize(
    ("given", "code"),
    [({"kind": "person", "role": "subject"}, "SUSPICION_REQUIRED"), ({"kind": "person"}, "ROLE_MISSING"),
     ({"kind": "phone", "details": "Belongs to an activist."}, "PROTECTED_VIEW")],
)  # fmt: skip
def test_a_refusal_has_the_code_of_the_page_and_nothing_is_written(as_user, investigator, given, code):
    answer = send(as_user(investigator), "entities", label="Somebody", **given)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Entity.objects.exists()


def test_a_link_names_one_target_or_one_report(at, as_user, investigator):
    van = a_thing(at, by=investigator)
    answer = send(as_user(investigator), "entity-links", entity=str(van.public_id), relation="seen_at")

    assert answer.status_code == 400
    assert not EntityLink.objects.exists()


def test_people_who_are_no_subject_are_listed_only_when_asked_for(at, as_user, investigator):
    witness = a_person(at, by=investigator, role="witness")
    subject = a_subject(at, by=investigator)
    client = as_user(investigator)

    def listed(query):
        return {row["public_id"] for row in client.get(f"/api/entities/{query}").json()["results"]}

    assert listed("") == listed("?show=subjects") == {str(subject.public_id)}
    assert listed("?show=people") == {str(witness.public_id)}


def test_a_colleague_let_in_reads_labels_of_things_and_of_people_only_their_role(at, as_user, investigator):
    target = a_target(at, by=investigator)
    van = linked(a_thing(at, by=investigator, details="Dent."), target, at)
    witness = linked(a_person(at, by=investigator, role="witness"), target, at)
    tied(van, a_thing(at, by=investigator, kind="phone", label="+00 1"), at)
    colleague, supervisor = someone(Function.INVESTIGATOR), someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    client = as_user(colleague)

    read = client.get(f"/api/entities/{van.public_id}/").json()
    assert read["label"] == "XX 00 ABC"
    assert read.keys().isdisjoint({"details", "kept_until"})
    assert "label" not in client.get(f"/api/entities/{witness.public_id}/").json()
    nodes = client.get(f"/api/charts/{target.public_id}/").json()["nodes"]
    assert {(node["kind"], node["role"], node["label"]) for node in nodes} == {
        ("target", "", target.title), ("vehicle", "", "XX 00 ABC"), ("person", "witness", None),
    }  # fmt: skip


def test_the_timeline_of_a_target(at, as_user, investigator):
    target = a_target(at, by=investigator)
    report = a_report_on(target, at)

    read = as_user(investigator).get(f"/api/timelines/{target.public_id}/").json()

    assert [(moment["kind"], moment["ref"]) for moment in read["moments"]] == [
        ("report", str(report.public_id)), ("step", str(target.public_id)),
    ]  # fmt: skip
    assert read["before"] is None
    assert as_user(an_investigator()).get(f"/api/timelines/{target.public_id}/").status_code == 404
    assert as_user(an_investigator()).get(f"/api/charts/{target.public_id}/").status_code == 404


@pytest.fixture
def stranger(as_user):
    """Police elsewhere with every function that police can hold."""
    return as_user(someone(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR))


@pytest.fixture
def lead(investigator):
    return someone(Function.SUPERVISOR, agency=investigator.agency)


def test_what_is_known_is_corrected_once_for_each_version(at, as_user, investigator, lead, stranger):
    van = a_thing(at, by=investigator, details="White.")
    path, client = f"entities/{van.public_id}/describe", as_user(investigator)
    given = {"version": van.version, "label": "XX 00 ABD", "details": "Grey."}

    assert send(stranger, path, **given).status_code == 404
    assert send(as_user(lead), path, **given).json()["code"] == "NOT_YOURS_TO_DO"
    assert send(client, path, **(given | {"details": "Of an activist."})).json()["code"] == "PROTECTED_VIEW"
    assert send(client, path, version=van.version, label="XX 00 ABD").status_code == 400  # would empty what is known
    assert Entity.objects.get().label == "XX 00 ABC"

    answer = send(client, path, **given)

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    now = Entity.objects.get()
    assert (now.label, now.details, now.kept_until) == ("XX 00 ABD", "Grey.", van.kept_until)
    assert send(client, path, **given).json()["code"] == "STALE_VERSION"


def test_a_person_is_said_to_be_something_else_but_never_a_subject(at, as_user, investigator, lead, stranger):
    person = a_person(at, by=investigator)
    path, client = f"entities/{person.public_id}/role", as_user(investigator)

    assert send(stranger, path, role="witness").status_code == 404
    assert send(as_user(lead), path, role="witness").json()["code"] == "NOT_YOURS_TO_DO"
    assert send(client, path, role="subject").json()["code"] == "SUSPICION_REQUIRED"
    van = a_thing(at, by=investigator)
    assert send(client, f"entities/{van.public_id}/role", role="witness").json()["code"] == "ROLE_MISSING"
    assert Entity.objects.get(pk=person.pk).role == "unknown"

    answer = send(client, path, role="witness")

    assert (answer.status_code, answer.json().keys()) == (200, SAID_BACK)
    assert Entity.objects.get(pk=person.pk).role == "witness"


def test_a_subject_takes_facts_by_one_machine_and_another_person(at, as_user, investigator, lead, stranger):
    person = a_person(at, by=investigator)
    path, client = f"entities/{person.public_id}/suspect", as_user(investigator)
    given = {"facts": FACTS, "offence": "MTA-4"}

    assert send(stranger, path, **given).status_code == 404
    assert send(as_user(lead), path, **given).json()["code"] == "NOT_YOURS_TO_DO"
    assert send(client, path, **(given | {"offence": "none"})).json()["code"] == "SUSPICION_REQUIRED"
    assert not ReasonableSuspicion.objects.exists()
    written = send(client, path, **given)
    assert (written.status_code, written.json().keys()) == (200, SAID_BACK)
    assert send(client, path, **given).json()["code"] == "SUSPICION_WAITS"

    review = f"suspicions/{written.json()['public_id']}/review"
    [row] = as_user(lead).get("/api/suspicions/").json()["results"]
    assert (row["entity"], row["facts"], row["reviewed_at"]) == (str(person.public_id), FACTS, None)
    assert stranger.get("/api/suspicions/").json()["results"] == []
    assert send(stranger, review, is_enough=True).status_code == 404
    assert send(client, review, is_enough=True).json()["code"] == "NOT_YOURS_TO_DO"  # who wrote them
    assert send(as_user(lead), review).status_code == 400
    assert Entity.objects.get().role == "unknown"

    assert send(as_user(lead), review, is_enough=True).status_code == 200

    assert Entity.objects.get().role == "subject"
    assert send(as_user(lead), review, is_enough=False).json()["code"] == "NOT_YOURS_TO_DO"


def test_facts_that_are_not_enough_change_nothing(at, as_user, investigator, lead):
    person = a_person(at, by=investigator)
    path = f"entities/{person.public_id}/suspect"
    written = send(as_user(investigator), path, facts=FACTS, offence="MTA-4").json()["public_id"]

    assert send(as_user(lead), f"suspicions/{written}/review", is_enough=False).status_code == 200

    assert Entity.objects.get().role == "unknown"
    assert ReasonableSuspicion.objects.get().declined_at == at


def test_supervisors_keep_a_thing_for_another_term_and_a_subject_by_facts_alone(
    at, as_user, investigator, lead, stranger
):
    van, subject = a_thing(at - timedelta(days=30), by=investigator), a_subject(at, by=investigator)
    path, client = f"entities/{van.public_id}/keep", as_user(lead)

    assert send(stranger, path, version=van.version).status_code == 404
    assert send(as_user(investigator), path, version=van.version).json()["code"] == "NOT_YOURS_TO_DO"
    refused = send(client, f"entities/{subject.public_id}/keep", version=subject.version)
    assert refused.json()["code"] == "SUSPICION_REQUIRED"
    assert send(client, path).status_code == 400
    assert Entity.objects.get(pk=van.pk).kept_until == van.kept_until

    assert send(client, path, version=van.version).status_code == 200

    assert Entity.objects.get(pk=van.pk).kept_until == van.kept_until + timedelta(days=30)
    assert send(client, path, version=van.version).json()["code"] == "STALE_VERSION"
