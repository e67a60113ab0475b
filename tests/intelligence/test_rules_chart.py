"""The link chart: whatever the graph, boxes stand in the frame and apart, and each tie is drawn once."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from intelligence.rules.chart import GAP, TALL, WIDE, Edge, draw, steps_from

NAMES = [f"n{number:02d}" for number in range(24)]
names = st.sampled_from(NAMES)
# Whence each tie goes, and how far round the circle of names: never to itself.
graphs = st.lists(st.tuples(st.integers(0, 23), st.integers(1, 23)), max_size=40).map(
    lambda ties: [Edge(f"e{n}", NAMES[one], NAMES[(one + away) % 24]) for n, (one, away) in enumerate(ties)]
)
ORDER = {name: name for name in NAMES}


def drawn(edges, *, starts=("n00",), per_column=6):
    return draw(starts, edges, order=ORDER, per_column=per_column)


@given(graphs)
def test_every_box_stands_inside_the_frame(edges):
    chart = drawn(edges)
    for box in chart.boxes:
        assert 0 <= box.x <= chart.width - WIDE
        assert 0 <= box.y <= chart.height - TALL


@given(graphs)
def test_no_two_boxes_touch(edges):
    for one, other in combinations(drawn(edges).boxes, 2):
        assert abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= TALL


@given(graphs)
def test_each_tie_between_drawn_boxes_is_drawn_once_and_no_other(edges):
    chart = drawn(edges)
    boxes = {box.key for box in chart.boxes}
    assert sorted(line.key for line in chart.lines) == sorted(e.key for e in edges if {e.one, e.other} <= boxes)


@given(graphs)
def test_no_line_leaves_the_gap_between_two_columns(edges):
    for line in drawn(edges).lines:
        numbers = [int(number) for number in line.path.replace("M", " ").replace("C", " ").split()]
        across = numbers[0::2]
        start = min(across)
        assert max(across) - start <= GAP
        assert (start - WIDE - 4) % (WIDE + GAP) == 0


@given(graphs)
def test_what_is_drawn_and_what_is_left_out_is_all_there_is_within_two_steps(edges):
    chart, steps = drawn(edges), steps_from(["n00"], edges)
    assert len(chart.boxes) + sum(chart.left_out.values()) == len(steps)
    assert all(box.column == steps[box.key] for box in chart.boxes)


@given(graphs, st.randoms())
def test_the_same_graph_told_in_another_order_looks_the_same(edges, random):
    shuffled = list(edges)
    random.shuffle(shuffled)
    assert drawn(shuffled) == drawn(edges)


@given(graphs, names)
def test_distances_are_those_of_the_shortest_way(edges, start):
    steps = steps_from([start], edges)
    assert steps[start] == 0
    for edge in edges:
        for one, other in ((edge.one, edge.other), (edge.other, edge.one)):
            if one in steps and steps[one] < 2:
                assert steps[other] <= steps[one] + 1
    assert set(steps.values()) <= {0, 1, 2}


def test_a_target_alone_is_a_box_and_nothing_else():
    chart = drawn([])
    assert [box.key for box in chart.boxes] == ["n00"]
    assert chart.lines == ()


def test_what_hangs_on_the_upper_box_stands_above_what_hangs_on_the_lower():
    edges = [Edge("a", "n00", "n01"), Edge("b", "n00", "n02"), Edge("c", "n02", "n03"), Edge("d", "n01", "n04")]
    places = {box.key: box.y for box in drawn(edges).boxes}
    assert places["n01"] < places["n02"]
    assert places["n04"] < places["n03"]
