"""Hold the trail against its seals and against anchors that others kept."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from taskforce.audit.anchors import read_anchors
from taskforce.audit.verifying import Verdict, verify


class Command(BaseCommand):
    help = "Check that nothing on record was changed, deleted, inserted, reordered or cut. Exit code 1: something was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchors", type=Path, help="a folder of anchor files that others kept")
        parser.add_argument("--since", type=_moment, help="check blocks sealed since this day or moment (UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["anchors"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            verdict = verify(since=options["since"], anchors=read_anchors(folder) if folder else ())
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._say(verdict)
        if verdict.faults:
            sys.exit(1)

    def _say(self, verdict: Verdict) -> None:
        self.stdout.write(f"{verdict.rows} rows in {verdict.blocks} blocks held against {verdict.anchors} anchors.")
        self.stdout.write(f"Unsealed: {verdict.unsealed_rows} rows, {verdict.unsealed_seconds:.1f} seconds.")
        if not verdict.faults:
            self.stdout.write("Nothing was changed, deleted, inserted, reordered or cut.")
            return
        self.stdout.write(f"{len(verdict.faults)} faults. The first bad row:")
        for fault in verdict.faults[:20]:
            self.stdout.write(f"  {fault}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
