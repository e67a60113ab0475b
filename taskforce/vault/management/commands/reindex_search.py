"""Write what sealed records are found by: after an upgrade to it, and whenever the rules for words change."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from taskforce.vault.word_index import index_batch, searched_models


class Command(BaseCommand):
    help = (
        "Make every record findable, for each agency that holds its key, that is not or only by former rules for words."
        " People work meanwhile. Killed and run again, it goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="records in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        for model in searched_models():
            last = written = 0
            while True:
                last, done = index_batch(model, after=last, batch=options["batch"])
                if not done:
                    break
                written += done
            self.stdout.write(f"{model._meta.label}: {written} records written.")
