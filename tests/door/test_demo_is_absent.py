"""The one-click sign-in of made-up colleagues exists in demo mode and in no other."""

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve

from tests.builders import someone, what_is_said

ASK = """
import django; django.setup()
from django.urls import Resolver404, resolve
try:
    print("exists:", resolve("/demo/").view_name)
except Resolver404:
    print("absent")
"""


def test_the_test_mode_has_no_such_address():
    assert not settings.IS_DEMO
    with pytest.raises(Resolver404):
        resolve("/demo/")
    assert not [pattern for pattern in get_resolver().url_patterns if "demo" in str(pattern.pattern)]


@pytest.mark.django_db
def test_asking_for_it_answers_like_any_missing_page(client, as_user):
    browser = as_user(someone())

    assert client.get("/demo/").status_code == 404
    assert what_is_said(browser.get("/demo/")) == what_is_said(browser.get("/no-such-page/"))


@pytest.mark.parametrize(("mode", "answer"), [("production", "absent"), ("demo", "exists: demo:who")])
def test_the_address_exists_in_demo_mode_alone(mode, answer):
    names = ("TASKFORCE_SECRET_KEY", "TASKFORCE_VAULT_KEY", "TASKFORCE_AUDIT_KEY")
    keys = {name: secrets.token_urlsafe(50) for name in names}
    environment = os.environ | keys | {"TASKFORCE_MODE": mode, "DJANGO_SETTINGS_MODULE": "taskforce.settings"}

    told = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )

    assert told.stdout.strip() == answer
