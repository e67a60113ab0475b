"""The pages of people and things: what they show, to whom, and how many statements each takes."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from intelligence.models import Entity, EntityLink, EntityTie, IntelligenceReport
from intelligence.services.entities import link_to_report
from intelligence.services.sharing import disclose_report, share_target
from intelligence.services.targets import log_verification
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from tests.builders import someone, what_is_said
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.things import FACTS, a_person, a_subject, a_thing, linked, tied

pytestmark = pytest.mark.django_db


@pytest.fixture
def investigator():
    return an_investigator()


@pytest.fixture
def target(at, investigator):
    return a_target(at, by=investigator)


def page(client, name, *args, **query):
    return client.get(reverse(f"intelligence:{name}", args=args), query)


def send(client, name, *args, **data):
    return client.post(reverse(f"intelligence:{name}", args=args), data | {"once": str(uuid.uuid4())})


def crowd(at, by, target, number):
    """So many people and things around the target, tied in a row, each mentioned in a report of its own."""
    before = linked(a_subject(at, by=by), target, at)
    for number_ in range(number):
        thing = linked(a_thing(at, by=by, label=f"XX {number_:02d}"), target, at)
        tied(before, thing, at, relation="owns" if before.kind == "person" else "uses")
        report = a_report_on(target if number_ % 2 else None, at, by=by)
        link_to_report(entity_id=thing.public_id, report_id=report.public_id, by=by, at=at)
        before = thing


@pytest.mark.parametrize("number", [2, 5])
@pytest.mark.parametrize(("name", "statements"), [("things", 26), ("chart", 35), ("timeline", 33)])
def test_a_tab_takes_as_many_statements_for_many_as_for_few(
    at, as_user, investigator, target, django_assert_num_queries, number, name, statements
):
    crowd(at, investigator, target, number)
    client = as_user(investigator)

    with django_assert_num_queries(statements):
        shown = page(client, name, target.public_id)

    assert shown.status_code == 200


@pytest.mark.parametrize("number", [2, 5])
def test_one_thing_and_the_list_take_as_many_statements_for_many_ties_as_for_few(
    at, as_user, investigator, target, django_assert_num_queries, number
):
    person = linked(a_subject(at, by=investigator), target, at)
    for number_ in range(number):
        tied(person, a_thing(at, by=investigator, label=f"XX {number_:02d}"), at)
    client = as_user(investigator)

    with django_assert_num_queries(37):
        page(client, "entity", person.public_id)
    with django_assert_num_queries(18):
        page(client, "entities")


def test_somebody_new_is_put_on_a_target_with_one_form(at, as_user, investigator, target):
    report = a_report_on(target, at)
    client = as_user(investigator)

    answer = send(
        client, "add-thing", target.public_id, kind="person", role="possible_victim", label="A young woman",
        relation="held_at", source=str(report.public_id), since="2026-03-01",
    )  # fmt: skip

    assert answer.status_code == 302
    told = what_is_said(page(client, "things", target.public_id))
    assert "A young woman" in told
    assert "May be a victim" in told
    assert "may be held at" in told
    assert report.reference in told


def test_a_form_without_kind_or_name_names_what_is_missing_and_writes_nothing(as_user, investigator, target):
    answer = send(as_user(investigator), "add-thing", target.public_id, relation="seen_at")

    assert answer.status_code == 422
    assert not Entity.objects.exists()


def test_what_is_known_already_is_linked_and_not_written_twice(at, as_user, investigator, target):
    van = a_thing(at, by=investigator)

    send(as_user(investigator), "add-thing", target.public_id, entity=str(van.public_id), relation="seen_at")

    assert Entity.objects.get() == van
    assert EntityLink.objects.get().target == target


def test_a_protected_word_is_named_at_its_field_and_what_was_typed_stays(as_user, investigator, target):
    answer = send(
        as_user(investigator), "add-thing", target.public_id, kind="person", role="witness", label="Somebody",
        details="Prays at the mosque.", relation="seen_at",
    )  # fmt: skip

    told = answer.content.decode()
    assert answer.status_code == 422
    assert "PROTECTED_VIEW" in told
    assert "mosque" in told
    assert not Entity.objects.exists()


def test_people_who_are_no_subject_stand_in_no_list_of_subjects_or_things(at, as_user, investigator):
    a_person(at, by=investigator, role="possible_victim", label="A young woman")
    a_subject(at, by=investigator, label="The man with the keys")
    client = as_user(investigator)

    for show in ("", "subjects", "vehicle"):
        assert "A young woman" not in what_is_said(page(client, "entities", show=show))
    assert "The man with the keys" in what_is_said(page(client, "entities", show="subjects"))
    others = what_is_said(page(client, "entities", show="people"))
    assert "A young woman" in others
    assert "The man with the keys" not in others
    assert "This person is not a subject." in others


def test_facts_are_written_on_one_page_and_reviewed_by_somebody_else_on_another(at, as_user, investigator):
    person = a_person(at, by=investigator)
    supervisor = someone(Function.SUPERVISOR, agency=investigator.agency)
    writer, reviewer = as_user(investigator), as_user(supervisor)
    send(writer, "suspect", person.public_id, told=FACTS, offence="MTA-4")
    written = person.suspicions.get()
    assert "This person is not a subject." in what_is_said(page(writer, "entity", person.public_id))
    assert send(writer, "suspicion", written.public_id, answer="yes").status_code == 422
    assert FACTS in what_is_said(page(reviewer, "suspicion", written.public_id))
    assert person.reference in what_is_said(page(reviewer, "entities"))

    send(reviewer, "suspicion", written.public_id, answer="yes")

    told = what_is_said(page(writer, "entity", person.public_id))
    assert "This person is not a subject." not in told
    assert "Found enough" in told
    assert supervisor.name in told


def test_ties_end_with_a_reason_and_stay_readable(at, as_user, investigator, target):
    van = linked(a_thing(at, by=investigator), target, at)
    tie = tied(van, a_thing(at, by=investigator, kind="phone", label="+00 1"), at)
    client = as_user(investigator)

    send(client, "end-tie", tie.public_id, because="outdated")
    send(client, "end-link", van.links.get().public_id, because="mistake")

    assert "It is no longer so" in what_is_said(page(client, "entity", van.public_id))
    assert van.reference not in page(client, "chart", target.public_id).content.decode()
    assert EntityTie.objects.get().ended_by == investigator


def test_the_chart_shows_two_steps_and_says_the_same_as_a_table(at, as_user, investigator, target):
    subject = linked(a_subject(at, by=investigator, label="The man with the keys"), target, at)
    van, phone = a_thing(at, by=investigator, label="VAN 1"), a_thing(at, by=investigator, kind="phone", label="+00 1")
    tied(subject, van, at)
    tied(van, phone, at)
    report = a_report_on(target, at)
    client = as_user(investigator)

    shown = page(client, "chart", target.public_id)

    picture, table = shown.text.split("</svg></div>")
    for part in (picture, table):
        assert "The man with the keys" in part
        assert "VAN 1" in part
        assert report.reference in part
        assert "+00 1" not in part  # three steps away
    assert picture.count('<path class="tie"') == 3
    assert picture.count(reverse("intelligence:entity", args=[subject.public_id])) == 1
    assert "VAN 1" not in page(client, "chart", target.public_id, hide="vehicle").text
    alone = page(client, "chart", target.public_id, hide="person").text
    assert "VAN 1" not in alone  # nothing leads there any more


def test_a_hidden_neighbour_is_not_hinted_at(at, as_user, investigator, target):
    bystander = linked(a_person(at, by=investigator, role="bystander", label="A neighbour"), target, at)
    van = linked(a_thing(at, by=investigator, label="VAN 1"), target, at)
    hidden = a_subject(at, by=investigator, label="Nobody else's business")
    tied(hidden, van, at)
    report = a_report_on(None, at, by=investigator)
    link_to_report(entity_id=van.public_id, report_id=report.public_id, by=investigator, at=at)
    colleague = someone(Function.INVESTIGATOR)
    supervisor = someone(Function.SUPERVISOR, agency=investigator.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    client = as_user(colleague)

    for name, row in (("things", target), ("chart", target), ("timeline", target), ("entity", van)):
        told = page(client, name, row.public_id).text
        assert "VAN 1" in told
        for secret in ("A neighbour", "Nobody else", hidden.reference, report.reference):
            assert secret not in told
    assert bystander.reference in page(client, "things", target.public_id).text
    assert "Known to their agency only" in page(client, "entity", bystander.public_id).text
    assert page(client, "entity", hidden.public_id).status_code == 404
    read = AuditEntry.objects.filter(verb="access.listed", object_type="intelligence.Entity", actor=colleague)
    assert {van.public_id, bystander.public_id} <= {ref for entry in read for ref in entry.shown}


def test_the_timeline_tells_everything_newest_first_and_by_kind(at, as_user, investigator, target):
    linked(a_thing(at, by=investigator, label="VAN 1"), target, at)
    report = a_report_on(target, at, observed_at=at - timedelta(days=3))
    log_verification(
        target_id=target.public_id, method="surveillance", result="not_seen", attempted_at=at - timedelta(days=2),
        by=investigator, at=at,
    )  # fmt: skip
    colleague, supervisor = someone(Function.INVESTIGATOR), someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    client = as_user(investigator)

    told = what_is_said(page(client, "timeline", target.public_id))

    order = [told.index(word) for word in ("VAN 1", "Nothing seen either way", report.reference, "Target opened")]
    assert order == sorted(order)
    assert f"{colleague.name}, {colleague.agency.name}" in told
    assert "Shared with" not in what_is_said(page(as_user(colleague), "timeline", target.public_id))
    only = what_is_said(page(client, "timeline", target.public_id, show="check"))
    assert "Nothing seen either way" in only
    assert "VAN 1" not in only


def test_the_timeline_turns_its_pages_by_key_and_leaves_nothing_out(at, as_user, investigator, target):
    same = at - timedelta(days=1)
    reports = {a_report_on(target, at, observed_at=same).reference for _each in range(30)}
    for _each in range(30):
        linked(a_thing(same, by=investigator), target, same)
    client, seen, address = as_user(investigator), [], reverse("intelligence:timeline", args=[target.public_id])
    for _page in range(3):
        if not address:
            break
        told = client.get(address).text
        seen += [ref for ref in reports if ref in told]
        older = told.split('href="?show=&amp;before=')
        address = f"{address.split('?')[0]}?show=&before={older[1].split(chr(34))[0]}" if len(older) > 1 else ""

    assert sorted(seen) == sorted(reports)


def test_whatever_is_no_place_in_a_timeline_begins_at_the_top(at, as_user, investigator, target):
    for before in ("x", "2026-01-01|report|x", "|||"):
        assert page(as_user(investigator), "timeline", target.public_id, before=before).status_code == 200


def test_other_agencies_find_nothing(at, as_user, investigator, target):
    van = linked(a_thing(at, by=investigator), target, at)
    stranger = as_user(an_investigator())
    for name, row in (
        ("things", target), ("chart", target), ("timeline", target), ("add-thing", target), ("entity", van),
        ("describe-entity", van), ("change-role", van), ("suspect", van), ("tie-entity", van), ("mention-entity", van),
        ("end-link", van.links.get()),
    ):  # fmt: skip
        assert page(stranger, name, row.public_id).status_code == 404
    assert "XX 00 ABC" not in page(stranger, "entities").text


def test_what_a_report_names_is_written_down_on_the_report_itself(at, as_user, investigator):
    report = a_report_on(None, at, by=investigator)
    client = as_user(investigator)

    answer = send(client, "name-thing", report.public_id, kind="phone", label="+00 1")

    assert answer.status_code == 302
    assert "+00 1" in what_is_said(page(client, "report", report.public_id))
    told = what_is_said(page(client, "entity", Entity.objects.get().public_id))
    assert "mentioned in" in told
    assert report.reference in told


def test_a_report_that_is_held_back_hides_what_it_named_and_when_it_was_observed(at, as_user, investigator, target):
    report = a_report_on(target, at, observed_at=at - timedelta(days=9))
    IntelligenceReport.objects.filter(pk=report.pk).update(goes_out="closed")
    van = linked(a_thing(at, by=investigator, label="VAN 1"), target, at, source=report)
    colleague, supervisor = someone(Function.INVESTIGATOR), someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    client = as_user(colleague)

    for name in ("things", "chart", "timeline"):
        told = page(client, name, target.public_id).text
        assert van.reference in told
        assert "VAN 1" not in told
    assert report.reference not in page(client, "timeline", target.public_id).text
    IntelligenceReport.objects.filter(pk=report.pk).update(goes_out="open")
    report.refresh_from_db()
    disclose_report(report, by=supervisor)
    assert "VAN 1" in page(client, "things", target.public_id).text
    assert colleague.agency.name in what_is_said(page(as_user(investigator), "entity", van.public_id))
