"""A word is planted in every telling field; every answer, mail, line and dump is searched for what it must not hold."""

import io
import logging
import re
import subprocess
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from redis import Redis

from taskforce.access.querysets import ScopedQuerySet
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.models import AuditEntry
from taskforce.audit.tasks import seal_audit
from taskforce.celery import app as celery
from taskforce.clocks.tasks import sweep_clocks
from taskforce.kit.purposes import SAID
from taskforce.local.binaries import postgres_bin
from taskforce.notices.models import Notice
from taskforce.notices.tasks import send_waiting_mail
from tests.uploads.builders import bytes_of
from tests.walls.addresses import ENDS_THE_VISIT, addresses
from tests.walls.expected import Facts, Model, Row, Somebody, the_facts
from tests.walls.ground import ALSO_TELLING, HOUSE, Ground, a_planted_world, sealed_fields
from victims.models import Person

pytestmark = pytest.mark.django_db

WORD = re.compile(r"quince\d{4}z")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
QUERIES = ("", "?search=quince&ordering=text&ordering=-location&format=json&depth=3")

# The search would find nothing either if nothing were shown: these are read by those whose they are.
SEEN_BY_SOMEBODY = {
    "intelligence.RaidTarget.address", "intelligence.IntelligenceReport.text", "victims.Person.called",
    "kit.Draft.body", "victims.Interview.account", "shelters.Placement.needs", "victims.Release.alternatives",
    "oversight.AuditReview.note", "intelligence.IntelligenceFile.caption", "victims.PersonFile.name",
    "intelligence.ReasonableSuspicion.facts",
}  # fmt: skip
# Who outside has read a record is listed by its id for those who oversee, whether or not they see the record itself.
NAMES_WHAT_IS_HIDDEN = ("/read-outside/", "/emergency/", "/record/")


def texts_of(answer: Any) -> str:
    """All that an answer says: its body, unpacked where it is packed, and its headers."""
    body = bytes_of(answer)
    said = body.decode(errors="replace") + str(answer.headers) + str(answer.cookies)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            said += "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return said


