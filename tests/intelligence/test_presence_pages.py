"""What the pages of a target say of how sure we are, and what they cost however much evidence there is."""

import re

import pytest
from django.urls import reverse

from intelligence.models import PresenceAffirmation, TargetUnlinking
from intelligence.queries.presence import presence_at, standing_presence
from intelligence.services.lineage import declare_contamination
from intelligence.services.presence import affirm_presence
from intelligence.services.reports import declare_derivation, regrade_report
from intelligence.services.sharing import share_target
from taskforce.accounts.models import Function
from tests.builders import someone
from tests.intelligence.builders import (
    a_grade,
    a_report_on,
    a_target,
    a_target_where_people_are_held,
    affirmed,
    an_investigator,
)
from tests.intelligence.crowds import crowd_of_reports

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def target(at):
    return a_target_where_people_are_held(at)


def text(answer):
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def opened(as_user, user, target, name="target", query=""):
    return as_user(user).get(reverse(f"intelligence:{name}", args=[target.public_id]) + query)


@pytest.mark.parametrize("number", [50, 500])
def test_the_overview_takes_as_many_statements_for_five_hundred_reports_as_for_fifty(
    at, as_user, target, django_assert_num_queries, number
):
    crowd_of_reports(target, number)
    client = as_user(target.opened_by)

    with django_assert_num_queries(35):
        shown = client.get(reverse("intelligence:target", args=[target.public_id]))

    assert shown.content.decode().count("intelligence/") == 0
    assert shown.content.decode().count('data-l="Observed"') == 25


@pytest.mark.parametrize("number", [50, 500])
def test_the_lineage_takes_as_many_statements_for_five_hundred_reports_as_for_fifty(
    at, as_user, target, django_assert_num_queries, number
):
    crowd_of_reports(target, number)
    client = as_user(target.opened_by)

    with django_assert_num_queries(26):
        client.get(reverse("intelligence:lineage", args=[target.public_id]))


def test_the_evidence_is_read_page_by_page_and_every_report_stands_on_one(at, as_user, target):
    crowd_of_reports(target, 120)
    client, found, query = as_user(target.opened_by), [], ""
    for _page in range(5):
        page = client.get(reverse("intelligence:target", args=[target.public_id]) + query).content.decode()
        evidence = page[page.index('id="evidence"') : page.index('id="place"')]
        found += re.findall(r"<b><bdi>(R-\w{6})", evidence)
        older = re.search(r"before=([0-9a-f-]{36})", evidence)
        query = f"?before={older[1]}" if older else ""

    assert len(found) == len(set(found)) == 122
    assert query == ""


def test_the_evidence_of_one_stance_is_shown_alone(at, as_user, target):
    against = a_report_on(target, at, source_ref="S-9", stance="contradicts", grade="D4", indicators=())

    shown = opened(as_user, target.opened_by, target, query="?says=contradicts").content.decode()
    evidence = shown[shown.index('id="evidence"') : shown.index('id="place"')]

    assert re.findall(r"<b><bdi>(R-\w{6})", evidence) == [against.reference]


def test_every_clause_names_the_reports_behind_it(at, as_user, target):
    shown = opened(as_user, target.opened_by, target).content.decode()
    panel = shown[shown.index('id="presence"') :]

    for link in target.links.all():
        assert link.report.reference in panel


def test_the_page_says_what_would_raise_it_and_what_it_would_then_be(at, as_user):
    target = a_target(at)
    a_report_on(target, at)

    words = text(opened(as_user, target.opened_by, target))

    assert "One more report of another origin" in words
    assert "It would then be high." in words


def test_circular_reporting_is_told_in_words(at, as_user):
    target = a_target(at)
    first = a_report_on(target, at)
    for _echo in range(4):
        echo = a_report_on(target, at)
        declare_derivation(
            child_id=echo.public_id, parent_id=first.public_id, kind="repeats", by=target.opened_by
        )  # fmt: skip

    assert "5 reports, one origin: they count once." in text(opened(as_user, target.opened_by, target))
    assert "5 reports support it, from one origin." in text(opened(as_user, target.opened_by, target, "lineage"))


def test_a_reader_elsewhere_sees_the_count_and_not_the_reports_behind_it(at, as_user):
    target = a_target(at)
    mine = a_report_on(target, at)
    guest = an_investigator()
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    share_target(purpose="case", target_id=target.public_id, colleague_id=guest.public_id, by=supervisor)
    theirs = a_report_on(target, at, by=guest, source_ref="S-7")

    page = opened(as_user, target.opened_by, target).content.decode()

    assert "High: every clause is met" in page
    assert mine.reference in page
    assert theirs.reference not in page


