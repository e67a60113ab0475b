"""What past operations teach, of those somebody may see: a chance beside the rule, and how well chances came true.

The approval never reads this: the apps and rooms of the gate may not import it (a contract in pyproject.toml).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Value, When

from intelligence.models import IntelligenceReport, OperationOutcome, RaidTarget
from intelligence.queries.presence import Presence
from intelligence.rules.calibration import (
    Band,
    Bin,
    Forecast,
    Past,
    Score,
    band,
    forecasts,
    learn,
    reliability,
    score,
    wilson,
)
from intelligence.rules.outcomes import Features, features_of
from taskforce.accounts.models import Agency
from taskforce.jurisdiction.pack import pack

Result, SourceType = OperationOutcome.Result, IntelligenceReport.SourceType
LISTED = 20


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance beside the rule, or None while too few operations are known: how many are, and how many it takes."""

    band: Band | None
    operations: int
    needed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: operations, those that found people with the interval of that, and what they scored.

    Where they are fewer than `calibration.cell` nothing of them is told but that. No score while all are too few.
    """

    label: Any
    operations: int
    found: int
    interval: tuple[float, float]
    score: Score | None
    is_told: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well chances came true over the operations somebody may see; `score` is None while they are too few."""

    operations: int
    needed: int
    least: int
    share: int
    unclear: int
    score: Score | None
    bins: Sequence[tuple[Bin, bool]]
    levels: Sequence[Line]
    units: Sequence[Line]
    source_types: Sequence[Line]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read of one operation with a known result; kinds of source of the reader's own agency's alone."""

    past: Past
    agency: int
    level: str
    source_types: Sequence[str]


def chance_at(user: Any, target: RaidTarget, presence: Presence, *, now: datetime) -> Chance:
    """The chance that people are found where evidence stands as at this target, learned from what `user` may see.

    The caller has found `target` through its policy. Operations on this very target count too. One statement.
    """
    needed = pack().number("calibration.operations")
    known = [one.past for one in _known(user)]
    if len(known) < needed:
        return Chance(None, len(known), needed)
    stands = features_of(presence.assessment, presence.gathered.items, sector=target.sector, now=now)
    return Chance(band(learn(known), stands, share=_share()), len(known), needed)


def calibration_for(user: Any) -> Calibration:
    """How well chances came true, over the operations `user` may see, each judged by what the others taught.

    By what the rule said, by unit, and by source type, the last of the user's own agency alone. Three statements.
    """
    needed, least = pack().number("calibration.operations"), pack().number("calibration.cell")
    known = _known(user)
    given: list[Forecast] = forecasts([one.past for one in known]) if len(known) >= needed else []
    told: Sequence[Forecast | None] = given or [None] * len(known)
    units = _lines(known, told, lambda one: [one.agency])
    names = dict(Agency.objects.filter(pk__in=units).order_by("name").values_list("pk", "name"))
    levels = _lines(known, told, lambda one: [one.level])
    kinds = _lines(known, told, lambda one: one.source_types)
    return Calibration(
        operations=len(known),
        needed=needed,
        least=least,
        share=pack().number("calibration.band"),
        unclear=OperationOutcome.objects.visible_to(user).filter(result=Result.UNCLEAR).count(),
        score=score(given),
        bins=[(one, one.operations >= least) for one in reliability(given, share=_share())] if given else (),
        levels=[_line(level.label, levels[level.value]) for level in OperationOutcome.Level if level.value in levels],
        units=[_line(name, units[pk]) for pk, name in names.items()],
        source_types=[_line(kind.label, kinds[kind.value]) for kind in SourceType if kind.value in kinds],
    )


def outcomes_of(user: Any) -> Sequence[OperationOutcome]:
    """The newest operations of the user's own agency, with the target of each. One statement."""
    rows = OperationOutcome.objects.visible_to(user).filter(agency=user.agency_id).select_related("target")
    return list(rows[:LISTED])


def _share() -> float:
    return pack().number("calibration.band") / 100


_READ = ("agency_id", "sector", "origins", "first_hand", "fresh_days", "level", "result", "kinds")


def _known(user: Any) -> list[_Known]:
    """The newest operations with a known result that `user` may see. Of another unit's the figures alone are read."""
    rows = OperationOutcome.objects.visible_to(user).filter(result__in=[Result.FOUND, Result.NOBODY])
    nothing = Value([], output_field=OperationOutcome._meta.get_field("source_types"))
    ours = Case(When(agency=user.agency_id, then=F("source_types")), default=nothing)
    found = rows.annotate(kinds=ours).values_list(*_READ)[: pack().number("calibration.newest")]
    return [
        _Known(Past(Features(origins, first_hand, fresh_days, sector), result == Result.FOUND), agency, level, kinds)
        for agency, sector, origins, first_hand, fresh_days, level, result, kinds in found
    ]


_Told = tuple[_Known, Forecast | None]


def _lines(
    known: Sequence[_Known], given: Sequence[Forecast | None], keys: Callable[[_Known], Iterable[Any]]
) -> dict[Any, list[_Told]]:
    """The operations by each key they have."""
    found: dict[Any, list[_Told]] = {}
    for one, told in zip(known, given, strict=True):
        for key in keys(one):
            found.setdefault(key, []).append((one, told))
    return found


def _line(label: Any, told: Sequence[_Told]) -> Line:
    count, found = len(told), sum(one.past.found for one, _given in told)
    return Line(
        label=label,
        operations=count,
        found=found,
        interval=wilson(found, count, share=_share()),
        score=score([given for _one, given in told if given is not None]),
        is_told=count >= pack().number("calibration.cell"),
    )
