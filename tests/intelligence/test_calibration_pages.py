"""What pages and machines say of past operations: a band beside the rule, how well it came true, and to whom."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from intelligence.models import OperationOutcome
from intelligence.presenting.calibration import calibration_shown, in_hundred
from intelligence.queries.calibration import calibration_for, chance_at
from intelligence.queries.presence import standing_presence
from intelligence.rules.calibration import Band
from taskforce.accounts.models import Agency, Function
from taskforce.jurisdiction.pack import pack
from tests.builders import an_agency, someone
from tests.cases.builders import a_launched_plan, a_submitted_plan
from tests.intelligence.builders import a_target_where_people_are_held
from tests.intelligence.calibrating import a_past_operation, a_supervisor, past_operations, reviewed

pytestmark = pytest.mark.django_db

JSON = "application/json"
PAST = {
    "went_on": "2026-02-01", "sector": "labour", "origins": "2", "first_hand": "1", "fresh_days": "3",
    "source_types": ["technical"], "result": "found",
}  # fmt: skip


@pytest.fixture
def target(at):
    return a_target_where_people_are_held(at)


@pytest.fixture
def vera(target):
    return a_supervisor(target.agency)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def posted(as_user, user, **facts):
    once = "7b1e6f0a-3d5c-4f7e-9b9a-2f3c1d0e5a6b"
    return as_user(user).post(reverse("intelligence:enter-past"), PAST | {"once": once} | facts)


def test_beside_the_rule_stands_what_operations_like_it_found(at, as_user, target, vera):
    past_operations(at, 24, by=vera, found=14)

    said = text(as_user(target.opened_by).get(reverse("intelligence:target", args=[target.public_id])))

    low, high = map(int, re.search(r"between (\d+) and (\d+) in 100 found people", said).groups())
    assert 50 <= low < high <= 95
    assert "Learned from 24 operations." in said
    assert "The approval never reads this." in said


def test_with_too_few_operations_it_says_why_nothing_is_shown(at, as_user, target, vera):
    past_operations(at, 19, by=vera, found=10)
    a_past_operation(at, by=vera, result="unclear")

    said = text(as_user(target.opened_by).get(reverse("intelligence:target", args=[target.public_id])))

    assert "19 reviewed operations are known, and fewer than 20 would teach chance alone" in said
    assert "in 100" not in said


def test_the_page_on_which_a_plan_is_approved_shows_no_chance(at, as_user):

    told = a_submitted_plan(at)
    past_operations(at, 24, by=told.lead, found=14)

    shown = as_user(told.lead).get(reverse("cases:plan", args=[told.plan.public_id]))

    assert shown.status_code == 200
    assert "in 100" not in text(shown)
    assert "past operations" not in text(shown).lower()


def test_a_chance_is_learned_from_the_operations_its_reader_may_see_and_from_no_other(at, target, vera):
    past_operations(at, 12, by=vera, found=8)
    past_operations(at, 12, by=a_supervisor(), found=4)
    presence = standing_presence(target, now=at)

    def learned_by(user):
        return chance_at(user, target, presence, now=at).operations

    assert learned_by(target.opened_by) == 24
    assert learned_by(someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)) == 0
    assert calibration_for(someone(Function.AUDITOR, kind=Agency.Kind.OVERSIGHT)).operations == 0


def test_operations_whose_review_is_still_to_be_written_teach_nothing(at, target, vera):

    a_launched_plan(at)

    assert OperationOutcome.objects.filter(result="pending").count() == 1
    assert calibration_for(vera).operations == 0


def test_the_page_of_calibration_shows_the_diagram_the_same_as_a_table_and_the_score(at, as_user, vera):
    past_operations(at, 30, by=vera, found=15)

    shown = as_user(vera).get(reverse("intelligence:calibration"))

    assert shown.content.decode().count("<circle") == 2
    said = text(shown)
    assert re.search(
        r"0\.\d\d Expecting the same every time scores 0\.25\. What is learned tells more than that\.", said
    )
    bins = shown.context["bins"]
    assert [one["bin"].operations for one in bins if one["is_told"]] == [15, 15]
    assert sum(one["bin"].found for one in bins) == 15


def test_small_counts_are_not_told(at, as_user, vera):
    past_operations(at, 24, by=vera, found=14)
    few = an_agency()
    past_operations(at, 4, by=a_supervisor(few), found=4)
    for _time in range(3):
        a_past_operation(at, by=vera, source_types=("undercover_officer",))

    shown = as_user(vera).get(reverse("intelligence:calibration"))

    told = {name: [str(row["line"].label) for row in shown.context[name]["told"]] for name in ("units", "source_types")}
    assert told == {"units": [vera.agency.name], "source_types": ["Account of a survivor", "Tip from the public"]}
    assert few.name not in text(shown)
    assert text(shown).count("1 with fewer than 5 operations is not told.") == 2


def test_kinds_of_source_are_those_of_ones_own_agency(at, vera):
    past_operations(at, 24, by=a_supervisor(), found=14)

    shown = calibration_for(vera)

    assert shown.operations == 24
    assert shown.source_types == []
    assert [line.operations for line in shown.units] == [24]


def test_what_the_rule_had_said_is_compared_with_what_was_found(at, vera):

    for people in (3, 0, 2, 2, 1):
        reviewed(a_launched_plan(at), at, people=people)

    [high] = calibration_for(vera).levels
    assert (str(high.label), high.operations, high.found, high.is_told) == ("High", 5, 4, True)


def test_an_operation_of_ones_own_agency_leads_to_its_target(at, as_user):
    told = a_launched_plan(at)
    reviewed(told, at)

    shown = as_user(told.lead).get(reverse("intelligence:calibration"))

    assert f'href="{reverse("intelligence:target", args=[told.target.public_id])}"' in shown.content.decode()
    assert f"People were found Labour, {told.target.reference} , High" in text(shown)


def test_with_too_few_operations_the_page_says_from_how_many_on_it_judges(at, as_user, vera):
    past_operations(at, 6, by=vera, found=3)

    shown = as_user(vera).get(reverse("intelligence:calibration"))

    assert "6 reviewed operations are known. From 20 on, it is learned and judged here." in text(shown)
    assert b"<circle" not in shown.content


@pytest.mark.parametrize("function", [Function.INVESTIGATOR, Function.PLANNER, Function.AUDITOR, Function.COUNSELLOR])
def test_who_neither_weighs_nor_approves_compares_no_units(as_user, function):
    kinds = {Function.AUDITOR: Agency.Kind.OVERSIGHT, Function.COUNSELLOR: Agency.Kind.VICTIM_SERVICES}
    user = someone(function, kind=kinds.get(function, Agency.Kind.LAW_ENFORCEMENT))

    assert as_user(user).get(reverse("intelligence:calibration")).status_code == 403
    assert as_user(user).get(reverse("intelligence:enter-past")).status_code == 403
    assert as_user(user).get("/api/calibration/").json()["code"] == "NOT_YOURS_TO_DO"
    assert b'href="/calibration/"' not in as_user(user).get("/").content


@pytest.mark.parametrize("function", [Function.ANALYST, Function.SUPERVISOR])
def test_analysts_and_supervisors_find_it_in_their_navigation(as_user, function):
    assert b'href="/calibration/"' in as_user(someone(function)).get("/").content


def test_a_supervisor_enters_an_operation_from_before_once(at, as_user, vera):
    for _click in range(2):
        answer = posted(as_user, vera)

    assert answer.url == reverse("intelligence:calibration")
    kept = OperationOutcome.objects.get()
    assert (kept.origins, kept.first_hand, kept.fresh_days, kept.result) == (2, 1, 3, "found")
    assert kept.source_types == ["technical"]
    assert "from before" in text(as_user(vera).get(answer.url))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"went_on": "2026-03-11"}, "An operation from before lies in the past."),
        ({"first_hand": "0"}, "These figures cannot be so together."),
        ({"fresh_days": ""}, "These figures cannot be so together."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(as_user, vera, facts, sentence):
    answer = posted(as_user, vera, **facts)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not OperationOutcome.objects.exists()


def test_an_investigator_who_sends_the_form_enters_nothing(as_user):
    answer = posted(as_user, someone(Function.INVESTIGATOR))

    assert answer.status_code == 422
    assert not OperationOutcome.objects.exists()


def test_machines_read_the_chance_of_a_target_they_see(at, as_user, target, vera):
    past_operations(at, 24, by=vera, found=14)

    said = as_user(target.opened_by).get(f"/api/targets/{target.public_id}/chance/").json()

    assert 0 < said["low"] < said["chance"] < said["high"] < 1
    assert (said["operations"], said["needed"]) == (24, 20)
    elsewhere = as_user(someone(Function.ANALYST)).get(f"/api/targets/{target.public_id}/chance/")
    assert elsewhere.status_code == 404


def test_machines_read_no_chance_while_operations_are_too_few(as_user, target):
    said = as_user(target.opened_by).get(f"/api/targets/{target.public_id}/chance/").json()

    assert said == {"low": None, "chance": None, "high": None, "operations": 0, "needed": 20}


def test_machines_read_how_well_chances_came_true_and_no_small_counts(at, as_user, vera):
    past_operations(at, 24, by=vera, found=14)
    past_operations(at, 2, by=a_supervisor(), found=1)

    said = as_user(vera).get("/api/calibration/").json()

    assert said["operations"] == 26
    assert 0 < said["brier"] < said["brier_of_base_rate"] <= 0.25
    assert sorted((line["operations"] or 0, line["found"] or 0) for line in said["units"]) == [(0, 0), (24, 14)]


def test_machines_enter_operations_from_before_and_meet_the_refusals_of_the_page(at, as_user, vera):
    given = {
        "went_at": (at - timedelta(days=40)).isoformat(), "sector": "sex", "origins": 1, "first_hand": 0,
        "result": "nobody",
    }  # fmt: skip
    made = as_user(vera).post("/api/calibration/operations/", given, content_type=JSON)

    assert made.status_code == 201
    assert made.json()["result"] == "nobody"
    refused = as_user(vera).post("/api/calibration/operations/", given | {"fresh_days": 3}, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "OUTCOME_FIGURES_DISAGREE")
    stranger = as_user(someone(Function.INVESTIGATOR)).post("/api/calibration/operations/", given, content_type=JSON)
    assert stranger.json()["code"] == "NOT_YOURS_TO_DO"
    assert OperationOutcome.objects.count() == 1


@pytest.mark.parametrize("number", [24, 60])
def test_the_page_takes_as_many_statements_for_many_operations_as_for_few(
    at, as_user, vera, django_assert_num_queries, number
):
    past_operations(at, number, by=vera, found=number // 2)
    client = as_user(vera)

    with django_assert_num_queries(23):
        client.get(reverse("intelligence:calibration"))


@pytest.mark.parametrize(
    ("band", "told"),
    [
        (Band(0.42, 0.6, 0.71, 30), (40, 75)),
        (Band(0.001, 0.01, 0.04, 30), (0, 5)),
        (Band(0.9, 0.97, 0.999, 30), (90, 100)),
    ],
)
def test_a_band_is_rounded_outward_to_fives(band, told):
    assert in_hundred(band) == told


def test_every_point_lies_within_the_plot(at, vera):
    past_operations(at, 40, by=vera, found=20)

    shown = calibration_shown(calibration_for(vera))

    plot = shown["plot"]
    for one in shown["bins"]:
        assert plot["left"] <= one["x"] <= plot["right"]
        assert plot["top"] <= one["y_to"] <= one["y"] <= one["y_from"] <= plot["bottom"] or not one["is_told"]


def test_the_pack_says_on_whose_authority():
    for code in ("operations", "cell", "band", "newest"):
        assert pack().values[f"calibration.{code}"].authority