def test_two_people_affirm_it_through_their_pages(at, as_user, target):
    analyst = someone(Function.ANALYST, agency=target.agency)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    for user, name in ((analyst, "affirm"), (supervisor, "affirm-second")):
        client, address = as_user(user), reverse(f"intelligence:{name}", args=[target.public_id])
        assert address in opened(as_user, user, target).content.decode()
        form = client.get(address).context["form"]
        sent = {"once": form["once"].value(), "digest": form["digest"].value(), "reasons": "Both fit."}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 302  # sent twice, done once

    assert PresenceAffirmation.objects.count() == 2
    words = text(opened(as_user, target.opened_by, target))
    assert "Affirmed by two people" in words
    assert f"Affirmed by an analyst {analyst.name}" in words
    assert "Both fit." in words


def test_who_read_older_evidence_is_told_and_affirms_what_stands_now(at, as_user, target):
    analyst = someone(Function.ANALYST, agency=target.agency)
    client, address = as_user(analyst), reverse("intelligence:affirm", args=[target.public_id])
    form = client.get(address).context["form"]
    sent = {"once": form["once"].value(), "digest": form["digest"].value(), "reasons": "Both fit."}
    a_report_on(target, at, source_ref="S-3", stance="neutral")

    refused = client.post(address, sent)

    assert refused.status_code == 422
    assert "The evidence changed while you were reading." in text(refused)
    now = presence_at(target, now=at).digest
    assert f'name="digest" value="{now}"' in refused.content.decode()
    assert client.post(address, sent | {"digest": now}).status_code == 302


def test_the_page_says_that_it_fell_and_why(at, as_user, target):
    affirmed(target, at)
    report = target.links.order_by("pk")[0].report
    regrade_report(report_id=report.public_id, grade=a_grade("D4"), by=target.opened_by, at=at)

    words = text(opened(as_user, target.opened_by, target))

    assert "It fell because the evidence changed." in words
    assert "Affirmed by two people" not in words


def test_a_guest_reads_that_it_was_affirmed_and_not_why_or_by_whom(at, as_user, target):
    analyst = someone(Function.ANALYST, agency=target.agency)
    supervisor = someone(Function.SUPERVISOR, agency=target.agency)
    digest = presence_at(target, now=at).digest
    affirm_presence(target_id=target.public_id, digest=digest, reasons="The cook's words.", by=analyst, at=at)
    guest = an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=guest.public_id, by=supervisor)

    words = text(opened(as_user, guest, target))

    assert "Affirmed by an analyst" in words
    assert "The cook's words." not in words
    assert analyst.name not in words


def test_a_report_is_taken_off_through_its_page(at, as_user, target):
    report = target.links.order_by("pk")[0].report
    client = as_user(target.opened_by)
    address = reverse("intelligence:unlink", args=[target.public_id, report.public_id])
    assert address in opened(as_user, target.opened_by, target).content.decode()
    once = client.get(address).context["form"]["once"].value()

    client.post(address, {"once": once, "reason": "Another house."})

    assert TargetUnlinking.objects.get().report == report
    assert standing_presence(target, now=at).level == "moderate"


def test_the_lineage_is_drawn_and_told_alike(at, as_user):
    target = a_target(at)
    first, echo = a_report_on(target, at), a_report_on(target, at, source_ref="S-2")
    declare_derivation(child_id=echo.public_id, parent_id=first.public_id, kind="repeats", by=target.opened_by)

    page = opened(as_user, target.opened_by, target, "lineage").content.decode()
    drawing = page[page.index('<svg class="lin"') : page.index("</svg>", page.index('<svg class="lin"'))]

    assert {first.reference, echo.reference} <= set(re.findall(r">(R-\w{6})<", drawing))
    assert f"{echo.reference} rests on {first.reference}" in drawing
    assert "Repeats it" in page[page.index("</svg>") :]


def test_what_supports_it_and_rests_on_nothing_is_named_beside_the_picture(at, as_user):
    target = a_target(at)
    first, echo, alone = (a_report_on(target, at, source_ref=f"S-{number}") for number in range(3))
    declare_derivation(child_id=echo.public_id, parent_id=first.public_id, kind="repeats", by=target.opened_by)

    words = text(opened(as_user, target.opened_by, target, "lineage"))

    assert f"nobody declared that they rest on another: {alone.reference}" in words


