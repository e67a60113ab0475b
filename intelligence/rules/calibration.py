"""What past operations teach about evidence like this: a chance as a band, and how well such chances came true.

It stands beside the presence rule and is never part of it: no gate imports this module (a contract in pyproject.toml).

The model is a logistic regression on `Features`, shrunk hard. Its prior, fixed and the same everywhere:
every weight is normal around zero with standard deviation 1/2, on scales on which a feature runs over about one unit;
and two imagined operations at the point of reference, one that found somebody and one that did not. Without weights
the chance is then (found + 1) / (operations + 2), Laplace's rule of succession; with few operations it stays near it.
The band is the normal approximation of the posterior on the log-odds (Laplace's method).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from intelligence.rules.outcomes import OLDEST_DAYS, TOLD_MOST, Features

SECTORS = ("labour", "sex", "other")
WEIGHT_PRECISION = 4.0  # a standard deviation of 1/2
REFERENCE_ORIGINS, REFERENCE_FIRST_HAND, REFERENCE_DAYS = 2, 1, 7
BINS = 5
STEPS = 60
ENOUGH = 1e-10

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Past:
    """One past operation: how the evidence stood when it went, and whether people were found."""

    features: Features
    found: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A chance between 0 and 1 with its lower and upper bound, and from how many operations it was learned."""

    low: float
    chance: float
    high: float
    operations: int


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights that past operations teach, how sure they are, and from how many operations."""

    weights: Vector
    covariance: Vector
    operations: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A chance that was given, and what came."""

    chance: float
    found: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between two chances: how many, their mean, how often people were found, and the interval of that."""

    low: float
    high: float
    operations: int
    found: int
    mean: float
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Brier's score, 0 for perfect and 1 for always wrong, beside that of saying the base rate every time."""

    brier: float
    of_base_rate: float
    operations: int
    found: int

    @property
    def is_better_than_base_rate(self) -> bool:
        return self.brier < self.of_base_rate


def learn(past: Sequence[Past], *, precision: float = WEIGHT_PRECISION) -> Learned:
    """Weights from past operations: the most probable ones after them, by Newton's method.

    A function of which operations there were, never of their order, to the last bit. Laws: another operation with
    people found never lowers the chance of evidence like it; all results turned over turn every chance over.
    """
    rows = sorted((_vector(one.features), one.found) for one in past)
    features = np.array([row for row, _found in rows] or np.empty((0, _WIDTH)), dtype=np.float64)
    features = np.vstack([features, _REFERENCE, _REFERENCE])
    found = np.array([*(found for _row, found in rows), True, False], dtype=np.float64)
    weights, hessian = _most_probable(features, found, np.diag([0.0] + [precision] * (_WIDTH - 1)))
    covariance: Vector = np.linalg.inv(hessian).astype(np.float64)
    return Learned(weights, covariance, len(past))


def band(learned: Learned, features: Features, *, share: float) -> Band:
    """The chance that people are found where evidence stands so, with a band that holds `share` (0 to 1) of belief."""
    row = np.array(_vector(features))
    middle, spread = float(row @ learned.weights), sqrt(max(float(row @ learned.covariance @ row), 0.0))
    reach = _deviations(share) * spread
    low, chance, high = (float(value) for value in _chance(np.array([middle - reach, middle, middle + reach])))
    return Band(low, chance, high, learned.operations)


def forecasts(past: Sequence[Past], *, precision: float = WEIGHT_PRECISION) -> list[Forecast]:
    """What each operation would have been given by all the others, in the order of `past`.

    Judging a model by what it learned from flatters it, so each one is left out in turn: by one Newton step from the
    whole, which differs from learning anew without it by far less than the figures are rounded to.
    """
    if not past:
        return []
    learned = learn(past, precision=precision)
    rows = np.array([_vector(one.features) for one in past])
    found = np.array([one.found for one in past], dtype=np.float64)
    logits = rows @ learned.weights
    chances = _chance(logits)
    leverage = np.einsum("ij,jk,ik->i", rows, learned.covariance, rows)
    without = logits - (found - chances) * leverage / (1 - chances * (1 - chances) * leverage)
    return [Forecast(float(chance), one.found) for chance, one in zip(_chance(without), past, strict=True)]


