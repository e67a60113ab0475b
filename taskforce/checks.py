"""System checks: what must hold before anything is served."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection


@register(Tags.database)
def database_driver_is_psycopg2(**_: Any) -> list[CheckMessage]:
    """Django silently prefers psycopg 3 as soon as it can be imported (stack paper, section 6)."""
    driver = getattr(connection, "Database", None)
    if driver is not None and driver.__name__ == "psycopg2":
        return []
    return [
        Error(
            "The database driver is not psycopg2.",
            hint="Remove psycopg 3 from the environment.",
            id="taskforce.E001",
        )
    ]


@register(Tags.security, deploy=True)
def secrets_are_long(**_: Any) -> list[CheckMessage]:
    """A short vault key would make every sealed field guessable."""
    if len(settings.VAULT_KEY) >= 32:
        return []
    return [Error("TASKFORCE_VAULT_KEY is shorter than 32 characters.", id="taskforce.E002")]


@register(Tags.security, deploy=True)
def the_audit_key_stands_alone(**_: Any) -> list[CheckMessage]:
    """Whoever can open the vault must not be able to seal a false trail, nor the other way round."""
    key = settings.AUDIT_KEY
    if len(key) >= 32 and key not in {settings.VAULT_KEY, settings.SECRET_KEY}:
        return []
    return [Error("TASKFORCE_AUDIT_KEY is short, or is another key of this deployment.", id="taskforce.E003")]
