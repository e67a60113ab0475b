"""Machines write down people and things, tie them, and read chart and timeline, with the codes of the pages."""

import pytest

from intelligence.models import Entity, EntityLink
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.things import a_person, a_subject, a_thing, linked, tied

pytestmark = pytest.mark.django_db


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
