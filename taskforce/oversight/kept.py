"""What an auditor asked, kept in their session on the server: no address ever says whom or what they look for."""

import uuid
from typing import Any

from django.http import HttpRequest

from taskforce.refusal import NotVisible

MOST = 20  # more than anybody looks at side by side


def keep(request: HttpRequest, about: str, facts: dict[str, Any]) -> str:
    """Keep what was asked `about` (trail, knew); gives the token that stands in the address for it."""
    token = uuid.uuid4().hex
    kept = [*request.session.get(about, [])[1 - MOST :], [token, facts]]
    request.session[about] = kept
    return token


def asked(request: HttpRequest, about: str, token: str) -> dict[str, Any]:
    """What this token stands for in this session; NotVisible when it stands for nothing."""
    found = next((facts for known, facts in request.session.get(about, []) if known == token), None)
    if found is None:
        raise NotVisible(f"oversight.{about}")
    return dict(found)