def asked_by(client: Client, paths: list[str]) -> Iterator[tuple[str, Any]]:
    """What each address answers to what a browser and a curious programmer would send."""
    for number, method in enumerate(("head", "options", "put", "delete")):
        for path in paths[number :: len(paths) // 6]:
            if not ENDS_THE_VISIT.search(path):
                yield f"{method} {path}", getattr(client, method)(path)
    for path in paths:
        for query in QUERIES if path.startswith("/api/") else QUERIES[:1]:
            yield path + query, client.get(path + query)


def saying_why(browser: Client) -> Client:
    """Whoever would be asked why they open a person's record has said so already."""
    session = browser.session
    session[SAID] = {f"victims.Person:{person.pk}": "care" for person in Person.objects.all()}
    session.save()
    return browser


def rows_by_id(facts: Facts) -> dict[str, tuple[Model, Row]]:
    """Every row that an answer could name."""
    from taskforce.walls.compiler import walled  # noqa: PLC0415

    return {
        str(row["public_id"]): (model, row)
        for model in walled()
        if any(f.name == "public_id" for f in model._meta.fields)
        for row in facts.read(model).values()
    }


def hidden_from(reader: User, facts: Facts, rows: dict[str, tuple[Model, Row]]) -> set[str]:
    """The ids of the rows that the declarations do not show to this reader, worked out apart."""
    who = Somebody(reader.pk, reader.agency_id, reader.agency.kind, reader.functions, reader.is_active)
    return {public_id for public_id, (model, row) in rows.items() if not facts.of(who).sees(model, row)}


def test_no_answer_mail_or_line_holds_a_word_its_reader_may_not_read(at, as_user, caplog, tell_at_the_end):
    caplog.set_level(logging.INFO)
    ground = a_planted_world(at)
    facts = the_facts()
    paths, rows = addresses(most=2), rows_by_id(facts)
    leaks, read, released, answers = [], set(), set(), 0

    for reader in ground.readers:
        forbidden = {p.word: p.name for p in ground.planted if not p.may_be_read_by(reader)}
        hidden = hidden_from(reader, facts, rows)
        for asked, answer in asked_by(saying_why(as_user(User.objects.get(pk=reader.pk))), paths):
            said = texts_of(answer)
            words, ids = set(WORD.findall(said)), set(ID.findall(asked))
            leaks += [(forbidden[word], asked, sorted(reader.functions)) for word in words & set(forbidden)]
            if not asked.startswith(NAMES_WHAT_IS_HIDDEN):
                named = (set(ID.findall(said)) - ids) & hidden
                leaks += [(rows[one][0]._meta.label, asked, sorted(reader.functions)) for one in named]
                if asked.startswith("/") and ids & hidden and answer.status_code not in {404, 405}:
                    leaks.append((f"answers {answer.status_code}", asked, sorted(reader.functions)))
            read |= words
            released |= words if reader.functions & HOUSE else set()
            answers += 1

    assert leaks[:20] == []
    assert {p.name for p in ground.planted if p.word in read} >= SEEN_BY_SOMEBODY
    names = {p.name for p in ground.planted if p.word in released}
    assert names >= {"victims.Person.called", "victims.CounsellingSession.needs"}  # what was released to the house
    assert words_told_on_the_way(caplog.text) == []
    assert answers > 3_000
    tell_at_the_end(
        f"canaries: {len(ground.planted)} words in {len({p.name for p in ground.planted})} fields x"
        f" {len(ground.readers)} readers x {answers:,} answers, 0 read by whom they are not for"
    )


def words_told_on_the_way(lines: str) -> list[str]:
    """Planted words in mails, notices, audit rows and log lines."""
    told = [str(message.message()) for message in mail.outbox] + [lines]
    told += [str(row) for row in AuditEntry._base_manager.values_list("codes", "verb", "object_type")]
    told += [str(row) for row in Notice._base_manager.values_list("path", "kind", "source")]
    return WORD.findall(" ".join(told))


def test_a_refused_form_holds_no_word_either(at, as_user, caplog):
    caplog.set_level(logging.INFO)
    ground, leaks, statuses = a_planted_world(at), [], set()
    for reader in [r for r in ground.readers if len(r.functions) > 8][:4]:
        forbidden = {p.word: p.name for p in ground.planted if not p.may_be_read_by(reader)}
        browser = as_user(User.objects.get(pk=reader.pk))
        browser.raise_request_exception = False
        for path in (path for path in addresses(most=1) if not path.endswith(("/lock/", "/leave/"))):
            with transaction.atomic():
                answer = browser.post(path, {"once": "x", "name": "quince", "reference": "P-0000000"})
                transaction.set_rollback(True)
            statuses.add(answer.status_code)
            leaks += [(forbidden[word], path) for word in set(WORD.findall(texts_of(answer))) & set(forbidden)]

    assert leaks == []
    assert statuses >= {302, 404, 405, 422}
    assert words_told_on_the_way(caplog.text) == []


class _Words(Exception):
    """What a programmer's mistake looks like: the words stand in the message and in the variables around it."""


@pytest.mark.parametrize(
    ("raised", "status"),
    [(SuspiciousOperation, 500), (PermissionDenied, 403), (Http404, 404), (_Words, 500), (DatabaseError, 500)],
)
def test_an_error_page_holds_no_word_of_what_went_wrong(at, as_user, monkeypatch, caplog, raised, status):
    caplog.set_level(logging.DEBUG)
    ground = a_planted_world(at)
    words = " ".join(p.word for p in ground.planted)
    browser = as_user(ground.stay.care.counsellor)
    browser.raise_request_exception = False

    def broken(rows: Any, _user: Any, **_how: Any) -> Any:
        in_play = words
        raise raised(in_play)

    monkeypatch.setattr(ScopedQuerySet, "visible_to", broken)
    answers = [browser.get(path) for path in ("/people/", "/targets/", "/placements/", "/api/placements/")]

    assert status in {answer.status_code for answer in answers}
    assert [WORD.findall(texts_of(answer)) for answer in answers] == [[]] * len(answers)
    assert words_told_on_the_way("".join(line for line in caplog.text.splitlines() if "taskforce" in line)) == []


def test_a_form_without_its_token_and_a_wrong_method_hold_no_word(at, caplog):
    caplog.set_level(logging.INFO)
    ground = a_planted_world(at)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ground.stay.care.counsellor, backend="allauth.account.auth_backends.AuthenticationBackend")
    person = ground.stay.care.person.public_id
    answers = [
        strict.post(f"/people/{person}/describe/", {"called": "x"}),
        strict.put("/api/placements/", {}, content_type="application/json"),
        strict.get(f"/people/{person}/close/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 405]
    assert [WORD.findall(texts_of(answer)) for answer in answers] == [[]] * 3
    assert words_told_on_the_way(caplog.text) == []


def test_a_person_is_found_by_name_in_their_own_agency_alone(at, as_user):
    ground = a_planted_world(at)
    [planted] = [p for p in ground.planted if p.name == "victims.Person.called"]
    reference, found = ground.stay.care.person.reference, {}

    for reader in ground.readers:
        with transaction.atomic():
            page = as_user(User.objects.get(pk=reader.pk)).post(
                "/people/find/", {"name": planted.word, "once": "5d7f1d3c-6b1f-4a57-9a5e-000000000001"}
            )
            transaction.set_rollback(True)
        found[reader.pk] = reference in page.content.decode()

    theirs = ground.stay.care.person.agency_id
    finders = {r.pk for r in ground.readers if r.agency_id == theirs and r.holds(Function.COUNSELLOR)}
    assert {pk for pk, is_found in found.items() if is_found} == finders
    assert any(found.values())


def test_every_sealed_field_of_every_model_holds_a_word(at):
    from taskforce.access.policy import policies  # noqa: PLC0415

    names = {p.name for p in a_planted_world(at).planted}
    expected = {f"{p.model._meta.label}.{name}" for p in policies() for name in sealed_fields(p.model)}
    expected |= {f"{label}.{name}" for label, fields in ALSO_TELLING.items() for name in fields}

    assert expected - names == set(), "make a row of it in tests/walls/rows.py"


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_whole_database_holds_no_sealed_word(at, tell_at_the_end):
    ground: Ground = a_planted_world(at)

    plain = dumped("--format=plain")
    as_inserts = dumped("--format=plain", "--inserts")
    unpacked = dumped("--format=custom", "--compress=0")

    sealed = {p.word for p in ground.planted if p.is_sealed}
    assert {p.word for p in ground.planted if not p.is_sealed} == set(WORD.findall(plain.decode(errors="replace")))
    for dump in (plain, as_inserts, unpacked):
        assert [word for word in sealed for shape in shapes_of(word) if shape in dump] == []
    assert len(sealed) > 30
    tell_at_the_end(f"canaries: {len(sealed)} sealed words, {len(plain) // 1024:,} KiB of dump in 3 formats, 0 found")


def dumped(*options: str) -> bytes:
    """The whole database, as whoever steals a dump has it."""
    command = [postgres_bin() / "pg_dump", *options, connection.settings_dict["NAME"]]
    return subprocess.run(command, capture_output=True, check=True).stdout


def shapes_of(word: str) -> list[bytes]:
    """How a word could stand in a dump: as it is, as hexadecimal of bytea, as octal escapes, in base64."""
    import base64  # noqa: PLC0415

    raw = word.encode()
    octal = "".join(f"\\{byte:03o}" for byte in raw).encode()
    return [raw, raw.hex().encode(), octal, base64.b64encode(raw)[:12]]


@pytest.mark.django_db(transaction=True)
def test_valkey_holds_no_word_and_no_address(at, as_user):
    ground = a_planted_world(at)
    for reader in (ground.stay.care.counsellor, ground.operation.lead):
        browser = as_user(reader)
        for path in ("/", "/inbox/", "/people/", "/placements/", "/plans/"):
            assert browser.get(path).status_code == 200
    for task in (sweep_clocks, send_waiting_mail, seal_audit):
        task.apply_async()
    stores = [Redis.from_url(settings.CACHES["default"]["LOCATION"]), celery.connection_for_write().channel().client]

    held = [(key, store.dump(key), store.type(key)) for store in stores for key in store.keys("*")]
    queued = [item for store in stores for key in store.keys("*") if store.type(key) == b"list"
              for item in store.lrange(key, 0, -1)]  # fmt: skip

    assert queued, "the tasks have to be there, or nothing is searched"
    said = b" ".join(part for key, dump, _kind in held for part in (key, dump or b"")) + b" ".join(queued)
    assert [p.name for p in ground.planted for shape in shapes_of(p.word) if shape in said] == []
    for store in stores:
        store.flushdb()


def test_every_function_and_every_kind_of_agency_is_among_the_readers(at):
    readers = a_planted_world(at).readers
    alone = {function for reader in readers if len(reader.functions) <= 2 for function in reader.functions}

    assert {reader.agency.kind for reader in readers} == set(Agency.Kind)
    assert alone == set(Function)
