"""Searching very many sealed reports, and opening the page of a target with thousands of them.

The reader is the most restricted we have, as in the bench of access: of another agency than the reports', let in on a
hundredth of the targets and on nothing else. What they see, and the reports of the one big target, is really sealed,
with keys and grants of its own; all other reports are rows with made-up ciphertext and index rows whose digests are
real (`sealed_rows` says how many are sealed). Words come by a Zipf law. Ours runs as the web's role with row security
on, page, count, keys and excerpts included. Before anything is timed, ours has to find exactly the reports that a plain
look at every report's opened text finds. Beside it, in the same run: opening everything the reader may see and reading
it, measured on a sample and drawn out to all.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from taskforce.local.bench import made_reports as made
from taskforce.local.bench.ground import as_person, database

ROWS = 100_000
QUERIES, ROUNDS, CHECKED, SAMPLE = 200, 15, 12, 300
PAGES = {"target": "target_page", "lineage": "lineage_page", "premises": "premises_page", "chart": "chart_page",
         "indicators": "indicators_page", "timeline": "timeline_page"}  # fmt: skip


def run(*, rows: int) -> dict[str, float]:
    """Milliseconds: percentiles over 200 searches of one to three words, and the median of the target's page."""
    rows = rows or ROWS
    began = time.perf_counter()
    with database():
        ground = made.build(rows)
        figures = {"rows": float(rows), "sealed_rows": float(ground.sealed), "build_s": time.perf_counter() - began}
        queries = _queries(QUERIES)
        texts = _opened(ground.reader)
        _refuse_to_time_what_differs(ground.reader, queries, texts)
        figures |= {"shown_to_reader": float(len(texts))}
        figures |= _searches("search", ground.reader, queries)
        figures |= _searches("search_by_owner", ground.owner, queries)
        figures |= _scan(ground.reader, len(texts))
        figures["scan_over_ours"] = figures["scan_ms"] / figures["search_p50_ms"]
        return figures | _target_page(ground)


def _queries(count: int) -> list[str]:
    """One to three words each: rare, middling and frequent ones, the same in every run."""
    dice, words = random.Random(7), made.vocabulary()  # noqa: S311 - no secret
    bands = (words[:20], words[20:1000], words[1000:])
    return [" ".join(dice.choice(dice.choice(bands)) for _word in range(1 + number % 3)) for number in range(count)]


def _opened(reader: Any) -> dict[int, str]:
    """What every report the reader may see says, by plain reading, with no index."""
    from intelligence.models import IntelligenceReport

    texts: dict[int, str] = {}
    with as_person(reader):
        pks = list(IntelligenceReport.objects.visible_to(reader).values_list("pk", flat=True))
        for start in range(0, len(pks), 500):
            rows = IntelligenceReport.objects.filter(pk__in=pks[start : start + 500])
            texts |= {row.pk: f"{row.text}\n{row.reference}" for row in rows}
    return texts


def _refuse_to_time_what_differs(reader: Any, queries: Sequence[str], texts: dict[int, str]) -> None:
    from intelligence.queries.searches import places
    from intelligence.rules.search import Query
    from taskforce.vault.words import asked, tokens_of

    tokens = {pk: tokens_of(text) for pk, text in texts.items()}
    found_any = 0
    for query in queries[:: len(queries) // CHECKED]:
        plain = {pk for pk, had in tokens.items() if all(term & had for term in asked(query).terms)}
        with as_person(reader):
            ours = {entry.row for entry in places(reader, Query(words=query), most=len(texts) + 1)}
        if ours != plain:
            raise AssertionError(f"Ours finds {len(ours)} and a plain look {len(plain)}: their times say nothing.")
        found_any += bool(plain)
    if not found_any:
        raise AssertionError("No query that was checked finds anything.")


def _searches(name: str, user: Any, queries: Sequence[str]) -> dict[str, float]:
    """Every search twice, and of the two the second: a server that works has its pages in memory."""
    from intelligence.queries.searches import search_page
    from intelligence.rules.search import Query

    took, found = [], []
    for query in queries:
        for _round in range(2):
            with as_person(user):
                began = time.perf_counter()
                page = search_page(user, Query(words=query))
                milliseconds = _since(began)
        took.append(milliseconds)
        found.append(page.total)
    cuts = statistics.quantiles(took, n=20)
    return {
        f"{name}_p50_ms": statistics.median(took), f"{name}_p95_ms": cuts[18], f"{name}_slowest_ms": max(took),
        f"{name}_found_median": statistics.median(found), f"{name}_found_most": float(max(found)),
    }  # fmt: skip


def _scan(reader: Any, shown: int) -> dict[str, float]:
    """The other way: open what one may see and read it. A sample, drawn out to all of it."""
    from intelligence.models import IntelligenceReport
    from taskforce.vault.words import tokens_of

    with as_person(reader):
        began = time.perf_counter()
        rows = list(IntelligenceReport.objects.visible_to(reader).order_by("-logged_at")[:SAMPLE])
        read = sum(bool(tokens_of(row.text)) for row in rows)
        return {"scan_ms": _since(began) * shown / read}


def _target_page(ground: made.Ground) -> dict[str, float]:
    """The whole answers of its pages as the server makes them, with their readings on record; their statements too."""
    from django.test import Client
    from django.urls import reverse

    from intelligence.queries.weighing import forget_what_was_weighed

    import_module("taskforce.wsgi")  # as the server loads it
    browser = Client(raise_request_exception=True)
    browser.force_login(ground.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    figures = {"target_reports": float(ground.target_reports)}
    for page, name in PAGES.items():
        figures |= _page(browser, reverse(f"intelligence:{page}", args=[ground.target.public_id]), name)
    path = reverse("intelligence:target", args=[ground.target.public_id])
    return figures | _page(browser, path, "target_page_after_a_change", first=forget_what_was_weighed)


def _page(browser: Any, path: str, name: str, *, first: Callable[[], None] = lambda: None) -> dict[str, float]:
    """The median of one page, the processor's share of it, and how many statements it asks; `first` before each."""
    from django.db import connection

    def opens() -> None:
        first()
        answer = browser.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path} answers {answer.status_code}.")

    opens()
    asked: list[str] = []

    def noted(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(noted):
        opens()
    if not asked:
        raise AssertionError(f"{path} asks nothing of the database, or nobody counts.")
    took, worked = [], []
    for _round in range(ROUNDS):
        began, began_work = time.perf_counter(), time.process_time()
        opens()
        took.append(_since(began))
        worked.append(1000 * (time.process_time() - began_work))
    return {
        f"{name}_ms": statistics.median(took), f"{name}_cpu_ms": statistics.median(worked),
        f"{name}_sql": float(len(asked)),
    }  # fmt: skip


def _since(began: float) -> float:
    return 1000 * (time.perf_counter() - began)
