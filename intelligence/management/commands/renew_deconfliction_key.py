"""A new key for the tokens of deconfliction. Run as the database's owner, after a leak or once a year."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from intelligence.services.deconfliction_tokens import renew_tokens


class Command(BaseCommand):
    help = "Give the deployment a new key for tokens of deconfliction, and write those of open entries anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"A new key; the tokens of {renew_tokens(at=timezone.now())} open entries written anew.")
