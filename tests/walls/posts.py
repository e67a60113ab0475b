"""Acts through their addresses: which address asks for which act is observed; whoever may not changes nothing there.

Somebody with every function sends each form, filled in by what its own page offers; the acts that the services then ask
about belong to that address. Then everybody else sends the same form. A refused POST leaves every row as it was.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.template import engines
from django.test import Client
from django.utils import timezone

from taskforce.access import services
from taskforce.access.policy import policies
from taskforce.accounts.models import User
from taskforce.glass import views as glass
from taskforce.kit import export_pages, step_up
from tests.uploads.builders import bytes_of
from tests.walls.addresses import NAMES_NO_ROW, Route, model_called, routes
from tests.walls.expected import Model, Row
from tests.walls.matrix import Matrix, Tried
from tests.walls.posts_for_machines import FOR_MACHINES
from tests.walls.standing import STANDINGS, Position, Standing

# What a page does not offer by itself, or offers first and the rules refuse: each of these is sent.
# Their forms carry a file, a reference, another row or a week's findings: tried as somebody else in the tests named.
TRIED_ELSEWHERE = {
    "audit.AuditEntry: trace": "tests/oversight/test_knew.py",
    **dict.fromkeys(
        (f"intelligence.EvidenceItem: {act}" for act in ("attach", "consent", "dispose", "explain")),
        "tests/intelligence/test_exhibits.py",
    ),
    "intelligence.ExhibitFile: open_original": "tests/uploads",
    "intelligence.DisclosureReview: convert": "tests/intelligence/test_exhibits.py",
    "intelligence.EvidenceItem: handle": "tests/intelligence/test_exhibits.py",
    "intelligence.IntelligenceFile: open_original": "tests/uploads",
    "intelligence.IntelligenceReport: contaminate": "tests/intelligence/test_affirming.py",
    "intelligence.RaidTarget: affirm": "tests/intelligence/test_affirming.py",
    "intelligence.RaidTarget: affirm_second": "tests/intelligence/test_affirming.py",
    "intelligence.ReviewDecision: confirm": "tests/intelligence/test_retention.py",
    "intelligence.Search: ask": "tests/intelligence/test_search.py",
    "intelligence.UnlawfulMark: lift": "tests/intelligence/test_lawfulness.py",
    "intelligence.SourceIdentity: register": "tests/intelligence/test_source_pages.py",
    "intelligence.SourceIdentity: appoint": "tests/intelligence/test_source_pages.py",
    "intelligence.OperationOutcome: compare": "tests/intelligence/test_calibration_pages.py",
    "intelligence.IntelligenceReport: attach": "tests/uploads",
    "intelligence.RaidTarget: attach": "tests/uploads",
    "oversight.AuditReview: sign": "tests/oversight/test_review.py",
}
WINDOW = {"starts_at": "2026-03-10T14:00", "ends_at": "2026-03-11T12:00", "authority_expires_at": "2026-03-20T12:00"}
GRADE = {"grade_source": "B", "grade_info": "2"}
NO_DAYS = {"since": "", "until": ""}
# A value that is called with the row of the address is found in the world.
DATA: dict[str, list[dict[str, Any]]] = FOR_MACHINES | {
    "intelligence:add-thing": [NO_DAYS],
    "intelligence:tie-entity": [NO_DAYS],
    "cases:sort": [{"role": "bystander"}],
    "cases:draft": [WINDOW],
    "cases:revise": [WINDOW],
    "cases:decide": [{"decision": "sign"}, {"decision": "return"}],
    "intelligence:start-exchange": [{"secret": "otter lamp sixteen gravel mint"}],
    "intelligence:ask-outside": [{"starts_at": "2026-03-10T14:00", "ends_at": "2026-03-11T12:00"}],
    "intelligence:deconflict": [{"latitude": "", "longitude": "", "radius_m": ""}],
    "intelligence:enter-past": [{"went_on": "2026-02-01", "origins": "2", "first_hand": "1", "fresh_days": "3"}],
    "intelligence:log-report": [GRADE],
    "intelligence:regrade": [GRADE],
    "intelligence:review": [{"decision": "purge"}],
    "intelligence:hold": [{"until": "2026-03-20T12:00"}],
    "intelligence:sanitise": [GRADE],
    "intelligence:promote-tip": [GRADE],
    "intelligence:authorise-source": [{"expires_at": "2026-05-20T12:00"}],
}
# Its form names a colleague, who stands as everybody does: what they may no longer do, the rules refuse.
NAMES_A_COLLEAGUE = {"intelligence:issue-reference", "api:target-share"}
# A locked visit would send nothing more; and finding people, in one's own agency alone, changes none of them.
NO_ACT = ("style", "demo:", "schema", "accounts:lock", "accounts:leave", "victims:find")
UNTOUCHED = (
    "audit",
    "kit",
    "notices",
    "clocks",
    "vault",
    "access.Dissemination",
)  # what a refusal, too, may write: it is put on record
EVERY_HAT = next(s for s in STANDINGS if s.name == "every function")


@dataclass(frozen=True)
class Deed:
    """One form that does something, as somebody who may sent it."""

    route: Route
    path: str
    data: dict[str, Any]
    acts: frozenset[tuple[Model, str]]
    rows: dict[Model, Row]
    by: Position


@dataclass
class Posting:
    """Everybody's browser, and what is asked of the policies while they send forms."""

    matrix: Matrix
    at: datetime
    browsers: dict[int, Client] = field(default_factory=dict)
    asked: set[tuple[Model, str, Any]] = field(default_factory=set)
    untouched: tuple[Any, ...] = ()  # how every row stands while nothing but what is undone was done

    def browser(self, user: User) -> Client:
        if user.pk not in self.browsers:
            self.untouched = ()  # signing in changes rows too
            self.browsers[user.pk] = Client(raise_request_exception=False)
            self.browsers[user.pk].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return self.browsers[user.pk]

    @contextmanager
    def undone(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def send(self, user: User, path: str, data: dict[str, Any]) -> tuple[int, bool]:
        """The status that a form answers with, and whether any row changed. Everything is undone."""
        self.asked.clear()
        browser = self.browser(user)
        self.untouched = self.untouched or rows_as_they_are()
        with self.undone():
            answer = self._sent(browser, path, data)
            bytes_of(answer)  # a file that is sent is read to its end, as a browser would
            return answer.status_code, rows_as_they_are() != self.untouched

    def _sent(self, browser: Client, path: str, data: dict[str, Any]) -> Any:
        """A form as a browser sends it; to machines' addresses JSON, unless there is a file in it."""
        files = [value for value in data.values() if isinstance(value, SimpleUploadedFile)]
        for file in files:
            file.seek(0)
        if path.startswith("/api/") and not files:
            return browser.post(path, data, content_type="application/json")
        return browser.post(path, data | {"once": str(uuid.uuid4())})


@contextmanager
def watched(posting: Posting) -> Iterator[None]:
    """Note each act that a service asks about; whoever has to prove who they are has just done so."""
    # What pages ask for their buttons is not taken for an act: whoever asks it is loaded first.
    views_are_loaded = list(routes()) and engines["django"].engine.template_context_processors
    may, may_any = services.may, services.may_any

    def noted(user: Any, action: str, obj: Any) -> bool:
        posting.asked.add((type(obj), action, obj.pk))
        return may(user, action, obj)

    def noted_any(user: Any, action: str, model: Model) -> bool:
        posting.asked.add((model, action, None))
        return may_any(user, action, model)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(services, "may", noted)
        patched.setattr(services, "may_any", noted_any)
        assert views_are_loaded
        for place in (glass, export_pages, step_up):
            patched.setattr(place, "stepped_up_at", lambda _request: posting.at - timedelta(minutes=1))
        yield


def deeds(posting: Posting) -> list[Deed]:
    """Each address with each act it does, sent once by somebody who may: the row changes."""
    found: dict[tuple[str, frozenset[tuple[Model, str]]], Deed] = {}
    people = dict(posting.matrix.stand(EVERY_HAT))
    doers = _doers(posting.matrix)
    for route in routes():
        if route.name.startswith(NO_ACT) or not route.takes_post:
            continue
        for position, row in _pairs(posting.matrix, route.model(), doers):
            for more in DATA.get(route.name, [{}]):
                deed = _sent(posting, route, position, people[position], row, more)
                if deed is not None:
                    found.setdefault((route.name, deed.acts), deed)
    return list(found.values())


def acts_without_an_address(done: list[Deed]) -> list[str]:
    """Declared acts that no form was seen to do."""
    reached = {act for deed in done for act in deed.acts}
    missing = {f"{p.model._meta.label}: {act}" for p in policies() for act in p.acts if (p.model, act) not in reached}
    return sorted(missing - TRIED_ELSEWHERE.keys())


def try_deeds(posting: Posting, done: list[Deed], tried: Tried) -> None:
    """Everybody sends every form: its doer at every other standing, and strangers of each kind with every function."""
    for standing in STANDINGS:
        people = posting.matrix.stand(standing)
        posting.untouched = ()
        senders = dict(people)
        for deed in done:
            chosen = (
                [deed.by] if standing is not EVERY_HAT else [p for p, _u in people if p.name.startswith("stranger")]
            )
            for position in chosen:
                _try(posting, deed, standing, position, senders[position], tried)


def _try(posting: Posting, deed: Deed, standing: Standing, position: Position, user: User, tried: Tried) -> None:
    facts = posting.matrix.facts.of(position.at(standing))
    allowed = all(
        facts.may(act, model, deed.rows[model])
        if model in deed.rows and deed.route.model() is not None  # an address that names no row is about their own
        else facts.could(act, model)
        for model, act in deed.acts
    )
    if allowed and (position != deed.by or deed.route.name in NAMES_A_COLLEAGUE):
        return  # the form was filled in for somebody else: rules beyond the policies may refuse it
    status, changed = posting.send(user, deed.path, deed.data)
    cell = standing.name, position.user.agency.kind, deed.route.name, *sorted(act for _model, act in deed.acts)
    tried.compare("post", cell, expected=allowed, given=changed)
    if not changed:
        tried.compare("refusal", cell, expected=True, given=status in {302, 401, 403, 404, 422})


def _doers(matrix: Matrix) -> list[tuple[Position, Model, Row]]:
    """For each declared act and each row that it is open to, the first person to whom it is, with every function."""
    found: dict[tuple[int, Model, Any], tuple[Position, Model, Row]] = {}
    for policy in policies():
        for act in policy.acts:
            for row in matrix.rows[policy.model]:
                for position in matrix.people:
                    if matrix.facts.of(position.at(EVERY_HAT)).may(act, policy.model, row):
                        found.setdefault(
                            (position.user.pk, policy.model, row[policy.model._meta.pk.attname]),
                            (position, policy.model, row),
                        )
                        break
    return list(found.values())


def _pairs(
    matrix: Matrix, about: Model | None, doers: list[tuple[Position, Model, Row]]
) -> Iterator[tuple[Position, Row | None]]:
    """Who might send the form at an address: whoever may do an act of its own model, then of any other."""
    everybody = list({position.user.pk: position for position, _model, _row in doers}.values())
    if about is None:
        yield from ((position, None) for position in everybody)
        return
    pk = about._meta.pk.attname if about else "id"
    own = {(position.user.pk, row[pk]): (position, row) for position, model, row in doers if model is about}
    yield from own.values()
    for position in everybody:
        facts = matrix.facts.of(position.at(EVERY_HAT))
        row = next((r for r in matrix.rows[about] if facts.sees(about, r, through_glass=False)), None)
        if row is not None and (position.user.pk, row[pk]) not in own:
            yield position, row


def _sent(
    posting: Posting, route: Route, position: Position, user: User, row: Row | None, more: Mapping[str, Any]
) -> Deed | None:
    """The form of an address, sent by somebody who might; nothing where it changes nothing."""
    values = {name: NAMES_NO_ROW.get(name, [""])[0] for name in route.arguments}
    for name in route.arguments:
        if name not in NAMES_NO_ROW:
            model = model_called(name, route.template)
            here = row if row is not None and model is route.model() else posting.matrix.rows[model][0]
            values[name] = str(here["public_id"])
    path = route.template.format(**values)
    is_for_machines = route.template.startswith("/api/")
    known = row or {}
    seen = {name: known[name] for name in ("version",) if name in known}  # what a machine has read before
    data = seen if is_for_machines else _filled(posting, user, path)
    data |= {name: value(known) if callable(value) else value for name, value in more.items()}
    _status, changed = posting.send(user, path, data)
    if not changed or not posting.asked:
        return None
    facts = posting.matrix.facts
    # A row that the form itself has just made was never there to be asked about.
    rows = {model: facts.read(model)[pk] for model, _act, pk in posting.asked if pk in facts.read(model)}
    return Deed(route, path, data, frozenset((m, act) for m, act, _pk in posting.asked), rows, position)


def _filled(posting: Posting, user: User, path: str) -> dict[str, Any]:
    """The form of a page, filled in with the first of what it offers; a button has none."""
    browser, posting.untouched = posting.browser(user), ()  # opening a page may keep something
    page = browser.get(path)
    bytes_of(page)
    if page.status_code == 302 and "/why/" in page.url:
        page = browser.post(page.url, {"purpose": "case"}, follow=True)
    form = (page.context or {}).get("form") if page.status_code == 200 else None
    if form is None:
        return {}
    given = {name: _value(form, name, bound) for name, bound in form.fields.items()}
    given |= dict(re.findall(r'type="hidden" name="(content_hash)" value="([^"]+)"', page.content.decode()))
    return {name: value for name, value in given.items() if value not in (None, "", [])}


def _value(form: forms.Form, name: str, asked: forms.Field) -> Any:  # noqa: PLR0911 - one line a kind of field
    initial = form.get_initial_for_field(asked, name)
    match asked:
        case forms.ModelChoiceField():
            row = asked.queryset.first()
            return row and str(getattr(row, asked.to_field_name or "pk"))
        case forms.MultipleChoiceField():
            return [str(value) for value, _label in _flat(asked.choices)][:1]
        case forms.ChoiceField():
            offered = [str(value) for value, _label in _flat(asked.choices) if value not in (None, "")]
            return str(initial) if str(initial) in offered else next(iter(offered), "")
        case forms.BooleanField():
            return "on"
        case forms.DateTimeField():
            return (initial or timezone.now() - timedelta(hours=1)).isoformat()[:16]
        case forms.IntegerField():
            return str(initial if initial not in (None, "") else asked.min_value or 1)
        case forms.EmailField():
            return "new@taskforce.example"
    return str(initial or "Words")


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        yield from label if isinstance(label, list | tuple) else [(value, label)]


def rows_as_they_are() -> tuple[Any, ...]:
    """A mark of every row that an act could change: it differs as soon as anything was written."""
    tables = [m._meta.db_table for m in models_that_acts_change()]
    mark = "select '{0}', count(*), sum(xmin::text::bigint), sum(hashtext(ctid::text))::bigint from {0}"
    marks = " union all ".join(mark.format(table) for table in tables)
    done = (
        "select 'acts on record', count(*), 0, 0 from audit_auditentry where outcome = 'allowed' and verb !~ '^access'"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{marks} union all {done}")
        return tuple(sorted(cursor.fetchall()))


def models_that_acts_change() -> list[Model]:
    return [p.model for p in policies() if not p.model._meta.label.startswith(UNTOUCHED)]
