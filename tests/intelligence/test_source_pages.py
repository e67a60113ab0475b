"""The pages of the register and of tips, as those who use them see them; and that nobody else finds them."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from intelligence.models import IntelligenceReport, SourceContactRecord, SourceIdentity, Tip
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from tests.builders import an_agency, someone
from tests.intelligence.sources import CLEANSED, RAW, a_contact, a_source, a_tip, an_analyst

pytestmark = pytest.mark.django_db

GRADE = {"scheme": "admiralty_6x6", "grade_source": "B", "grade_info": "2", "rationale": "Right before."}


def send(browser, page, *args, **facts):
    return browser.post(reverse(f"intelligence:{page}", args=args), {"once": str(uuid.uuid4()), "version": "1"} | facts)


def said(answer):
    return answer.content.decode()


@pytest.fixture
def agency(db):
    return an_agency()


def registered(browser, controller, handler, at, **facts):
    given = {
        "kind": "insider", "in_care": "no", "code_name": "Silver Heron", "name": "Marta Quintero", "contact": "",
        "notes": "", "controller": str(controller.public_id), "handler": str(handler.public_id), "reason": "Inside.",
        "expires_at": (at + timedelta(days=60)).isoformat()[:16],
    }  # fmt: skip
    return send(browser, "register-source", **(given | facts))


def test_from_the_entry_to_a_report_that_tells_nothing_of_the_source(at, agency, as_user):
    controller, handler = (
        someone(Function.SOURCE_CONTROLLER, agency=agency),
        someone(Function.INVESTIGATOR, agency=agency),
    )
    registered(as_user(controller), controller, handler, at)
    source = SourceIdentity.objects.get()
    when = (at - timedelta(hours=1)).isoformat()[:16]

    told = {"raw": RAW, "welfare": "", "how": "met", "held_at": at.isoformat()[:16]}
    send(as_user(handler), "record-contact", source.public_id, **told)
    contact = SourceContactRecord.objects.get()
    text = {"text": CLEANSED, "observed_at": when, "access": "direct", **GRADE}
    crossed = send(as_user(controller), "sanitise", contact.public_id, **text)
    assert crossed.status_code == 302, crossed.content.decode().split("<main")[1][:900]

    report = IntelligenceReport.objects.get()
    read = said(as_user(an_analyst(agency)).get(reverse("intelligence:report", args=[report.public_id])))
    assert CLEANSED in read
    assert report.source_ref in read
    for word in ("Silvana", "Marta", "Heron", source.reference, handler.name):
        assert word not in read
    crossed = said(as_user(controller).get(reverse("intelligence:contact", args=[contact.public_id])))
    assert "<del>My cousin Silvana cleans there on Fridays.</del>" in crossed


def test_one_officer_in_two_places_comes_back_with_everything_typed(at, agency, as_user):
    both = someone(Function.SOURCE_CONTROLLER, Function.INVESTIGATOR, agency=agency)
    answer = registered(as_user(both), both, both, at)

    assert answer.status_code == 422
    assert "Marta Quintero" in said(answer)
    assert not SourceIdentity.objects.exists()


def test_handing_over_takes_the_source_from_whoever_met_them(at, as_user):
    corridor = a_source(at)
    successor = someone(Function.INVESTIGATOR, agency=corridor.agency)
    page = reverse("intelligence:source", args=[corridor.source.public_id])
    assert as_user(corridor.handler).get(page).status_code == 200

    send(
        as_user(corridor.controller), "appoint-officers", corridor.source.public_id,
        controller=str(corridor.controller.public_id), handler=str(successor.public_id),
    )  # fmt: skip

    assert as_user(corridor.handler).get(page).status_code == 404
    assert as_user(successor).get(page).status_code == 200


def test_nobody_else_finds_a_page_of_the_register(at, as_user):
    corridor = a_source(at)
    contact = a_contact(corridor, at)
    pages = [reverse("intelligence:source", args=[corridor.source.public_id]),
             reverse("intelligence:contact", args=[contact.public_id]),
             reverse("intelligence:sanitise", args=[contact.public_id])]  # fmt: skip
    others = [
        someone(*(set(Function) - {Function.SOURCE_CONTROLLER}), agency=corridor.agency),
        someone(*Function),
    ]
    for other in others:
        browser = as_user(other)
        assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
        assert "Silver Heron" not in said(browser.get(reverse("intelligence:sources")))


def test_the_list_says_who_needs_something_and_each_reading_is_on_record(at, as_user):
    corridor = a_source(at, days=5)
    a_contact(corridor, at)
    for officer in (corridor.controller, corridor.handler):
        listed = said(as_user(officer).get(reverse("intelligence:sources")))
        assert "Silver Heron" in listed
        assert "One record waits to be written anew." in listed
        page = said(as_user(officer).get(reverse("intelligence:source", args=[corridor.source.public_id])))
        assert "From then on they are not tasked" in page
    read = AuditEntry.objects.filter(verb="access.read", object_id=corridor.source.public_id)
    assert set(read.values_list("actor", flat=True)) == {corridor.controller.pk, corridor.handler.pk}


def test_a_colleague_finds_the_reference_they_were_given_and_nothing_else(at, as_user):
    corridor = a_source(at)
    send(
        as_user(corridor.handler), "issue-reference", corridor.source.public_id,
        writer=str(corridor.writer.public_id), tasked_at=at.isoformat()[:16],
    )  # fmt: skip
    code = corridor.source.references.get().code

    listed = said(as_user(corridor.writer).get(reverse("intelligence:sources")))
    assert code in listed
    assert "Silver Heron" not in listed
    assert corridor.source.reference not in listed


def test_words_that_may_tell_come_back_named_with_a_tick_that_lets_them_pass(at, agency, as_user):
    browser = as_user(an_analyst(agency))
    given = {
        "text": "Her cousin who works there says they sleep behind the laundry.", "source_type": "human_source",
        "source_ref": "S-1", "access": "indirect", "observed_at": (at - timedelta(hours=1)).isoformat()[:16],
        "scheme": "admiralty_6x6", "legal_basis": "voluntary", **GRADE,
    }  # fmt: skip
    answer = send(browser, "log-report", **given)

    assert answer.status_code == 422
    assert "“Her cousin”" in said(answer)
    assert "sleep behind the laundry" in said(answer)
    assert 'type="checkbox" name="text_is_clean"' in said(answer)
    assert not IntelligenceReport.objects.exists()

    assert send(browser, "log-report", text_is_clean="on", **given).status_code == 302
    logged = AuditEntry.objects.get(verb="intelligence.report.logged")
    assert logged.codes["read_again"] == "relation,teller"


def test_shredding_before_its_time_is_refused_on_the_page(at, as_user):
    corridor = a_source(at)
    browser = as_user(corridor.controller)
    answer = send(browser, "shred-source", corridor.source.public_id)

    assert "1096 days" in said(browser.get(answer.url))
    corridor.source.refresh_from_db()
    assert corridor.source.shredded_at is None


def test_a_tip_from_the_call_to_the_report(at, agency, as_user):
    investigator, analyst = someone(Function.INVESTIGATOR, agency=agency), an_analyst(agency)
    given = {"text": "Vans at night.", "channel": "phone", "received_at": at.isoformat()[:16], "teller": "Rosa"}
    send(as_user(investigator), "take-tip", **given)
    tip = Tip.objects.get()
    page = reverse("intelligence:tip", args=[tip.public_id])

    assert "Rosa" not in said(as_user(investigator).get(page))
    assert "Rosa" in said(as_user(analyst).get(page))
    send(as_user(investigator), "look-at-tip", tip.public_id)
    promoted = send(
        as_user(analyst), "promote-tip", tip.public_id, text="Two vans come at night.", access="indirect",
        observed_at=(at - timedelta(hours=3)).isoformat()[:16], reason="Seen by others.", **GRADE,
    )  # fmt: skip

    report = IntelligenceReport.objects.get()
    assert promoted.url == reverse("intelligence:report", args=[report.public_id])
    assert report.reference in said(as_user(analyst).get(page))


UK = {"scheme": "uk_3x5x2", "grade_source": "1", "grade_info": "B", "rationale": "Right before."}
HANDLED = [
    ({}, "handling_code"), ({"handling_code": "C"}, "handling_conditions"),
    ({"handling_code": "C", "handling_conditions": ["A1", "S2"]}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("handling", "owed"), HANDLED)
def test_what_crosses_is_graded_and_handled_in_the_scheme_that_was_chosen(at, as_user, handling, owed):
    corridor = a_source(at)
    contact, browser = a_contact(corridor, at), as_user(corridor.controller)
    page = browser.get(reverse("intelligence:sanitise", args=[contact.public_id]), {"scheme": "uk_3x5x2"})
    assert list(page.context["form"].fields["scheme"].choices) == [("uk_3x5x2", "UK 3x5x2")]

    facts = {"text": CLEANSED, "observed_at": at.isoformat()[:16], "access": "direct", **UK, **handling}
    answer = send(browser, "sanitise", contact.public_id, **facts)

    assert handled(answer) == (owed, [] if owed else [("uk_3x5x2", "C", ["A1", "S2"], "uk_3x5x2")])


@pytest.mark.parametrize(("handling", "owed"), HANDLED)
def test_a_tip_is_graded_and_handled_in_the_scheme_that_was_chosen(at, as_user, handling, owed):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst, looked_at=True)
    facts = {"text": "Two vans come at night.", "access": "indirect", "observed_at": at.isoformat()[:16]}

    answer = send(as_user(analyst), "promote-tip", tip.public_id, reason="Seen by others.", **facts, **UK, **handling)

    assert handled(answer) == (owed, [] if owed else [("uk_3x5x2", "C", ["A1", "S2"], "uk_3x5x2")])
    tip.refresh_from_db()
    assert tip.state == ("looked_at" if owed else "promoted")


def handled(answer):
    """The field that the page asks for again, and each report with its handling and the scheme of its grade."""
    [asked] = list(answer.context["form"].errors) if answer.status_code == 422 else [""]
    reports = IntelligenceReport.objects.all()
    return asked, [
        (r.handling_scheme, r.handling_code, r.handling_conditions, r.grades.get().scheme) for r in reports
    ]  # fmt: skip


def test_whoever_passes_a_tip_on_says_to_whom(at, as_user):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst, looked_at=True)
    facts = {"decision": "passed_on", "reason": "No exploitation; wages."}

    assert send(as_user(analyst), "decide-tip", tip.public_id, **facts).status_code == 422
    assert (
        send(as_user(analyst), "decide-tip", tip.public_id, passed_to="Labour inspection", **facts).status_code == 302
    )
    assert Tip.objects.get().state == "passed_on"


def test_machines_take_down_and_read_tips_as_people_do(at, agency, as_user):
    investigator = someone(Function.INVESTIGATOR, agency=agency)
    given = {"channel": "web_form", "text": "Vans at night.", "received_at": at.isoformat(), "teller": "Rosa"}
    taken = as_user(investigator).post("/api/tips/", given, content_type="application/json")

    assert taken.status_code == 201, taken.content
    assert "Rosa" not in said(taken)
    listed = as_user(an_analyst(agency)).get("/api/tips/").json()["results"]
    assert [one["teller"] for one in listed] == ["Rosa"]
    assert as_user(someone(Function.SUPERVISOR, agency=agency)).get("/api/tips/").json()["results"] == []


def posted(browser, tip, act, **facts):
    return browser.post(f"/api/tips/{tip.public_id}/{act}/", facts, content_type="application/json")


def test_machines_look_decide_and_make_reports_as_people_do(at, as_user):
    analyst = an_analyst()
    first, second, third, fourth = (a_tip(at, by=analyst) for _number in range(4))
    browser = as_user(analyst)
    report = {
        "access": "indirect", "text": "Vans at night.", "observed_at": at.isoformat(), "scheme": "admiralty_6x6",
        "source_code": "F", "info_code": "6", "rationale": "Nobody known.", "handling_code": "R", "reason": "A plate.",
    }  # fmt: skip

    assert posted(browser, first, "dismiss", reason="Talk.").json()["code"] == "TIP_UNVETTED"
    for tip in (first, second, third, fourth):
        assert posted(browser, tip, "look").status_code == 200
    assert posted(browser, first, "dismiss", reason="Talk.", repeats=str(second.public_id)).status_code == 200
    assert posted(browser, second, "pass-on", reason="Wages alone.", to="Labour inspection").status_code == 200
    made = posted(browser, third, "promote", **report)
    assert made.status_code == 200, made.content
    assert (
        posted(as_user(someone(Function.INVESTIGATOR, agency=analyst.agency)), fourth, "promote", **report).json()[
            "code"
        ]
        == "NOT_YOURS_TO_DO"
    )

    assert list(Tip.objects.order_by("pk").values_list("state", flat=True)) == [
        "dismissed", "passed_on", "promoted", "looked_at"]  # fmt: skip
    assert Tip.objects.get(pk=first.pk).repeats == second
    assert str(IntelligenceReport.objects.get().public_id) == made.json()["public_id"]


def test_the_pages_ask_the_database_the_same_whatever_they_show(at, as_user, django_assert_max_num_queries):
    corridor = a_source(at)
    for _number in range(4):
        a_contact(corridor, at)
        a_tip(at, by=corridor.writer)
    browser, vetting = as_user(corridor.controller), as_user(corridor.writer)
    with django_assert_max_num_queries(26):
        browser.get(reverse("intelligence:sources"))
    with django_assert_max_num_queries(36):
        browser.get(reverse("intelligence:source", args=[corridor.source.public_id]))
    with django_assert_max_num_queries(22):
        vetting.get(reverse("intelligence:tips"))
