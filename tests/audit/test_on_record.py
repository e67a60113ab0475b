"""What was done stays on record: a row is written with the act and never changed (CJIS AU)."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from taskforce.access.policy import visible_rows
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.audit.services import record, record_shown
from taskforce.refusal import Refusal
from tests.builders import someone
from tests.intelligence.builders import a_target
from tests.victims.builders import a_person_in_care, a_talk
from victims.models import CounsellingSession
from victims.services import close_period

pytestmark = pytest.mark.django_db


def test_a_row_on_record_is_not_changed():
    entry = record("test.done", by=someone())

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(verb="test.undone")

    assert AuditEntry.objects.get().verb == "test.done"


def test_a_row_on_record_is_not_deleted():
    entry = record("test.done", by=someone())

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        entry.delete()

    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET outcome = 'allowed'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry CASCADE",
    ],
)
def test_plain_sql_changes_nothing_either(statement):
    record("test.refused", by=someone(), allowed=False)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get().outcome == "denied"


def test_writing_needs_no_right_to_read():
    with acting_as(None):
        record("test.done_by_nobody", by=None)
        assert AuditEntry.objects.count() == 0

    assert AuditEntry.objects.get().verb == "test.done_by_nobody"


def test_without_a_row_on_record_nothing_is_done(at, as_user):
    target = a_target(at)
    client = as_user(target.opened_by)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditentry ADD CONSTRAINT full_disk CHECK (false) NOT VALID")

    answer = client.get(reverse("intelligence:target", args=[target.public_id]))

    assert answer.status_code == 503
    assert "AUDIT_UNAVAILABLE" in answer.content.decode()
    assert target.title not in answer.content.decode()


def test_a_row_says_what_a_list_gave_away():
    reader, ids = someone(), [uuid4() for _ in range(3)]

    record_shown(AuditEntry, ids, by=reader, purpose="review")

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_type, entry.rows, entry.shown) == ("access.listed", "audit.AuditEntry", 3, ids)


def test_rows_of_one_sign_in_carry_one_mark_that_opens_no_session(as_user):
    person = someone(Function.COUNSELLOR)
    for client in (as_user(person), as_user(person)):
        for _ in range(2):
            client.get(reverse("victims:person", args=[uuid4()]))

    marks = list(AuditEntry.objects.filter(actor=person).order_by("at").values_list("sign_in", flat=True))

    assert len(marks) == 4
    assert marks[0] == marks[1] != marks[2] == marks[3]
    assert not Session.objects.filter(session_key__in=marks).exists()


def test_an_act_that_is_undone_leaves_no_row(at):
    care = a_person_in_care(at)
    before = AuditEntry.objects.count()

    with pytest.raises(Refusal):
        close_period(person_id=care.person.public_id, by=care.counsellor, at=at)

    assert AuditEntry.objects.count() == before


def test_a_refused_act_by_page_is_on_record_with_its_code(at, as_user):
    care = a_person_in_care(at)

    as_user(care.counsellor).post(reverse("victims:close-period", args=[care.person.public_id]))

    [entry] = AuditEntry.objects.filter(actor=care.counsellor, outcome="denied")
    assert (entry.verb, entry.codes) == ("act.refused", {"code": "COUNSELLING_CLOSED_EARLY"})


def test_opening_a_talk_is_on_record_with_who_and_what(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at)

    as_user(care.counsellor).get(reverse("victims:session", args=[talk.public_id]))

    entry = AuditEntry.objects.get(verb="access.read")
    assert (entry.actor, entry.agency) == (care.counsellor, care.person.agency)
    assert (entry.object_type, entry.object_id) == (CounsellingSession._meta.label, talk.public_id)


def test_the_record_holds_no_word_anybody_typed(at, as_user):
    care = a_person_in_care(at)
    talk = a_talk(care, at, said="They miss their sister.")
    as_user(care.counsellor).get(reverse("victims:session", args=[talk.public_id]))

    kept = str(list(AuditEntry.objects.values()))

    for private in ("sister", care.counsellor.name, care.counsellor.email):
        assert private not in kept


def test_auditors_alone_read_the_record(at):
    record("test.done", by=someone())

    for function in Function:
        assert visible_rows(someone(function), AuditEntry) is (function == Function.AUDITOR)
