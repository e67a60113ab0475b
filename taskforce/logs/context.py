"""What a log line may say about its circumstances: which request or task, and an opaque id of whoever acts."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_request: ContextVar[Any] = ContextVar("request", default=None)
_task: ContextVar[tuple[str, str]] = ContextVar("task", default=("", ""))


@contextmanager
def answering(request: Any) -> Iterator[str]:
    """While this lasts, lines belong to this request. Gives the id it gets; a caller's own id is never taken over."""
    request.log_id = str(uuid.uuid4())
    token = _request.set(request)
    try:
        yield request.log_id
    finally:
        _request.reset(token)


def working_on(name: str, task_id: str) -> None:
    """From now on lines belong to this task of the worker; two empty words end it."""
    _task.set((name, task_id))


def marks() -> dict[str, Any]:
    """The marks of this moment. Asks no database: somebody not yet known to the request stays unnamed."""
    name, task_id = _task.get()
    request = _request.get()
    found = {"task": name, "task_id": task_id} if name else {}
    return found | (marks_of(request) if request is not None else {})


def marks_of(request: Any) -> dict[str, Any]:
    """Id, method, the route's name (never its address, which may hold a token) and the user's public id."""
    match, user = getattr(request, "resolver_match", None), vars(request).get("_cached_user")
    return {
        "request_id": getattr(request, "log_id", None),
        "method": getattr(request, "method", None),
        "route": match.view_name if match else None,
        "user": getattr(user, "public_id", None),
    }
