"""Walking through the demo as everybody: what `demo --check` does."""

import re
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

PATIENCE = 30.0
NAVIGATION = re.compile(r'<nav class="side".*?</nav>', re.DOTALL)
LINK = re.compile(r'href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SIGN_IN = re.compile(r'action="(/demo/sign-in/[^"]+)"')


class Visitor:
    """A browser without a screen: cookies, links, forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self.opener.open(self.address + path, timeout=30) as reply:
                return int(reply.status), reply.read().decode(errors="replace")
        except HTTPError as error:
            return error.code, error.read().decode()

    def post(self, path: str, **fields: str) -> int:
        request = Request(self.address + path, urlencode(fields).encode(), {"Referer": self.address})  # noqa: S310 - our own address
        try:
            with self.opener.open(request, timeout=30) as reply:
                return int(reply.status)
        except HTTPError as error:
            return error.code


def faults(address: str) -> list[str]:
    """Everything that did not work, as sentences; empty when all did."""
    _status, page = Visitor(address).get("/demo/")
    people = SIGN_IN.findall(page)
    found = [] if people else ["The sign-in page names nobody."]
    for sign_in in people:
        found += _faults_of(Visitor(address), sign_in)
    return found + _reminder_faults()


def _faults_of(visitor: Visitor, sign_in: str) -> list[str]:
    _status, page = visitor.get("/demo/")
    token = TOKEN.search(page)
    if token is None or visitor.post(sign_in, csrfmiddlewaretoken=token[1]) != 200:
        return [f"{sign_in}: cannot sign in."]
    status, home = visitor.get("/")
    navigation = NAVIGATION.search(home)
    if status != 200 or navigation is None:
        return [f"{sign_in}: home answered {status}."]
    # The rooms of the navigation, and whatever the first page of each leads to within the main part.
    found: list[str] = []
    seen: set[str] = set()
    for path in LINK.findall(navigation[0]):
        status, room = visitor.get(path)
        if status != 200:
            found.append(f"{sign_in}: {path} answered {status}.")
        for inner in set(LINK.findall(room.split('id="main"')[-1])) - seen:
            seen.add(inner)
            inner_status, _page = visitor.get(inner.replace("&amp;", "&"))
            if inner_status != 200:
                found.append(f"{sign_in}: {inner} answered {inner_status}.")
    return found


def _reminder_faults() -> list[str]:
    """A deadline that is due now has to reach somebody's inbox through beat and worker."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from taskforce.accounts.models import User
    from taskforce.clocks.services import start_clock
    from taskforce.notices.queries import inbox_of
    from victims.deadlines import HANDOFF
    from victims.models import Person

    person = Person.objects.order_by("-pk")[0]
    holder = User.objects.filter(agency=person.agency_id).order_by("pk")[0]
    before, at = inbox_of(holder).count(), timezone.now()
    with transaction.atomic():
        start_clock(
            HANDOFF, subject=person, label=person.reference, agency=person.agency, holder=holder,
            due_at=at + timedelta(seconds=1), at=at,
        )  # fmt: skip
    late = time.monotonic() + PATIENCE
    while inbox_of(holder).count() == before:
        if time.monotonic() > late:
            return ["No reminder arrived through beat and worker."]
        time.sleep(0.2)
    return []
