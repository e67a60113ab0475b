"""The list of indicators is data, counted against the paper; what weighs nothing stays nothing; the page says why."""

import tomllib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intelligence.queries.indicators import indicators_on
from intelligence.queries.presence import presence_at
from intelligence.rules.indicator_list import COLUMNS, NOT_LISTED, changes, column_of, counts_as, faults, weight_in
from intelligence.rules.indicators import Weighed, positive_dimensions
from taskforce.jurisdiction.pack import SHIPPED, pack
from tests.intelligence.builders import a_report_on, a_target, a_target_where_people_are_held

DELPHI = {code: row for code, row in pack().lists["indicators"].items() if not row.get("kind")}
# Domain paper, 5.2, in its own notation: adult-labour/child-labour, in the order of the list.
PAPER = {
    "D1": "S/S M/M M/M M/M M/M M/M M/M M/M M/M W/S",
    "D2": "S/S M/S M/S M/S M/M M/M M/M M/M M/M M/M",
    "D3": "M/M M/M M/M M/M M/M M/M M/M M/- M/M M/M M/M M/M M/M M/M W/M W/M",
    "D4": "S/S M/M M/M M/M M/M M/M M/M M/- W/M",
    "D5": "S/S S/S S/S S/S M/S M/S M/S M/S M/M M/M M/M M/M M/M M/M W/M",
    "D6": "M/M M/M M/M M/M M/M W/M W/M",
}


def listed(column):
    return [code for code, row in DELPHI.items() if weight_in(row, column) != NOT_LISTED]


def weights(column):
    rows = pack().lists["indicators"]
    return {code: Weighed(row["dimension"], counts_as(weight_in(row, column))) for code, row in rows.items()}


def test_the_list_has_as_many_indicators_as_the_paper():
    assert len(listed("adult")) == 67
    assert len(listed("child")) == 65
    by_dimension = [sum(DELPHI[code]["dimension"] == d for code in listed("adult")) for d in PAPER]
    assert by_dimension == [10, 10, 16, 9, 15, 7]


@pytest.mark.parametrize("dimension", PAPER)
def test_every_weight_is_the_paper_s(dimension):
    rows = [DELPHI[code] for code in sorted(DELPHI) if DELPHI[code]["dimension"] == dimension]

    assert " ".join(f"{weight_in(row, 'adult')}/{weight_in(row, 'child')}" for row in rows) == PAPER[dimension]


def test_of_sexual_exploitation_only_the_cells_that_the_paper_names_are_rated():
    rated = {(code, column) for code, row in DELPHI.items() for column in ("adult_sex", "child_sex")
             if weight_in(row, column) != "unrated"}  # fmt: skip

    assert {(DELPHI[code]["label"], column) for code, column in rated} == {
        ("Hazardous work", "child_sex"), ("Forced tasks or clients", "adult_sex"),
        ("Forced tasks or clients", "child_sex"),
    }  # fmt: skip
    assert all(DELPHI[code][column] == "S" for code, column in rated)


def test_the_list_says_whence_it_is_and_the_coarse_list_has_eleven():
    lists = pack().lists

    assert "WCMS_105023" in lists["indicator_list"]["source"]
    assert len(lists["coarse"]) == 11
    assert {code for row in lists["coarse"].values() for code in row["codes"]} <= DELPHI.keys()


@given(st.sets(st.sampled_from(sorted(pack().lists["indicators"]))))
def test_unrated_signs_of_commercial_sex_alone_are_never_enough(codes):
    """Being in prostitution is no sign; nor are all the unrated ones together, unless somebody is forced."""
    assert positive_dimensions(codes - {"D5.07"}, weights("adult_sex")) == frozenset()


@given(st.sets(st.sampled_from([c for c, row in pack().lists["indicators"].items() if row.get("kind")])),
       st.sampled_from(COLUMNS))  # fmt: skip
def test_how_somebody_appears_never_stands_alone(codes, column):
    assert positive_dimensions(codes, weights(column)) == frozenset()


@pytest.mark.parametrize("column", COLUMNS)
def test_how_somebody_appears_corroborates_two_medium_signs(column):
    two = [code for code, one in weights(column).items() if one == Weighed("D5", "M")][:2]

    assert ("D5" in positive_dimensions({*two, "P.01"}, weights(column))) == (len(two) == 2)


