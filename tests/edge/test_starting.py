"""Production starts with keys of its own, without debug pages, or not at all; and Django's own check finds nothing."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from taskforce.checks import LONG_ENOUGH, reasons_not_to_serve, refuse_to_start

NAMES = [f"TASKFORCE_{name}" for name in LONG_ENOUGH]
SHORT = "short7Key-word"
START = "import taskforce.wsgi; from taskforce.celery import app; print('serves')"
COOKIES = """
import taskforce.wsgi
from django.conf import settings as s
for c in ("SESSION", "CSRF", "LANGUAGE"):
    print(*[getattr(s, f"{c}_COOKIE_{a}") for a in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")])
print(s.MESSAGE_COOKIE_NAME, s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)
"""


def started(code: str, *arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    """A production process with good keys, changed so."""
    keys = {name: secrets.token_urlsafe(50) for name in NAMES}
    around = {k: v for k, v in os.environ.items() if not k.startswith(("TASKFORCE_", "DJANGO_"))}
    environment = (
        around | keys | {"TASKFORCE_MODE": "production", "DJANGO_SETTINGS_MODULE": "taskforce.settings"} | changes
    )
    argv = [sys.executable, *(["-c", code] if code else []), *arguments]
    return subprocess.run(argv, env=environment, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR)


def test_it_serves_with_good_keys() -> None:
    assert started(START).stdout.strip() == "serves"


@pytest.fixture
def with_good_keys(settings: Any) -> Any:
    for name in LONG_ENOUGH:
        setattr(settings, name, secrets.token_urlsafe(50))
    return settings


@pytest.mark.parametrize("name", LONG_ENOUGH)
@pytest.mark.parametrize("key", ["qz7", settings.TEST_KEY, "made up " * 12, "django-insecure-" + "x7Q!pLw9zRt2" * 5])
def test_a_key_that_is_short_known_or_guessable_is_no_key(with_good_keys: Any, name: str, key: str) -> None:
    assert reasons_not_to_serve() == []

    setattr(with_good_keys, name, key)

    assert name in " ".join(reasons_not_to_serve())
    assert key not in " ".join(reasons_not_to_serve())
    with pytest.raises(ImproperlyConfigured):
        refuse_to_start()


@pytest.mark.parametrize("name", NAMES)
def test_it_does_not_start_on_a_bad_key(name: str) -> None:
    told = started(START, **{name: SHORT})

    assert (told.returncode != 0, "serves" in told.stdout) == (True, False)
    assert SHORT not in told.stderr


def test_it_refuses_one_key_for_two_doors() -> None:
    key = secrets.token_urlsafe(50)

    assert "one and the same" in started(START, **dict.fromkeys(NAMES[:2], key)).stderr


def test_it_refuses_debug_pages_and_any_host(tmp_path: Path) -> None:
    (tmp_path / "careless.py").write_text("from taskforce.settings import *\nDEBUG = True\n")
    told = started(START, DJANGO_SETTINGS_MODULE="careless", PYTHONPATH=str(tmp_path))

    assert told.returncode != 0
    assert "DEBUG" in told.stderr
    assert "names none" in started(START, TASKFORCE_ALLOWED_HOSTS="*").stderr


def test_files_that_lie_among_the_static_ones_are_no_way_to_serve(with_good_keys: Any) -> None:
    with_good_keys.FILES_ROOT = settings.STATIC_ROOT / "files"

    assert "anybody may fetch" in " ".join(reasons_not_to_serve())


def test_the_keys_of_the_tests_would_be_refused() -> None:
    assert len(reasons_not_to_serve()) >= 3
    with pytest.raises(ImproperlyConfigured):
        refuse_to_start()


def test_djangos_own_check_of_a_deployment_finds_nothing() -> None:
    told = started("", "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert told.returncode == 0, told.stderr
    assert "no issues" in told.stdout


def test_cookies_belong_to_this_host_over_tls_and_to_no_script() -> None:
    *cookies, rest = started(COOKIES).stdout.splitlines()

    assert cookies == [f"__Host-{name} True True Lax / None" for name in ("session", "csrf", "language")]
    assert rest == "__Host-messages False True 31536000"
