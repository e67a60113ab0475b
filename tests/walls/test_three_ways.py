"""Three answers to one question, over random worlds: what a list shows, what one row answers, what PostgreSQL shows.

A world is laid once by the builders and then thrown about: who works where and as what, whose training lapsed, who is
switched off, whom rows belong to and name, which grants there are. TASKFORCE_WORLDS says how many.
"""

import os
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskforce.access.policy import ALL
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.services import fields_of
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function, User
from taskforce.walls.compiler import walled
from tests.builders import someone
from tests.cases.builders import a_launched_plan
from tests.intelligence.builders import a_target_where_people_are_held
from tests.shelters.builders import a_given_placement, an_accepted_placement
from tests.uploads.builders import a_photograph_of, an_examined
from tests.victims.builders import a_booked_interview, a_release, a_talk
from tests.walls.ground import by_the_database
from victims.services import keep_paper

pytestmark = pytest.mark.django_db

WORLDS = int(os.environ.get("TASKFORCE_WORLDS", "60"))
READERS, ROWS_ASKED = 3, 12

KINDS = [
    Agency.Kind.LAW_ENFORCEMENT, Agency.Kind.VICTIM_SERVICES, Agency.Kind.SHELTER, Agency.Kind.PROSECUTION,
    Agency.Kind.CHILD_PROTECTION, Agency.Kind.OVERSIGHT,
]  # fmt: skip
OF_AN_AGENCY = [
    "accounts_user", "intelligence_raidtarget", "intelligence_intelligencereport",
    "intelligence_intelligencefile", "cases_raidplan", "victims_person",
    "shelters_shelter", "clocks_clock", "vault_recordkey",
]  # fmt: skip
OF_A_PERSON = {
    "cases_raidplan": "planner_id", "victims_interview": "interviewer_id", "clocks_clock": "holder_id",
    "notices_notice": "user_id", "audit_auditentry": "actor_id",
}  # fmt: skip
RELEASED = [("name",), ("profile", "needs"), ("safe_contact", "wishes", "period")]
RELEASES = """
    update victims_release r set signed_at = now() - interval '60 days',
      expires_at = now() + (random() - 0.3) * interval '30 days',
      recipient_id = (select a.id from accounts_agency a where a.id = any(%s) and a.id <> r.discloser_id
        order by random() limit 1);
    update victims_release set withdrawn_at = now(), withdrawn_by_id = witnessed_by_id, withdrawn_how = 'oral'
      where random() < 0.3;
"""


@dataclass
class Ground:
    """The ids that a world is thrown about with."""

    agencies: list[int]
    people: list[int]
    targets: list[int]


@pytest.fixture
def ground(at) -> Ground:
    """A little of everything, by several agencies; PostgreSQL's triggers stand aside while it is thrown about."""
    for build in (an_accepted_placement, a_given_placement):
        stay = build(at)
        a_booked_interview(stay.care, at.replace(day=at.day + 2))
        a_talk(stay.care, at)
        for items in RELEASED:
            a_release(stay.care, stay.house.shelter.agency, *items, at=by_the_database())
    a_launched_plan(at)
    a_photograph_of(a_target_where_people_are_held(at), at)
    keep_paper(person_id=stay.care.person.public_id, file=an_examined(), caption="x", by=stay.care.counsellor, at=at)
    for kind in KINDS:
        someone(Function.AUDITOR, kind=kind)
    ids = []
    for table in ("accounts_agency", "accounts_user", "intelligence_raidtarget"):
        with connection.cursor() as cursor:
            cursor.execute(f"select array_agg(id order by id) from {table}")
            ids.append(cursor.fetchone()[0])
    return Ground(*ids)


def throw_about(ground: Ground, seed: float) -> None:
    """Another world from the same rows."""
    one_of = "(%s::bigint[])[1 + floor(random() * %s)::int]"
    with connection.cursor() as ask:
        ask.execute("set local session_replication_role = replica; select setseed(%s)", [seed])
        ask.execute(
            "update accounts_agency set kind = (%s::text[])[1 + floor(random() * %s)::int]", [KINDS, len(KINDS)]
        )
        for table in OF_AN_AGENCY:
            few = ground.agencies[:6]
            ask.execute(f"update {table} set agency_id = {one_of} where random() < 0.7", [few, len(few)])
        for table, column in OF_A_PERSON.items():
            ask.execute(f"update {table} set {column} = {one_of}", [ground.people, len(ground.people)])
        ask.execute(RELEASES, [ground.agencies])
        ask.execute("update clocks_clock set holder_id = null where random() < 0.6")
        ask.execute("update accounts_user set is_active = random() < 0.9")
        ask.execute("delete from accounts_heldfunction")
        ask.execute(
            "insert into accounts_heldfunction (user_id, function, trained_until) select u.id, f, now() +"
            " (random() - 0.2) * interval '1 year' from accounts_user u, unnest(%s::text[]) f where random() < 0.35",
            [list(Function.values)],
        )
        ask.execute("delete from intelligence_targetgrant")
        ask.execute(
            "insert into intelligence_targetgrant (user_id, content_object_id, permission_id)"
            " select u.id, t.id, p.id from accounts_user u, intelligence_raidtarget t, auth_permission p"
            " where p.codename = 'on_target' and random() < 0.2"
        )
        ask.execute("set local session_replication_role = origin")


def shown_by_postgresql(reader: User) -> set[tuple[str, object]]:
    """Every row of every table, asked by the web's role for this reader."""
    tables = " union all ".join(
        f"select '{m._meta.label}', {m._meta.pk.column}::text from {m._meta.db_table}" for m in walled()
    )
    with acting_as(reader), connection.cursor() as cursor:
        cursor.execute(tables)
        return set(cursor.fetchall())


def shown_in_lists(reader: User) -> set[tuple[str, object]]:
    """The same through the policy's own filter, asked by the owner: row security has no part in it."""
    return {
        (model._meta.label, str(pk))
        for model in walled()
        for pk in ScopedQuerySet(model).visible_to(reader).values_list("pk", flat=True)
    }


@settings(
    max_examples=WORLDS,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.floats(0, 1), readers=st.lists(st.integers(0, 10_000), min_size=READERS, max_size=READERS), odd=st.randoms()
)
def test_a_list_a_row_and_the_database_never_disagree(ground, seed, readers, odd):
    with transaction.atomic():
        throw_about(ground, seed)
        for number in readers:
            reader = User.objects.select_related("agency").get(pk=ground.people[number % len(ground.people)])
            listed = shown_in_lists(reader)

            assert shown_by_postgresql(reader) == listed
            asked = odd.sample(every_row(), ROWS_ASKED)
            assert {(m, str(row.pk)) for m, row in asked if shows(reader, row)} == {
                (m, str(row.pk)) for m, row in asked if (m, str(row.pk)) in listed
            }
        transaction.set_rollback(True)


def every_row():
    return [(model._meta.label, row) for model in walled() for row in model._base_manager.all()[:6]]


def shows(reader: User, row: object) -> bool:
    """One row, decided by its own question: does any rule show any of it?"""
    fields = fields_of(reader, row)
    return fields is ALL or bool(fields)