def test_what_is_not_listed_for_children_counts_nothing_for_them():
    signs = {"D3.08", "D3.01", "D3.02"}

    assert positive_dimensions(signs, weights("adult")) == {"D3"}
    assert positive_dimensions(signs, weights("child")) == frozenset()


@pytest.mark.parametrize(("sector", "is_child", "column"), [("sex", False, "adult_sex"), ("labour", True, "child"),
                                                            ("other", False, "adult")])  # fmt: skip
def test_the_column_is_chosen_by_sector_and_age(sector, is_child, column):
    assert column_of(sector=sector, is_child=is_child) == column


@pytest.mark.django_db
def test_a_person_in_prostitution_and_nothing_else_makes_no_dimension_positive(at, as_user):
    target = a_target(at, sector="sex", premises="venue")
    a_report_on(target, at, text="A woman sells sex here.", indicators=())
    a_report_on(target, at, text="So does another.", indicators=(), source_ref="S-2")

    found = indicators_on(target.opened_by, target)
    page = as_user(target.opened_by).get(reverse("intelligence:indicators", args=[target.public_id])).content.decode()

    assert not any(one.is_positive or one.named for one in found.dimensions)
    assert not presence_at(target, now=at).assessment.clause("e").is_met
    assert "Being in prostitution is no indicator" in page
    assert ">Positive<" not in page


@pytest.mark.django_db
def test_structural_reasons_cannot_be_named_in_a_report(at):
    assert not set(pack().lists["structural"]) & set(pack().lists["indicators"])


@pytest.mark.django_db
def test_the_page_names_weights_reports_and_verdict_and_says_what_is_unrated(at, as_user):
    target = a_target(at, sector="sex", premises="venue")
    report = a_report_on(target, at, indicators=("D5.07", "D5.03", "P.02"))
    a_report_on(target, at, indicators=("D4.01",), grade="F6")
    a_report_on(target, at, indicators=("D4.02",), stance="neutral")

    found = {one.code: one for one in indicators_on(target.opened_by, target).dimensions}
    page = as_user(target.opened_by).get(reverse("intelligence:indicators", args=[target.public_id])).content.decode()

    assert found["D5"].is_positive
    assert (found["D5"].strong, found["D5"].medium, found["D5"].weak) == (1, 0, 2)
    assert found["D4"].named == ()
    for words in ("Unrated, counts as weak", "Strong", "it never stands alone", report.reference, "WCMS_105023",
                  "The columns for adults are used"):  # fmt: skip
        assert words in page


@pytest.mark.django_db
def test_the_page_weighs_what_the_assessment_weighs(at):
    target = a_target_where_people_are_held(at)

    found = indicators_on(target.opened_by, target)

    assert {one.code for one in found.dimensions if one.is_positive} == {"D4", "D5"}
    assert presence_at(target, now=at).assessment.clause("e").is_met
    assert "Debt bondage" in found.coarse


@pytest.mark.django_db
def test_a_report_that_speaks_of_a_child_brings_the_columns_for_children(at):
    target = a_target(at)
    a_report_on(target, at, speaks_of_child=True, indicators=("D2.02", "D2.03"))

    found = indicators_on(target.opened_by, target)

    assert found.is_child
    assert [one.code for one in found.dimensions if one.is_positive] == ["D2"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 5])
def test_the_page_takes_as_many_statements_for_many_reports_as_for_one(at, as_user, django_assert_num_queries, number):
    target = a_target(at)
    for _each in range(number):
        a_report_on(target, at)
    client = as_user(target.opened_by)

    with django_assert_num_queries(25):
        client.get(reverse("intelligence:indicators", args=[target.public_id]))


# A list that somebody brings: checked, compared, and written into a pack of its own.

GIVEN = """
title = "Another list"
source = "An administrator, from the paper itself"
version = "2026"
[dimensions.D1]
title = "Deceptive recruitment"
[indicators."D1.01"]
dimension = "D1"
label = "Nature of job, location or employer"
adult = "M"
child = "S"
[indicators."N.01"]
dimension = "D1"
label = "A new sign"
adult = "W"
child = "-"
adult_sex = "unrated"
"""


