"""Who comes in, who is kept out after wrong passwords, and who lets them in again (CJIS AC-2, AC-7; SR-41)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from taskforce.accounts.models import Function, PartnerAgreement
from taskforce.audit.models import AuditEntry
from taskforce.door.services import deactivate_account, release_account
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.door.builders import sign_in, someone_with_a_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_before():
    cache.clear()  # allauth's own limit of tries lives there


def is_in(browser):
    return browser.get(reverse("desk:home")).status_code == 200


def test_a_password_opens_and_the_sign_in_is_on_record():
    user, browser = someone_with_a_password(), Client()

    sign_in(browser, user)

    assert is_in(browser)
    assert AuditEntry.objects.filter(verb="accounts.signed_in", actor=user).count() == 1


def test_five_wrong_passwords_lock_the_account_and_an_administrator_releases_it():
    user = someone_with_a_password()
    administrator = someone(Function.ADMINISTRATOR, agency=user.agency)
    for number in range(5):
        last = sign_in(Client(), user, f"wrong guess number {number}")

    with_the_right_one = Client()
    locked_out = sign_in(with_the_right_one, user)
    assert last.status_code == 429
    assert locked_out.status_code == 429
    assert not is_in(with_the_right_one)

    release_account(user_id=user.public_id, by=administrator)
    sign_in(with_the_right_one, user)

    assert is_in(with_the_right_one)
    assert AuditEntry.objects.filter(verb="accounts.released", actor=administrator).count() == 1


def test_wrong_passwords_for_one_account_keep_no_other_out():
    user, colleague = someone_with_a_password(), someone_with_a_password()
    for number in range(5):
        sign_in(Client(), user, f"wrong guess number {number}")

    browser = Client()
    sign_in(browser, colleague)

    assert is_in(browser)


def test_wrong_passwords_on_the_locked_screen_count_as_well(as_user):
    user = someone_with_a_password()
    browser = as_user(user)
    for number in range(5):
        once = f"0f7f1c39-8f2b-4b83-8d5c-61f3c0f3ab1{number}"
        browser.post(reverse("accounts:lock"), {"once": once, "password": f"wrong guess number {number}"})

    assert sign_in(Client(), user).status_code == 429


@pytest.mark.parametrize("function", [f for f in Function if f != Function.ADMINISTRATOR])
def test_nobody_but_an_administrator_releases_or_switches_off(function):
    user = someone_with_a_password()
    colleague = someone(function, agency=user.agency)

    with pytest.raises(Refusal):
        release_account(user_id=user.public_id, by=colleague)
    with pytest.raises(Refusal):
        deactivate_account(user_id=user.public_id, by=colleague)

    user.refresh_from_db()
    assert user.is_active


def test_an_administrator_of_another_agency_does_not_find_the_account():
    user = someone_with_a_password()

    with pytest.raises(NotVisible):
        deactivate_account(user_id=user.public_id, by=someone(Function.ADMINISTRATOR))

    user.refresh_from_db()
    assert user.is_active


def test_an_account_switched_off_is_out_of_every_browser_at_once():
    user = someone_with_a_password()
    administrator = someone(Function.ADMINISTRATOR, agency=user.agency)
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, user)
        assert is_in(browser)

    deactivate_account(user_id=user.public_id, by=administrator)

    assert not any(is_in(browser) for browser in browsers)
    again = Client()
    sign_in(again, user)
    assert not is_in(again)


def test_an_agency_without_an_agreement_in_date_is_kept_out(at, as_user):
    user = someone(Function.INVESTIGATOR)
    PartnerAgreement.objects.filter(agency=user.agency).update(valid_until=at.date())
    browser = as_user(user)

    answer = browser.get(reverse("desk:home"))

    assert answer.status_code == 403
    assert "The partner agreement of your agency is not in date" in answer.text
    assert browser.get(reverse("desk:home")).status_code == 302


def test_the_last_day_of_an_agreement_still_counts(at, as_user):
    user = someone(Function.INVESTIGATOR)
    PartnerAgreement.objects.filter(agency=user.agency).update(valid_until=at.date() + timedelta(days=1))

    assert is_in(as_user(user))


def test_production_asks_for_a_second_factor_before_any_page(as_user, settings):
    settings.IS_PRODUCTION = True
    user = someone(Function.INVESTIGATOR)
    browser = as_user(user)

    answer = browser.get(reverse("desk:home"))
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))

    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert is_in(browser)


def test_nobody_signs_up_by_themselves(client):
    answer = client.post(
        reverse("account_signup"),
        {"email": "x@taskforce.example", "password1": "a b c d e f g", "password2": "a b c d e f g"},
    )

    assert "closed" in answer.text.lower()
    assert not is_in(client)
