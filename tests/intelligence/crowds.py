"""Very many reports on one target, written past the services: alike but for ids, times, grades and origins."""

from django.db import connection

from intelligence.models import Grade, IntelligenceReport, RaidTarget, ReportDerivation, TargetLink

# How each copied column differs from row to row; `n` counts them. Every third report rests on the one before it.
DIFFERS = {
    "intelligence_intelligencereport": {
        "public_id": "gen_random_uuid()", "logged_at": "logged_at - n * interval '1 minute'",
        "observed_at": "observed_at - n * interval '1 hour'", "access": "(array['direct', 'indirect'])[n %% 2 + 1]",
        "source_type": "(array['human_source', 'survivor_account', 'technical', 'open_source'])[n %% 4 + 1]",
    },
    "intelligence_grade": {
        "public_id": "gen_random_uuid()", "source_code": "(array['A', 'B', 'C', 'D', 'F'])[n %% 5 + 1]",
        "info_code": "(array['2', '3', '4'])[n %% 3 + 1]",
    },
    "intelligence_targetlink": {"stance": "(array['supports', 'supports', 'neutral', 'contradicts'])[n %% 4 + 1]"},
}  # fmt: skip


def crowd_of_reports(target: RaidTarget, number: int) -> None:
    """So many reports more on the target, copied from one that is linked to it."""
    like = target.links.order_by("pk")[0].report
    grade, link = like.grades.order_by("pk")[0], target.links.get(report=like)
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from intelligence_intelligencereport")
        base = cursor.fetchone()[0]
        for row, ids in ((like, {"id": "%s + n"}), (grade, {"report_id": "%s + n"}), (link, {"report_id": "%s + n"})):
            _copy(cursor, type(row), row.pk, number, ids, base)
        cursor.execute(
            "insert into intelligence_reportderivation (child_id, parent_id, kind)"
            " select %s + n, %s + n - 1, (array['repeats', 'cites', 'prompted_by'])[n %% 3 + 1]"
            " from generate_series(3, %s, 3) n",
            [base, base, number],
        )
        cursor.execute(
            "select setval(pg_get_serial_sequence('intelligence_intelligencereport', 'id'), %s)", [base + number]
        )
    for model in (IntelligenceReport, Grade, TargetLink, ReportDerivation):
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {model._meta.db_table}")


def _copy(cursor, model, pk: int, number: int, ids: dict[str, str], base: int) -> None:  # type: ignore[no-untyped-def]
    table = model._meta.db_table
    columns = [field.column for field in model._meta.fields if field.column != "id" or "id" in ids]
    differs = {column: f"({how})" for column, how in DIFFERS[table].items()} | ids
    chosen = ", ".join(differs.get(column, f"t.{column}") for column in columns)
    into = ", ".join(columns)
    cursor.execute(
        f"insert into {table} ({into}) select {chosen.replace('%s', str(base))}"
        f" from {table} t, generate_series(1, %s) n where t.id = %s",
        [number, pk],
    )
