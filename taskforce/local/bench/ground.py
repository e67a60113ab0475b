"""What benches stand on: a database and a folder of files for as long as one is measured, and people in it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from taskforce.local.services import temporary_services


@contextmanager
def database() -> Iterator[None]:
    """An empty database, which the web's role reads with row security on; both go at the end."""
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ |= {"TASKFORCE_MODE": "test", "TASKFORCE_OWNER_TAKES_ROLES": "true"}
    with temporary_services() as services, tempfile.TemporaryDirectory() as files:
        os.environ |= services.environment() | {"DJANGO_SETTINGS_MODULE": "taskforce.settings"}
        os.environ["TASKFORCE_FILES_ROOT"] = files
        django.setup()
        call_command("migrate", verbosity=0)
        yield
        connection.close()


@contextmanager
def as_person(user: Any) -> Iterator[None]:
    """A request of this person: a transaction that acts for them, with no key at hand before it begins."""
    from django.db import transaction

    from taskforce.accounts.acting import acting_as
    from taskforce.vault.keyring import keys_for_one_request

    with transaction.atomic(), acting_as(user), keys_for_one_request():
        yield


def somebody(name: str, unit: str, *functions: str) -> Any:
    """A colleague who holds these functions, in a unit that is made when it is not there."""
    from taskforce.accounts.models import Agency, HeldFunction, PartnerAgreement, User

    now = datetime.now(UTC)
    agency, is_new = Agency.objects.get_or_create(
        code=unit, defaults={"kind": Agency.Kind.LAW_ENFORCEMENT, "name": f"Unit {unit}"}
    )
    if is_new:
        until = (now + timedelta(days=365)).date()
        PartnerAgreement.objects.create(agency=agency, signed_on=now.date(), valid_until=until)
    user = User.objects.create_user(f"{name}@taskforce.example", name=f"Colleague {name}", agency=agency)
    for function in functions:
        HeldFunction.objects.create(user=user, function=function, trained_until=now + timedelta(days=365))
    return user
