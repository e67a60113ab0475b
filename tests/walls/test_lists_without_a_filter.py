"""Somebody forgets the filter of a list: the page still shows no row of anybody else's, because PostgreSQL does not."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse

from intelligence.models import RaidTarget
from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.walls.compiler import walled
from tests.builders import someone
from tests.cases.builders import a_launched_plan
from tests.intelligence.builders import a_report_on, a_target
from tests.shelters.builders import a_requested_placement, an_accepted_placement
from tests.victims.builders import a_booked_interview, a_release

pytestmark = pytest.mark.django_db

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Sign-in and what carries no row of anybody's.
NOT_OURS = ("account_", "mfa_", "usersessions_", "style", "demo", "live", "ready", "schema")


def lists() -> list[str]:
    """Every address that names no row and answers with rows: pages and endpoints, from the resolver itself."""
    names = []
    for prefix, patterns in [("", get_resolver())] + [
        (f"{n}:", r) for n, (_p, r) in get_resolver().namespace_dict.items()
    ]:
        names += [f"{prefix}{name}" for name in patterns.reverse_dict if isinstance(name, str)]
    found = []
    for name in sorted(set(names)):
        if not name.split(":")[-1].startswith(NOT_OURS) and not name.startswith(NOT_OURS):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return found


@pytest.fixture
def others(at):
    """Rows of other agencies of every room."""
    stay = an_accepted_placement(at)
    a_requested_placement(at)
    a_booked_interview(stay.care, at.replace(day=at.day + 2))
    a_release(stay.care, stay.house.shelter.agency, "name", at=at)
    a_launched_plan(at)
    return stay


def ids_in(answer) -> set[UUID]:
    return {UUID(found) for found in ID.findall(answer.content.decode(errors="replace"))}


def ids_of_rows() -> set[UUID]:
    return {
        public_id
        for model in walled()
        if model._meta.app_label not in {"audit", "vault"} and any(f.name == "public_id" for f in model._meta.fields)
        for public_id in model._base_manager.values_list("public_id", flat=True)
    }


def forget_the_filter(monkeypatch) -> None:
    monkeypatch.setattr(ScopedQuerySet, "visible_to", lambda rows, _user, **_how: rows)
    monkeypatch.setattr(ScopedQuerySet, "with_fields_for", lambda rows, _user, **_how: rows)


def test_without_the_wall_the_same_list_would_show_them(others, monkeypatch):
    stranger = someone(Function.INVESTIGATOR)
    forget_the_filter(monkeypatch)
    with acting_as(stranger):
        assert not RaidTarget.objects.visible_to(stranger).exists()

    with connection.cursor() as cursor:
        cursor.execute("create policy gap on intelligence_raidtarget to taskforce_web using (true)")

    with acting_as(stranger):
        assert RaidTarget.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("kind", ["law_enforcement", "victim_services", "shelter"])
@pytest.mark.parametrize("path", lists())
def test_a_list_that_forgot_its_filter_shows_nothing_of_others(others, as_user, at, monkeypatch, path, kind):
    stranger = someone(*(set(Function) - {Function.AUDITOR}), kind=kind)
    if kind == "law_enforcement":
        a_report_on(a_target(at, by=stranger), at, by=stranger)
    browser = as_user(stranger)
    honest = browser.get(path)
    forget_the_filter(monkeypatch)

    careless = browser.get(path)

    assert careless.status_code == honest.status_code
    shown_to_all = ids_in(honest) | {stranger.public_id, stranger.agency.public_id}
    assert ids_in(careless) & ids_of_rows() <= shown_to_all
