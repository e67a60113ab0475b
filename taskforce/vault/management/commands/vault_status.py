"""What stands in the vault."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from taskforce.vault.status import counts


class Command(BaseCommand):
    help = "Count records and grants by key version, and what is orphaned; with --check, fail when anything is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = counts(at=timezone.now())
        lines = [f"{name:<60} {number:>9}" for name, number in found.items()]
        self.stdout.write(json.dumps(found) if options["json"] else "\n".join(lines))
        orphans = sum(number for name, number in found.items() if name.startswith("orphan"))
        if options["check"] and orphans:
            raise CommandError(f"{orphans} orphans.")
