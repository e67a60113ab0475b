"""Ines brought a table of her own: most rows are good, four wait to be mended, nothing is written yet."""

import csv
import io
from contextlib import closing
from datetime import datetime, timedelta

from django.conf import settings

from intelligence.models import RaidTarget
from intelligence.services.importing import work_on_imports
from intelligence.services.imports import bring_import
from taskforce.accounts.models import User
from taskforce.uploads.examining import examine_table
from taskforce.uploads.rules import HEAD, Table
from taskforce.uploads.spool import Spool

SEEN: tuple[tuple[str, dict[str, str]], ...] = (
    ("A white van with a dented door leaves the yard before five.", {}),
    ("The light in the cold store burns all night from Thursday to Sunday.", {}),
    ("Two women carry bedding through the side door.", {"observed_at": "3/4 21:30"}),
    ("The foreman collects telephones in a biscuit tin at the start of the shift.", {}),
    ("A notice by the clock says that leaving the site costs a day's wages.", {"source_grade": ""}),
    ("The same van brings crates of instant noodles on Mondays.", {"legal_basis": ""}),
    ("The gate has a new padlock on the outside.", {"target": "T-000000", "stance": "supports"}),
    ("Nobody leaves with the last bus any more.", {}),
)


def bring_along(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """The file came an hour ago and was checked."""
    out = io.StringIO()
    rows = [_row(text, targets["packing"], at - timedelta(days=2 + number)) | over
            for number, (text, over) in enumerate(SEEN)]  # fmt: skip
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    came = at - timedelta(hours=1)
    with closing(Spool(settings.FILES_ROOT / "incoming")) as spool:
        spool.add(out.getvalue().encode(), head=HEAD)
        table = examine_table(spool, name="from my notebook.csv", kind=Table.CSV)
        bring_import(file=table, by=people["ines"], at=came)
    work_on_imports(at=came)


def _row(text: str, target: RaidTarget, seen: datetime) -> dict[str, str]:
    return {
        "text": text, "observed_at": f"{seen:%Y-%m-%d} 05:10", "source_type": "technical",
        "source_ref": f"NB-{seen:%m%d}", "first_hand": "yes", "scheme": "admiralty_6x6", "source_grade": "B",
        "info_grade": "2", "rationale": "Seen by an officer, written down at once.", "target": target.reference,
        "stance": "supports", "legal_basis": "observation", "origin_declared": "no",
    }  # fmt: skip
