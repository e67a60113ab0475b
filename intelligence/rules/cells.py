"""A circle on the earth as a set of squares, so that two circles can be compared without anybody knowing either.

Each circle names the squares of its own size that it touches, and those of every larger size. Two circles are compared
at the larger of their two sizes. Circles that touch always share a square there: the point they share lies in it. The
error is on the safe side alone: circles whose edges lie further apart than the diagonal of such a square (a square's
side is at most the larger circle's radius, or 50 m) never share one. Property tests hold both.
"""

import math
from collections.abc import Iterator

from intelligence.rules.identifiers import Mark

METRES_IN_A_DEGREE = 111_320.0
SIZES: tuple[int, ...] = (50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800)  # metres
LARGEST_RADIUS_M = 2 * SIZES[-1]
STEEPEST = 89.0
PAD = 1.01  # the earth is taken for a ball, and a row of squares for a strip: both err by less than one in a hundred


def size_of(radius_m: float) -> int:
    """The size of squares, in metres of their side, in which a circle of this radius is compared."""
    return next((size for size in SIZES if size >= radius_m / 2), SIZES[-1])


def cells(latitude: float, longitude: float, radius_m: float, size: int) -> set[tuple[int, int, int]]:
    """The squares of `size` metres that a circle touches (degrees of WGS 84): (size, row, column)."""
    return {(size, row, column) for row, column in _touched(latitude, longitude, radius_m * PAD + 1, size)}


def circle_marks(latitude: float, longitude: float, radius_m: float) -> list[Mark]:
    """The squares of its own size, which decide, and the larger ones, which meet larger circles alone."""
    own = size_of(radius_m)
    return [
        Mark("cell", f"{size}|{row}|{column}", decides=size == own)
        for size in SIZES
        if size >= own
        for _size, row, column in sorted(cells(latitude, longitude, radius_m, size))
    ]


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points, over the ball."""
    (lat, lon), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * math.asin(min(1.0, math.sqrt(half))) * METRES_IN_A_DEGREE * 180 / math.pi


def _touched(latitude: float, longitude: float, radius_m: float, size: int) -> Iterator[tuple[int, int]]:
    height = size / METRES_IN_A_DEGREE
    reach = radius_m / METRES_IN_A_DEGREE
    for row in range(math.floor((latitude - reach) / height), math.floor((latitude + reach) / height) + 1):
        south, north = row * height, (row + 1) * height
        nearest = min(max(latitude, south), north)
        half = math.sqrt(max(0.0, reach**2 - (nearest - latitude) ** 2))
        steepest = min(STEEPEST, max(abs(latitude), abs(south), abs(north)))
        wide = half / math.cos(math.radians(steepest))
        columns = _columns_in(row, height, size)
        width = 360 / columns
        first, last = math.floor((longitude - wide) / width), math.floor((longitude + wide) / width)
        for column in range(first, min(last, first + columns - 1) + 1):
            yield row, column % columns


def _columns_in(row: int, height: float, size: int) -> int:
    """How many squares go around the earth in a row: as many as are `size` wide or a little wider there."""
    middle = min(STEEPEST, abs((row + 0.5) * height))
    around = 360 * METRES_IN_A_DEGREE * math.cos(math.radians(middle))
    return max(1, math.floor(around / size))
