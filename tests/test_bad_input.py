"""Whatever is put into a form of the story, the answer is a sentence, and nothing typed is lost."""

import re
import uuid
from dataclasses import dataclass
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import PartnerNotice, RaidPlan
from cases.services.day import launch_plan, record_encounter
from intelligence.models import IntelligenceReport, RaidTarget
from shelters.models import Placement
from taskforce.accounts.models import User
from taskforce.local import world
from victims.models import CounsellingSession, Interview, Person

FIELD = re.compile(r"<(input|select|textarea)[^>]*?name=\"([a-z_]+)\"[^>]*>")
CARRIED = {"csrfmiddlewaretoken", "once", "version", "draft_version", "discard", "finish"}
LONG = "long " * 12_000
BAD = {
    "nothing": lambda _kind: "",
    "too long": lambda _kind: LONG,
    "another type": lambda _kind: "<script>not-a-date</script>",
    "somebody else's id": lambda _kind: str(uuid.uuid4()),
    "a null character": lambda _kind: "a\x00b",
}


@dataclass(frozen=True)
class FormPage:
    """A page with a form, and who fills it in."""

    who: str
    path: str


def pages() -> list[FormPage]:
    """Every form of the story, on the made-up task force."""
    jon, amara = User.objects.get(email="jon@taskforce.example"), User.objects.get(email="amara@taskforce.example")
    target = RaidTarget.objects.get(title="Riverside guesthouse").public_id
    report = IntelligenceReport.objects.filter(logged_by__email="ines@taskforce.example").first().public_id
    draft = RaidPlan.objects.get(planner=jon, status="draft").public_id
    submitted = RaidPlan.objects.get(status="submitted").public_id
    finished = RaidPlan.objects.filter(status="finished", after_action=None).first().public_id
    person = Person.objects.filter(agency=amara.agency).first().public_id
    talk = CounsellingSession.objects.filter(counsellor=amara).first().public_id
    interview = Interview.objects.filter(state="booked").first().public_id
    notice = PartnerNotice.objects.filter(agency__code="k2").first().public_id
    asked = Placement.objects.filter(state="requested", shelter__code="K2").first().public_id
    offered = Placement.objects.filter(state="offered").first().public_id
    running, met = an_operation_under_way()
    told = {
        "ines": ["/targets/new/", "/reports/new/", f"/targets/{target}/link/", f"/targets/{target}/verify/",
                 f"/reports/{report}/derive/", f"/targets/{target}/files/new/", f"/reports/{report}/files/new/",
                 f"/interviews/{interview}/"],
        "leena": [f"/reports/{report}/regrade/"],
        "jon": [f"/plans/new/{target}/", f"/plans/{draft}/head/", f"/plans/{draft}/tell/", f"/plans/{draft}/assign/",
                *(f"/plans/{draft}/sections/{kind}/" for kind in ("safety", "segregation", "media"))],
        "vera": [f"/plans/{submitted}/decide/", f"/plans/{finished}/after-action/", f"/plans/{running}/day/",
                 f"/encounters/{met}/"],
        "amara": [*(f"/people/{person}/{act}/" for act in ("describe", "talk", "book", "lengthen", "papers/new")),
                  f"/talks/{talk}/", f"/placements/new/{person}/", f"/placements/{offered}/"],
        "ruth": [f"/holds/{notice}/", f"/placements/{asked}/", "/preferences/"],
        "admin": ["/our-accounts/"],
        "simone": ["/record/", "/record/who-knew/"],
    }  # fmt: skip
    return [FormPage(who, path) for who, paths in told.items() for path in paths]


def an_operation_under_way() -> tuple[uuid.UUID, uuid.UUID]:
    """An approved plan is launched, and somebody is met who may be a victim."""
    vera, at = User.objects.get(email="vera@taskforce.example"), timezone.now()
    plan = RaidPlan.objects.get(target__title="Orchard packing shed").public_id
    launch_plan(plan_id=plan, by=vera, at=at)
    met = record_encounter(plan_id=plan, role="suspected_victim", may_be_child=False, by=vera, at=at)
    return plan, met.public_id


@pytest.fixture
def filled(db):
    world.fill(at=timezone.now())


def test_no_bad_input_breaks_a_form_or_loses_a_word(filled, as_user):
    broken = [fault for page in pages() for fault in faults_of(page, as_user)]
    assert broken == []


def faults_of(page: FormPage, as_user) -> list[str]:
    client: Client = as_user(User.objects.get(email=f"{page.who}@taskforce.example"))
    shown = client.get(page.path)
    if shown.status_code != 200:
        return [f"{page.path}: shows {shown.status_code}"]
    html = shown.content.decode().split('id="main"')[-1]
    fields = {name: tag for tag, name in FIELD.findall(html) if name not in CARRIED}
    found = [] if fields else [f"{page.path}: has no field"]
    for what, bad in BAD.items():
        for autosave in ({}, {"X-Requested-With": "autosave"}):
            sent = {name: bad(tag) for name, tag in fields.items()} | {"once": str(uuid.uuid4()), "version": "x"}
            answer = client.post(page.path, sent, headers=autosave)
            if answer.status_code not in {200, 302, 400, 409, 422}:
                found.append(f"{page.path}: {what} answers {answer.status_code}")
            elif not autosave and answer.status_code == 422:
                found += unlike(page, what, answer.content.decode(), fields, sent)
    return found


def unlike(page: FormPage, what: str, html: str, fields: dict[str, str], sent: dict[str, str]) -> list[str]:
    """What a refused form lacks: a summary on top, and in every text field what was typed."""
    missing = [] if 'id="errors"' in html else [f"{page.path}: {what} has no summary"]
    kept = unescape(html)
    for name, tag in fields.items():
        if tag == "textarea" and what == "another type" and sent[name] not in kept:
            missing.append(f"{page.path}: {what} lost {name}")
    return missing
