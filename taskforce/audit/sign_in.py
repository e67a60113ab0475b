"""Under which sign-in things happen: an opaque mark that tells two sign-ins of one person apart, and nothing else."""

from collections.abc import Callable
from contextvars import ContextVar
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

_mark: ContextVar[str] = ContextVar("sign_in", default="")


def current_sign_in() -> str:
    """The mark of the sign-in that acts; empty for tasks and commands."""
    return _mark.get()


class SignInMark:
    """Keeps the mark of the request's session while it is answered. The session's key cannot be had back from it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        token = _mark.set(sha256(f"sign-in|{key}".encode()).hexdigest()[:16] if key else "")
        try:
            return self.get_response(request)
        finally:
            _mark.reset(token)
