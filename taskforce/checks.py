"""System checks: what must hold before anything is served."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

LONG_ENOUGH = {"SECRET_KEY": 50, "VAULT_KEY": 32, "AUDIT_KEY": 32}
MANY_ENOUGH = 10  # different characters: a word said over and over is no key
KNOWN = ("django-insecure-", "change", "build-only", "default", "secret")


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
def nothing_forbids_serving(**_: Any) -> list[CheckMessage]:
    """What `refuse_to_start` would refuse, as `check --deploy` reports it."""
    return [Error(reason, id="taskforce.E002") for reason in reasons_not_to_serve()]


def refuse_to_start() -> None:
    """Called by every production process, web, worker and command: checks alone are not run by gunicorn or Celery."""
    if reasons := reasons_not_to_serve():
        raise ImproperlyConfigured(" ".join(reasons))


def reasons_not_to_serve() -> list[str]:
    """What would make the walls paper: debug pages, any host, and keys that are short, known, guessable or shared.

    The vault, the trail and the sessions each have a key of their own, so that one that leaks opens one door.
    """
    reasons = []
    if settings.DEBUG:
        reasons.append("DEBUG shows strangers the inside of the house.")
    if "*" in settings.ALLOWED_HOSTS:
        reasons.append("TASKFORCE_ALLOWED_HOSTS names the hosts; a star names none.")
    if settings.FILES_ROOT.resolve().is_relative_to(settings.STATIC_ROOT.resolve()):
        reasons.append("TASKFORCE_FILES_ROOT lies among the static files, which anybody may fetch.")
    keys = {name: getattr(settings, name) for name in LONG_ENOUGH}
    for name, key in keys.items():
        if len(key) < LONG_ENOUGH[name]:
            reasons.append(f"TASKFORCE_{name} is shorter than {LONG_ENOUGH[name]} characters.")
        elif len(set(key)) < MANY_ENOUGH or key == settings.TEST_KEY or key.startswith(KNOWN):
            reasons.append(f"TASKFORCE_{name} is a key that others know or can guess.")
    if len(set(keys.values())) < len(keys):
        reasons.append("Two of the keys are one and the same.")
    return reasons
