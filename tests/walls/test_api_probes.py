"""What a curious programmer tries on an API: the fifteen probes of the security paper (3.1), and a few more."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intelligence.models import IntelligenceReport, RaidTarget
from shelters.models import Placement
from taskforce.access.services import grant
from taskforce.accounts.models import Agency, Function, User
from tests.builders import headers_of, someone, what_is_said
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.files_of_reports import a_checked_file, rows_of
from tests.shelters.builders import LOCATION, an_accepted_placement
from tests.walls.addresses import addresses

pytestmark = pytest.mark.django_db

LISTS = ["/api/targets/", "/api/reports/", "/api/placements/", "/api/imports/"]


@pytest.fixture
def theirs(at):
    """What another agency holds."""
    stay = an_accepted_placement(at)
    report = a_report_on(a_target(at), at)
    return {
        "/api/targets/": report.links.get().target, "/api/reports/": report, "/api/placements/": stay.placement,
        "/api/imports/": a_checked_file(report.logged_by, rows_of({}, {"observed_at": "soon"}), at),
    }  # fmt: skip


@pytest.fixture
def stranger(as_user):
    """Police of another unit with every function that police can hold."""
    return as_user(someone(Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR))


def a_new_report(**changes):
    return {
        "source_type": "human_source", "source_ref": "S-1", "access": "direct", "text": "Locked at night.",
        "observed_at": "2026-03-09T12:00:00Z", "legal_basis": "voluntary",
        "scheme": "admiralty_6x6", "source_code": "B",
        "info_code": "2", "rationale": "Reliable before.",
    } | changes  # fmt: skip


def posted(client, address, data):
    return client.post(address, data, content_type="application/json")


@pytest.mark.parametrize("address", LISTS)
def test_1_a_list_holds_no_row_of_another_agency(stranger, theirs, address):
    assert stranger.get(address).json()["results"] == []


@pytest.mark.parametrize("address", LISTS)
def test_2_a_hidden_row_answers_byte_for_byte_like_one_that_is_not_there(stranger, theirs, address):
    hidden, absent = f"{address}{theirs[address].public_id}/", f"{address}{uuid4()}/"
    stranger.get(absent)
    with CaptureQueriesContext(connection) as asked_for_hidden:
        one = stranger.get(hidden)
    with CaptureQueriesContext(connection) as asked_for_absent:
        other = stranger.get(absent)

    assert (one.status_code, one.content, headers_of(one)) == (404, other.content, headers_of(other))
    assert len(asked_for_hidden) == len(asked_for_absent)


def test_2b_so_does_every_page_whatever_it_is_called(stranger, theirs, as_user):
    # Oversight alone reads the trail, of whatever agency it is.
    nobody_here = as_user(someone(*set(Function) - {Function.AUDITOR}, kind=Agency.Kind.CHILD_PROTECTION))
    for path in addresses():
        ids = [part for part in path.split("/") if len(part) == 36]
        if not ids or path.startswith("/api/"):
            continue
        absent = path
        for one in ids:
            absent = absent.replace(one, str(uuid4()))
        here, there = nobody_here.get(path), nobody_here.get(absent)
        assert here.status_code == there.status_code, path
        assert what_is_said(here).replace(path, absent) == what_is_said(there), path
        assert headers_of(here) == headers_of(there), path


def test_3_a_report_made_for_another_agency_is_its_makers(stranger, theirs):
    other = theirs["/api/reports/"].agency

    made = posted(stranger, "/api/reports/", a_new_report(agency=other.pk, agency_id=other.pk, logged_by=1))

    assert made.status_code == 201
    assert IntelligenceReport.objects.get(public_id=made.json()["public_id"]).agency != other


def test_4_nothing_says_that_a_value_exists_already(stranger, theirs):
    taken = posted(stranger, "/api/reports/", a_new_report(source_ref=theirs["/api/reports/"].source_ref))
    fresh = posted(stranger, "/api/reports/", a_new_report(source_ref="S-never-used"))

    assert taken.status_code == fresh.status_code == 201


def test_5_a_hidden_row_cannot_be_linked_to_and_answers_like_one_that_is_not_there(stranger, theirs):
    hidden = theirs["/api/targets/"].public_id
    one = posted(stranger, "/api/reports/", a_new_report(target=str(hidden), target_id=str(hidden), stance="supports"))
    other = posted(
        stranger, "/api/reports/", a_new_report(target=str(uuid4()), target_id=str(uuid4()), stance="supports")
    )

    assert one.status_code == other.status_code
    assert one.status_code != 201 or not theirs["/api/targets/"].links.filter(report__public_id=one.json()["public_id"])
    assert theirs["/api/targets/"].links.count() == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
@pytest.mark.parametrize("address", LISTS)
def test_6_nothing_is_moved_changed_or_deleted_through_the_api(as_user, at, theirs, address, method):
    row = theirs[address]
    owner = someone(*Function, agency=getattr(row, "agency", None) or row.shelter.agency)
    before = type(row)._base_manager.values().get(pk=row.pk)

    answer = getattr(as_user(owner), method)(
        f"{address}{row.public_id}/", {"agency": 1, "text": "Changed"}, content_type="application/json"
    )

    assert answer.status_code in {403, 404, 405}
    assert type(row)._base_manager.values().get(pk=row.pk) == before


def test_7_no_depth_opens_what_a_row_points_to(as_user, theirs):
    placement = theirs["/api/placements/"]
    counsellor = User.objects.get(pk=placement.requested_by_id)

    shallow = as_user(counsellor).get(f"/api/placements/{placement.public_id}/")
    deep = as_user(counsellor).get(f"/api/placements/{placement.public_id}/?depth=9&expand=shelter,person&include=*")

    assert shallow.status_code == 200
    assert deep.json() == shallow.json()
    assert LOCATION not in deep.text


@pytest.mark.parametrize(
    "query",
    ["search=Quince", "shelter__location=Quince", "shelter__location__startswith=Q", "text__contains=locked",
     "agency=1", "id__gt=0", "q=Lane", "format=api", "_method=PUT", "fields=location"],
)  # fmt: skip
@pytest.mark.parametrize("address", LISTS)
def test_8_and_12_no_search_or_filter_changes_the_answer(as_user, theirs, address, query):
    row = theirs[address]
    owner = as_user(someone(*Function, agency=getattr(row, "agency", None) or row.shelter.agency))

    plain, asked = owner.get(address), owner.get(f"{address}?{query}")

    assert asked.status_code in {200, 404}
    assert asked.status_code == 404 or asked.json()["results"] == plain.json()["results"]


@pytest.mark.parametrize("order", ["shelter__location", "-text", "agency__name", "person__called", "?"])
def test_9_no_order_is_taken_from_outside(as_user, at, order):
    by = an_investigator()
    for text in ("A first", "Z last", "M middle"):
        a_report_on(None, at, by=by, text=text)
    client = as_user(by)

    assert client.get(f"/api/reports/?ordering={order}").json() == client.get("/api/reports/").json()


@pytest.mark.parametrize("address", LISTS)
def test_10_there_is_no_form_to_browse(stranger, address):
    answer = stranger.get(address, headers={"accept": "text/html"})

    assert answer.status_code == 406 or answer.headers["Content-Type"].startswith("application/")
    assert "<select" not in answer.text


@pytest.mark.parametrize("address", LISTS)
def test_11_options_describes_nothing(stranger, theirs, address):
    answer = stranger.options(address)

    assert answer.status_code == 405
    assert str(theirs[address].public_id) not in answer.text


def test_12_a_grant_goes_with_its_row_and_never_opens_another(at, as_user):
    owner, partner = an_investigator(), an_investigator()
    target = a_target(at, by=owner)
    grant(partner, "intelligence.on_target", target, by=owner)
    number = target.pk
    target.delete()

    again = RaidTarget(pk=number, agency=owner.agency, title="Another", sector="labour", premises="farm",
                       opened_by=owner, opened_at=at)  # fmt: skip
    again.save(force_insert=True)

    assert as_user(partner).get(f"/api/targets/{again.public_id}/").status_code == 404


def test_13_somebody_switched_off_sees_no_list(at, as_user):
    by = an_investigator()
    a_target(at, by=by)
    client = as_user(by)
    by.is_active = False
    by.save()

    assert client.get("/api/targets/").status_code == 401
    assert not RaidTarget.objects.visible_to(by).exists()


def test_14_nobody_is_superuser_and_the_flag_would_open_nothing(theirs):
    flagged = someone(Function.ADMINISTRATOR)
    flagged.is_superuser = True

    assert not RaidTarget.objects.visible_to(flagged).exists()
    assert not Placement.objects.visible_to(flagged).exists()


def test_15_a_permission_on_the_model_opens_no_row(theirs, as_user):
    stranger = someone(Function.INVESTIGATOR)
    stranger.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["intelligence", "shelters"]))

    for address in LISTS:
        assert as_user(stranger).get(address).json()["results"] == []


@pytest.mark.parametrize(
    "path", ["/api/targets.json", "/api/targets/?cursor=bzEwMDAwMDA%3D", "/api/targets/?page=2&page_size=9"]
)
def test_a_suffix_a_cursor_or_a_page_shows_nothing_more(stranger, theirs, path):
    answer = stranger.get(path)

    assert answer.status_code == 404 or answer.json()["results"] == []


def test_a_method_in_a_header_is_only_a_header(stranger, theirs):
    address = f"/api/targets/{theirs['/api/targets/'].public_id}/"

    answer = stranger.post(address, {}, content_type="application/json", headers={"x-http-method-override": "GET"})

    assert answer.status_code in {404, 405}
    assert reverse("api:target-list") == "/api/targets/"
