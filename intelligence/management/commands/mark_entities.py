"""Write what people and things are matched by: once, after an upgrade to matching or to its rules."""

from typing import Any

from django.core.management.base import BaseCommand

from intelligence.services.matching import mark_entities


class Command(BaseCommand):
    help = "Write the marks of every subject and thing anew, so that those written down before are compared too."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{mark_entities()} people and things written.")