def score(given: Sequence[Forecast]) -> Score | None:
    """Brier's score of forecasts: the mean squared distance from what came. None without any."""
    if not given:
        return None
    found = sum(one.found for one in given)
    rate = found / len(given)
    brier = sum(sorted((one.chance - one.found) ** 2 for one in given)) / len(given)
    return Score(brier, rate * (1 - rate), len(given), found)


def reliability(given: Sequence[Forecast], *, share: float) -> tuple[Bin, ...]:
    """Forecasts sorted into five equal bins of chance. Of those told about 70 in 100, were people found in about 70?"""
    sorted_in: list[list[Forecast]] = [[] for _ in range(BINS)]
    for one in given:
        sorted_in[min(int(one.chance * BINS), BINS - 1)].append(one)
    return tuple(_bin(number, inside, share) for number, inside in enumerate(sorted_in))


def wilson(found: int, operations: int, *, share: float) -> tuple[float, float]:
    """Wilson's interval for how often people are found, from how often they were. All of 0 to 1 where nothing went."""
    if not operations:
        return 0.0, 1.0
    z, rate = _deviations(share), found / operations
    middle = (rate + z * z / (2 * operations)) / (1 + z * z / operations)
    reach = z * sqrt(rate * (1 - rate) / operations + z * z / (4 * operations**2)) / (1 + z * z / operations)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def _bin(number: int, inside: Sequence[Forecast], share: float) -> Bin:
    count, found = len(inside), sum(one.found for one in inside)
    low, high = number / BINS, (number + 1) / BINS
    mean = sum(sorted(one.chance for one in inside)) / count if count else (low + high) / 2
    return Bin(low, high, count, found, mean, found / count if count else 0.0, wilson(found, count, share=share))


def _vector(features: Features) -> tuple[float, ...]:
    """The features on their scales, zero at the point of reference. Without a first-hand report: as old as any."""
    days = OLDEST_DAYS if features.fresh_days is None else min(features.fresh_days, OLDEST_DAYS)
    return (
        1.0,
        (min(features.origins, TOLD_MOST) - REFERENCE_ORIGINS) / REFERENCE_ORIGINS,
        (min(features.first_hand, TOLD_MOST) - REFERENCE_FIRST_HAND) / REFERENCE_ORIGINS,
        (log1p(REFERENCE_DAYS) - log1p(days)) / log1p(OLDEST_DAYS),
        *(float(features.sector == sector) for sector in SECTORS),
    )


_WIDTH = 4 + len(SECTORS)
_REFERENCE = np.array([1.0] + [0.0] * (_WIDTH - 1))


def _most_probable(features: Vector, found: Vector, prior: Vector) -> tuple[Vector, Vector]:
    """Newton's method, halving a step that would make it worse. The likelihood is concave, so there is one summit."""
    weights = np.zeros(_WIDTH)
    for _step in range(STEPS):
        chances = _chance(features @ weights)
        slope = features.T @ (found - chances) - prior @ weights
        hessian = (features.T * (chances * (1 - chances))) @ features + prior
        move = np.linalg.solve(hessian, slope)
        while _loss(features, found, prior, weights + move) > _loss(features, found, prior, weights) + ENOUGH:
            move = move / 2
        weights = weights + move
        if float(np.abs(move).max()) < ENOUGH:
            break
    chances = _chance(features @ weights)
    return weights, (features.T * (chances * (1 - chances))) @ features + prior


def _loss(features: Vector, found: Vector, prior: Vector, weights: Vector) -> float:
    logits = features @ weights
    return float(np.logaddexp(0.0, logits).sum() - found @ logits + weights @ prior @ weights / 2)


def _chance(logits: Vector) -> Vector:
    """The logistic function, without overflow at either end."""
    return np.exp(-np.logaddexp(0.0, -logits))


def _deviations(share: float) -> float:
    return NormalDist().inv_cdf(0.5 + share / 2)
