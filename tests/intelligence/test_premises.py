"""The inside of a target: rooms that see each other, hazards, a sketch with numbered marks; and who reads them."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intelligence.models import IntelligenceFile, Room, SightLine, SketchMark
from intelligence.queries.premises import sight_lines_of
from intelligence.rules.premises import CELLS, cell_of, middle_of, pairs_of, place_of
from intelligence.services.files import withdraw_file
from intelligence.services.premises import (
    MarkGiven,
    RoomGiven,
    add_sketch,
    change_mark,
    change_room,
    withdraw_from_target,
)
from intelligence.services.sharing import share_target, stop_sharing
from intelligence.services.targets import log_verification
from taskforce.access.services import find
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import KeyGrant
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.site import a_hazard, a_mark, a_room, a_sketch, the_inside_of
from tests.uploads.builders import an_examined

pytestmark = pytest.mark.django_db


def inside(client, target):
    return client.get(reverse("intelligence:premises", args=[target.public_id]))


@given(st.integers(0, 100), st.integers(0, 100))
def test_every_place_on_a_picture_lies_in_one_field_of_the_grid(x, y):
    assert cell_of(x, y) in CELLS


@pytest.mark.parametrize("cell", CELLS)
def test_the_middle_of_a_field_lies_in_that_field(cell):
    place = middle_of(cell)

    assert place
    assert cell_of(*place) == cell


@given(st.integers(1, 9), st.sets(st.integers(1, 9)))
def test_who_sees_is_seen_and_nothing_sees_itself(room, others):
    pairs = pairs_of(room, others)

    assert all(one < other and room in (one, other) for one, other in pairs)
    assert len(pairs) == len(others - {room})


@pytest.mark.parametrize(
    ("said", "place"),
    [({"x": 3, "y": 7, "cell": "F4"}, (3, 7)), ({"x": None, "y": None, "cell": "A1"}, (8, 12)),
     ({"x": 3, "y": None, "cell": ""}, None), ({"x": 3, "y": 101, "cell": "A1"}, None),
     ({"x": None, "y": None, "cell": "Z9"}, None)],
)  # fmt: skip
def test_where_a_mark_lies(said, place):
    assert place_of(**said) == place


def test_a_line_of_sight_goes_both_ways(at):
    target = a_target(at)
    hall, cellar = a_room(target, at, name="Hall"), a_room(target, at, name="Cellar")
    back = a_room(target, at, sees=[hall])

    assert set(hall.sightline_to) == {back}
    assert set(back.sightline_to) == {hall}
    assert not cellar.sightline_to.exists()
    assert sight_lines_of(target.opened_by, target) == {hall.pk: {back.pk}, back.pk: {hall.pk}}


def test_a_room_is_changed_with_its_version_and_sees_what_was_said_last(at):
    target = a_target(at)
    hall, back = a_room(target, at, name="Hall"), a_room(target, at)
    change = {"room_id": back.public_id, "by": target.opened_by, "room": RoomGiven(kind="store", name="Store")}

    change_room(version=back.version, sees=[hall.public_id], **change)
    with pytest.raises(Refusal) as refused:
        change_room(version=back.version, sees=[], **change)

    assert refused.value.code == "STALE_VERSION"
    assert set(hall.sightline_to) == {back}
    change_room(version=back.version + 1, sees=[], **change)
    assert not hall.sightline_to.exists()
    assert Room.objects.get(pk=back.pk).name == "Store"


def test_rooms_of_two_targets_never_see_each_other(at):
    by = an_investigator()
    here, there = a_target(at, by=by), a_target(at, by=by)
    mine, other = a_room(here, at), a_room(there, at)

    with pytest.raises(NotVisible):
        a_room(here, at, sees=[other])
    with pytest.raises(InternalError, match="two targets"), transaction.atomic():
        SightLine.objects.create(target=here, one=mine, other=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        SightLine.objects.create(target=here, one=mine, other=mine)


def test_what_was_wrong_is_taken_away_and_cannot_come_back_or_vanish(at, as_user):
    target = a_target(at)
    hall = a_room(target, at, name="Hall")
    back = a_room(target, at, sees=[hall])

    as_user(target.opened_by).post(reverse("intelligence:withdraw-room", args=[back.public_id]))

    assert "Back room" not in inside(as_user(target.opened_by), target).content.decode()
    assert not hall.sightline_to.exists()
    with pytest.raises(InternalError), transaction.atomic():
        Room.objects.filter(pk=back.pk).update(withdrawn_at=None, withdrawn_by=None)
    with pytest.raises(InternalError), transaction.atomic():
        Room.objects.filter(pk=back.pk).delete()
    with pytest.raises(NotVisible):
        withdraw_from_target(Room, row_id=back.public_id, by=target.opened_by, at=at)


@pytest.mark.parametrize("function", [Function.SUPERVISOR, Function.SOURCE_CONTROLLER])
def test_only_those_who_report_or_plan_draw_the_place(at, as_user, function):
    target = a_target(at)
    colleague = someone(function, agency=target.agency)
    planner = someone(Function.PLANNER, agency=target.agency)

    sent = {"kind": "hall", "name": "Hall", "lock": "open", "once": str(uuid.uuid4())}
    address = reverse("intelligence:add-room", args=[target.public_id])
    as_user(colleague).post(address, sent)
    assert not Room.objects.exists()
    as_user(planner).post(address, sent | {"once": str(uuid.uuid4())})
    assert Room.objects.get().name == "Hall"


def test_a_hazard_names_a_room_and_a_report_of_the_same_target(at, as_user):
    target = a_target(at)
    elsewhere = a_target(at, by=target.opened_by)
    report = a_report_on(target, at)
    room = a_room(target, at)
    a_hazard(target, at, room=room.public_id, report=report.public_id)

    page = inside(as_user(target.opened_by), target).content.decode()
    assert "Two dogs on a chain" in page
    assert report.reference in page
    for stray in ({"room": a_room(elsewhere, at).public_id}, {"report": a_report_on(elsewhere, at).public_id}):
        with pytest.raises(NotVisible):
            a_hazard(target, at, **stray)
    with pytest.raises(Refusal) as refused:
        a_hazard(target, at, seen_at=at + timedelta(hours=1))
    assert refused.value.code == "OBSERVED_IN_FUTURE"


def test_a_mark_is_put_by_a_click_a_field_or_numbers_and_none_of_them_needs_a_script(at, as_user):
    target = a_target(at)
    sketch = a_sketch(target, at)
    browser, address = as_user(target.opened_by), reverse("intelligence:sketch", args=[sketch.public_id])
    page = browser.get(address + "?x=33&y=48").content.decode()
    assert 'name="x" value="33"' in page
    assert 'href="?x=2&amp;y=2#put"' in page

    for number, place in enumerate(({"x": "33", "y": "48"}, {"cell": "F4"}), 1):
        sent = {"kind": "stairs", "label": f"Stair {number}", "once": str(uuid.uuid4())} | place
        assert browser.post(address, sent).status_code == 302
    refused = browser.post(address, {"kind": "stairs", "once": str(uuid.uuid4())})

    assert refused.status_code == 422
    assert "MARK_WITHOUT_PLACE" in refused.content.decode()
    assert list(SketchMark.objects.values_list("number", "x", "y")) == [(1, 33, 48), (2, 92, 88)]
    page = browser.get(address).content.decode()
    assert 'cx="33%" cy="48%"' in page
    assert "Field F4: 92 % from the left" in page
    assert "Stair 2" in page
    assert "style=" not in page.partition("<main")[2]


def test_a_mark_keeps_its_number_and_numbers_are_not_given_twice(at):
    target = a_target(at)
    sketch = a_sketch(target, at)
    first, second = a_mark(sketch, at), a_mark(sketch, at)
    withdraw_from_target(SketchMark, row_id=second.public_id, by=target.opened_by, at=at)

    moved = change_mark(
        mark_id=first.public_id, version=1, mark=MarkGiven(kind="exit", label="Out", x=1, y=2), by=target.opened_by
    )

    assert (moved.number, moved.x, moved.y) == (1, 1, 2)
    assert a_mark(sketch, at).number == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        SketchMark.objects.filter(pk=first.pk).update(x=101)


def test_a_document_is_no_sketch_and_the_marks_of_a_sketch_go_with_it(at, as_user):
    target = a_target(at)
    text = an_examined(b"Just words.\n" * 300, "notes.txt")
    with pytest.raises(Refusal) as refused:
        add_sketch(target_id=target.public_id, file=text, caption="", by=target.opened_by, at=at)
    assert refused.value.code == "SKETCH_NOT_A_PICTURE"
    assert not IntelligenceFile.objects.exists()

    sketch = a_sketch(target, at)
    a_mark(sketch, at)
    withdraw_file(file_id=sketch.public_id, by=target.opened_by, at=at)

    assert not SketchMark.objects.filter(withdrawn_at=None).exists()
    assert as_user(target.opened_by).get(reverse("intelligence:sketch", args=[sketch.public_id])).status_code == 404
    with pytest.raises(Refusal) as refused:
        a_mark(sketch, at)
    assert refused.value.code == "FILE_WITHDRAWN"


def test_who_was_let_in_reads_the_inside_and_no_longer_when_it_is_taken_back(at, as_user):
    target = a_target(at)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    colleague = someone(Function.PLANNER)
    sketch = the_inside_of(target, target.opened_by, at)
    log_verification(
        target_id=target.public_id, method="visit", result="consistent", attempted_at=at, by=target.opened_by, at=at,
        note="Through the yard gate",
    )  # fmt: skip
    assert inside(as_user(colleague), target).status_code == 404

    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    later = a_room(target, at, name="Cold store")

    page = inside(as_user(colleague), target).content.decode()
    for word in ("Back room", "Two dogs on a chain", "Cold store"):
        assert word in page
    checks = as_user(colleague).get(reverse("intelligence:checks", args=[target.public_id])).content.decode()
    assert "Through the yard gate" in checks
    with acting_as(colleague):
        assert SketchMark.objects.get(sketch=sketch).label == "Side door, opens outwards"

    stop_sharing(target_id=target.public_id, colleague_id=colleague.public_id, by=supervisor)
    assert inside(as_user(colleague), target).status_code == 404
    with acting_as(colleague):
        assert not Room.objects.exists()
    assert not KeyGrant.objects.filter(record=later.public_id, agency=colleague.agency).exists()
    with pytest.raises(NotVisible):
        find(Room, colleague, public_id=later.public_id)


def test_nothing_that_tells_where_or_how_stands_in_the_clear(at):
    target = a_target(at)
    the_inside_of(target, target.opened_by, at)

    with connection.cursor() as cursor:
        for table in ("room", "hazard", "sketchmark", "verificationattempt"):
            cursor.execute(f"select string_agg(t::text, '') from intelligence_{table} t")
            dump = cursor.fetchone()[0] or ""
            for word in ("Back room", "Second floor", "dogs on a chain", "Side door"):
                assert word not in dump


@pytest.mark.parametrize("number", [1, 4])
def test_the_place_takes_as_many_statements_for_many_rooms_as_for_two(at, as_user, django_assert_num_queries, number):
    target = a_target(at)
    for _each in range(number):
        the_inside_of(target, target.opened_by, at)
    client = as_user(target.opened_by)

    with django_assert_num_queries(35):
        shown = inside(client, target)

    assert shown.content.decode().count("Stairwell") == 2 * number


@pytest.mark.parametrize("number", [1, 4])
def test_a_sketch_takes_as_many_statements_for_many_marks_as_for_one(at, as_user, django_assert_num_queries, number):
    target = a_target(at)
    sketch = a_sketch(target, at)
    for _each in range(number):
        a_mark(sketch, at)
    client = as_user(target.opened_by)

    with django_assert_num_queries(27):
        shown = client.get(reverse("intelligence:sketch", args=[sketch.public_id]))

    assert shown.content.decode().count("Side door, opens outwards") == number


def test_every_check_says_how_when_what_came_of_it_and_by_whom(at, as_user):
    target = a_target(at)
    browser = as_user(target.opened_by)
    checks = reverse("intelligence:checks", args=[target.public_id])
    assert "Nobody has tried to verify within the last 14 days" in browser.get(checks).content.decode()

    browser.post(
        reverse("intelligence:verify", args=[target.public_id]),
        {"method": "technical", "result": "not_seen", "attempted_at": "2026-03-09T10:00", "note": "From the roof",
         "once": str(uuid.uuid4())},
    )  # fmt: skip

    page = browser.get(checks).content.decode()
    for word in ("Technical means", "Nothing seen either way", "From the roof", target.opened_by.name, "9 Mar"):
        assert word in page
    assert "Somebody tried to verify within the last 14 days" in page


def test_machines_draw_the_place_through_the_same_refusals(at, as_user):
    target = a_target(at)
    sketch = a_sketch(target, at)
    browser, named = as_user(target.opened_by), {"target": str(target.public_id)}

    def sent(address, **data):
        return browser.post(f"/api/{address}/", data, content_type="application/json")

    hall = sent("rooms", kind="hall", name="Hall", **named).json()["public_id"]
    back = sent("rooms", kind="store", name="Back", sees=[hall], **named).json()
    assert back["sightline_to"] == [hall]
    change = {"kind": "store", "name": "Store", "sees": [], "version": 1}
    changed = browser.put(f"/api/rooms/{back['public_id']}/", change, content_type="application/json")
    assert (changed.json()["name"], changed.json()["sightline_to"]) == ("Store", [])
    stale = browser.put(f"/api/rooms/{back['public_id']}/", change, content_type="application/json")
    assert stale.json()["code"] == "STALE_VERSION"
    hazard = sent("hazards", kind="alarm", note="By the door", seen_at="2026-03-09T10:00:00Z", room=hall, **named)
    assert hazard.json()["room"] == hall
    mark = {"sketch": str(sketch.public_id), "kind": "exit", "label": "Out"}
    assert sent("marks", **mark).json()["code"] == "MARK_WITHOUT_PLACE"
    placed = sent("marks", cell="A1", **mark).json()
    assert (placed["number"], placed["x"], placed["y"], placed["label"]) == (1, 8, 12, "Out")
    assert sent(f"marks/{placed['public_id']}/withdraw").status_code == 204
    tried = {"method": "visit", "result": "consistent", "attempted_at": "2026-03-09T10:00:00Z", "note": "From the yard"}
    assert sent("attempts", **tried, **named).json()["note"] == "From the yard"
    stranger = as_user(someone(Function.INVESTIGATOR))
    for name in ("rooms", "hazards", "marks", "attempts"):
        assert stranger.get(f"/api/{name}/").json()["results"] == []
