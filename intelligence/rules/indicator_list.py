"""A list of indicators as data: how it is read, and what is wrong with it (domain paper, 5.2)."""

from collections.abc import Iterator, Mapping
from typing import Any

COLUMNS = ("adult", "child", "adult_sex", "child_sex")
WEIGHTS = ("S", "M", "W")
UNRATED = "unrated"  # the list has it, and nobody has said how much it weighs: it counts as weak
NOT_LISTED = "-"  # the list does not have it for these people: it counts nothing
PRESENTATION = "presentation"  # how somebody appears: weak in every column, and never alone
MAY_HOLD = frozenset({*WEIGHTS, UNRATED, NOT_LISTED})
FIELDS = frozenset({"dimension", "label", "kind", *COLUMNS})
LONGEST_CODE = 8


def column_of(*, sector: str, is_child: bool) -> str:
    """The column of the list that speaks of these people: by age, and apart for commercial sex."""
    age = "child" if is_child else "adult"
    return f"{age}_sex" if sector == "sex" else age


def weight_in(row: Mapping[str, Any], column: str) -> str:
    """What an indicator weighs in a column: S, M or W; "unrated" where nobody rated it; "-" where it is not listed."""
    return str(row.get(column) or UNRATED)


def counts_as(weight: str) -> str:
    """What a weight counts as when signs are combined: unrated is weak, not listed is nothing."""
    return "W" if weight == UNRATED else weight


def faults(given: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a list, each as one sentence that names the code; nothing where it can be loaded."""
    return list(_faults(given))


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "source", "version"):
        if not str(given.get(name, "")).strip():
            yield f"The list does not say its {name}."
    dimensions, indicators = given.get("dimensions", {}), given.get("indicators", {})
    if not dimensions or not indicators:
        yield "The list needs dimensions and indicators."
        return
    for code, row in dimensions.items():
        if not str(row.get("title", "")).strip():
            yield f"Dimension {code} has no title."
    for code, row in indicators.items():
        yield from _faults_of(code, row, frozenset(dimensions))


def _faults_of(code: str, row: Mapping[str, Any], dimensions: frozenset[str]) -> Iterator[str]:
    if len(code) > LONGEST_CODE or not code.strip():
        yield f"{code}: a code has one to {LONGEST_CODE} characters."
    if row.get("dimension") not in dimensions:
        yield f"{code}: there is no dimension {row.get('dimension')}."
    if not str(row.get("label", "")).strip():
        yield f"{code}: it has no label."
    for name in sorted(set(row) - FIELDS):
        yield f"{code}: nothing here is called {name}."
    for column in COLUMNS:
        if weight_in(row, column) not in MAY_HOLD:
            yield f"{code}: {column} is {row[column]}, not one of S, M, W, unrated or -."
    if row.get("kind", "") not in {"", PRESENTATION}:
        yield f"{code}: its kind is {row['kind']}, not {PRESENTATION}."
    if row.get("kind") == PRESENTATION and any(weight_in(row, column) != "W" for column in COLUMNS):
        yield f"{code}: how somebody appears is weak in every column."


def changes(now: Mapping[str, Mapping[str, Any]], then: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What another list of indicators would change, a line each: what comes, what goes, what weighs otherwise."""
    lines = [f"+ {code} {then[code]['label']}" for code in sorted(then.keys() - now.keys())]
    lines += [f"- {code} {now[code]['label']}" for code in sorted(now.keys() - then.keys())]
    for code in sorted(now.keys() & then.keys()):
        lines += list(_changed(code, now[code], then[code]))
    return lines


def _changed(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in ("dimension", "label"):
        if before[name] != after[name]:
            yield f"* {code} {name}: {before[name]} -> {after[name]}"
    for column in COLUMNS:
        if weight_in(before, column) != weight_in(after, column):
            yield f"* {code} {column}: {weight_in(before, column)} -> {weight_in(after, column)}"
