"""What a log line is made of. Nothing gets through because it looked harmless: everything is built from a list.

The rule for words: they are printed only when they stand, letter for letter, in the source of the file that logged
them. A name, an address, a typed text or a token never does, however it came into the call. Arguments are never put
into messages; of an exception its class, its database code and the places it passed through are kept, never its text.
"""

import ast
import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from taskforce.logs.context import marks, marks_of
from taskforce.refusal import Refusal

WITHHELD = "[withheld]"
# What a call may add with `extra=`: counts, times and ids, and codes that are written out where they are logged.
NUMBERS = ("status", "bytes", "ms", "rows", "count", "attempt")
CODES = ("code", "verb", "model", "outcome")
IDS = ("object", "request_id", "task_id", "user")
LARGEST = 10**12  # a larger "count" is somebody's number
DEEPEST, LONGEST_CHAIN = 40, 8
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
NAME = re.compile(r"[A-Za-z_][\w.:<>-]{0,99}")
SQL_STATE = re.compile(r"[0-9A-Z]{5}")
SHOUTING = re.compile(r"[A-Z][A-Z0-9_]{2,59}")
ROOTS = sorted({str(Path(place).resolve()) for place in sys.path if place}, key=len, reverse=True)


def only_what_is_listed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """A structlog processor: throws the event away and builds a new one from its record."""
    record: logging.LogRecord = event["_record"]
    given = record.msg if isinstance(record.msg, dict) else vars(record)
    said = record.msg.get("event") if isinstance(record.msg, dict) else record.msg
    line = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name if _is_of_a_module(record.name) else WITHHELD,
        "event": own_words(said, record.pathname),
        "place": f"{shortened(record.pathname)}:{record.lineno}",
    }
    line |= circumstances(record, given) | added(given, record.pathname)
    return line | told_by(_exception_of(event.get("exc_info"), said))


def own_words(said: object, file: str) -> str:
    """The words when the source of `file` holds them as they are; else that they were withheld."""
    return said if isinstance(said, str) and said in words_of(file) else WITHHELD


@lru_cache(maxsize=512)
def words_of(file: str) -> frozenset[str]:
    """Every string written out in a source file; none when there is no source to read."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return frozenset()
    return frozenset(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def circumstances(record: logging.LogRecord, given: dict[str, Any]) -> dict[str, Any]:
    """Request, route, user and task: of the moment, or of the request that Django hands over with its record."""
    request = getattr(record, "request", None)
    found = marks() | (marks_of(request) if hasattr(request, "resolver_match") else {})
    status = given.get("status_code")
    shown = {
        "request_id": _id(found.get("request_id")),
        "method": found.get("method") if found.get("method") in METHODS else None,
        "route": _name(found.get("route")),
        "user": _id(found.get("user")),
        "task": _name(found.get("task")),
        "task_id": _id(found.get("task_id")),
        "status": status if isinstance(status, int) and 100 <= status < 600 else None,
    }
    return {key: value for key, value in shown.items() if value is not None}


def added(given: dict[str, Any], file: str) -> dict[str, Any]:
    """What the call itself added, as far as it is on the list and of the shape the list gives it."""
    found: dict[str, Any] = {key: _number(given[key]) for key in NUMBERS if key in given}
    found |= {key: own_words(given[key], file) for key in CODES if key in given}
    return found | {key: _id(given[key]) or WITHHELD for key in IDS if key in given}


def told_by(error: BaseException | None) -> dict[str, Any]:
    """Of an exception: the classes it came through, database code and constraint, and where. Never its text."""
    chain = list(_chain(error))
    if not chain:
        return {}
    told: dict[str, Any] = {"error": [_class(link) for link in chain], "trace": list(_frames(chain[0].__traceback__))}
    for link in chain:
        state, names = getattr(link, "pgcode", None), getattr(getattr(link, "diag", None), "constraint_name", None)
        if isinstance(state, str) and SQL_STATE.fullmatch(state):
            told["sql_state"] = state
        if isinstance(names, str) and NAME.fullmatch(names):
            told["constraint"] = names
        if isinstance(link, Refusal) and SHOUTING.fullmatch(link.code):
            told["code"] = link.code
    return told


def shortened(file: str) -> str:
    """A source file without the folder it is installed in: that is the machine's business."""
    root = next((root for root in ROOTS if file.startswith(f"{root}/")), None)
    return file[len(root) + 1 :] if root else Path(file).name


def _is_of_a_module(logger: str) -> bool:
    return NAME.fullmatch(logger) is not None and logger.partition(".")[0] in {*sys.modules, "root"}


def _exception_of(held: object, said: object) -> BaseException | None:
    if held is True:
        held = sys.exc_info()
    if isinstance(held, tuple):
        held = held[1]
    return next((found for found in (held, said) if isinstance(found, BaseException)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _link in range(LONGEST_CHAIN):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for _frame in range(DEEPEST):
        if trace is None:
            return
        code = trace.tb_frame.f_code
        yield f"{shortened(code.co_filename)}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def _class(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and NAME.fullmatch(value) else None


def _number(value: object) -> object:
    fits = isinstance(value, bool) or (isinstance(value, int | float) and abs(value) < LARGEST)
    return value if fits else WITHHELD


def _id(value: object) -> str | None:
    try:
        return str(value if isinstance(value, UUID) else UUID(value)) if isinstance(value, str | UUID) else None
    except ValueError:
        return None
