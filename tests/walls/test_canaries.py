"""A word is planted in every telling field; every answer, mail, line and dump is searched for what it must not hold."""

import logging
import re
import subprocess
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import PlanSection
from taskforce.accounts.models import User
from taskforce.audit.models import AuditEntry
from taskforce.kit.purposes import SAID
from taskforce.local.binaries import postgres_bin
from taskforce.notices.models import Notice
from taskforce.walls.compiler import walled
from tests.uploads.builders import bytes_of
from tests.walls.ground import HOUSE, Ground, a_planted_world
from victims.models import Person

pytestmark = pytest.mark.django_db

WORD = re.compile(r"quince\d{4}z")
PACKAGES = ("accounts/", "i18n/")  # sign-in itself: allauth's own pages, and the switch of language
OTHERS = {"kind": PlanSection.Kind.values[:2], "token": ["no-such-token"], "key": ["no-such-key"], "number": ["1"]}
QUERIES = ("", "?search=quince&ordering=text&ordering=-location&format=json&depth=3")
ENDS_THE_VISIT = re.compile(r"lock|leave|away|out")

# The search would find nothing either if nothing were shown: these are read by those whose they are.
SEEN_BY_SOMEBODY = {
    "intelligence.RaidTarget.address", "intelligence.IntelligenceReport.text", "victims.Person.called",
    "kit.Draft.body", "victims.Interview.account", "shelters.Placement.needs", "victims.Release.alternatives",
    "oversight.AuditReview.note", "intelligence.IntelligenceFile.caption", "victims.PersonFile.name",
}  # fmt: skip


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every address of the house as a template, with the names of its arguments."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not route.startswith(PACKAGES):
            plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", route))
            plain = plain.strip("^$").replace("^", "").replace("\\.", ".")
            yield "/" + re.sub(r"(\w+)s/\{public_id\}", r"\1s/{\1_id}", plain), []


def ids_by_name() -> dict[str, list[str]]:
    """Public ids by what an argument is called: `person_id` names people. Anything else may name any row."""
    found: dict[str, list[str]] = {"user_id": [str(User.objects.order_by("pk")[0].public_id)]}
    for model in walled():
        names = {f.name for f in model._meta.fields}
        if "public_id" in names and model._meta.app_label not in {"audit", "notices", "kit"}:
            last_word = re.findall(r"[A-Z][a-z]*", model.__name__)[-1].lower()
            ids = [str(public_id) for public_id in model._base_manager.values_list("public_id", flat=True)]
            found.setdefault(f"{last_word}_id", []).extend(ids)
    return found


def addresses() -> list[str]:
    """Every address with every argument it could take; what ends a visit comes last."""
    known = ids_by_name()
    anything = sorted({one for ids in known.values() for one in ids})
    found = []
    for route, _names in routes():
        names = re.findall(r"\{(\w+)\}", route)
        choices = product(*(OTHERS.get(name) or known.get(name) or anything for name in names))
        found += [route.format(**dict(zip(names, values, strict=True))) for values in choices]
    return sorted(found, key=lambda path: bool(ENDS_THE_VISIT.search(path)))


def words_in(answer: Any) -> set[str]:
    return set(WORD.findall(bytes_of(answer).decode(errors="replace"))) | set(WORD.findall(str(answer.headers)))


def asked_by(client: Any, paths: list[str]) -> Iterator[tuple[str, set[str]]]:
    """The words each address answers with, to what a browser and a curious programmer would send."""
    for path in paths:
        for query in QUERIES if path.startswith("/api/") else QUERIES[:1]:
            yield path + query, words_in(client.get(path + query))
    for method in ("head", "options", "put"):
        for path in paths[:: len(paths) // 12]:
            yield f"{method} {path}", words_in(getattr(client, method)(path))


def saying_why(browser: Any) -> Any:
    """Whoever would be asked why they open a person's record has said so already."""
    session = browser.session
    session[SAID] = {f"victims.Person:{person.pk}": "care" for person in Person.objects.all()}
    session.save()
    return browser


def test_no_answer_mail_or_line_holds_a_word_its_reader_may_not_read(at, as_user, caplog):
    caplog.set_level(logging.INFO)
    ground = a_planted_world(at)
    paths, leaks, read, released, answers = addresses(), [], set(), set(), 0

    for reader in ground.readers:
        forbidden = {p.word: p.name for p in ground.planted if not p.may_be_read_by(reader)}
        for asked, words in asked_by(saying_why(as_user(User.objects.get(pk=reader.pk))), paths):
            leaks += [(forbidden[word], asked, sorted(reader.functions)) for word in words & set(forbidden)]
            read |= words
            released |= words if reader.functions & HOUSE else set()
            answers += 1

    assert leaks == []
    assert {p.name for p in ground.planted if p.word in read} >= SEEN_BY_SOMEBODY
    names = {p.name for p in ground.planted if p.word in released}
    assert names >= {"victims.Person.called", "victims.CounsellingSession.needs"}  # what was released to the house
    told = [str(message.message()) for message in mail.outbox] + [caplog.text]
    told += [str(row) for row in AuditEntry._base_manager.values_list("codes", "verb", "object_type")]
    told += [str(row) for row in Notice._base_manager.values_list("path", "kind", "source")]
    assert WORD.findall(" ".join(told)) == []
    assert answers > 2_000


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_whole_database_holds_no_sealed_word(at):
    ground: Ground = a_planted_world(at)

    database = connection.settings_dict["NAME"]
    dump = subprocess.run([postgres_bin() / "pg_dump", database], capture_output=True, text=True, check=True).stdout

    sealed = {p.word for p in ground.planted if p.is_sealed}
    assert {p.word for p in ground.planted if not p.is_sealed} == set(WORD.findall(dump))
    assert not [word for word in sealed if word in dump or word.encode().hex() in dump]
    assert len(sealed) > 30