def test_a_report_that_the_reader_does_not_see_has_no_name_in_the_lineage(at, as_user):
    target = a_target(at)
    guest = an_investigator()
    share_target(
        purpose="case", target_id=target.public_id, colleague_id=guest.public_id,
        by=someone(Function.SUPERVISOR, agency=target.agency),
    )  # fmt: skip
    elsewhere = a_report_on(None, at, by=guest)
    theirs = a_report_on(target, at, by=guest, source_ref="S-2")
    declare_derivation(child_id=theirs.public_id, parent_id=elsewhere.public_id, kind="cites", by=guest)

    page = opened(as_user, target.opened_by, target, "lineage").content.decode()

    assert "a report you do not see" in page
    assert elsewhere.reference not in page
    assert theirs.reference not in page


def test_accounts_that_shaped_each_other_are_noted_on_one_page_and_told_on_another(at, as_user):
    target = a_target(at)
    one = a_report_on(target, at, source_type="survivor_account")
    other = a_report_on(target, at, source_type="survivor_account", source_ref="S-2")
    client, address = as_user(target.opened_by), reverse("intelligence:contaminate", args=[one.public_id])
    once = client.get(address).context["form"]["once"].value()

    client.post(address, {"once": once, "other": str(other.public_id), "how": "relayed", "reason": "One interpreter."})

    assert presence_at(target, now=at).assessment.clause("a").found == 1
    words = text(opened(as_user, target.opened_by, target, "lineage"))
    assert "One interpreter relayed details" in words
    assert "Fewer count than the picture shows" in words


def test_what_is_known_of_accounts_stays_in_its_agency(at, as_user):
    target = a_target(at)
    one = a_report_on(target, at, source_type="survivor_account")
    other = a_report_on(target, at, source_type="survivor_account", source_ref="S-2")
    declare_contamination(
        report_id=one.public_id, other_id=other.public_id, how="relayed", reason="One night.", by=target.opened_by,
        at=at,
    )  # fmt: skip
    guest = an_investigator()
    share_target(
        purpose="case", target_id=target.public_id, colleague_id=guest.public_id,
        by=someone(Function.SUPERVISOR, agency=target.agency),
    )  # fmt: skip

    assert "One night." not in text(opened(as_user, guest, target, "lineage"))


def test_machines_read_it_and_affirm_it_with_the_same_refusals(at, as_user, target):
    analyst = someone(Function.ANALYST, agency=target.agency)
    client, path = as_user(analyst), f"/api/targets/{target.public_id}"
    read = client.get(f"{path}/presence/").json()
    sent = {"part": "analyst", "digest": read["digest"], "reasons": "Both fit."}

    assert (read["level"], read["is_affirmed"], read["lacks"]) == ("high", False, "analyst")
    stale = client.post(f"{path}/affirm/", sent | {"digest": "0" * 64}, JSON)
    assert (stale.status_code, stale.json()["code"]) == (422, "EVIDENCE_CHANGED")
    assert not PresenceAffirmation.objects.exists()
    assert client.post(f"{path}/affirm/", sent, JSON).json()["lacks"] == "supervisor"
    again = client.post(f"{path}/affirm/", sent, JSON)
    assert (again.status_code, again.json()["code"]) == (422, "ALREADY_AFFIRMED")


def test_machines_read_the_lineage(at, as_user):
    target = a_target(at)
    first, echo = a_report_on(target, at), a_report_on(target, at, source_ref="S-2")
    declare_derivation(child_id=echo.public_id, parent_id=first.public_id, kind="repeats", by=target.opened_by)

    read = as_user(target.opened_by).get(f"/api/targets/{target.public_id}/lineage/").json()

    assert (read["supporting"], read["origins"]) == (2, "1")
    assert read["derivations"] == [{"report": echo.reference, "rests_on": first.reference, "kind": "repeats"}]


def test_machines_of_others_find_neither(at, as_user, target):
    client, path = as_user(an_investigator()), f"/api/targets/{target.public_id}"

    for answer in (
        client.get(f"{path}/presence/"), client.get(f"{path}/lineage/"),
        client.post(f"{path}/affirm/", {"part": "analyst", "digest": "0" * 64, "reasons": "x"}, JSON),
    ):  # fmt: skip
        assert answer.status_code == 404
