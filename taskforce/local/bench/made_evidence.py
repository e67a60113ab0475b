"""Evidence on the one big target that differs as real evidence does, in all that the presence rule looks at.

Written past the services in a few statements: the kind of source, access, indicators, times, stances, lawfulness and
retraction; a third rests on the report before it; a quarter has a human source in the register, one of a hundred.
"""

from typing import Any

SOURCES = 100

# The reports on the big target, numbered.
NUMBERED = (
    "(select report_id r, row_number() over (order by report_id) n"
    " from intelligence_targetlink where target_id = %(target)s) s"
)
HUMAN = f"(select * from {NUMBERED} where n %% 4 = 0) s"  # noqa: S608 - a constant of ours

VARIED = (
    """
    update intelligence_intelligencereport set
      source_type = (array['human_source', 'survivor_account', 'technical', 'open_source'])[1 + n %% 4],
      access = (array['direct', 'indirect', 'indirect'])[1 + n %% 3],
      observed_at = logged_at - n %% 300 * interval '1 hour',
      speaks_of_child = n %% 97 = 0,
      origin_declared = n %% 11 <> 0,
      indicators = (array['{D4.01,D5.02}', '{D1.01}', '{D2.03,D4.02}', '{}', '{D6.01}'])[1 + n %% 5]::text[],
      is_lawful = n %% 61 <> 0,
      goes_out = case when n %% 61 = 0 then 'closed' else goes_out end,
      retracted_at = case when n %% 41 = 0 then logged_at end
    from NUMBERED where id = r
    """,
    """
    update intelligence_targetlink set
      stance = (array['supports', 'supports', 'neutral', 'contradicts'])[1 + n %% 4], is_open = is_open and n %% 61 <> 0
    from NUMBERED where report_id = r and target_id = %(target)s
    """,
    """
    insert into intelligence_reportderivation (child_id, parent_id, kind)
    select r, before, (array['repeats', 'cites', 'prompted_by'])[1 + n %% 3]
    from (select r, n, lag(r) over (order by n) before from NUMBERED) steps where n > 1 and n %% 3 = 0
    """,
)


def vary(cursor: Any, multiply: Any, by: list[Any], report: Any, target: Any) -> None:
    """Make the evidence on `target` unlike each other; `multiply` copies a row (taskforce.local.bench.made_reports)."""
    for statement in VARIED:
        cursor.execute(statement.replace("NUMBERED", NUMBERED), {"target": target.pk})
    source, reference = _first_source(by, report)
    over = {"id": "%(start)s + n", "public_id": "gen_random_uuid()", "origin": "lpad(to_hex(n), 16, '0')"}
    start = source.pk
    multiply(cursor, source, "generate_series(1, %(sources)s) n", over, {"start": start, "sources": SOURCES})
    over = {
        "public_id": "gen_random_uuid()", "code": "'S-' || n", "report_id": "r",
        "source_id": f"%(start)s + 1 + n / 4 %% {SOURCES}",
    }  # fmt: skip
    multiply(cursor, reference, HUMAN, over, {"start": start, "target": target.pk})
    for table in ("intelligence_sourceidentity", "intelligence_sourcereference", "intelligence_reportderivation"):
        cursor.execute(f"analyze {table}")


def _first_source(by: list[Any], report: Any) -> tuple[Any, Any]:
    """One source and one reference, which no report uses, as the models make them."""
    from django.db import transaction

    from intelligence.models import SourceIdentity, SourceReference
    from taskforce.accounts.acting import as_house
    from taskforce.vault.keyring import keys_for_one_request

    handler, controller = by
    with transaction.atomic(), as_house("a made-up task force"), keys_for_one_request():
        source = SourceIdentity.objects.create(
            agency=report.agency, kind="insider", code_name="x", name="x", contact="x", notes="x",
            controller=controller, handler=handler, registered_by=controller, registered_at=report.logged_at,
        )  # fmt: skip
        reference = SourceReference.objects.create(
            source=source, given_to=handler, tasked_at=report.logged_at, issued_by=handler, issued_at=report.logged_at,
            taken_out=[], report=report, used_at=report.logged_at,
        )  # fmt: skip
    return source, reference
