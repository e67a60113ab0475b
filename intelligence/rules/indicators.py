"""Indicators of trafficking and the dimensions they make positive (domain paper, 5.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """An indicator's dimension and its weight (S, M, W) for the sector and age in question."""

    dimension: str
    weight: str


def is_positive(weights: Iterable[str]) -> bool:
    """Whether a dimension is positive: 2S, or 1S with any other, or 3M, or 2M with 1W (5.2)."""
    seen = list(weights)
    strong, medium, weak = seen.count("S"), seen.count("M"), seen.count("W")
    return strong >= 2 or (strong == 1 and medium + weak >= 1) or medium >= 3 or (medium == 2 and weak >= 1)


def positive_dimensions(indicators: Iterable[str], weights: Mapping[str, Weighed]) -> frozenset[str]:
    """The dimensions that these indicators make positive. An indicator without a weight here counts as weak."""
    found = _by_dimension(indicators, weights)
    return frozenset(dimension for dimension, seen in found.items() if is_positive(seen))


def signs_short(indicators: Iterable[str], weights: Mapping[str, Weighed], dimensions: Iterable[str]) -> int:
    """How few further indicators, were they strong ones, would make one of these dimensions positive; 0 where one is.

    Weak ones alone never do: the nearest dimension is the one with most behind it already.
    """
    found = _by_dimension(indicators, weights)
    return min((_short(found.get(dimension, [])) for dimension in dimensions), default=0)


def _short(weights: list[str]) -> int:
    return next(more for more in range(3) if is_positive([*weights, *["S"] * more]))


def _by_dimension(indicators: Iterable[str], weights: Mapping[str, Weighed]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in sorted(set(indicators)):
        weighed = weights.get(code) or Weighed(code.split(".")[0], "W")
        found.setdefault(weighed.dimension, []).append(weighed.weight)
    return found
