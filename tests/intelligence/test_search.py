"""Somebody searches, finds what they may see and nothing else, keeps the search and is told of what is new."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intelligence.models import IntelligenceReport, Search
from intelligence.queries.searches import search_page
from intelligence.rules.search import Query
from intelligence.services.reports import regrade_report, retract_report
from intelligence.services.searches import ask, forget_passing, keep, look_again
from intelligence.services.sharing import share_target, stop_sharing
from taskforce.accounts.acting import acting_as
from taskforce.accounts.models import Agency, Function
from taskforce.audit.models import AuditEntry
from taskforce.notices.models import Notice
from taskforce.refusal import Refusal
from taskforce.vault.models import RecordKey
from taskforce.vault.services import shred
from tests.builders import someone
from tests.intelligence.builders import a_grade, a_report_on, a_target, an_investigator
from tests.intelligence.sources import a_tip
from tests.intelligence.things import a_person, a_thing

pytestmark = pytest.mark.django_db
FOUND = "/search/"


def finds(user, words="", **narrowed) -> list[str]:
    """What they find, as what is shown of it."""
    with acting_as(user):
        page = search_page(user, Query(words=words, **narrowed))
        return ["".join(words for words, _marked in hit.said or [("Locked", False)]) for hit in page.hits]


def asks(browser, **data):
    """The search as a person sends it, and the page they land on."""
    return browser.post(FOUND, data, follow=True)


def a_kept_search(user, at, *, cadence="soon", **query):
    with acting_as(user):
        search = ask(query=Query(**query), by=user, at=at)
        return keep(search_id=search.public_id, called="Vans", cadence=cadence, by=user, at=at)


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user, kind="intelligence.search_found").values_list("path", flat=True))


def a_colleague_elsewhere_let_in(target, *functions, **who):
    colleague = someone(*(functions or (Function.INVESTIGATOR,)), **who)
    share_target(
        purpose="case", target_id=target.public_id, colleague_id=colleague.public_id,
        by=someone(Function.SUPERVISOR, agency=target.agency),
    )  # fmt: skip
    return colleague


def test_a_report_is_found_by_its_words_and_they_are_marked(at, as_user):
    ines = an_investigator()
    a_report_on(None, at, by=ines, text="A white van AB12 CDE fetches the women before dawn.")
    a_report_on(None, at, by=ines, text="The bakery opens at five.")

    page = asks(as_user(ines), words="vans women")

    assert "white <mark>van</mark>" in page.text
    assert "<mark>women</mark>" in page.text
    assert "bakery" not in page.text
    assert "1 found" in page.text
    assert (
        finds(ines, "ab12cde") == finds(ines, "wome* dawn") == ["A white van AB12 CDE fetches the women before dawn."]
    )


def test_targets_are_found_beside_reports_by_address_title_and_reference(at):
    ines = an_investigator()
    target = a_target(at, by=ines, title="Packing shed", address="Mill Lane 0")
    a_report_on(target, at, by=ines, text="A light at Mill Lane.")

    assert len(finds(ines, "mill lane")) == 2
    assert finds(ines, target.reference) == finds(ines, "packing") == finds(ines, "mill", kind="target")
    assert len(finds(ines, "mill", kind="report")) == 1


def test_what_was_asked_stands_in_no_address_no_log_and_not_on_record(at, as_user, caplog):
    caplog.set_level("INFO")
    ines = an_investigator()
    browser = as_user(ines)

    page = asks(browser, words="Quincealina")

    assert page.redirect_chain[0][0] == f"/search/{Search.objects.get().public_id}/"
    assert browser.get(page.redirect_chain[0][0]).status_code == 200
    assert "uincealina" in browser.get("/search/").text, "their own last searches"
    said = " ".join(str(row) for row in AuditEntry.objects.values_list("verb", "codes", "shown"))
    assert "intelligence.searched" in said
    assert "uincealina" not in said.lower()
    assert "uincealina" not in caplog.text.lower()
    with connection.cursor() as cursor:
        cursor.execute("select asked, called from intelligence_search")
        assert b"uincealina" not in b"".join(bytes(cell) for cell in cursor.fetchone())


def test_what_was_listed_is_on_record_and_reading_elsewhere_is_a_dissemination(at, as_user):
    target = a_target(at)
    report = a_report_on(target, at, text="A van at night.")
    colleague = a_colleague_elsewhere_let_in(target)

    asks(as_user(colleague), words="van")

    [listed] = AuditEntry.objects.filter(verb="access.listed", actor=colleague, object_type=report._meta.label)
    assert listed.shown == [report.public_id]
    assert target.agency.id in owners_read_by(colleague)


def owners_read_by(reader) -> set[int]:
    from taskforce.access.models import Dissemination  # noqa: PLC0415

    return set(Dissemination.objects.filter(reader=reader).values_list("owner", flat=True))


def test_nobody_elsewhere_finds_anything_and_no_count_tells(at, as_user):
    a_report_on(a_target(at), at, text="A van at night.")
    stranger = someone(Function.INVESTIGATOR)

    page = asks(as_user(stranger), words="van")

    assert finds(stranger, "van") == []
    assert "0 found" in page.text
    assert "Nothing you may see has all of this" in page.text


@pytest.mark.parametrize(
    ("function", "kind"),
    [(Function.COUNSELLOR, Agency.Kind.VICTIM_SERVICES), (Function.SHELTER_MANAGER, Agency.Kind.SHELTER),
     (Function.AUDITOR, Agency.Kind.OVERSIGHT), (Function.ADMINISTRATOR, Agency.Kind.LAW_ENFORCEMENT)],
)  # fmt: skip
def test_whoever_does_not_work_on_intelligence_has_no_search(at, as_user, function, kind):
    user = someone(function, kind=kind)
    browser = as_user(user)

    assert browser.get("/search/").status_code == 403
    assert "data-find" not in browser.get("/").text
    browser.post("/search/", {"words": "van"})

    assert not Search.objects.exists()
    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        ask(query=Query(words="van"), by=user, at=at)


def test_a_shared_target_lets_its_colleague_find_it_and_its_reports_until_it_is_taken_back(at):
    target = a_target(at, title="Orchard shed")
    before, lead = a_report_on(target, at, text="Old van."), someone(Function.SUPERVISOR, agency=target.agency)
    colleague = a_colleague_elsewhere_let_in(target)
    a_report_on(target, at, text="New van.")
    a_report_on(None, at, by=target.opened_by, text="Another van, of no target.")

    assert sorted(finds(colleague, "van")) == ["New van.", "Old van."]
    assert len(finds(colleague, "orchard")) == 1

    stop_sharing(target_id=target.public_id, colleague_id=colleague.public_id, by=lead)

    assert finds(colleague, "van") == finds(colleague, "orchard") == []
    assert before.text


def test_a_colleague_of_the_one_who_was_let_in_finds_nothing_though_their_agency_holds_the_key(at):
    target = a_target(at)
    a_report_on(target, at, text="A van.")
    colleague = a_colleague_elsewhere_let_in(target)
    beside = someone(Function.INVESTIGATOR, agency=colleague.agency)

    assert finds(colleague, "van") == ["A van."]
    assert finds(beside, "van") == finds(beside) == []


@pytest.mark.parametrize("asked", [{"source_type": "human_source"}, {"is_lawful": True}, {"is_lawful": False}])
def test_a_filter_on_what_is_withheld_finds_nothing_so_it_tells_nothing(at, asked):
    target = a_target(at)
    a_report_on(target, at, text="A van.")
    colleague = a_colleague_elsewhere_let_in(target)

    assert finds(colleague, "van", access="direct") == ["A van."]
    assert finds(colleague, "van", **asked) == []


def test_what_is_seen_through_broken_glass_is_not_found(at):
    from tests.access.builders import broken  # noqa: PLC0415

    target = a_target(at, title="Orchard shed")
    outsider = someone(Function.INVESTIGATOR)
    broken(target, by=outsider, at=at)

    assert finds(outsider, "orchard") == []


def test_each_filter_narrows(at):
    ines = an_investigator()
    shed, flat = a_target(at, by=ines), a_target(at, by=ines, sector="sex", title="Flat", premises="dwelling")
    a_report_on(shed, at, by=ines, text="van one", grade="B2")
    a_report_on(flat, at, by=ines, text="van two", grade="D3", access="indirect", speaks_of_child=True)
    a_report_on(None, at, by=ines, text="van three", source_type="document", legal_basis="", grade="A3",
                observed_at=at - timedelta(days=9))  # fmt: skip
    day = at.date()

    expected = {
        ("one",): [{"access": "direct", "source_type": "human_source"}, {"sector": "labour"},
                   {"target": str(shed.public_id)}, {"scheme": "admiralty_6x6", "source_code": "C", "info_code": "2"}],
        ("two",): [{"speaks_of_child": True}, {"sector": "sex"}, {"access": "indirect"}],
        ("three",): [{"source_type": "document"}, {"is_lawful": False}, {"observed_until": day - timedelta(days=5)},
                     {"scheme": "admiralty_6x6", "source_code": "A"}],
        ("one", "two"): [{"observed_from": day - timedelta(days=5)}, {"is_lawful": True}],
        ("one", "three"): [{"speaks_of_child": False}],
        (): [{"logged_from": day + timedelta(days=1)}, {"logged_until": day - timedelta(days=1)}, {"kind": "target"},
             {"scheme": "uk_3x5x2"}],
        ("one", "three", "two"): [{"logged_from": day, "logged_until": day}, {"kind": "report"}],
    }  # fmt: skip
    for which, queries in expected.items():
        for query in queries:
            assert sorted(finds(ines, "van", **query)) == [f"van {n}" for n in which], query
    assert finds(ines, speaks_of_child=True) == ["van two"]


def test_a_regrade_counts_at_once(at):
    ines = an_investigator()
    report = a_report_on(None, at, by=ines, text="van", grade="D4")
    good = {"scheme": "admiralty_6x6", "source_code": "B"}
    assert finds(ines, "van", **good) == []

    regrade_report(report_id=report.public_id, grade=a_grade("B2"), by=ines, at=at + timedelta(minutes=1))

    assert finds(ines, "van", **good) == ["van"]


def test_what_is_retracted_stays_findable_and_says_so_and_what_is_shredded_does_not(at, as_user):
    ines = an_investigator()
    kept, gone = (a_report_on(None, at, by=ines, text=f"van {n}") for n in ("kept", "gone"))
    retract_report(report_id=kept.public_id, by=ines, at=at)

    shred(gone, by=None, at=at)

    assert finds(ines, "van") == ["van kept"]
    assert "Retracted" in asks(as_user(ines), words="van").text


def test_pages_follow_each_other_and_the_count_is_capped(at, as_user):
    ines = an_investigator()
    for number in range(60):
        a_report_on(None, at + timedelta(minutes=number), by=ines, text=f"van {number}", observed_at=at)

    shown: list[str] = []
    before = None
    with acting_as(ines):
        while True:
            page = search_page(ines, Query(words="van"), before=before, size=25)
            assert page.total == 60 - len(shown)
            shown += ["".join(w for w, _m in hit.said) for hit in page.hits]
            if page.last is None:
                break
            before = page.last
    assert shown == [f"van {number}" for number in reversed(range(60))]
    browser = as_user(ines)
    first = asks(browser, words="van")
    assert "60 found" in first.text
    older = browser.get(f"{first.redirect_chain[-1][0]}?before={first.context['results'].last}")
    assert "35 more" in older.text


def test_a_page_asks_the_database_as_often_for_many_as_for_few(at, as_user):
    ines = an_investigator()
    target = a_target(at, by=ines)
    browser, statements = as_user(ines), []
    for many in (2, 20):
        for number in range(many):
            a_report_on(target, at, by=ines, text=f"van {number}", source_ref=f"S-{many}-{number}")
        address = asks(browser, words="van").redirect_chain[-1][0]
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        statements.append(len(asked))

    assert statements[0] == statements[1]
    assert statements[0] <= 45


def test_nothing_asked_is_refused_and_a_hidden_target_is_not_there(at, as_user):
    ines, hidden = an_investigator(), a_target(at)
    browser = as_user(ines)

    empty = browser.post("/search/", {"words": "  "})
    other = browser.post("/search/", {"words": "van", "on_target": hidden.reference})
    mixed = browser.post("/search/", {"source_grade": "admiralty_6x6:B", "info_grade": "uk_3x5x2:A"})

    assert (empty.status_code, other.status_code, mixed.status_code) == (422, 422, 422)
    assert "Nothing was asked for" in empty.text
    assert "no target of this reference" in other.text
    assert "one scheme" in mixed.text
    assert not Search.objects.exists()


def test_words_that_every_text_has_find_nothing(at):
    ines = an_investigator()
    a_report_on(None, at, by=ines, text="The van was there.")

    assert finds(ines, "the") == []
    assert finds(ines, "the van") == ["The van was there."]


def test_a_search_is_nobody_elses(at, as_user):
    ines = an_investigator()
    search = a_kept_search(ines, at, words="van")
    colleague = an_investigator(ines.agency)

    for address in (f"/search/{search.public_id}/", f"/search/{search.public_id}/keep/"):
        assert as_user(colleague).get(address).status_code == 404
    assert as_user(colleague).post(f"/search/{search.public_id}/forget/").status_code == 404
    assert "Vans" not in as_user(colleague).get("/search/").text
    assert Search.objects.filter(pk=search.pk).exists()


def test_a_search_is_kept_renamed_and_forgotten_with_its_key(at, as_user):
    ines = an_investigator()
    browser = as_user(ines)
    address = asks(browser, words="van").redirect_chain[-1][0]

    browser.post(f"{address}keep/", {"called": "Vans at night", "cadence": "daily", "once": str(uuid4())})

    search = Search.objects.get()
    assert (search.called, search.cadence) == ("Vans at night", "daily")
    assert "Vans at night" in browser.get("/search/").text
    browser.post(f"/search/{search.public_id}/forget/")
    assert not Search.objects.exists()
    assert not RecordKey.objects.filter(table="intelligence_search").exists()


def test_one_person_keeps_so_many_searches_and_no_more(at, monkeypatch):
    ines = an_investigator()
    monkeypatch.setattr("taskforce.jurisdiction.pack.Pack.number", lambda _pack, _code: 1)
    first = a_kept_search(ines, at, words="van")

    with pytest.raises(Refusal, match="SEARCHES_FULL"):
        a_kept_search(ines, at, words="bus")

    with acting_as(ines):
        keep(search_id=first.public_id, called="Vans anew", cadence="soon", by=ines, at=at)


def test_the_owner_is_told_once_of_what_is_new_and_not_of_what_was_there(at, as_user):
    ines = an_investigator()
    a_report_on(None, at, by=ines, text="van before")
    search = a_kept_search(ines, at, words="van")
    look_again(at=at + timedelta(minutes=6))
    assert told(ines) == []

    a_report_on(None, at, by=ines, text="van after", source_ref="S-9")
    a_report_on(None, at, by=ines, text="another van", source_ref="S-10")
    a_report_on(None, at, by=ines, text="a bus")
    for minutes in (12, 12, 18, 24):
        look_again(at=at + timedelta(minutes=minutes))

    assert told(ines) == [f"/search/{search.public_id}/"]
    browser = as_user(ines)
    assert "A search you saved found something new" in browser.get("/inbox/").text
    assert "2 new" in browser.get("/search/").text
    page = browser.get(told(ines)[0])
    assert [hit.is_fresh for hit in page.context["results"].hits] == [True, True, False]
    assert "2 new" not in browser.get("/search/").text


def test_days_of_silence_are_caught_up_in_one_notice(at):
    ines = an_investigator()
    a_kept_search(ines, at, words="van")
    for number in range(5):
        a_report_on(None, at, by=ines, text=f"van {number}", source_ref=f"S-{number}")

    look_again(at=at + timedelta(days=4))

    assert len(told(ines)) == 1
    assert len(Search.objects.get().fresh) == 5


@pytest.mark.parametrize(("cadence", "gap"), [("daily", timedelta(days=1)), ("weekly", timedelta(days=7))])
def test_at_most_so_often(at, cadence, gap):
    ines = an_investigator()
    a_kept_search(ines, at, words="van", cadence=cadence)
    a_report_on(None, at, by=ines, text="van")

    look_again(at=at + gap - timedelta(minutes=1))
    assert told(ines) == []
    look_again(at=at + gap)
    assert len(told(ines)) == 1


def test_whoever_does_not_want_to_be_told_is_not(at):
    ines = an_investigator()
    a_kept_search(ines, at, words="van", cadence="never")
    a_report_on(None, at, by=ines, text="van")

    look_again(at=at + timedelta(days=30))

    assert told(ines) == []


def test_a_share_that_makes_a_report_visible_is_told_and_one_they_may_not_see_is_not(at):
    target = a_target(at)
    a_report_on(target, at, text="A van.")
    lead, colleague = someone(Function.SUPERVISOR, agency=target.agency), someone(Function.INVESTIGATOR)
    beside = someone(Function.INVESTIGATOR, agency=colleague.agency)
    a_kept_search(colleague, at, words="van")
    a_kept_search(beside, at, words="van")
    share_target(purpose="case", target_id=target.public_id, colleague_id=colleague.public_id, by=lead)

    look_again(at=at + timedelta(minutes=10))

    assert (len(told(colleague)), len(told(beside))) == (1, 0)

    share_target(purpose="case", target_id=target.public_id, colleague_id=beside.public_id, by=lead)
    look_again(at=at + timedelta(minutes=20))

    assert (len(told(colleague)), len(told(beside))) == (1, 1)


def test_a_regrade_that_makes_a_report_fit_is_told(at):
    ines = an_investigator()
    report = a_report_on(None, at, by=ines, text="van", grade="D4")
    a_kept_search(ines, at, words="van", scheme="admiralty_6x6", source_code="B")
    look_again(at=at + timedelta(minutes=6))
    assert told(ines) == []

    regrade_report(report_id=report.public_id, grade=a_grade("B2"), by=ines, at=at + timedelta(minutes=7))
    look_again(at=at + timedelta(minutes=12))

    assert len(told(ines)) == 1


@pytest.mark.parametrize("how", ["switched off", "out of training"])
def test_whoever_may_not_search_any_more_is_told_nothing(at, how):
    ines = an_investigator()
    a_kept_search(ines, at, words="van")
    a_report_on(None, at, by=ines, text="van")
    if how == "switched off":
        ines.is_active = False
        ines.save()
    else:
        ines.held_functions.update(trained_until=at - timedelta(days=400))

    look_again(at=at + timedelta(minutes=10))

    assert told(ines) == []


def test_a_notice_and_its_mail_hold_nothing_of_what_was_found(at):
    from taskforce.notices.services import send_waiting_mail  # noqa: PLC0415

    ines = an_investigator()
    a_kept_search(ines, at, words="quincevan")
    a_report_on(None, at, by=ines, text="quincevan at night")
    look_again(at=at + timedelta(minutes=10))

    send_waiting_mail(at=at)

    assert len(mail.outbox) == 1
    assert "quince" not in str(mail.outbox[0].message())
    assert "quince" not in str(list(Notice.objects.values()))


def test_what_was_searched_once_is_not_kept(at):
    ines = an_investigator()
    with acting_as(ines):
        ask(query=Query(words="van"), by=ines, at=at)
    a_kept_search(ines, at, words="bus")

    assert forget_passing(at=at + timedelta(hours=11)) == 0
    assert forget_passing(at=at + timedelta(hours=13)) == 1

    assert Search.objects.get().saved_at is not None
    assert RecordKey.objects.filter(table="intelligence_search").count() == 1


def test_machines_search_by_post_and_keep_searches(at, as_user):
    ines = an_investigator()
    report = a_report_on(None, at, by=ines, text="A white van.")
    browser = as_user(ines)

    found = browser.post("/api/search/", {"words": "vans", "access": "direct"}, content_type="application/json").json()

    assert (found["total"], found["is_capped"], found["before"]) == (1, False, None)
    [hit] = found["hits"]
    assert (hit["kind"], hit["reference"]) == ("report", report.reference)
    assert {"words": "van", "is_found": True} in hit["said"]
    kept = browser.post(
        "/api/searches/", {"query": {"words": "van", "logged_from": "2026-03-01"}, "called": "Vans", "cadence": "soon"},
        content_type="application/json",
    )  # fmt: skip
    assert kept.status_code == 201
    [listed] = browser.get("/api/searches/").json()
    assert (listed["called"], listed["query"], listed["new"]) == (
        "Vans",
        {"words": "van", "logged_from": "2026-03-01"},
        0,
    )
    again = browser.get(f"/api/searches/{listed['public_id']}/").json()
    assert again["total"] == 1
    assert browser.delete(f"/api/searches/{listed['public_id']}/").status_code == 204
    assert not Search.objects.exists()


def test_machines_meet_the_same_refusals(at, as_user):
    ines, counsellor = an_investigator(), someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    search = a_kept_search(an_investigator(ines.agency), at, words="van")
    hidden = a_target(at)

    def posted(user, data):
        answer = as_user(user).post("/api/search/", data, content_type="application/json")
        return answer.status_code, answer.json()["code"]

    assert posted(ines, {}) == (422, "NOTHING_ASKED")
    assert posted(ines, {"words": "van", "target": str(hidden.public_id)}) == (404, "NOT_FOUND")
    assert posted(ines, {"words": "van", "source_code": "B"}) == (400, "INVALID")
    assert posted(counsellor, {"words": "van"}) == (422, "NOT_YOURS_TO_DO")
    assert as_user(ines).get(f"/api/searches/{search.public_id}/").status_code == 404
    assert as_user(ines).delete(f"/api/searches/{search.public_id}/").status_code == 404


def test_days_are_those_of_whoever_asks(at):
    ines = an_investigator()
    a_report_on(None, at, by=ines, text="van")

    assert finds(ines, "van", logged_from=date(2026, 3, 10), logged_until=date(2026, 3, 10)) == ["van"]
    assert IntelligenceReport.objects.count() == 1


def test_things_and_tips_are_found_by_those_who_see_them_and_people_who_are_no_subjects_by_nobody(at):
    ines = an_investigator()
    a_thing(at, by=ines, label="Van AB12 CDE", details="A dent at the back")
    a_person(at, by=ines, label="Marisol Quince", details="")
    a_tip(at, by=ines, text="A van waits there at night.")
    planner = someone(Function.PLANNER, agency=ines.agency)

    assert len(finds(ines, "van")) == 2
    assert len(finds(ines, "dent", kind="thing")) == len(finds(ines, "ab12cde")) == 1
    assert len(finds(ines, "van", kind="tip")) == 1
    assert finds(planner, "van", kind="tip") == []
    assert finds(ines, "marisol") == finds(ines, "quince", kind="thing") == []
    assert finds(someone(Function.INVESTIGATOR), "van") == []


def test_the_page_leads_to_each_kind_of_record(at, as_user):
    ines = an_investigator()
    thing, tip = a_thing(at, by=ines, label="Van"), a_tip(at, by=ines, text="A van.")

    page = asks(as_user(ines), words="van")

    for address in (f"/things/{thing.public_id}/", f"/tips/{tip.public_id}/"):
        assert f'href="{address}"' in page.text
