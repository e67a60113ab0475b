"""Where a mark lies on a sketch."""

from collections.abc import Iterable

COLUMNS, ROWS = "ABCDEF", "1234"  # the coarse grid over a picture, for whoever works without a pointer
CELLS = tuple(f"{column}{row}" for row in ROWS for column in COLUMNS)
FINE = 20  # so many steps each way when a place is clicked


def middle_of(cell: str) -> tuple[int, int] | None:
    """The middle of one field of the coarse grid, in per cent from the upper left; None for what is no field."""
    if cell not in CELLS:
        return None
    column, row = COLUMNS.index(cell[0]), ROWS.index(cell[1])
    return round((column + 0.5) * 100 / len(COLUMNS)), round((row + 0.5) * 100 / len(ROWS))


def place_of(*, x: int | None, y: int | None, cell: str) -> tuple[int, int] | None:
    """Where a mark lies: what was typed or clicked in per cent, or else the middle of the field that was chosen.

    None where neither says a whole place on the picture (MARK_WITHOUT_PLACE).
    """
    if x is not None and y is not None:
        return (x, y) if 0 <= x <= 100 and 0 <= y <= 100 else None
    return middle_of(cell)


def cell_of(x: int, y: int) -> str:
    """The field of the coarse grid that a place lies in, as people say it: B3."""
    column = min(x * len(COLUMNS) // 100, len(COLUMNS) - 1)
    row = min(y * len(ROWS) // 100, len(ROWS) - 1)
    return f"{COLUMNS[column]}{ROWS[row]}"


def pairs_of(room: int, others: Iterable[int]) -> frozenset[tuple[int, int]]:
    """The lines of sight between a room and others, each once, the lower number first; nothing sees only itself."""
    return frozenset((min(room, other), max(room, other)) for other in others if other != room)
