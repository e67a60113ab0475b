"""New key pairs for agencies, or a new vault key around them. Run as the database's owner."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from taskforce.accounts.models import Agency
from taskforce.vault import rotation
from taskforce.vault.models import DomainKey, HouseKey


class Command(BaseCommand):
    help = (
        "Give agencies a new key pair and seal their grants to it; with --wrapping, wrap every pair with the new"
        " TASKFORCE_VAULT_KEY. Killed and run again, it goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agencies", nargs="*", metavar="CODE", help="of these agencies only (default: all)")
        parser.add_argument("--wrapping", action="store_true")
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="grants in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["wrapping"]:
            pairs = sum(rotation.wrap_anew(key) for key in DomainKey.objects.order_by("pk"))
            others = sum(rotation.wrap_house_key_anew(key) for key in HouseKey.objects.order_by("pk"))
            self.stdout.write(f"{pairs} key pairs wrapped anew, {others} keys of the house.")
            return
        stuck = sum(self._rotate(agency, options["batch"]) for agency in _chosen(options["agencies"]))
        if stuck:
            raise CommandError(f"{stuck} grants do not open and stay on their old key: see vault_status and the audit.")

    def _rotate(self, agency: Agency, batch: int) -> int:
        is_new, besides, resealed = rotation.begin(agency), set[int](), 0
        while done := rotation.reseal_batch(agency, besides=besides, batch=batch):
            resealed += done
        gone = rotation.delete_replaced(agency, at=timezone.now())
        begun = "new keys" if is_new else "an unfinished rotation went on"
        self.stdout.write(
            f"{agency.code}: {begun}, {resealed - len(besides)} grants sealed anew, {gone} old keys deleted."
        )
        return len(besides)


def _chosen(codes: list[str]) -> list[Agency]:
    agencies = Agency.objects.order_by("code")
    chosen = list(agencies.filter(code__in=codes) if codes else agencies.filter(domain_keys__isnull=False).distinct())
    if unknown := set(codes) - {agency.code for agency in chosen}:
        raise CommandError(f"There is no agency called {', '.join(sorted(unknown))}.")
    return chosen
