"""Whatever is logged, and however, no line holds a name, an address, a typed text, an argument or a token."""

import io
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
import structlog
from celery import shared_task
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.http import urlencode

from taskforce.accounts.models import Agency, User
from taskforce.kit.middleware import open_to_all
from taskforce.logs import redaction
from taskforce.logs.context import marks, working_on
from taskforce.logs.setup import lines
from taskforce.refusal import Refusal
from taskforce.urls import handler404, handler500  # noqa: F401
from taskforce.urls import urlpatterns as of_the_house
from tests.builders import an_agency, someone
from tests.edge.canaries import canaries, marks_in, sensitive_fields

log = logging.getLogger("tests.edge.speaking")
Speak = Callable[[str], None]


class Careless(logging.Formatter):
    """The control: everything a record holds."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {vars(record)}"


class Heard:
    """What two handlers wrote of the same records: ours, and a plain one that shows that the probe can hear."""

    def __init__(self) -> None:
        self.ours, self.plain = io.StringIO(), io.StringIO()
        self.handlers = [logging.StreamHandler(self.ours), logging.StreamHandler(self.plain)]
        self.handlers[0].setFormatter(lines())
        self.handlers[1].setFormatter(Careless())

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.ours.getvalue().splitlines()]


@pytest.fixture
def heard() -> Iterator[Heard]:
    found, root = Heard(), logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    for handler in found.handlers:
        root.addHandler(handler)
    yield found
    for handler in found.handlers:
        root.removeHandler(handler)
    root.setLevel(level)


# --- The ways in which a careless line of code could say it ---


def as_the_message(word: str) -> None:
    log.warning(word)


def woven_into_the_message(word: str) -> None:
    log.warning(f"Could not place {word} tonight.")  # noqa: G004 - what a careless colleague would write


def as_an_argument(word: str) -> None:
    log.warning("Could not place %s tonight.", word)
    log.warning("Could not place %(who)s tonight.", {"who": word})


def under_every_key(word: str) -> None:
    keys = (
        *redaction.NUMBERS,
        *redaction.CODES,
        *redaction.IDS,
        "route",
        "method",
        "task",
        "event",
        "error",
        "user_name",
    )
    log.warning("Placed.", extra=dict.fromkeys(keys, word))
    log.warning("Placed.", extra={"count": {"who": word}, "code": [word], "object": word})


def by_structlog(word: str) -> None:
    structlog.get_logger("tests.edge.structured").warning(word, who=word, code=word, object=word, note={"of": word})


def as_an_exception(word: str) -> None:
    with suppress(ValueError):
        raise_of(word)
    try:
        raise_of(word)
    except ValueError as error:
        error.add_note(word)
        log.exception(error)  # noqa: TRY401
        log.exception("It broke.", exc_info=error)
        structlog.get_logger("tests.edge.structured").exception(word, who=word)


def raise_of(word: str) -> None:
    try:
        dict[str, str]()[word]
    except KeyError as inner:
        raise ValueError(f"no such person: {word}") from inner


def as_a_group(word: str) -> None:
    log.error("Several things broke.", exc_info=ExceptionGroup(word, [ValueError(word), OSError(2, word, word)]))


def as_a_refusal(word: str) -> None:
    log.error("Refused.", exc_info=Refusal("OWN_PLAN", word, field=word, fix=word))


def by_a_library(word: str) -> None:
    logging.getLogger("django.db.backends").debug(
        "(%.3f) %s; args=%s; alias=%s",
        0.1,
        f"select '{word}'",
        (word,),
        "default",
        extra={"sql": word, "params": (word,)},
    )
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", f"/people/{word}/", extra={"status_code": 500}
    )
    logging.getLogger(word).error("A logger should not be named so.")


def with_the_stack(word: str) -> None:
    log.warning("Look where.", stack_info=True, extra={"word": word})


WAYS: tuple[Speak, ...] = (
    as_the_message, woven_into_the_message, as_an_argument, under_every_key, by_structlog, as_an_exception, as_a_group,
    as_a_refusal, by_a_library, with_the_stack,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_line_holds_what_stands_in_a_sensitive_field(heard: Heard, way: Speak) -> None:
    words = canaries()
    for word in words.values():
        way(word)

    assert marks_in(heard.ours.getvalue()) == set()
    assert len(heard.lines()) >= len(words)
    assert marks_in(heard.plain.getvalue()) == set(words)


def test_every_sealed_field_and_every_name_is_among_the_words() -> None:
    covered = {field.name for _model, field in sensitive_fields()}

    assert {"text", "address", "description", "email", "name"} <= covered
    assert len(canaries()) >= 30


@pytest.mark.django_db
def test_a_row_that_is_logged_shows_nothing_of_itself(heard: Heard) -> None:
    words = canaries()
    for model in {model for model, _field in sensitive_fields()}:
        held = {f.name: words[f"{model._meta.label}.{f.name}"] for m, f in sensitive_fields() if m is model}
        row = model(**held)
        log.warning(row)
        log.warning("Saved %s, %r.", row, vars(row), extra={"object": row, "code": str(vars(row))})

    assert marks_in(heard.ours.getvalue()) == set()
    assert marks_in(heard.plain.getvalue()) != set()


@pytest.mark.django_db(transaction=True)
def test_what_the_database_quotes_in_its_errors_is_not_repeated(heard: Heard) -> None:
    word = "Quill000xfeather"
    Agency.objects.create(kind="shelter", code="taken", name=word)
    for values in ({"code": "other", "name": word}, {"code": word * 9, "name": "Another"}):
        try:
            with transaction.atomic():
                Agency.objects.create(kind="shelter", **values)
        except (IntegrityError, DataError) as error:
            log.exception("Not saved.", exc_info=error)
    with suppress(DataError), transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute("select %s::integer", [word])
        except DataError:
            log.exception("Not read.")
            raise

    assert marks_in(heard.ours.getvalue()) == set()
    assert marks_in(heard.plain.getvalue()) != set()
    told = [line for line in heard.lines() if line["logger"] == log.name]
    assert [line["sql_state"] for line in told] == ["23505", "22001", "22P02"]
    assert told[0]["constraint"] == "accounts_agency_name_key"
    assert "django.db.utils.IntegrityError" in told[0]["error"]
    assert any(
        frame.endswith("in_its_errors_is_not_repeated") or "test_log_lines" in frame for frame in told[0]["trace"]
    )


# --- Django's own lines ---


@open_to_all
def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError(request.GET["q"])


@open_to_all
def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(request.GET["q"])


@open_to_all
def answers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


urlpatterns = [path("breaks/", breaks), path("suspects/", suspects), path("answers/", answers), *of_the_house]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_answers_400_403_404_and_500_leave_no_word_of_the_request(heard: Heard) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    seen = set()
    for word in canaries().values():
        asked = urlencode({"q": word})
        for address in (
            f"/breaks/?{asked}",
            f"/suspects/?{asked}",
            f"/invitation/{uuid.uuid4()}{asked}/",
            f"/x/{asked}/?{asked}",
        ):
            seen.add(
                browser.get(address, headers={"referer": f"https://x.example/{asked}", "user-agent": word}).status_code
            )
        seen.add(browser.post(f"/answers/?{asked}", {"q": word}).status_code)

    assert seen == {400, 403, 404, 500}
    assert marks_in(heard.ours.getvalue()) == set()
    assert marks_in(heard.plain.getvalue()) == set(canaries())
    statuses = {line.get("status") for line in heard.lines() if str(line["logger"]).startswith("django")}
    assert {400, 403, 404, 500} <= statuses


@pytest.mark.django_db
def test_a_token_in_an_address_is_not_repeated_and_the_route_is_named(heard: Heard, client: Client) -> None:
    client.get("/invitation/Quill000xfeather-token/")

    told = [line for line in heard.lines() if line["event"] == "Answered."]
    assert marks_in(heard.ours.getvalue()) == set()
    assert (told[0]["route"], told[0]["status"], told[0]["method"]) == ("accounts:invitation", 404, "GET")


@pytest.mark.django_db
def test_a_line_tells_request_and_user_apart_and_names_neither(heard: Heard, as_user: Callable[[User], Client]) -> None:
    user = someone(agency=an_agency())
    answer = as_user(user).get("/")

    told = next(line for line in heard.lines() if line["event"] == "Answered.")
    assert told["user"] == str(user.public_id)
    assert str(UUID(told["request_id"])) == told["request_id"]
    assert "X-Request-ID" not in answer.headers
    assert user.name not in heard.ours.getvalue()
    assert user.email not in heard.ours.getvalue()
    assert marks() == {}


# --- The worker's lines ---


@shared_task(name="tests.edge.fails")
def fails(word: str) -> None:
    raise ValueError(word)


def test_a_failed_task_leaves_its_name_and_where_it_failed_and_no_argument(heard: Heard) -> None:
    for word in canaries().values():
        fails.apply(args=[word])

    assert marks_in(heard.ours.getvalue()) == set()
    assert marks_in(heard.plain.getvalue()) == set(canaries())
    told = heard.lines()[-1]
    assert told["task"] == "tests.edge.fails"
    assert told["error"] == ["builtins.ValueError"]
    assert any("test_log_lines.py" in frame for frame in told["trace"])


def test_the_next_task_is_not_taken_for_the_last(heard: Heard) -> None:
    working_on("tests.edge.fails", str(uuid.uuid4()))
    working_on("", "")
    log.warning("Placed.")

    assert "task" not in heard.lines()[0]


# --- What may be said, is ---


def test_our_own_words_codes_counts_and_ids_are_printed(heard: Heard) -> None:
    found = uuid.uuid4()
    log.warning("Placed.", extra={"count": 4, "code": "PLACED", "object": found, "status": 200})

    told = heard.lines()[0]
    assert (told["event"], told["count"], told["code"], told["object"]) == ("Placed.", 4, "PLACED", str(found))
    assert told["place"].startswith("tests/edge/test_log_lines.py:")
    assert {"at", "level", "logger"} <= told.keys()


def test_an_exception_nobody_caught_becomes_a_line(heard: Heard, capsys: pytest.CaptureFixture[str]) -> None:
    from taskforce.logs.setup import _uncaught  # noqa: PLC0415

    _uncaught(ValueError, ValueError("Quill000xfeather"), None)

    assert marks_in(heard.ours.getvalue()) == set()
    assert heard.lines()[0]["error"] == ["builtins.ValueError"]
    assert capsys.readouterr().err == ""
