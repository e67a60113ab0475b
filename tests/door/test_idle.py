"""A screen left alone locks itself, and no sign-in lasts longer than a working day (CJIS AC-11)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from taskforce.accounts.models import Function
from taskforce.kit.models import Draft
from tests.builders import someone
from tests.conftest import NOON
from tests.door.builders import PASSWORD, someone_with_a_password

pytestmark = pytest.mark.django_db
HOME = "/"
MINUTE = timedelta(minutes=1)


def open_at(browser, moment, path=HOME, **post):
    with time_machine.travel(moment, tick=False):
        return browser.post(path, **post) if post else browser.get(path)


def test_thirty_minutes_of_work_do_not_lock(as_user):
    browser = as_user(someone(Function.INVESTIGATOR))
    open_at(browser, NOON)

    assert open_at(browser, NOON + 30 * MINUTE).status_code == 200


def test_a_screen_left_alone_for_longer_is_replaced_by_the_lock(as_user):
    browser = as_user(someone(Function.INVESTIGATOR))
    open_at(browser, NOON)

    answer = open_at(browser, NOON + 31 * MINUTE)

    assert answer.status_code == 302
    assert answer.url == f"{reverse('accounts:lock')}?next=%2F"
    assert open_at(browser, NOON + 32 * MINUTE).status_code == 302


def test_autosave_of_a_locked_screen_answers_423_and_keeps_nothing(as_user):
    browser = as_user(someone(Function.INVESTIGATOR))
    open_at(browser, NOON)

    answer = open_at(
        browser,
        NOON + 31 * MINUTE,
        reverse("accounts:preferences"),
        data={"theme": "night"},
        headers={"X-Requested-With": "autosave"},
    )

    assert (answer.status_code, answer.json()["code"]) == (423, "SESSION_LOCKED")
    assert not Draft.objects.exists()


def test_the_lock_shows_nothing_of_the_page_and_opens_with_the_password(as_user):
    user = someone_with_a_password()
    browser = as_user(user)
    open_at(browser, NOON)
    lock = reverse("accounts:lock")
    shown = open_at(browser, NOON + 31 * MINUTE, f"{lock}?next=/inbox/")

    wrong = unlock(browser, lock, "another password of mine")
    right = unlock(browser, f"{lock}?next=/inbox/", PASSWORD)

    assert "Screen locked" in shown.text
    assert wrong.status_code == 422
    assert "That is not your password" in wrong.text
    assert (right.status_code, right.url) == (302, "/inbox/")
    assert open_at(browser, NOON + 33 * MINUTE).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_lock_leads_to_no_other_house(as_user, elsewhere):
    browser = as_user(someone_with_a_password())
    open_at(browser, NOON)

    answer = unlock(browser, f"{reverse('accounts:lock')}?next={elsewhere}", PASSWORD)

    assert answer.url == reverse("desk:home")


def test_leaving_quickly_locks_at_once(as_user):
    browser = as_user(someone(Function.COUNSELLOR))
    open_at(browser, NOON)

    left = open_at(browser, NOON, reverse("accounts:leave"))

    assert (left.status_code, left.headers["Clear-Site-Data"]) == (200, '"cache"')
    assert open_at(browser, NOON).status_code == 302


def test_after_twelve_busy_hours_somebody_signs_in_anew(as_user):
    browser = as_user(someone(Function.INVESTIGATOR))
    for quarter in range(12 * 4):
        assert open_at(browser, NOON + 15 * quarter * MINUTE).status_code == 200

    answer = open_at(browser, NOON + timedelta(hours=12))

    assert (answer.status_code, answer.url) == (302, reverse("account_login"))
    assert open_at(browser, NOON + timedelta(hours=12)).url.startswith(reverse("account_login"))


def unlock(browser, path, password):
    once = "0f7f1c39-8f2b-4b83-8d5c-61f3c0f3ab10"
    return open_at(browser, NOON + 32 * MINUTE, path, data={"once": once, "password": password})
