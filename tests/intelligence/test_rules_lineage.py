"""Laws of where reports come from: origins are counted, never reports, whatever graph somebody draws (domain, 2.3)."""

import time
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.lineage import (
    EVERYTHING,
    MOST_ORIGINS,
    MOST_WOVEN,
    Told,
    best_lineages,
    fallen,
    independent_lineages,
    lineage_roots,
    tainted,
)
from tests.intelligence.test_rules_presence import (
    CONTENT,
    NORTH,
    REPORTS,
    an_item,
    edges_of_all_kinds,
    evidence,
    items,
    pairs,
    sources,
    told,
)

woven = st.lists(st.frozensets(st.sampled_from("abcdefghij"), min_size=1, max_size=4), max_size=9)
asked = st.sets(st.sampled_from(REPORTS))


def counted(roots, reports):
    return independent_lineages([an_item(report, roots=roots[report]) for report in sorted(reports)])


def the_slow_way(sets):
    """The largest number of sets no two of which meet: every choice is tried."""
    for size in range(len(sets), 0, -1):
        for chosen in combinations(sets, size):
            if sum(map(len, chosen)) == len(frozenset().union(*chosen)):
                return size
    return 0


@given(sets=woven)
def test_lineages_are_the_largest_choice_of_reports_that_share_no_origin(sets):
    singles = len({roots for roots in sets if len(roots) == 1})
    best = the_slow_way(list(set(sets)))

    found = independent_lineages([an_item(str(n), roots=roots) for n, roots in enumerate(sets)])

    assert found == min(best, singles + MOST_WOVEN)


@given(reports=told, derivations=edges_of_all_kinds, of_one_source=sources, heard=st.lists(pairs), chosen=asked)
def test_lineages_of_any_graph_are_those_that_every_path_through_it_gives(
    reports, derivations, of_one_source, heard, chosen
):
    """An oracle that follows every path by itself: it knows nothing of circles, names or sets."""
    roots = lineage_roots(reports, derivations, sources=of_one_source, contaminated=heard)
    rests_on = {report: {report} for report in REPORTS}
    for _round in REPORTS:
        for child, parent, kind in derivations:
            saw_it = reports[child].is_first_hand and reports[child].source_type == "undercover_officer"
            if kind == "prompted_by" and saw_it:
                continue
            rests_on[child] |= rests_on[parent]
            if kind == "same_origin_suspected":
                rests_on[parent] |= rests_on[child]

    def meet(one, other):
        ends = {r for r in rests_on[one] & rests_on[other] if all(rests_on[o] == rests_on[r] for o in rests_on[r])}
        shared_sources = {of_one_source.get(r, r) for r in rests_on[one] if r in of_one_source} & {
            of_one_source.get(r) for r in rests_on[other]
        }
        unknown = {reports[r].agency for r in rests_on[one] if not reports[r].is_origin_declared} & {
            reports[r].agency for r in rests_on[other] if not reports[r].is_origin_declared
        }
        shaped = any(
            (a in rests_on[one] and b in rests_on[other]) or (b in rests_on[one] and a in rests_on[other])
            for a, b in heard
        )
        return bool(ends or shared_sources or unknown or shaped)

    best = max(
        size
        for size in range(len(chosen) + 1)
        if any(not any(meet(*pair) for pair in combinations(choice, 2)) for choice in combinations(chosen, size))
    )
    found = counted(roots, chosen)
    assert found == best or MOST_WOVEN <= found < best


@given(reports=told, derivations=edges_of_all_kinds, of_one_source=sources, heard=st.lists(pairs), chosen=asked)
def test_the_order_in_which_things_were_declared_tells_nothing(reports, derivations, of_one_source, heard, chosen):
    one = lineage_roots(reports, derivations, sources=of_one_source, contaminated=heard)
    other = lineage_roots(
        dict(reversed(reports.items())), derivations[::-1], sources=dict(reversed(of_one_source.items())),
        contaminated=[(b, a) for a, b in heard[::-1]],
    )  # fmt: skip

    assert one == other


@given(reports=told, derivations=edges_of_all_kinds, chosen=asked, rests_on=asked, kind=st.sampled_from(CONTENT))
def test_a_new_report_whatever_it_rests_on_never_lowers_the_count(reports, derivations, chosen, rests_on, kind):
    grown = reports | {"new": Told("north")}
    before = lineage_roots(reports, derivations)
    after = lineage_roots(grown, [*derivations, *(("new", parent, kind) for parent in rests_on)])

    assert counted(before, chosen) <= counted(after, chosen | {"new"})
    assert all(before[report] == after[report] for report in REPORTS)


@given(derivations=edges_of_all_kinds, pair=pairs, kind=st.sampled_from(CONTENT), chosen=asked)
def test_saying_what_a_report_rests_on_never_raises_the_count_of_reports_with_known_origins(
    derivations, pair, kind, chosen
):
    before = lineage_roots(NORTH, derivations)
    after = lineage_roots(NORTH, [*derivations, (*pair, kind)])
    assert counted(after, {*chosen, *pair}) <= max(counted(before, {*chosen, *pair}), 1)


