"""Seal the rows that wait, without beat and worker."""

from typing import Any

from django.core.management.base import BaseCommand

from taskforce.audit.sealer import seal_state, seal_waiting


class Command(BaseCommand):
    help = "Seal every row on record whose transaction is over."

    def handle(self, *args: Any, **options: Any) -> None:
        sealed, state = seal_waiting(), seal_state()
        last = f"the last block is {state.last}" if state.last else "there is no block yet"
        self.stdout.write(f"{sealed} rows sealed; {last}; {state.unsealed_rows} rows wait.")
