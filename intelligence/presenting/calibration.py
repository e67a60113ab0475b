"""The learned chance and the reliability of chances, as pages show them."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from intelligence.queries.calibration import Calibration, Chance, Line
from intelligence.rules.calibration import Band, Bin

# The plot within its picture: its left and lower edge, and how long each axis is.
LEFT, BOTTOM, LONG = 44, 220, 200


def in_hundred(band: Band) -> tuple[int, int]:
    """The band as two numbers in a hundred, rounded outward to fives: what is narrower would be made up."""
    return max(floor(band.low * 20) * 5, 0), min(ceil(band.high * 20) * 5, 100)


def chance_shown(chance: Chance) -> dict[str, Any]:
    """What the page of a target says beside the rule: a band, or why there is none."""
    low, high = in_hundred(chance.band) if chance.band else (None, None)
    return {"low": low, "high": high, "operations": chance.operations, "needed": chance.needed}


def calibration_shown(found: Calibration) -> dict[str, Any]:
    """The page of calibration: the diagram with its table, the score, and each comparison."""
    return {
        "calibration": found,
        "bins": [_bin_shown(one, is_told=is_told) for one, is_told in found.bins],
        "ticks": [{"at": at, "x": _x(at / 100), "y": _y(at / 100)} for at in (0, 25, 50, 75, 100)],
        "plot": {"left": LEFT, "bottom": BOTTOM, "right": LEFT + LONG, "top": BOTTOM - LONG},
        "levels": _lines_shown(found.levels),
        "units": _lines_shown(found.units),
        "source_types": _lines_shown(found.source_types),
        "brier": found.score and rounded(found.score.brier),
        "of_base_rate": found.score and rounded(found.score.of_base_rate),
    }


def rounded(score: float) -> str:
    """A Brier score to two places; a third would be noise with as few operations as there are."""
    return f"{score:.2f}"


def _bin_shown(one: Bin, *, is_told: bool) -> dict[str, Any]:
    low, high = one.interval
    return {
        "bin": one, "is_told": is_told, "low": _hundred(one.low), "high": _hundred(one.high),
        "mean": _hundred(one.mean), "share": _hundred(one.share), "from": _hundred(low), "to": _hundred(high),
        "x": _x(one.mean), "y": _y(one.share), "y_from": _y(low), "y_to": _y(high), "label_y": _y(high) - 6,
    }  # fmt: skip


def _lines_shown(lines: Sequence[Line]) -> dict[str, Any]:
    """Those that are told, and how many are not."""
    told = [_line_shown(line) for line in lines if line.is_told]
    return {"told": told, "few": len(lines) - len(told)}


def _line_shown(line: Line) -> dict[str, Any]:
    low, high = line.interval
    return {
        "line": line, "from": _hundred(low), "to": _hundred(high), "brier": line.score and rounded(line.score.brier)
    }  # fmt: skip


def _hundred(share: float) -> int:
    return round(share * 100)


def _x(share: float) -> int:
    return round(LEFT + share * LONG)


def _y(share: float) -> int:
    return round(BOTTOM - share * LONG)
