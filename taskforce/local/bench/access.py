"""What the walls cost: page one of fifty and its count over very many reports, of which somebody may see a hundredth.

The reader is the most restricted we have: of another agency than the reports', let in on a hundredth of the targets
and on nothing else. Ours runs as the web's role with row security on. Beside it, in the same run: stock django-guardian
with a grant on each report, and the floor, the same rows by raw SQL with the best index and nothing in the way.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from taskforce.local.services import temporary_services

ROWS = 100_000
FEW = 1_000
PAGE = 50
ROUNDS = 31
SHARE = 100  # one report in so many is shown to the reader
PER_TARGET = 50
UNITS, COLLEAGUES = 30, 300
READER = "reader@taskforce.example"
STOCK = "intelligence.view_intelligencereport"
FLOOR = (
    "select report_id from intelligence_targetlink where target_id = any(array(select content_object_id"
    " from intelligence_targetgrant where user_id = %s)) order by reported_at desc, report_id desc limit 1001"
)


def run(*, rows: int) -> dict[str, float]:
    """Medians in milliseconds and their ratios, at `rows` reports; the data are made here and thrown away."""
    rows = rows or ROWS
    with _database_of(FEW):
        few = _statements()
    with _database_of(rows):
        return _figures() | {"sql_at_1000": few, "sql_at_rows": _statements(), "rows": rows}


@contextmanager
def _database_of(rows: int) -> Iterator[None]:
    """A database of its own with so many reports, for as long as it is measured."""
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ |= {"TASKFORCE_MODE": "test", "TASKFORCE_OWNER_TAKES_ROLES": "true"}
    with temporary_services() as services:
        os.environ |= services.environment() | {"DJANGO_SETTINGS_MODULE": "taskforce.settings"}
        django.setup()
        call_command("migrate", verbosity=0)
        _build(rows)
        yield
        connection.close()


def _build(rows: int) -> None:
    """So many reports, each on one target; the reader was let in on a hundredth of them, or all when they are few."""
    from django.db import connection

    values: dict[str, int | str] = {
        "units": UNITS, "colleagues": COLLEAGUES, "rows": rows, "targets": max(rows // PER_TARGET, SHARE // 5),
        "share": min(SHARE, max(rows // PER_TARGET, 1)), "reader": READER, "text": "x" * 220,
    }  # fmt: skip
    script = (Path(__file__).parent / "access.sql").read_text()
    with connection.cursor() as cursor:
        for statement in script.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("vacuum analyze")  # the page walks indexes alone only while the table is vacuumed


def _figures() -> dict[str, float]:
    from intelligence.models import IntelligenceReport
    from taskforce.accounts.models import User

    reader = User.objects.get(email=READER)
    stock_page, stock_count, stock_capped_count = _stock(reader)
    floor = {row[0] for row in _floor(reader)}
    with _as(reader):
        ids = [report.pk for report in _page(reader).rows]
    if len(ids) != PAGE or set(ids) != floor:
        raise AssertionError("Ours and the floor show other rows, so their times say nothing.")
    figures = _medians(
        {
            "ours_page_and_count_ms": (lambda: _page(reader), reader),
            "floor_raw_sql_ms": (lambda: _floor(reader), None),
            "floor_fifty_known_ids_ms": (lambda: list(IntelligenceReport._base_manager.filter(pk__in=ids)), None),
            "stock_page_ms": (stock_page, None),
            "stock_count_ms": (stock_count, None),
            "stock_capped_count_ms": (stock_capped_count, None),
        }
    )
    figures["shown"] = float(_granted(reader).count())
    ours = figures["ours_page_and_count_ms"]
    stock = figures["stock_page_ms"] + figures["stock_count_ms"]
    capped = figures["stock_page_ms"] + figures["stock_capped_count_ms"]
    return figures | {
        "stock_over_ours": stock / ours,
        "stock_capped_over_ours": capped / ours,
        "ours_over_floor": ours / figures["floor_raw_sql_ms"],
    }


def _page(reader: Any) -> Any:
    """Ours: the page and its capped count. The caller is in a transaction that acts for the reader, as a view is."""
    from intelligence.models import IntelligenceReport

    return IntelligenceReport.objects.newest_for(reader, by="logged_at", size=PAGE)


def _granted(reader: Any) -> Any:
    from guardian.shortcuts import get_objects_for_user

    from intelligence.models import IntelligenceReport

    return get_objects_for_user(reader, STOCK, klass=IntelligenceReport)


def _stock(reader: Any) -> tuple[Callable[[], Any], ...]:
    """Page, count and capped count as anybody would write them; each asks for the grants anew, as a request would."""

    def page() -> Any:
        return list(_granted(reader).order_by("-logged_at", "-pk")[:PAGE])

    def count() -> Any:
        return _granted(reader).count()

    def capped_count() -> Any:
        return _granted(reader).order_by()[:1001].count()

    return page, count, capped_count


def _floor(reader: Any) -> list[Any]:
    """The same ids and the same fifty rows as tuples, asked by the owner: no row security, no ORM."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [reader.pk])
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("select * from intelligence_intelligencereport where id = any(%s)", [ids[:PAGE]])
        found: list[Any] = cursor.fetchall()
        return found


def _statements() -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from taskforce.accounts.models import User

    reader = User.objects.select_related("agency").get(email=READER)
    with _as(reader):
        _page(reader)  # what is kept for as long as a process lives is asked for here
        reader = User.objects.select_related("agency").get(pk=reader.pk)
        with CaptureQueriesContext(connection) as asked:
            _page(reader)
    return float(len(asked))


@contextmanager
def _as(reader: Any) -> Iterator[None]:
    """A transaction that acts for the reader, as a view's does; for nobody, the owner's own."""
    from django.db import transaction

    from taskforce.accounts.acting import acting_as

    with transaction.atomic(), acting_as(reader) if reader is not None else nullcontext():
        yield


def _medians(acts: dict[str, tuple[Callable[[], Any], Any]]) -> dict[str, float]:
    """The median of each act in milliseconds, acts taken in turn: what disturbs the machine disturbs all of them."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(ROUNDS):
        for name, (act, reader) in acts.items():
            with _as(reader):
                began = time.perf_counter()
                act()
                took[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in took.items()}