@given(reports=told, derivations=edges_of_all_kinds, heard=st.lists(pairs), pair=pairs, chosen=asked)
def test_finding_an_account_contaminated_never_raises_the_count(reports, derivations, heard, pair, chosen):
    before = lineage_roots(reports, derivations, contaminated=heard)
    after = lineage_roots(reports, derivations, contaminated=[*heard, pair])

    assert counted(after, chosen) <= counted(before, chosen)
    assert counted(after, set(pair)) <= 1


@given(reports=told, derivations=edges_of_all_kinds)
def test_a_taint_travels_to_everything_that_rests_on_it_and_nowhere_else(reports, derivations):
    found = tainted(reports, derivations)

    for child in REPORTS:
        above = {parent for report, parent, _kind in derivations if report == child}
        assert (child in found) == (not reports[child].is_lawful or bool(above & found))


@given(reports=told, derivations=edges_of_all_kinds, another=st.sampled_from(REPORTS))
def test_withdrawing_one_more_report_never_puts_another_back(reports, derivations, another):
    more = reports | {another: replace(reports[another], is_retracted=True)}

    assert fallen(reports, derivations) <= fallen(more, derivations)
    assert another in fallen(more, derivations)


@given(found=evidence, another=items)
def test_the_grade_of_the_best_pair_is_never_better_for_one_report_less(found, another):
    fewer, more = best_lineages(found, 2), best_lineages([*found, another], 2)

    assert fewer is None or (more is not None and more <= fewer)


WITHDRAWALS = [
    ("what repeats a withdrawn report falls with it", "a", [("b", "a", "repeats")], "ab"),
    ("so does what repeats the repetition", "a", [("b", "a", "repeats"), ("c", "b", "cites")], "abc"),
    ("another leg stands", "a", [("c", "a", "cites"), ("c", "b", "cites")], "a"),
    ("both legs gone", "ab", [("c", "a", "cites"), ("c", "b", "cites")], "abc"),
    ("a likeness is no leg", "a", [("b", "a", "same_origin_suspected")], "a"),
    ("who was only led by it falls too", "a", [("b", "a", "prompted_by")], "ab"),
    ("a circle rests on itself", "a", [("a", "b", "cites"), ("b", "a", "cites")], "ab"),
]


@pytest.mark.parametrize(
    ("retracted", "derivations", "down"), [w[1:] for w in WITHDRAWALS], ids=[w[0] for w in WITHDRAWALS]
)
def test_what_falls_when_a_report_is_withdrawn(retracted, derivations, down):
    reports = {report: Told("north", is_retracted=report in retracted) for report in "abc"}

    assert fallen(reports, derivations) == frozenset(down)


def test_an_officer_who_saw_it_himself_stands_when_the_tip_that_sent_him_is_withdrawn():
    reports = {"tip": Told("north", is_retracted=True), "seen": Told("north", "undercover_officer", is_first_hand=True)}

    assert fallen(reports, [("seen", "tip", "prompted_by")]) == {"tip"}


def test_who_rests_on_too_much_is_independent_of_nothing():
    many = {f"r{number}": Told("north") for number in range(MOST_ORIGINS + 1)}
    roots = lineage_roots(many | {"all": Told("north")}, [("all", report, "summarises") for report in many])

    assert roots["all"] == {EVERYTHING}
    assert counted(roots, {"all"}) == 1
    assert counted(roots, {"all", "r1"}) == 1
    assert counted(roots, {"all", "r1", "r2"}) == 2


def hostile_triangles():
    """Two crowds; within each everybody shares one origin, across them nobody does."""
    return [frozenset({crowd, f"{crowd}{n}"}) for crowd in "xy" for n in range(2500)]


def hostile_chain():
    names = [f"r{n}" for n in range(5000)]
    edges = [(child, parent, "cites") for parent, child in pairwise(names)]
    return lineage_roots(dict.fromkeys(names, Told("north")), edges, sources={name: name for name in names})


@pytest.mark.parametrize(
    ("sets", "count"),
    [
        (hostile_triangles(), 2),
        ([frozenset({f"a{n}", f"b{n}"}) for n in range(5000)], MOST_WOVEN),
        ([frozenset({f"a{n}", f"a{n + 1}"}) for n in range(5000)], MOST_WOVEN),
        ([frozenset({"hub", f"a{n}"}) for n in range(5000)], 1),
        ([frozenset({f"a{n}"}) for n in range(5000)], 5000),
        (list(hostile_chain().values()), 1),
    ],
    ids=["two crowds", "nobody shares", "a chain", "one hub", "single origins", "a chain of sources"],
)
def test_a_graph_drawn_to_keep_the_rule_busy_takes_seconds_at_most(sets, count):
    items_of_it = [an_item(str(n), roots=roots) for n, roots in enumerate(sets)]
    begun = time.process_time()

    assert independent_lineages(items_of_it) == count
    assert time.process_time() - begun < 5