def loaded(tmp_path, text, *options, name="list.toml"):
    said = StringIO()
    path = tmp_path / name
    path.write_text(text)
    call_command("load_indicators", str(path), *options, stdout=said)
    return said.getvalue()


def test_a_list_without_a_source_or_with_a_strange_weight_is_faulty():
    given = tomllib.loads(GIVEN)
    assert faults(given) == []

    given["source"] = " "
    given["indicators"]["N.01"] |= {"adult": "X", "dimension": "D9", "colour": "red"}
    assert faults(given) == [
        "The list does not say its source.", "N.01: there is no dimension D9.", "N.01: nothing here is called colour.",
        "N.01: adult is X, not one of S, M, W, unrated or -.",
    ]  # fmt: skip


def test_a_sign_of_appearance_is_weak_or_refused():
    given = tomllib.loads(GIVEN)
    given["indicators"]["N.01"] |= {"kind": "presentation"}

    assert faults(given) == ["N.01: how somebody appears is weak in every column."]


def test_what_would_change_is_said_line_by_line():
    now = {"A": {"dimension": "D1", "label": "a", "adult": "S"}, "B": {"dimension": "D1", "label": "b"}}
    then = {"A": {"dimension": "D1", "label": "a", "adult": "M"}, "C": {"dimension": "D1", "label": "c"}}

    assert changes(now, then) == ["+ C c", "- B b", "* A adult: S -> M"]
    assert changes(now, now) == []


@pytest.mark.django_db
def test_the_command_checks_and_writes_nothing(at, tmp_path):
    a_report_on(a_target(at), at, indicators=("D4.01",))

    said = loaded(tmp_path, GIVEN, "--check")

    for line in ("+ N.01 A new sign", "* D1.01 adult: S -> M", "- D4.01 Excessive days or hours",
                 "1 report names D4.01, which the list no longer has"):  # fmt: skip
        assert line in said
    assert list(tmp_path.iterdir()) == [tmp_path / "list.toml"]


@pytest.mark.django_db
def test_the_command_writes_a_pack_of_its_own_version_and_changes_nothing_else(tmp_path):
    to = tmp_path / "pack.toml"
    loaded(tmp_path, GIVEN, "--to", str(to), "--pack-version", "2026-12")

    before, after = tomllib.loads(SHIPPED.read_text()), tomllib.loads(to.read_text())
    assert after["version"] == "2026-12"
    assert after["lists"]["indicators"].keys() == {"D1.01", "N.01"}
    assert weight_in(after["lists"]["indicators"]["N.01"], "child") == "-"
    assert weight_in(after["lists"]["indicators"]["N.01"], "adult_sex") == "unrated"
    assert after["lists"]["indicator_list"]["source"] == "An administrator, from the paper itself"
    for one in (before, after):
        for name in ("indicators", "dimensions", "indicator_list"):
            del one["lists"][name]
        del one["version"]
    assert before == after
    with pytest.raises(CommandError, match="exists already"):
        loaded(tmp_path, GIVEN, "--to", str(to), "--pack-version", "2027-01")


@pytest.mark.parametrize("options", [["--to", "x.toml"], []])
def test_a_new_pack_needs_a_version_of_its_own(tmp_path, options):
    with pytest.raises(CommandError, match="--pack-version"):
        loaded(tmp_path, GIVEN, *options)


@pytest.mark.django_db
def test_a_list_comes_as_csv_too(tmp_path):
    text = "dimension,title,code,label,kind,adult,child,adult_sex,child_sex\n"
    text += "D1,Deceptive recruitment,D1.01,Nature of job,,S,S,unrated,-\n"
    options = ["--check", "--title", "A list", "--source", "The paper", "--list-version", "1"]

    assert "* D1.01 child_sex: unrated -> -" in loaded(tmp_path, text, *options, name="list.csv")
    with pytest.raises(CommandError, match="does not say its source"):
        loaded(tmp_path, text, "--check", "--title", "A list", "--list-version", "1", name="list.csv")


def test_a_file_that_is_no_list_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"list\.toml cannot be read"):
        loaded(tmp_path, "title = ", "--check")
