"""Write the last signed checkpoint as a file, to be kept on another host or carried away."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from taskforce.accounts.acting import as_house
from taskforce.audit.anchors import file_name, latest_checkpoint


class Command(BaseCommand):
    help = "Write the last signed checkpoint of the audit trail into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with as_house("write the last checkpoint to a file"):
            checkpoint = latest_checkpoint()
        if checkpoint is None:
            raise CommandError("No block is sealed yet: run seal_audit first.")
        options["folder"].mkdir(parents=True, exist_ok=True)
        path = options["folder"] / file_name(checkpoint)
        path.write_text(checkpoint.as_text())
        self.stdout.write(str(path))
