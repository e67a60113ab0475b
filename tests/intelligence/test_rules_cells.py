"""Circles are compared as squares: those that touch always meet, those far apart never do."""

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from intelligence.rules.cells import LARGEST_RADIUS_M, METRES_IN_A_DEGREE, circle_marks, distance_m, size_of
from tests.intelligence.test_rules_identifiers import meet

LATITUDES = st.floats(-70, 70)
LONGITUDES = st.floats(-180, 180)
RADII = st.integers(50, 5000)
BEARINGS = st.floats(0, 2 * math.pi)


def moved(point, metres, bearing):
    """The point so many metres away; over the edge of the map it comes back on the other side."""
    latitude = point[0] + metres * math.cos(bearing) / METRES_IN_A_DEGREE
    wide = METRES_IN_A_DEGREE * math.cos(math.radians((point[0] + latitude) / 2))
    longitude = point[1] + metres * math.sin(bearing) / wide
    return latitude, (longitude + 180) % 360 - 180


@given(LATITUDES, LONGITUDES, RADII, RADII, BEARINGS, st.floats(0, 0.999))
def test_circles_that_touch_always_meet(latitude, longitude, one, other, bearing, part):
    centre = latitude, longitude
    away = moved(centre, (one + other) * part, bearing)
    assume(distance_m(centre, away) <= one + other)

    assert meet(circle_marks(centre[0], centre[1], one), circle_marks(away[0], away[1], other))


@given(LATITUDES, LONGITUDES, RADII, RADII, BEARINGS, st.floats(1, 20))
def test_circles_further_apart_than_the_error_never_meet(latitude, longitude, one, other, bearing, more):
    centre = latitude, longitude
    error = 1.6 * max(size_of(one), size_of(other)) + 0.03 * (one + other) + 3
    away = moved(centre, (one + other) + error * more, bearing)
    assume(distance_m(centre, away) > one + other + error)

    assert not meet(circle_marks(centre[0], centre[1], one), circle_marks(away[0], away[1], other))


@given(st.integers(50, LARGEST_RADIUS_M))
def test_the_error_is_no_more_than_the_larger_radius_or_a_house(radius):
    assert size_of(radius) <= max(50, radius)


@given(LATITUDES, LONGITUDES, st.integers(50, LARGEST_RADIUS_M))
def test_a_circle_needs_few_marks(latitude, longitude, radius):
    assert 1 <= len(circle_marks(latitude, longitude, radius)) <= 140
