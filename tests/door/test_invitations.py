"""The only way in is an invitation: it works once, and not for long."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from taskforce.accounts.models import Function, Invitation, User
from taskforce.door.services import accept_invitation, invite
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.door.builders import PASSWORD, an_invitation

pytestmark = pytest.mark.django_db
ONCE = "6d0f5fbb-5f0e-4a09-8a43-0c9c1d20a101"


def accept(link, password=PASSWORD, again=None):
    path = "/" + link.split("/", 3)[3]
    return Client().post(path, {"once": ONCE, "password": password, "again": again or password})


def test_an_invitation_makes_the_account_it_names(at, mailoutbox):
    answer = accept(an_invitation(at))

    user = User.objects.get(email="newcomer@taskforce.example")
    assert answer.status_code == 302
    assert user.functions == {Function.INVESTIGATOR}
    assert user.check_password(PASSWORD)


def test_an_invitation_works_once(at, mailoutbox):
    link = an_invitation(at)
    accept(link)

    answer = accept(link, "another long enough sentence")

    assert answer.status_code == 404
    assert User.objects.get(email="newcomer@taskforce.example").check_password(PASSWORD)


def test_an_invitation_expires_after_its_days(at, mailoutbox):
    link = an_invitation(at)

    with time_machine.travel(at + timedelta(days=7), tick=False):
        answer = accept(link)

    assert answer.status_code == 404
    assert not User.objects.filter(email="newcomer@taskforce.example").exists()


def test_a_guessed_link_opens_nothing(at):
    with pytest.raises(NotVisible):
        accept_invitation(token="guessed", password=PASSWORD, at=at)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "too short"),
        (PASSWORD, "something else entirely", "The two passwords differ"),
    ],
)
def test_a_password_that_will_not_do_is_told_and_uses_nothing_up(at, mailoutbox, password, again, said):
    link = an_invitation(at)

    answer = accept(link, password, again)

    assert answer.status_code == 422
    assert said in answer.text
    assert Invitation.objects.get().accepted_at is None


def test_the_link_is_kept_nowhere_but_in_the_mail(at, mailoutbox):
    token = an_invitation(at).rstrip("/").rsplit("/", 1)[1]

    assert token not in str(Invitation.objects.values().get())


def test_a_second_invitation_ends_the_first(at, mailoutbox):
    first = an_invitation(at)
    second = an_invitation(at)

    assert accept(first).status_code == 404
    assert accept(second).status_code == 302


@pytest.mark.parametrize("function", [f for f in Function if f != Function.ADMINISTRATOR])
def test_nobody_but_an_administrator_invites(at, function):
    with pytest.raises(Refusal) as refusal:
        invite(email="x@taskforce.example", name="X", functions=[Function.INVESTIGATOR], by=someone(function), at=at)

    assert refusal.value.code == "NOT_YOURS_TO_DO"
    assert not Invitation.objects.exists()


def test_somebody_with_an_account_is_not_invited_again(at):
    administrator = someone(Function.ADMINISTRATOR)

    with pytest.raises(Refusal) as refusal:
        invite(email=administrator.email.upper(), name="X", functions=[], by=administrator, at=at)

    assert (refusal.value.code, refusal.value.field) == ("ACCOUNT_EXISTS", "email")
