"""A made-up task force, the same on every machine: told through the services, so that it obeys every rule."""

from datetime import datetime, timedelta

from django.db import transaction

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.anchors import deposit_anchors
from taskforce.audit.sealer import seal_waiting
from taskforce.clocks.models import ClockStep
from taskforce.clocks.services import sweep_clocks
from taskforce.local.world import (
    bygone,
    care,
    cast,
    conflicts,
    evidence,
    files,
    houses,
    operations,
    pictures,
    premises,
    searching,
    sources,
    things,
    watch,
)
from taskforce.notices.models import Notice
from taskforce.vault.keyring import keys_for_one_request


@transaction.atomic
@as_house("laying the made-up ground")
@keys_for_one_request()
def fill(*, at: datetime) -> None:
    """Fill an empty database as things stand at `at`."""
    people, agencies = cast.enter()
    targets = evidence.gather(people, at=at)
    shelters = houses.open_doors(agencies)
    recovered = operations.run(people, agencies, targets, shelters, at=at)
    bygone.remember(people, at=at)
    care.begin(people, recovered, shelters, at=at)
    pictures.lay_out(people, targets, at=at)
    premises.draw(people, targets, at=at)
    premises.keep(people, targets, at=at)
    things.name(people, targets, at=at)
    sources.whisper(people, at=at)
    files.bring_along(people, targets, at=at)
    conflicts.meet(people, targets, at=at)
    searching.keep_looking(people, at=at)
    watch.look_back(people, agencies, at=at)
    sweep_clocks(at=at)
    # What the past weeks would have mailed is taken as mailed; the demo's console shows only what comes now.
    Notice.objects.filter(mailed_at__isnull=True).update(mailed_at=at)
    older = ClockStep.objects.filter(at__lt=at - timedelta(hours=12)).values_list("pk", flat=True)
    Notice.objects.filter(source__in=[f"clock-step:{pk}" for pk in older]).update(read_at=at)
    transaction.on_commit(_hold)


def _hold() -> None:
    """Seal what the past left, and hand every agency its first anchor."""
    seal_waiting()
    deposit_anchors()


def is_filled() -> bool:
    return User.objects.exists()


def sign_ins() -> list[tuple[str, str, str, str]]:
    """Name, functions, agency and mailbox of everybody, for the demo's greeting."""
    people = User.objects.select_related("agency").prefetch_related("held_functions").order_by("pk")
    return [
        (p.name, ", ".join(h.get_function_display() for h in p.held_functions.all()), p.agency.name, p.email)
        for p in people
    ]
