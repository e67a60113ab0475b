"""Remembering why somebody opened a record, for as long as they are signed in: they are asked once, not ten times."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taskforce.access.knowing import Purpose

WHY = {
    Purpose.CARE: _("I care for this person"),
    Purpose.COVER: _("I stand in for a colleague"),
    Purpose.SAFETY: _("Somebody's safety depends on it"),
    Purpose.ASKED: _("The person asked me to"),
    Purpose.CASE: _("It belongs to a case I work on"),
    Purpose.CHECK: _("I check the quality of the work"),
}
SAID, ASKED = "purposes", "purposes_asked"
KEPT = 200  # more than anybody opens between two sign-ins


def remembered(request: Any) -> Mapping[str, str]:
    """What this person said before, by record. It stands in the session, on the server."""
    said: dict[str, str] = request.session.get(SAID, {})
    return said


def ask(request: HttpRequest, key: str) -> HttpResponseRedirect:
    """Send them to the page that asks why, and remember where they were going."""
    token = uuid.uuid4().hex
    asked = [*request.session.get(ASKED, [])[-9:], [token, key, request.get_full_path()]]
    request.session[ASKED] = asked
    return HttpResponseRedirect(reverse("glass:purpose", args=[token]))


def is_asked(request: HttpRequest, token: str) -> bool:
    return any(asked == token for asked, _key, _path in request.session.get(ASKED, []))


def answer(request: HttpRequest, token: str, purpose: str) -> str:
    """Keep the answer; gives the path they were going to, or nothing when nobody asked."""
    for asked, key, path in request.session.get(ASKED, []):
        if asked == token:
            said = {**remembered(request), key: str(Purpose(purpose))}
            request.session[SAID] = dict(list(said.items())[-KEPT:])
            return str(path)
    return ""
